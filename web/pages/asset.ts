import { useState } from 'preact/hooks'
import type { Language } from '../../domain/problem.ts'
import { collabWords } from './collab/words.ts'
import { CommentsBelow } from './comments-below.ts'
import { html, type Node } from './html.ts'
import { Glyph } from './icons.ts'
import { factsOf, MediaActions } from './media.ts'
import { plain } from './plain.ts'
import { Viewed } from './viewed.ts'
import type { AssetPageProps } from './visitor.ts'
import { VisitorFrame } from './visitor-frame.ts'
import { visitorWords } from './visitor-words.ts'
import { fill } from './words.ts'

/** One file: the whole of what is shared, or one item of an album. */
export const AssetPage = (props: AssetPageProps): Node => {
  const { lang, asset, place, here, together, said, serverTime } = props
  const [isRead, read] = useState(false)
  const isInTile =
    asset.preview === null || asset.kind === 'pdf' || asset.kind === 'document' || asset.kind === 'other'
  const heading = place ? asset.title : props.title
  const above =
    place && html`<a href=${here}>${fill(visitorWords[lang].toAlbum, { title: plain(props.title) })}</a>`
  return html`<${VisitorFrame}
    props=${props}
    kind="narrow"
    heading=${heading}
    above=${above ?? undefined}
    under=${isInTile ? undefined : factsOf(asset, lang)}
  >
    <div class=${`item item-${asset.kind}`}><${Viewed} ...${{ asset, lang, isRead }} /></div>
    ${place && html`<${Neighbours} lang=${lang} place=${place} />`}
    <${MediaActions} asset=${asset} lang=${lang} onRead=${isRead ? undefined : () => read(true)} />
    ${together && html`<p class="together"><a class="button" href=${together}>${collabWords[lang].together}</a></p>`}
    ${said && html`<${CommentsBelow} lang=${lang} said=${said} now=${Date.parse(serverTime)} />`}
  </${VisitorFrame}>`
}

const Neighbours = ({
  lang,
  place,
}: {
  lang: Language
  place: NonNullable<AssetPageProps['place']>
}): Node => {
  const w = visitorWords[lang]
  return html`<nav class="neighbours" aria-label=${w.lightbox}>
    ${place.before ? html`<a class="button" rel="prev" href=${place.before}><${Glyph} name="before" />${w.before}</a>` : html`<span></span>`}
    <span class="quiet">${fill(w.itemOf, { at: place.at, count: place.of })}</span>
    ${place.after ? html`<a class="button" rel="next" href=${place.after}>${w.after}<${Glyph} name="after" /></a>` : html`<span></span>`}
  </nav>`
}
