import type { Language } from '../../../domain/problem.ts'
import { html, type Node } from '../html.ts'
import { plain } from '../plain.ts'
import { fill } from '../words.ts'
import { drawingWords } from './drawing-words.ts'

export const drawKinds = ['path', 'line', 'arrow', 'rectangle', 'ellipse', 'pick'] as const
export type DrawKind = (typeof drawKinds)[number]

/** Told apart by whoever sees colours differently, too: M. Okabe and K. Ito, "Color Universal Design" (2008). */
export const drawColors = {
  vermilion: '#d55e00',
  blue: '#0072b2',
  green: '#009e73',
  yellow: '#f0e442',
  black: '#1b1b1b',
  white: '#ffffff',
} as const
export type DrawColor = keyof typeof drawColors

/** Of the medium’s width. */
export const drawWidths = { thin: 0.003, medium: 0.006, thick: 0.012 } as const
export type DrawWidth = keyof typeof drawWidths

export interface DrawToolsProps {
  readonly lang: Language
  readonly kind: DrawKind
  readonly color: DrawColor
  readonly width: DrawWidth
  /** Of the page that is looked at. */
  readonly count: number
  readonly ownCount: number
  /** The name is empty where nobody knows it. */
  readonly chosen: { readonly kind: Exclude<DrawKind, 'pick'>; readonly name: string } | null
  readonly mayUndo: boolean
  readonly mayRedo: boolean
  /** There is something that a comment could be about. */
  readonly mayComment: boolean
  readonly act: {
    readonly choose: (to: Partial<Pick<DrawToolsProps, 'kind' | 'color' | 'width'>>) => void
    readonly undo: () => void
    readonly redo: () => void
    readonly next: () => void
    readonly remove: () => void
    readonly clear: () => void
    readonly comment: () => void
  }
}

/** In a square of 24. */
const signs: Readonly<Record<DrawKind, string>> = {
  path: 'M4 17c3-9 5-11 6.5-9.5S8 17 11 17s4-8 9-9',
  line: 'M5 19 19 5',
  arrow: 'M5 19 19 5m-9 0h9v9',
  rectangle: 'M4 6h16v12H4z',
  ellipse: 'M12 6c5 0 8.5 2.7 8.5 6s-3.5 6-8.5 6-8.5-2.7-8.5-6S7 6 12 6Z',
  pick: 'M6 3.5 18 12l-5.5 1.200L9.5 19z',
}
const strokeOf: Readonly<Record<DrawWidth, number>> = { thin: 1.5, medium: 3.5, thick: 6.5 }

export const DrawTools = (props: DrawToolsProps): Node => {
  const { lang, kind, color, width, count, ownCount, chosen, mayUndo, mayRedo, mayComment, act } = props
  const w = drawingWords[lang]
  const choice = (label: string, isChosen: boolean, choose: () => void, sign: Node) =>
    html`<button type="button" class="draw-choice" aria-label=${label} title=${label} aria-pressed=${isChosen} onClick=${choose}>${sign}</button>`
  const button = (label: string, isOff: boolean, act: () => void) =>
    html`<button type="button" class="button small" disabled=${isOff} onClick=${act}>${label}</button>`
  return html`<div class="draw-tools" role="group" aria-label=${w.toolbar}>
    <div class="draw-row">
      <span class="draw-group" role="group" aria-label=${w.shapes}>
        ${drawKinds.map((each) => choice(w[each], kind === each, () => act.choose({ kind: each }), sign(signs[each], 2)))}
      </span>
      <span class="draw-group" role="group" aria-label=${w.colors}>
        ${(Object.keys(drawColors) as DrawColor[]).map((each) => choice(w[each], color === each, () => act.choose({ color: each }), dot(drawColors[each])))}
      </span>
      <span class="draw-group" role="group" aria-label=${w.widths}>
        ${(Object.keys(drawWidths) as DrawWidth[]).map((each) => choice(w[each], width === each, () => act.choose({ width: each }), sign('M4 12h16', strokeOf[each])))}
      </span>
    </div>
    <div class="draw-row draw-acts">
      ${button(w.undo, !mayUndo, act.undo)} ${button(w.redo, !mayRedo, act.redo)}
      ${kind === 'pick' && button(w.next, count === 0, act.next)}
      ${kind === 'pick' && button(w.remove, chosen === null, act.remove)}
      ${button(w.comment, !mayComment, act.comment)}
      ${button(w.clear, ownCount === 0, act.clear)}
    </div>
    <p class="quiet draw-count" role="status">
      ${chosen ? fill(w.chosen, { what: w[chosen.kind], name: plain(chosen.name) || w.somebody }) : fill(w.count, { count })}
    </p>
  </div>`
}

const sign = (d: string, width: number): Node =>
  html`<svg class="glyph" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d=${d} fill="none" stroke="currentColor" stroke-width=${width} stroke-linecap="round" stroke-linejoin="round" />
  </svg>`

const dot = (color: string): Node =>
  html`<svg class="draw-dot" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <circle cx="12" cy="12" r="9" fill=${color} />
  </svg>`
