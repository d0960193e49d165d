import { useRef } from 'preact/hooks'
import { isOpen } from '../../../domain/assignments/assignment.ts'
import type { PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import { duration } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { type Board, useBoard } from './board-context.ts'
import { useDraggable } from './dragging.ts'
import { clockText, shortClockText, spanText, statusGlyphs, statusText, whoText } from './visit-text.ts'
import { latenessOf } from './visits.ts'

interface BlockProps {
  readonly visit: PlanVisitView
  /** Others that take some of its time. */
  readonly overlaps?: number
  /** Its place in the order of the day, where that is shown. */
  readonly number?: number | undefined
  readonly style?: Readonly<Record<string, string>>
  /** `lane`: its width says how long it takes, the axis which half of the day it is. `cell`: its day says when. `roomy`: there is a line for how it stands. */
  readonly room?: 'lane' | 'cell' | 'roomy' | undefined
}

/** One visit as it lies on the plan: who, when, how it stands, and what is wrong with it. */
export const Block = ({ visit, overlaps = 0, number, style, room }: BlockProps): Node => {
  const board = useBoard()
  const { lang, w } = board
  const button = useRef<HTMLButtonElement>(null)
  useDraggable(button, () => (isOpen(visit) ? { kind: 'visit', visit } : null))
  const late = lateText(board, visit)
  const when = spanText(lang, visit, w.anyTime)
  const status = statusText(lang, visit.status)
  const clash = overlaps > 0 && isOpen(visit)
  const isCarried = board.carried?.kind === 'visit' && board.carried.visit.id === visit.id
  const { scheduled_start: start } = visit
  const isLane = room === 'lane' && start !== null
  const isShort = isLane || (room === 'cell' && start !== null)
  const place = number !== undefined && html`<span class="visit-number">${number}</span>`
  const facts = [status, late, clash && w.overlaps].filter(Boolean)
  const heard = [isShort && when, ...(room === 'roomy' ? [] : facts), plainName(visit)]
    .filter(Boolean)
    .join(', ')
  const classes = [
    'visit',
    `visit-${visit.status}`,
    late && 'visit-late',
    clash && 'visit-clash',
    isCarried && 'in-hand',
  ]
  return html`<button
    ref=${button}
    type="button"
    class=${classes.filter(Boolean).join(' ')}
    style=${style}
    data-visit=${visit.id}
    aria-describedby="board-keys"
    title=${[whoText(visit), when, ...facts].join(' · ')}
    onClick=${() => board.open(visit)}
    onKeyDown=${(event: KeyboardEvent) => board.onKey(event, visit)}
  >
    <span class="visit-line">
      ${!(isLane && visit.status === 'scheduled') && html`<${Glyph} name=${statusGlyphs[visit.status]} />`}
      ${!isLane && place}
      ${(late || clash) && html`<${Glyph} name="warning" />`}
      <span class="visit-when">${isLane ? shortClockText(lang, start) : isShort ? clockText(lang, start!) : when}</span>
    </span>
    ${' '}<span class="visit-who">${isLane && place} <bdi>${whoText(visit)}</bdi></span>
    ${room === 'roomy' && html` <span class="visit-more">${facts.join(' · ')}</span>`}
    <span class="visually-hidden">, ${heard}</span>
  </button>`
}

const plainName = ({ technician }: PlanVisitView) => plain(technician.full_name)

/** "20 min late", or nothing. */
export const lateText = (
  { lang, w, zone, now, etas }: Pick<Board, 'lang' | 'w' | 'zone' | 'now' | 'etas'>,
  visit: PlanVisitView,
): string => {
  const eta = etas.get(visit.id)
  const late = latenessOf(visit, zone, now, eta && Date.parse(eta.arrives_at))
  if (late === 0) return ''
  const by = duration(lang, Math.floor(late / 60_000) * 60_000)
  return fill(visit.status === 'en_route' ? w.willBeLate : w.isLate, { by })
}
