import { useEffect, useRef, useState } from 'preact/hooks'
import type { AssetView } from '../../../../domain/assets/schema.ts'
import { html, type Node } from '../../../pages/html.ts'
import { Glyph } from '../../../pages/icons.ts'
import { plain } from '../../../pages/plain.ts'
import { useZoom } from '../../../pages/use-zoom.ts'
import { fill } from '../../../pages/words.ts'
import { useApp } from '../../context.ts'
import { fileUrl } from '../file-list.ts'
import { fileWords } from './words.ts'

/** A place of the picture that something is said of. */
export interface Pin {
  readonly id: string
  readonly number: number
  readonly name: string
  /** 0 to 1. */
  readonly x: number
  readonly y: number
}

interface PictureViewerProps {
  readonly asset: AssetView
  readonly pins: readonly Pin[]
  readonly onPin: (id: string) => void
  readonly onFails: () => void
}

/** A picture in a frame that is there before it; the whole of it is fetched once somebody looks closer. */
export const PictureViewer = ({ asset, pins, onPin, onFails }: PictureViewerProps): Node => {
  const w = fileWords[useApp().lang]
  const frame = useRef<HTMLDivElement>(null)
  const layer = useRef<HTMLDivElement>(null)
  const { zoom, by, fit, onKeyDown } = useZoom(frame, layer)
  const [isClose, lookClose] = useState(false)
  useEffect(() => {
    if (zoom.scale > 1 && closeTypes.has(asset.content_type)) lookClose(true)
  }, [zoom.scale])
  const button = (glyph: string, word: string, act: () => void, isOff: boolean) =>
    html`<button type="button" class="button small" aria-label=${word} title=${word} disabled=${isOff} onClick=${act}><${Glyph} name=${glyph} /></button>`
  return html`<div class="viewer">
    <div
      class=${zoom.scale > 1 ? 'viewer-frame zoomed' : 'viewer-frame'}
      ref=${frame}
      tabindex="0"
      role="group"
      aria-label=${`${plain(asset.title)}. ${w.zoomHint}`}
      onKeyDown=${onKeyDown}
    >
      <div class="viewer-layer" ref=${layer}>
        <div class="viewer-sheet">
          <img
            src=${fileUrl(asset, isClose ? 'file' : 'preview')}
            alt=${plain(asset.title)}
            width=${asset.width}
            height=${asset.height}
            draggable=${false}
            decoding="async"
            onError=${onFails}
          />
          ${pins.map((pin) => html`<${PinMark} key=${pin.id} pin=${pin} onPin=${onPin} />`)}
        </div>
      </div>
    </div>
    <div class="viewer-tools" role="group" aria-label=${w.viewer}>
      ${button('minus', w.zoomOut, () => by(1 / 1.5), zoom.scale <= 1)}
      ${button('plus', w.zoomIn, () => by(1.5), zoom.scale >= 12)}
      ${button('fit', w.fit, fit, zoom.scale <= 1)}
    </div>
  </div>`
}

/** Originals that browsers show; of the others there is only the picture that we made. */
const closeTypes: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'image/avif',
])

const PinMark = ({
  pin: { id, number, name, x, y },
  onPin,
}: {
  pin: Pin
  onPin: PictureViewerProps['onPin']
}): Node => {
  const w = fileWords[useApp().lang]
  const mark = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    mark.current?.style.setProperty('left', `${x * 100}%`)
    mark.current?.style.setProperty('top', `${y * 100}%`)
  }, [x, y])
  return html`<button type="button" class="viewer-pin" ref=${mark} aria-label=${fill(w.mediaPin, { number, name })} onClick=${() => onPin(id)}>${number}</button>`
}
