import { render } from 'preact'
import { PdfAbout, type PdfAboutProps } from '../pages/collab/pdf-page.ts'
import type { CollabProps } from '../pages/collab/props.ts'
import { html } from '../pages/html.ts'
import { pdfFaultOf } from '../pages/pdf-fault.ts'
import type { Extra, ExtraContext } from './extras.ts'
import type { PdfDocument } from './pdf-document.ts'

/** While somebody zooms or turns a phone, the page is drawn once, when they stop. */
const restMs = 150

/** A session as it goes on, or as it is seen again. */
export interface PdfContext extends Pick<ExtraContext, 'root' | 'page' | 'setPages'> {
  readonly props: Pick<CollabProps, 'lang' | 'asset'>
}

/** The pages of a PDF, drawn as sharp as the screen is. What draws them is fetched only where there is a PDF. */
export const pdfPages = (context: PdfContext): Extra => {
  const { root, props } = context
  const { kind, preview } = props.asset
  const canvas = root.querySelector<HTMLCanvasElement>('#pdf-page')
  if (kind !== 'pdf' || preview === null || !canvas) return {}

  let pdf: PdfDocument | undefined
  let state: PdfAboutProps['state'] = 'loading'
  let text: PdfAboutProps['text'] = null
  let resting: ReturnType<typeof setTimeout> | undefined
  let drawn = { page: 0, width: 0 }
  let isClosed = false

  const paint = (): void => {
    const place = root.querySelector('#pdf-about')
    if (place && !isClosed)
      render(html`<${PdfAbout} lang=${props.lang} page=${context.page()} ...${{ state, text }} />`, place)
  }
  const failed = (error: unknown): void => {
    state = pdfFaultOf(error)
    paint()
  }

  const draw = async (): Promise<void> => {
    const page = context.page()
    const width = Math.round(canvas.clientWidth * devicePixelRatio)
    if (!pdf || width === 0 || (drawn.page === page && drawn.width === width)) return
    drawn = { page, width }
    const isDrawn = await pdf.draw(page, canvas, width)
    if (isDrawn) canvas.dataset.page = String(page)
  }
  const read = async (): Promise<void> => {
    const page = context.page()
    const lines = await pdf?.text(page)
    if (lines && page === context.page()) text = lines
    paint()
  }
  const watching = new ResizeObserver(() => {
    clearTimeout(resting)
    resting = setTimeout(() => void draw().catch(failed), restMs)
  })

  const begin = async (): Promise<void> => {
    const { openPdf } = await import('./pdf-document.ts')
    pdf = await openPdf(preview)
    if (isClosed) return pdf.close()
    context.setPages(pdf.count)
    await draw()
    state = 'shown'
    await read()
    watching.observe(canvas)
  }
  paint()
  begin().catch(failed)

  return {
    onPage() {
      text = null
      void draw().then(read).catch(failed)
    },
    close() {
      isClosed = true
      clearTimeout(resting)
      watching.disconnect()
      pdf?.close()
    },
  }
}
