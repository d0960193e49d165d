import { isUsedUp, type Permissions, type ResourceKind, type ShareType } from './link.ts'
import type { SocialLinks } from './schema.ts'

/** Where a link is handed to others with one click. */
export const platforms = ['facebook', 'twitter', 'linkedin', 'whatsapp', 'telegram', 'reddit'] as const
export type Platform = (typeof platforms)[number]

/** By which way a visitor came: each hands out its own address, so that opens are counted by it. */
export type Channel = Platform | 'qr' | 'embed' | 'mail'

/** How an organization speaks where it shares. */
export interface Social {
  /** Without `#`. */
  readonly hashtags: readonly string[]
  /** The organization's name on Twitter, without `@`. */
  readonly via: string | null
  /** Texts with `{title}` and `{url}` in them; a platform that is not named has its usual one. */
  readonly messages: Readonly<Partial<Record<Platform, string>>>
}

export const noSocial: Social = { hashtags: [], via: null, messages: {} }

const mediumOf: Readonly<Record<string, string>> = { qr: 'qr', embed: 'embed', mail: 'email' }

/** The address with the campaign tags (`utm_source`, `utm_medium`) of one channel, in place of any it had. */
export const taggedUrl = (url: string, channel: Channel): string => {
  const tagged = new URL(url)
  tagged.searchParams.set('utm_source', channel)
  tagged.searchParams.set('utm_medium', mediumOf[channel] ?? 'social')
  return tagged.href
}

/**
 * What a link is called where others may read it. Its owner's own words go wherever the owner sends them; the name of
 * the thing itself (a file, a vehicle) is not told of a link that asks for a password or a sign-in.
 */
export const toldTitleOf = (
  link: { readonly shareType: ShareType; readonly title: string | null },
  resource: { readonly title: string; readonly kind?: ResourceKind | undefined },
): string | null =>
  link.title ?? (link.shareType === 'public' && tellsItsName(resource.kind) ? resource.title : null)

/** Whose visit it is, and to what, is between an organization and its customer. */
const tellsItsName = (kind: ResourceKind | undefined): boolean => kind !== 'assignment'

/** What chats and other sites show of a link to anybody, without opening it. */
export interface Card {
  readonly title: string | null
  readonly description: string | null
  readonly kind: ResourceKind | null
  /** Whether a glimpse of what is shared may be part of it: not where being looked at is counted or withheld. */
  readonly hasGlimpse: boolean
}

/** Of a link that is closed, or used up, a card tells nothing, not even what kind of thing it is. */
export const cardOf = (
  link: {
    readonly shareType: ShareType
    readonly title: string | null
    readonly description: string | null
    readonly permissions: Permissions
    readonly maxViews: number | null
    readonly counts: { readonly views: number }
  },
  resource: { readonly kind: ResourceKind; readonly title: string },
): Card =>
  link.shareType === 'public' && !isUsedUp(link)
    ? {
        title: cleanText(toldTitleOf(link, resource) ?? '', 200) || null,
        description: cleanText(link.description ?? '', 300) || null,
        kind: resource.kind,
        hasGlimpse: link.permissions.preview && link.maxViews === null,
      }
    : { title: null, description: null, kind: null, hasGlimpse: false }

export interface Handout {
  /** The share URL, without tags. */
  readonly url: string
  /** See `toldTitleOf`; `null` tells nothing. */
  readonly title: string | null
}

/** One address a platform, which opens its form for a new post or message with the link in it. */
export const socialLinksOf = ({
  url,
  title,
  social = noSocial,
}: Handout & { social?: Social }): SocialLinks => {
  const told = cleanText(title ?? '', 200)
  const { hashtags, via, messages } = social
  const tagged = (platform: Platform) => taggedUrl(url, platform)
  /** For forms that take the address by itself: it is not said twice. */
  const words = (platform: Platform, usual = '{title}') =>
    cleanText(filled(messages[platform] ?? usual, told, ''))
  /** For forms that take a text and nothing else: it carries the address, wherever its author put it. */
  const wordsWithUrl = (platform: Platform) => {
    const template = messages[platform] ?? ''
    const whole = cleanText(filled(template, told, tagged(platform)), longestText + 1)
    const isWhole = template.includes('{url}') && whole.length <= longestText
    return isWhole ? whole : `${words(platform)} ${tagged(platform)}`.trim()
  }

  return {
    facebook: address('https://www.facebook.com/sharer/sharer.php', {
      u: tagged('facebook'),
      quote: words('facebook', ''),
    }),
    twitter: address('https://twitter.com/intent/tweet', {
      url: tagged('twitter'),
      text: words('twitter'),
      hashtags: hashtags.join(','),
      via: via ?? '',
    }),
    linkedin: address('https://www.linkedin.com/sharing/share-offsite/', {
      url: tagged('linkedin'),
      text: words('linkedin', ''),
    }),
    whatsapp: address('https://wa.me/', { text: wordsWithUrl('whatsapp') }),
    telegram: address('https://t.me/share/url', { url: tagged('telegram'), text: words('telegram') }),
    reddit: address('https://www.reddit.com/submit', { url: tagged('reddit'), title: words('reddit') }),
  }
}

/** The frame's own address: the same link, in a page that other sites may show inside theirs. */
export const embedUrlOf = (shareUrl: string): string => {
  const url = new URL(shareUrl)
  url.pathname = url.pathname.replace(/\/share\/(?=[^/]+\/?$)/, '/embed/')
  return taggedUrl(url.href, 'embed')
}

/**
 * HTML for another site. The frame's content keeps its own origin (it loads its own files and asks its own server),
 * may open the link in a tab and save files, and may not lead the page around it anywhere.
 */
export const embedCodeOf = ({
  url,
  title,
  width = 600,
  height = 400,
}: Handout & { width?: number; height?: number }): string =>
  `<iframe src='${escapeHtml(embedUrlOf(url))}' width='${width}' height='${height}' ` +
  `title='${escapeHtml(cleanText(title ?? '', 200) || 'Fleeting')}' loading='lazy' referrerpolicy='strict-origin' ` +
  `sandbox='allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads' ` +
  `allowfullscreen style='border:0;max-width:100%'></iframe>`

/** Characters; every platform takes as much, and no address becomes too long for a browser. */
const longestText = 1000

// Control characters, line and paragraph separators; then what turns the direction of writing or shows as nothing, but
// for the joiners that emoji and several scripts are written with.
const breaks = /[\p{Cc}\u2028\u2029]/gu
const hidden = /[\p{Bidi_Control}\p{Noncharacter_Code_Point}\u200b\u2060-\u2064\ufeff]/gu

/** One line of text that reads in the order in which it is written; cut after `most` characters. */
export const cleanText = (text: string, most = longestText): string => {
  const line = text.toWellFormed().replace(breaks, ' ').replace(hidden, '').replace(/\s+/g, ' ').trim()
  const characters = [...line]
  return characters.length > most
    ? `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
    : line
}

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** In one pass: a title that reads `{url}` stays one. */
const filled = (template: string, title: string, url: string): string =>
  template.replace(/\{(title|url)\}/g, (_, name) => (name === 'url' ? url : title))

/** RFC 3986, stricter than URLSearchParams: a blank is `%20`, and nothing ends a quoted attribute. Empty ones are left out. */
const address = (base: string, parameters: Readonly<Record<string, string>>): string => {
  const given = Object.entries(parameters).filter(([, value]) => value !== '')
  return `${base}?${given.map(([name, value]) => `${name}=${encoded(value)}`).join('&')}`
}

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
