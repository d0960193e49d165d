import { useEffect, useRef } from 'preact/hooks'
import type { PlanTechnicianView, PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import { duration } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { fill } from '../../pages/words.ts'
import { dayOf } from '../ui/time.ts'
import { Block } from './block.ts'
import { useBoard } from './board-context.ts'
import { mayGoTo } from './day-row.ts'
import { useDropTarget } from './dragging.ts'
import { TechnicianName } from './technician-name.ts'
import { lengthOf } from './time-axis.ts'

interface WeekProps {
  readonly days: readonly string[]
  readonly today: string
  readonly technicians: readonly PlanTechnicianView[]
  readonly visits: ReadonlyMap<string, readonly PlanVisitView[]>
  readonly lookedAt: string | undefined
  readonly hrefOf: (day: string) => string
}

/** A week: how much everybody has to do on each day, and what. */
export const WeekPlan = ({ days, today, technicians, visits, lookedAt, hrefOf }: WeekProps): Node => {
  const { lang, w } = useBoard()
  const scroll = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const now = scroll.current?.querySelector<HTMLElement>('[aria-current]')
    const names = scroll.current?.querySelector<HTMLElement>('tbody th')
    if (!now || !names) return
    scroll.current!.scrollLeft += now.getBoundingClientRect().left - names.getBoundingClientRect().right
  }, [days[0]])
  return html`<div class="plan-scroll" ref=${scroll} tabindex="0" role="region" aria-label=${w.weekPlan}>
    <table class="week">
      <thead>
        <tr>
          <th scope="col"><span class="visually-hidden">${w.technician}</span></th>
          ${days.map(
            (day) => html`<th key=${day} scope="col" aria-current=${day === today ? 'date' : undefined}>
              <a href=${hrefOf(day)}>${dayOf(lang, 'UTC', day)}</a>
            </th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${technicians.map((technician) => {
          const own = visits.get(technician.id) ?? []
          const isLookedAt = technician.id === lookedAt
          return html`<tr key=${technician.id} class=${isLookedAt ? 'looked-at' : undefined}>
            <th scope="row"><${TechnicianName} technician=${technician} visits=${own} isLookedAt=${isLookedAt} /></th>
            ${days.map(
              (day) =>
                html`<${Cell} key=${day} technician=${technician} day=${day} visits=${own.filter((one) => one.scheduled_date === day)} />`,
            )}
          </tr>`
        })}
      </tbody>
    </table>
  </div>`
}

interface CellProps {
  readonly technician: PlanTechnicianView
  readonly day: string
  readonly visits: readonly PlanVisitView[]
}

const Cell = ({ technician, day, visits }: CellProps): Node => {
  const { lang, w, drop, carried } = useBoard()
  const cell = useRef<HTMLTableCellElement>(null)
  useDropTarget(cell, {
    takes: (dragged) => mayGoTo(dragged, technician, day),
    onOver: (over) => cell.current?.classList.toggle('over', over !== null),
    onDrop: (dragged) =>
      drop(dragged, { technician: technician.id, date: day, ...(dragged.kind === 'job' && { time: null }) }),
  })
  const isHere = carried?.target.technician === technician.id && carried.target.date === day
  const busy = visits.filter(({ status }) => status !== 'canceled')
  const minutes = busy.reduce((sum, one) => sum + lengthOf(one.scheduled_start, one.scheduled_end), 0)
  return html`<td ref=${cell} class=${isHere ? 'over' : undefined}>
    ${
      busy.length > 0 &&
      html`<p class="week-count">${fill(busy.length === 1 ? w.oneVisit : w.someVisits, { count: busy.length })} · ${duration(lang, minutes * 60_000)}</p>`
    }
    ${visits.length > 0 && html`<ul>${visits.map((visit) => html`<li key=${visit.id}><${Block} visit=${visit} room="cell" /></li>`)}</ul>`}
  </td>`
}
