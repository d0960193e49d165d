import type { Language } from '../../domain/problem.ts'
import type { Card } from '../../domain/share-links/handouts.ts'
import { cardWords } from './card-words.ts'
import { html, type Node } from './html.ts'

/** The picture's pixels: what the large cards of all platforms are cut for. */
export const cardSize = { width: 1200, height: 630 } as const

export interface CardProps {
  readonly lang: Language
  readonly card: Card
  /** The link's own address. */
  readonly url: string
  readonly imageUrl: string
  /** Where its oEmbed answer is; `null` for a link that gives none. */
  readonly oembedUrl: string | null
}

/**
 * What chats and other sites read in a page's head: Open Graph (https://ogp.me), Twitter's card, which takes all else
 * from Open Graph, and the address of the oEmbed answer (https://oembed.com, "Discovery").
 */
export const cardTagsOf = ({ lang, card, url, imageUrl, oembedUrl }: CardProps): Node[] => {
  const { title, description } = cardTextOf(card, lang)
  const tags: readonly (readonly [property: string, content: string])[] = [
    ['og:type', 'website'],
    ['og:site_name', 'Fleeting'],
    ['og:locale', locales[lang]],
    ['og:url', url],
    ['og:title', title],
    ['og:description', description],
    ['og:image', imageUrl],
    ['og:image:type', 'image/png'],
    ['og:image:width', String(cardSize.width)],
    ['og:image:height', String(cardSize.height)],
    ['og:image:alt', title],
  ]
  return [
    ...tags.map(([property, content]) => html`<meta property=${property} content=${content} />` as Node),
    html`<meta name="description" content=${description} />` as Node,
    html`<meta name="twitter:card" content="summary_large_image" />` as Node,
    ...(oembedUrl === null
      ? []
      : [
          html`<link rel="alternate" type="application/json+oembed" href=${oembedUrl} title=${title} />` as Node,
        ]),
  ]
}

/** The card's words; a link that tells nothing has the house's. */
export const cardTextOf = (
  { title, description, kind }: Card,
  lang: Language,
): { title: string; description: string } => {
  const w = cardWords[lang]
  return { title: title ?? w.something, description: description ?? (kind ? w.open : w.closed) }
}

const locales: Readonly<Record<Language, string>> = { en: 'en_US', 'pt-BR': 'pt_BR', es: 'es_ES' }
