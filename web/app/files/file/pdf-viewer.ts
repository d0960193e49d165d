import type { AssetView } from '../../../../domain/assets/schema.ts'
import { pdfWords } from '../../../pages/collab/pdf-words.ts'
import { html, type Node } from '../../../pages/html.ts'
import { Glyph, type GlyphName } from '../../../pages/icons.ts'
import { usePdfSheet } from '../../../pages/pdf-sheet.ts'
import { fill } from '../../../pages/words.ts'
import { useApp } from '../../context.ts'
import { uiWords } from '../../ui/words.ts'
import { fileUrl } from '../file-list.ts'
import { fileWords } from './words.ts'

interface PdfViewerProps {
  readonly asset: AssetView
  readonly page: number
  readonly onPage: (page: number) => void
}

/** The pages of a PDF, one at a time, with their text for whoever does not see them. */
export const PdfViewer = ({ asset, page, onPage }: PdfViewerProps): Node => {
  const { lang } = useApp()
  const w = { ...uiWords[lang], ...fileWords[lang] }
  const sheet = usePdfSheet(fileUrl(asset, 'file'), page)
  const { canvas, count, fault, text, again } = sheet

  if (fault === 'unreachable')
    return html`<div class="viewer-note" role="alert">
      <p>${pdfWords[lang].unreachable}</p>
      <button type="button" class="button small" onClick=${again}>${pdfWords[lang].again}</button>
    </div>`
  if (fault)
    return html`<p class="viewer-note" role="alert">${fault === 'locked' ? w.pdfLocked : w.pdfBroken}</p>`
  const turn = (glyph: GlyphName, word: string, to: number) =>
    html`<button type="button" class="button small" aria-label=${word} disabled=${count === null || to < 1 || to > count} onClick=${() => onPage(to)}>
      <${Glyph} name=${glyph} />
    </button>`
  return html`<div class="viewer viewer-pdf">
    <div class="viewer-tools">
      ${turn('before', w.pageBefore, sheet.page - 1)}
      <p role="status">${count === null ? w.loading : fill(w.pageOf, { page: sheet.page, count })}</p>
      ${turn('after', w.pageAfter, sheet.page + 1)}
    </div>
    <canvas class="viewer-page" ref=${canvas} aria-hidden="true"></canvas>
    <details class="viewer-text">
      <summary>${w.pageText}</summary>
      ${text.length > 0 ? text.map((line, i) => html`<p key=${i}>${line}</p>`) : html`<p class="quiet">${w.noText}</p>`}
    </details>
  </div>`
}
