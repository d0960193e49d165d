import { useEffect, useState } from 'preact/hooks'
import type { Language } from '../../domain/problem.ts'
import { Tracks } from './captions.ts'
import { playingTime, sizeText } from './format.ts'
import { html, type Node } from './html.ts'
import { Glyph } from './icons.ts'
import { plain } from './plain.ts'
import type { VisitorAsset } from './visitor.ts'
import { visitorWords } from './visitor-words.ts'
import { fill } from './words.ts'

interface MediaProps {
  readonly asset: VisitorAsset
  readonly lang: Language
  /** Why it is neither shown nor given. */
  readonly lacks?: string | undefined
}

/** A file as it is looked at. Width and height are there before the bytes are, so that nothing jumps. */
export const Media = ({ asset, lang, lacks = visitorWords[lang].noLook }: MediaProps): Node => {
  const { kind, preview, thumbnail } = asset
  const title = plain(asset.title)
  const box = { width: asset.width ?? undefined, height: asset.height ?? undefined }
  const fails = visitorWords[lang].mediaFails
  if (preview && kind === 'image')
    return html`<img class="media" src=${preview} alt=${title} ...${box} decoding="async" />`
  if (preview && kind === 'video')
    return html`<video
      class="media"
      src=${preview}
      poster=${thumbnail ?? undefined}
      aria-label=${title}
      controls
      playsinline
      preload="metadata"
      ...${box}
    ><${Tracks} captions=${asset.captions ?? []} lang=${lang} />${fails}</video>`
  if (preview && kind === 'audio')
    return html`<div class="media-sound">
      <${Picture} asset=${asset} />
      <audio src=${preview} aria-label=${title} controls preload="metadata">${fails}</audio>
    </div>`
  return html`<div class="media-tile">
    <${Picture} asset=${asset} />
    <p><bdi>${plain(asset.filename)}</bdi></p>
    <p class="quiet">${factsOf(asset, lang)}</p>
    ${!preview && !asset.download && html`<p class="quiet">${lacks}</p>`}
  </div>`
}

/** The first page, the cover, or a drawing of what kind it is. */
const Picture = ({ asset: { thumbnail, kind } }: { asset: VisitorAsset }): Node =>
  thumbnail
    ? html`<img class="media-cover" src=${thumbnail} alt="" decoding="async" />`
    : html`<span class="kind-mark"><${Glyph} name=${kind} /></span>`

/** "Picture · 4000 × 3000 · 2.4 MB" */
export const factsOf = ({ kind, width, height, durationS, size }: VisitorAsset, lang: Language): string => {
  const w = visitorWords[lang]
  return [
    w[kind],
    width && height && fill(w.pixels, { width, height }),
    durationS && playingTime(durationS),
    sizeText(lang, size),
  ]
    .filter(Boolean)
    .join(' · ')
}

interface MediaActionsProps {
  readonly asset: VisitorAsset
  readonly lang: Language
  /** Reads a PDF where it is shown; without it, or without a script, it opens in a tab. */
  readonly onRead?: (() => void) | undefined
}

/** What may be done with a file: documents open by themselves in a tab, whatever is given may be taken along. */
export const MediaActions = ({ asset, lang, onRead }: MediaActionsProps): Node => {
  const { kind, preview, download } = asset
  const w = visitorWords[lang]
  const [isScripted, setScripted] = useState(false)
  useEffect(() => setScripted(true), [])
  const opens = preview && (kind === 'pdf' || kind === 'document' || kind === 'other')
  const isReadHere = isScripted && onRead !== undefined && kind === 'pdf'
  const open = (event: MouseEvent) => {
    if (!isReadHere || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    onRead?.()
  }
  return html`<div class="actions">
    ${
      opens &&
      html`<a class="button primary" href=${preview} target="_blank" rel="noopener" onClick=${open}>
        <${Glyph} name=${isReadHere ? 'eye' : 'out'} />${w.openFile}${!isReadHere && html`<span class="visually-hidden"> ${w.opensInTab}</span>`}
      </a>`
    }
    ${
      download &&
      html`<a class=${opens ? 'button' : 'button primary'} href=${download}>
        <${Glyph} name="down" />${fill(w.downloadSize, { size: sizeText(lang, asset.size) })}
      </a>`
    }
  </div>`
}
