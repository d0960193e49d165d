import { useRef } from 'preact/hooks'
import type { PlanTechnicianView, PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Block } from './block.ts'
import { useBoard } from './board-context.ts'
import { orderOf } from './day-plan.ts'
import { mayGoTo } from './day-row.ts'
import { useDropTarget } from './dragging.ts'
import { lanesOf } from './lanes.ts'
import { TechnicianName } from './technician-name.ts'
import { lengthOf, minutesOf } from './time-axis.ts'
import { Untimed } from './untimed.ts'
import { untimedOf } from './visits.ts'

interface AgendaProps {
  readonly date: string
  readonly technicians: readonly PlanTechnicianView[]
  readonly visits: ReadonlyMap<string, readonly PlanVisitView[]>
  readonly lookedAt: string | undefined
}

/** A day where the screen is narrow: each technician's visits one below the other. */
export const Agenda = ({ date, technicians, visits, lookedAt }: AgendaProps): Node => {
  const { w } = useBoard()
  return html`<ul class="agenda" aria-label=${w.dayPlan}>
    ${technicians.map(
      (technician) =>
        html`<${Person} key=${technician.id} ...${{ technician, date, visits: visits.get(technician.id) ?? [], isLookedAt: technician.id === lookedAt }} />`,
    )}
  </ul>`
}

interface PersonProps {
  readonly technician: PlanTechnicianView
  readonly date: string
  readonly visits: readonly PlanVisitView[]
  readonly isLookedAt: boolean
}

const Person = ({ technician, date, visits, isLookedAt }: PersonProps): Node => {
  const { w, drop, carried } = useBoard()
  const card = useRef<HTMLLIElement>(null)
  useDropTarget(card, {
    takes: (dragged) => mayGoTo(dragged, technician, date),
    onOver: (over) => card.current?.classList.toggle('over', over !== null),
    onDrop: (dragged) =>
      drop(dragged, { technician: technician.id, date, ...(dragged.kind === 'job' && { time: null }) }),
  })
  const order = isLookedAt ? orderOf(visits) : undefined
  const spans = visits
    .filter(({ scheduled_start, status }) => scheduled_start !== null && status !== 'canceled')
    .map(({ id, scheduled_start, scheduled_end }) => {
      const start = minutesOf(scheduled_start!)
      return { id, start, end: start + lengthOf(scheduled_start, scheduled_end) }
    })
  const { of } = lanesOf(spans)
  const isHere = carried?.target.technician === technician.id
  const block = (visit: PlanVisitView) =>
    html`<${Block} visit=${visit} overlaps=${of.get(visit.id)?.overlaps.length ?? 0} number=${order?.get(visit.id)} room="roomy" />`
  return html`<li class=${isHere ? 'agenda-person over' : 'agenda-person'} ref=${card}>
    <${TechnicianName} ...${{ technician, visits, isLookedAt }} />
    ${
      visits.length === 0
        ? html`<p class="quiet agenda-free">${w.free}</p>`
        : html`<ul class="agenda-visits" aria-label=${w.visits}>
            ${visits
              .filter(({ scheduled_start }) => scheduled_start !== null)
              .map((visit) => html`<li key=${visit.id}>${block(visit)}</li>`)}
            ${untimedOf(visits).map((visit) => html`<${Untimed} key=${visit.id} visit=${visit}>${block(visit)}</${Untimed}>`)}
          </ul>`
    }
  </li>`
}
