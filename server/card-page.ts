import { cardOf } from '../domain/share-links/handouts.ts'
import { homeOf } from '../domain/share-links/visitor-view.ts'
import type { Visit } from '../domain/share-links/visits.ts'
import { assetsOf, entries, stylesOnly } from '../web/pages/assets.ts'
import { cardTagsOf, cardTextOf } from '../web/pages/card-tags.ts'
import { html, type Node } from '../web/pages/html.ts'
import { renderPage } from '../web/pages/render.ts'
import type { SharePageContext } from './share-pages.ts'

/** What other sites are told of a link, and nothing of what it shows: for those who look on nobody's behalf. */
export const renderCard = (
  { link, resource, ref }: Pick<Visit, 'link' | 'resource' | 'ref'>,
  { lang, publicUrl, pages }: SharePageContext,
): string => {
  const card = cardOf(link, resource)
  const { title, description } = cardTextOf(card, lang)
  const url = publicUrl + homeOf(ref)
  const page =
    html`<main class="last"><h1>${title}</h1><p class="last-text">${description}</p></main>` as Node
  return renderPage(page, {
    lang,
    title,
    assets: stylesOnly(assetsOf(pages.manifest, entries.share)),
    head: cardTagsOf({ lang, card, url, imageUrl: `${url}card.png`, oembedUrl: null }),
  })
}
