import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { PlanTechnicianView, PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { useBoard } from './board-context.ts'
import { DayRow } from './day-row.ts'
import { axisOf, clockOf, fractionAt, hoursNeeded, hourText, lengthOf, minutesOf } from './time-axis.ts'
import { inDrivingOrder } from './visits.ts'

interface PlanProps {
  readonly date: string
  readonly technicians: readonly PlanTechnicianView[]
  /** By technician. */
  readonly visits: ReadonlyMap<string, readonly PlanVisitView[]>
  /** Whose way is on the map. */
  readonly lookedAt: string | undefined
  /** From midnight to midnight. */
  readonly isWhole: boolean
}

/** The day of everybody on one axis of time. It scrolls within itself, and begins where it is now. */
export const DayPlan = ({ date, technicians, visits, lookedAt, isWhole }: PlanProps): Node => {
  const { lang, zone, w, now } = useBoard()
  const scroll = useRef<HTMLDivElement>(null)
  const { from, to } = isWhole ? { from: 0, to: 24 } : hoursNeeded(spansOf(technicians, visits))
  const axis = useMemo(() => axisOf(zone, date, from, to), [zone, date, from, to])
  const nowAt = fractionAt(axis, now)
  const isNow = nowAt >= 0 && nowAt <= 1

  useEffect(() => {
    const { current } = scroll
    if (!current || !isNow) return
    const lane = current.scrollWidth - nameWidthIn(current)
    current.scrollLeft = Math.max(0, lane * nowAt - (current.clientWidth - nameWidthIn(current)) / 4)
  }, [date, isWhole])

  return html`<div class="plan-scroll" ref=${scroll} tabindex="0" role="region" aria-label=${w.dayPlan}>
    <div class="plan-inner" style=${{ '--hours': String(axis.hours.length) }}>
      <div class="plan-hours" aria-hidden="true">
        ${axis.hours.map((at) => html`<span key=${at} style=${{ '--at': percent(fractionAt(axis, at)) }}>${hourText(lang, axis, at)}</span>`)}
      </div>
      <div class="plan-body">
        <div class="plan-lines" aria-hidden="true">
          ${axis.hours.map((at) => html`<span key=${at} style=${{ '--at': percent(fractionAt(axis, at)) }}></span>`)}
          ${isNow && html`<span class="now-line" style=${{ '--at': percent(nowAt) }}></span>`}
        </div>
        <ul class="plan-rows" aria-label=${w.dayPlan}>
          ${technicians.map((technician) => {
            const own = visits.get(technician.id) ?? nothing
            const isLookedAt = technician.id === lookedAt
            return html`<${DayRow} key=${technician.id} ...${{ technician, visits: own, axis, isLookedAt, order: isLookedAt ? orderOf(own) : unordered }} />`
          })}
        </ul>
      </div>
    </div>
  </div>`
}

const nothing: readonly PlanVisitView[] = []
const unordered: ReadonlyMap<string, number> = new Map()
const percent = (fraction: number) => `${(fraction * 100).toFixed(3)}%`

/** From 1, in the order of driving. */
export const orderOf = (visits: readonly PlanVisitView[]): ReadonlyMap<string, number> =>
  new Map(inDrivingOrder(visits).map(({ id }, i) => [id, i + 1]))

const nameWidthIn = (scroll: HTMLElement) => scroll.querySelector('.plan-head')?.clientWidth ?? 0

const spansOf = (
  technicians: readonly PlanTechnicianView[],
  visits: ReadonlyMap<string, readonly PlanVisitView[]>,
) => [
  ...technicians
    .filter(({ work_start_time, work_end_time }) => work_start_time < work_end_time)
    .map(({ work_start_time, work_end_time }) => ({ start: work_start_time, end: work_end_time })),
  ...[...visits.values()].flat().flatMap(({ scheduled_start, scheduled_end }) => {
    if (scheduled_start === null) return []
    const end = minutesOf(scheduled_start) + lengthOf(scheduled_start, scheduled_end)
    return [{ start: scheduled_start, end: clockOf(end) }]
  }),
]
