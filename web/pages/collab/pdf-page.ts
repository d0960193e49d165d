import type { Language } from '../../../domain/problem.ts'
import { html, type Node } from '../html.ts'
import { plain } from '../plain.ts'
import { fill } from '../words.ts'
import { pdfWords } from './pdf-words.ts'

/** Where the page of a PDF is drawn, and how it stands with it; the script fills both. */
export const PdfPage = ({ title }: { title: string }): Node =>
  html`<div class="pdf">
    <canvas class="media" id="pdf-page" role="img" aria-label=${plain(title)} aria-describedby="pdf-about"></canvas>
    <div id="pdf-about"></div>
  </div>`

export interface PdfAboutProps {
  readonly lang: Language
  readonly page: number
  readonly state: 'loading' | 'shown' | 'locked' | 'broken' | 'unreachable'
  /** Paragraphs, for whoever does not see the page; `null` while they are fetched. */
  readonly text: readonly string[] | null
}

/** What is said of the page, and its text for screen readers. */
export const PdfAbout = ({ lang, page, state, text }: PdfAboutProps): Node => {
  const w = pdfWords[lang]
  return html`<p class="pdf-state" role=${state === 'loading' || state === 'shown' ? 'status' : 'alert'}>${state === 'shown' ? '' : w[state]}</p>
    ${
      text &&
      html`<section class="visually-hidden" aria-label=${fill(w.text, { page })}>
        ${(text.length > 0 ? text : [w.noText]).map((line) => html`<p>${line}</p>`)}
      </section>`
    }`
}
