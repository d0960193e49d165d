import { useEffect, useRef, useState } from 'preact/hooks'
import type { AssetView } from '../../../../domain/assets/schema.ts'
import type { PdfDocument } from '../../../collab/pdf-document.ts'
import { html, type Node } from '../../../pages/html.ts'
import { Glyph } from '../../../pages/icons.ts'
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
/** While somebody turns a phone, the page is drawn once, when they stop. */
const restMs = 150

/** The pages of a PDF, one at a time, as sharp as the screen is, with their text for whoever does not see them. */
export const PdfViewer = ({ asset, page, onPage }: PdfViewerProps): Node => {
  const { lang } = useApp()
  const w = { ...uiWords[lang], ...fileWords[lang] }
  const canvas = useRef<HTMLCanvasElement>(null)
  const [pdf, setPdf] = useState<PdfDocument | null>(null)
  const [fault, setFault] = useState<'locked' | 'broken' | null>(null)
  const [text, setText] = useState<readonly string[]>([])
  const fail = (error: unknown) =>
    setFault((error as Error).name === 'PasswordException' ? 'locked' : 'broken')

  useEffect(() => {
    let open: PdfDocument | undefined
    let isGone = false
    const begin = async () => {
      const { openPdf } = await import('../../../collab/pdf-document.ts')
      open = await openPdf(fileUrl(asset, 'file'))
      if (isGone) open.close()
      else setPdf(open)
    }
    begin().catch((error) => isGone || fail(error))
    return () => {
      isGone = true
      open?.close()
    }
  }, [asset.id])

  const shown = pdf ? Math.min(Math.max(1, page), pdf.count) : page
  useEffect(() => {
    const sheet = canvas.current
    if (!pdf || !sheet) return
    let resting: ReturnType<typeof setTimeout> | undefined
    let drawn = 0
    const draw = () => {
      const width = Math.round(sheet.clientWidth * devicePixelRatio)
      if (width === 0 || width === drawn) return
      drawn = width
      pdf.draw(shown, sheet, width).catch(fail)
    }
    draw()
    pdf.text(shown).then(setText, () => setText([]))
    const watching = new ResizeObserver(() => {
      clearTimeout(resting)
      resting = setTimeout(draw, restMs)
    })
    watching.observe(sheet)
    return () => {
      clearTimeout(resting)
      watching.disconnect()
    }
  }, [pdf, shown])

  if (fault)
    return html`<p class="viewer-note" role="alert">${fault === 'locked' ? w.pdfLocked : w.pdfBroken}</p>`
  const turn = (glyph: string, word: string, to: number) =>
    html`<button type="button" class="button small" aria-label=${word} disabled=${!pdf || to < 1 || to > pdf.count} onClick=${() => onPage(to)}>
      <${Glyph} name=${glyph} />
    </button>`
  return html`<div class="viewer viewer-pdf">
    <div class="viewer-tools">
      ${turn('before', w.pageBefore, shown - 1)}
      <p role="status">${pdf ? fill(w.pageOf, { page: shown, count: pdf.count }) : w.loading}</p>
      ${turn('after', w.pageAfter, shown + 1)}
    </div>
    <canvas class="viewer-page" ref=${canvas} aria-hidden="true"></canvas>
    <details class="viewer-text">
      <summary>${w.pageText}</summary>
      ${text.length > 0 ? text.map((line, i) => html`<p key=${i}>${line}</p>`) : html`<p class="quiet">${w.noText}</p>`}
    </details>
  </div>`
}
