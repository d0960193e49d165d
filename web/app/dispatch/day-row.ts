import { useMemo, useRef } from 'preact/hooks'
import type { PlanTechnicianView, PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Block } from './block.ts'
import { useBoard } from './board-context.ts'
import { type Dragged, useDropTarget } from './dragging.ts'
import { Ghost, type GhostHandle, type Shade, stretchOf } from './ghost.ts'
import { lanesOf } from './lanes.ts'
import { TechnicianName } from './technician-name.ts'
import {
  fractionAt,
  instantAt,
  lengthOf,
  spanFrom,
  type TimeAxis,
  timeAt,
  usualMinutes,
} from './time-axis.ts'
import { Untimed } from './untimed.ts'
import { isMovable, untimedOf } from './visits.ts'

interface DayRowProps {
  readonly technician: PlanTechnicianView
  readonly visits: readonly PlanVisitView[]
  readonly axis: TimeAxis
  /** This row's visits show their place in the order of the day. */
  readonly order: ReadonlyMap<string, number>
  readonly isLookedAt: boolean
}

/** A technician's day on the axis of time; beside the name what may be done at any time of the day. */
export const DayRow = ({ technician, visits, axis, order, isLookedAt }: DayRowProps): Node => {
  const { w, drop, carried } = useBoard()
  const [lane, head, ghost] = [
    useRef<HTMLUListElement>(null),
    useRef<HTMLDivElement>(null),
    useRef<GhostHandle>(null),
  ]
  const timeAtX = (x: number) => {
    const { left, width } = lane.current!.getBoundingClientRect()
    return timeAt(axis, (x - left) / width)
  }
  const takes = (dragged: Dragged) => mayGoTo(dragged, technician, axis.date)
  useDropTarget(lane, {
    takes,
    onOver: (over) => ghost.current?.show(over && shadeOf(over.dragged, timeAtX(over.x))),
    onDrop: (dragged, x) => drop(dragged, { technician: technician.id, date: axis.date, time: timeAtX(x) }),
  })
  useDropTarget(head, {
    takes,
    onOver: (over) => head.current?.classList.toggle('over', over !== null),
    onDrop: (dragged) => drop(dragged, { technician: technician.id, date: axis.date, time: null }),
  })
  const target = carried?.target
  const isHere = target?.technician === technician.id && target.date === axis.date
  const shade =
    isHere && target.time && carried ? shadeOf({ ...carried, grabbed: 0 } as Dragged, target.time) : null
  const timed = visits.filter((visit) => visit.scheduled_start !== null)
  const untimed = untimedOf(visits)
  const { lanes, of } = useMemo(() => lanesOf(timed.map((one) => spanOn(axis, one))), [visits, axis])
  const canceled = new Set(timed.filter(({ status }) => status === 'canceled').map(({ id }) => id)) // they take nobody's time
  const idle = idleOf(axis, technician)

  return html`<li class=${isLookedAt ? 'plan-row looked-at' : 'plan-row'}>
    <div class=${isHere && target.time === null ? 'plan-head over' : 'plan-head'} ref=${head}>
      <${TechnicianName} technician=${technician} visits=${visits} isLookedAt=${isLookedAt} />
      ${
        untimed.length > 0 &&
        html`<ul class="untimed" aria-label=${w.anyTime}>
          ${untimed.map((visit) => html`<${Untimed} key=${visit.id} visit=${visit}><${Block} visit=${visit} number=${order.get(visit.id)} /></${Untimed}>`)}
        </ul>`
      }
    </div>
    <ul class="plan-lane" ref=${lane} aria-label=${w.visits} style=${{ '--lanes': String(lanes) }}>
      ${idle.map(({ at, length }, i) => html`<li key=${`idle${i}`} class="idle" aria-hidden="true" style=${{ '--at': at, '--for': length }}></li>`)}
      ${timed.map((visit) => {
        const place = of.get(visit.id)
        const length = lengthOf(visit.scheduled_start, visit.scheduled_end)
        const style = {
          ...stretchOf(axis, visit.scheduled_start!, length),
          '--lane': String(place?.lane ?? 0),
        }
        return html`<li key=${visit.id} class="on-lane" style=${style}>
          <${Block} visit=${visit} overlaps=${place?.overlaps.filter((id) => !canceled.has(id)).length ?? 0} number=${order.get(visit.id)} room="lane" />
        </li>`
      })}
      <${Ghost} axis=${axis} carried=${shade} handle=${ghost} />
    </ul>
  </li>`
}

const spanOn = (axis: TimeAxis, { id, scheduled_start, scheduled_end }: PlanVisitView) => {
  const start = instantAt(axis, scheduled_start!)
  return { id, start, end: start + lengthOf(scheduled_start, scheduled_end) * 60_000 }
}

const shadeOf = (dragged: Dragged, time: string): Shade => {
  const minutes =
    dragged.kind === 'job'
      ? usualMinutes
      : lengthOf(dragged.visit.scheduled_start, dragged.visit.scheduled_end)
  return { start: spanFrom(time, minutes).start, minutes }
}

/** Whoever is not active gets no new work; who is under way is not sent elsewhere. */
export const mayGoTo = (dragged: Dragged, technician: PlanTechnicianView, date: string): boolean => {
  if (dragged.kind === 'job') return technician.is_active
  const { visit } = dragged
  if (visit.technician.id === technician.id && visit.scheduled_date === date) return true
  return technician.is_active && isMovable(visit)
}

/** What lies outside of working hours; hours that end before they begin go across midnight, those that end when they begin last all day. */
const idleOf = (axis: TimeAxis, { work_start_time, work_end_time }: PlanTechnicianView) => {
  if (work_start_time === work_end_time) return []
  const [start, end] = [work_start_time, work_end_time].map((time) => {
    return Math.min(1, Math.max(0, fractionAt(axis, instantAt(axis, time))))
  }) as [number, number]
  const stretches =
    start < end
      ? [
          [0, start],
          [end, 1],
        ]
      : [[end, start]]
  return stretches
    .filter(([from = 0, to = 0]) => to > from)
    .map(([from = 0, to = 0]) => ({ at: `${from * 100}%`, length: `${(to - from) * 100}%` }))
}
