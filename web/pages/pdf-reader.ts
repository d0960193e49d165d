import { useEffect, useRef, useState } from 'preact/hooks'
import type { Language } from '../../domain/problem.ts'
import { pdfWords } from './collab/pdf-words.ts'
import { html, type Node } from './html.ts'
import { Glyph, type GlyphName } from './icons.ts'
import { usePdfSheet } from './pdf-sheet.ts'
import { plain } from './plain.ts'
import type { VisitorAsset } from './visitor.ts'
import { visitorWords } from './visitor-words.ts'
import { fill, words } from './words.ts'

/**
 * The pages of a PDF in the page itself, drawn and never run; what draws them is fetched when somebody wants to read.
 * Its text is there for whoever does not see it.
 */
export const PdfReader = ({ asset, lang }: { asset: VisitorAsset; lang: Language }): Node => {
  const w = visitorWords[lang]
  const box = useRef<HTMLDivElement>(null)
  const [wanted, turnTo] = useState(1)
  const { canvas, count, page, fault, text, again } = usePdfSheet(asset.preview!, wanted)
  useEffect(() => box.current?.focus({ preventScroll: true }), [])

  if (fault)
    return html`<div class="media-tile" role="alert">
      <p>${pdfWords[lang][fault]}</p>
      ${fault === 'unreachable' && html`<button type="button" class="button" onClick=${again}>${pdfWords[lang].again}</button>`}
    </div>` as Node
  const turn = (glyph: GlyphName, word: string, to: number) =>
    html`<button type="button" class="button small" aria-label=${word} disabled=${count === null || to < 1 || to > count} onClick=${() => turnTo(to)}>
      <${Glyph} name=${glyph} />
    </button>`
  return html`<div class="pdf-reader" ref=${box} role="group" aria-label=${plain(asset.title)} tabindex="-1">
    <canvas class="pdf-sheet" ref=${canvas} aria-hidden="true"></canvas>
    <div class="pdf-turns">
      ${turn('before', w.pageBefore, page - 1)}
      <p role="status">${count === null ? words[lang].loading : fill(w.pageOf, { page, count })}</p>
      ${turn('after', w.pageAfter, page + 1)}
    </div>
    <div class="visually-hidden">${text.map((line, at) => html`<p key=${at}>${line}</p>`)}</div>
  </div>` as Node
}
