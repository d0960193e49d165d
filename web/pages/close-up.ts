import { useEffect, useRef, useState } from 'preact/hooks'
import type { Language } from '../../domain/problem.ts'
import { html, type Node } from './html.ts'
import { Glyph } from './icons.ts'
import { Media } from './media.ts'
import { plain } from './plain.ts'
import { useZoom } from './use-zoom.ts'
import type { VisitorAsset } from './visitor.ts'
import { visitorWords } from './visitor-words.ts'

/** A picture that is looked at from near: by two fingers, wheel, double tap or keys. Without a script it is a picture. */
export const CloseUp = ({ asset, lang }: { asset: VisitorAsset; lang: Language }): Node => {
  const w = visitorWords[lang]
  const frame = useRef<HTMLDivElement>(null)
  const layer = useRef<HTMLDivElement>(null)
  const { zoom, by, fit, onKeyDown } = useZoom(frame, layer)
  const [isScripted, setScripted] = useState(false)
  useEffect(() => setScripted(true), [])
  const isClose = zoom.scale > 1
  const keys = isScripted && {
    tabindex: 0,
    role: 'group',
    'aria-label': `${plain(asset.title)}. ${w.zoomHint}`,
    onKeyDown,
  }
  return html`<div class="close-up">
    <div class=${isClose ? 'close-up-frame zoomed' : 'close-up-frame'} ref=${frame} ...${keys}>
      <div class="close-up-layer" ref=${layer}><${Media} asset=${asset} lang=${lang} /></div>
    </div>
    ${
      isScripted &&
      html`<button
        type="button"
        class="button small close-up-button"
        aria-label=${isClose ? w.wholePicture : w.lookCloser}
        title=${isClose ? w.wholePicture : w.lookCloser}
        onClick=${() => (isClose ? fit() : by(2.5))}
      >
        <${Glyph} name=${isClose ? 'fit' : 'search'} />
      </button>`
    }
  </div>`
}
