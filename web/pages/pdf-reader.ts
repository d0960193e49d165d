import { useEffect, useRef, useState } from 'preact/hooks'
import type { Language } from '../../domain/problem.ts'
import type { PdfDocument } from '../collab/pdf-document.ts'
import { pdfWords } from './collab/pdf-words.ts'
import { html, type Node } from './html.ts'
import { Glyph, type GlyphName } from './icons.ts'
import { plain } from './plain.ts'
import type { VisitorAsset } from './visitor.ts'
import { visitorWords } from './visitor-words.ts'
import { fill, words } from './words.ts'

/** While somebody turns a phone, the page is drawn once, when they stop. */
const restMs = 150

/**
 * The pages of a PDF in the page itself, drawn and never run; what draws them is fetched when somebody wants to read.
 * Its text is there for whoever does not see it.
 */
export const PdfReader = ({ asset, lang }: { asset: VisitorAsset; lang: Language }): Node => {
  const w = visitorWords[lang]
  const canvas = useRef<HTMLCanvasElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const [page, turnTo] = useState(1)
  const { pdf, fault, text, fail } = usePdf(asset.preview!, page)
  useEffect(() => box.current?.focus({ preventScroll: true }), [])
  useEffect(() => {
    const sheet = canvas.current
    if (!pdf || !sheet) return
    let resting: ReturnType<typeof setTimeout> | undefined
    let drawn = 0
    const draw = () => {
      const width = Math.round(sheet.clientWidth * devicePixelRatio)
      if (width === 0 || width === drawn) return
      drawn = width
      pdf.draw(page, sheet, width).catch(fail)
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
  }, [pdf, page])

  if (fault) return html`<p class="media-tile" role="alert">${pdfWords[lang][fault]}</p>`
  const turn = (glyph: GlyphName, word: string, to: number) =>
    html`<button type="button" class="button small" aria-label=${word} disabled=${!pdf || to < 1 || to > pdf.count} onClick=${() => turnTo(to)}>
      <${Glyph} name=${glyph} />
    </button>`
  return html`<div class="pdf-reader" ref=${box} role="group" aria-label=${plain(asset.title)} tabindex="-1">
    <canvas class="pdf-sheet" ref=${canvas} aria-hidden="true"></canvas>
    <div class="pdf-turns">
      ${turn('before', w.pageBefore, page - 1)}
      <p role="status">${pdf ? fill(w.pageOf, { page, count: pdf.count }) : words[lang].loading}</p>
      ${turn('after', w.pageAfter, page + 1)}
    </div>
    <div class="visually-hidden">${text.map((line, at) => html`<p key=${at}>${line}</p>`)}</div>
  </div>` as Node
}

type Fault = 'locked' | 'broken' | 'unreachable'

const usePdf = (url: string, page: number) => {
  const [pdf, setPdf] = useState<PdfDocument | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  const [text, setText] = useState<readonly string[]>([])
  const fail = ({ name }: Error) => setFault(faults[name] ?? 'broken')
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
    }
  }, [url])
  useEffect(() => {
    let isLate = false
    pdf?.text(page).then(
      (lines) => isLate || setText(lines),
      () => isLate || setText([]),
    )
    return () => {
      isLate = true
    }
  }, [pdf, page])
  return { pdf, fault, text, fail }
}

const faults: Readonly<Record<string, Fault | undefined>> = {
  PasswordException: 'locked',
  ResponseException: 'unreachable',
  TypeError: 'unreachable', // the line is dead
}
