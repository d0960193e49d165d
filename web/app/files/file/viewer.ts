import type { RefObject } from 'preact'
import { useState } from 'preact/hooks'
import type { AssetView } from '../../../../domain/assets/schema.ts'
import { Tracks } from '../../../pages/captions.ts'
import { html, type Node } from '../../../pages/html.ts'
import { Glyph } from '../../../pages/icons.ts'
import { plain } from '../../../pages/plain.ts'
import { useApp } from '../../context.ts'
import { fileUrl } from '../file-list.ts'
import { Picture } from '../tile.ts'
import { PdfViewer } from './pdf-viewer.ts'
import { PictureViewer, type Pin } from './picture-viewer.ts'
import { useCaptions } from './use-captions.ts'
import { fileWords } from './words.ts'

interface ViewerProps {
  readonly asset: AssetView
  readonly pins: readonly Pin[]
  readonly onPin: (id: string) => void
  /** Of a PDF. */
  readonly page: number
  readonly onPage: (page: number) => void
  /** The player of a film or a recording, for whoever wants to know or set its time. */
  readonly player: RefObject<HTMLMediaElement>
}

/** A file as it is looked at, heard or read; of what browsers cannot show, what it is. */
export const Viewer = ({ asset, pins, onPin, page, onPage, player }: ViewerProps): Node => {
  const { lang } = useApp()
  const w = fileWords[lang]
  const captions = useCaptions(asset)
  const [fails, setFails] = useState(false)
  const onFails = () => setFails(true)
  const { kind } = asset
  const src = fileUrl(asset, 'file')
  const title = plain(asset.title)
  if (!fails && kind === 'image') return html`<${PictureViewer} ...${{ asset, pins, onPin, onFails }} />`
  if (!fails && kind === 'video')
    return html`<video
      class="viewer-film"
      ref=${player}
      src=${src}
      poster=${asset.thumbnail_url ? fileUrl(asset, 'thumbnail') : undefined}
      width=${asset.width}
      height=${asset.height}
      aria-label=${title}
      controls
      playsinline
      preload="metadata"
      onError=${onFails}
    ><${Tracks} captions=${captions} lang=${lang} /></video>`
  if (!fails && kind === 'audio')
    return html`<div class="viewer-tile">
      <span class="viewer-cover"><${Picture} asset=${asset} /></span>
      <audio ref=${player} src=${src} aria-label=${title} controls preload="metadata" onError=${onFails}></audio>
    </div>`
  if (kind === 'pdf') return html`<${PdfViewer} ...${{ asset, page, onPage }} />`
  return html`<div class="viewer-tile">
    <span class="viewer-cover">${asset.thumbnail_url ? html`<${Picture} asset=${asset} />` : html`<${Glyph} name=${kind} />`}</span>
    <p class="quiet">${fails && (kind === 'video' || kind === 'audio') ? w.cannotPlay : w.cannotShow}</p>
  </div>`
}
