import Type, { type Static } from 'typebox'
import { cardOf, embedCodeOf, escapeHtml } from '../domain/share-links/handouts.ts'
import { homeOf } from '../domain/share-links/visitor-view.ts'
import type { Visit } from '../domain/share-links/visits.ts'
import { cardSize, cardTextOf } from '../web/pages/card-tags.ts'
import type { RequestFacts } from './route.ts'

/** https://oembed.com, 2.3.4: of these, a `rich` answer needs `html`, `width` and `height`. */
export const OEmbed = Type.Object(
  {
    type: Type.Literal('rich'),
    version: Type.Literal('1.0'),
    title: Type.String(),
    provider_name: Type.String(),
    provider_url: Type.String(),
    /** Seconds. */
    cache_age: Type.Integer(),
    html: Type.String(),
    width: Type.Integer(),
    height: Type.Integer(),
    thumbnail_url: Type.Optional(Type.String()),
    thumbnail_width: Type.Optional(Type.Integer()),
    thumbnail_height: Type.Optional(Type.Integer()),
  },
  { $id: 'OEmbed', additionalProperties: false },
)
export type OEmbed = Static<typeof OEmbed>

/** The link that an address of ours names, whether its page or its frame; `undefined` for anybody else's. */
export const refIn = (text: string, publicUrl: string): string | undefined => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const home = new URL(publicUrl)
  if (!url || url.host !== home.host || !/^https?:$/.test(url.protocol)) return undefined
  const base = home.pathname.replace(/\/$/, '')
  if (!url.pathname.startsWith(`${base}/`)) return undefined
  const [, ref] = /^\/(?:share|embed)\/([^/]+)\/?$/.exec(url.pathname.slice(base.length)) ?? []
  try {
    return ref && decodeURIComponent(ref).slice(0, 200)
  } catch {
    return undefined
  }
}

/** As large as usual, and no larger than was asked for: the picture is left out where it would be. */
export const presentOEmbed = (
  { link, resource, ref }: Visit,
  { maxwidth = Infinity, maxheight = Infinity }: { readonly maxwidth?: number; readonly maxheight?: number },
  { language, publicUrl }: RequestFacts,
  now: Date,
) => {
  const { title } = cardTextOf(cardOf(link, resource), language)
  const url = homeOf(ref, publicUrl)
  const [width, height] = [Math.min(600, maxwidth), Math.min(400, maxheight)]
  const left = link.expiresAt ? Math.floor((link.expiresAt.getTime() - now.getTime()) / 1000) : cacheS
  return {
    type: 'rich' as const,
    version: '1.0' as const,
    title,
    provider_name: 'Fleeting',
    provider_url: publicUrl,
    cache_age: Math.max(0, Math.min(cacheS, left)),
    html: embedCodeOf({ url, title, width, height }),
    width,
    height,
    ...(maxwidth >= cardSize.width &&
      maxheight >= cardSize.height && {
        thumbnail_url: `${url}card.png`,
        thumbnail_width: cardSize.width,
        thumbnail_height: cardSize.height,
      }),
  }
}

/** A withdrawn link should not stand on other sites for long; what stands there says that it has ended. */
const cacheS = 300

/** The same answer in the other form that consumers may ask for. */
export const xmlOf = (answer: OEmbed): string => {
  const fields = Object.entries(answer).map(
    ([name, value]) => `<${name}>${escapeHtml(String(value))}</${name}>`,
  )
  return `<?xml version="1.0" encoding="utf-8" standalone="yes"?><oembed>${fields.join('')}</oembed>`
}
