import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { PdfDocument } from '../collab/pdf-document.ts'
import { type PdfFault, pdfFaultOf } from './pdf-fault.ts'

/** A page of a PDF: the canvas it is drawn on, and how it stands with it. */
export interface PdfSheet {
  readonly canvas: RefObject<HTMLCanvasElement | null>
  /** How many pages there are; `null` while it is opened. */
  readonly count: number | null
  /** The page that is seen: the one that was asked for, or the nearest there is. */
  readonly page: number
  readonly fault: PdfFault | null
  /** Paragraphs of the page, for whoever does not see it. */
  readonly text: readonly string[]
  /** Opens it once more, where it could not be fetched. */
  readonly again: () => void
}

/** While somebody turns a phone, the page is drawn once, when they stop. */
const restMs = 150

/** Opens a PDF and draws one page of it as sharp as the screen is. What draws it is fetched with the first one. */
export const usePdfSheet = (url: string, wanted: number): PdfSheet => {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [pdf, setPdf] = useState<PdfDocument | null>(null)
  const [fault, setFault] = useState<PdfFault | null>(null)
  const [text, setText] = useState<readonly string[]>([])
  const [tries, setTries] = useState(0)
  const page = pdf ? Math.min(Math.max(1, wanted), pdf.count) : wanted
  const fail = (error: unknown) => setFault(pdfFaultOf(error))

  useEffect(() => {
    let open: PdfDocument | undefined
    let isGone = false
    const begin = async () => {
      const { openPdf } = await import('../collab/pdf-document.ts')
      open = await openPdf(url)
      if (isGone) open.close()
      else setPdf(open)
    }
    begin().catch((error) => isGone || fail(error))
    return () => {
      isGone = true
      open?.close()
      setPdf(null)
    }
  }, [url, tries])

  useEffect(() => {
    const sheet = canvas.current
    if (!pdf || !sheet) return
    return drawnAtRest(sheet, (width) => pdf.draw(page, sheet, width).catch(fail))
  }, [pdf, page])

  useEffect(() => {
    let isLate = false
    const show = (lines: readonly string[]) => isLate || setText(lines)
    pdf?.text(page).then(show, () => show([]))
    return () => {
      isLate = true
    }
  }, [pdf, page])

  const again = () => {
    setFault(null)
    setTries(tries + 1)
  }
  return { canvas, count: pdf?.count ?? null, page, fault, text, again }
}

/** Draws at once, and again when the canvas has come to rest at another width. Gives back what ends that. */
const drawnAtRest = (sheet: HTMLCanvasElement, drawAt: (width: number) => void): (() => void) => {
  let resting: ReturnType<typeof setTimeout> | undefined
  let drawn = 0
  const draw = () => {
    const width = Math.round(sheet.clientWidth * devicePixelRatio)
    if (width === 0 || width === drawn) return
    drawn = width
    drawAt(width)
  }
  draw()
  const watching = new ResizeObserver(() => {
    clearTimeout(resting)
    resting = setTimeout(draw, restMs)
  })
  watching.observe(sheet)
  return () => {
    clearTimeout(resting)
    watching.disconnect()
  }
}
