import {
  type AssignmentStatus,
  assignmentStatuses,
  isOpen,
  mayBecome,
} from '../../../domain/assignments/assignment.ts'
import type { PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import { instantOf } from '../ui/time.ts'

type Timed = Pick<PlanVisitView, 'status' | 'scheduled_date' | 'scheduled_start'>

/** What a status may become, the usual next step first. */
export const nextSteps = (status: AssignmentStatus): readonly AssignmentStatus[] =>
  assignmentStatuses.filter((to) => mayBecome(status, to))

/** Another technician or day: only before departure. */
export const isMovable = ({ status }: Pick<PlanVisitView, 'status'>): boolean => status === 'scheduled'

/** Nobody is called late within a quarter of an hour; the service's proposals reckon with the same. */
const patienceMs = 15 * 60_000

/** How late a visit is, or will be, in milliseconds; 0 where it is not. `arrivesAt`: when the technician is expected. */
export const latenessOf = (visit: Timed, zone: string, now: number, arrivesAt?: number): number => {
  if (visit.scheduled_start === null) return 0
  if (visit.status !== 'scheduled' && visit.status !== 'en_route') return 0
  const promised = instantOf(zone, `${visit.scheduled_date}T${visit.scheduled_start.slice(0, 5)}`)
  const there = visit.status === 'en_route' ? Math.max(arrivesAt ?? now, now) : now
  const late = there - promised
  return late > patienceMs ? late : 0
}

type Driven = Pick<PlanVisitView, 'status' | 'route_place' | 'scheduled_start' | 'id'>

/** The order in which a day is driven: who is under way first, then as somebody put it, then by the clock. */
export const inDrivingOrder = <T extends Driven>(visits: readonly T[]): readonly T[] =>
  visits
    .filter(({ status }) => status !== 'canceled')
    .sort(
      (a, b) =>
        stage[a.status] - stage[b.status] ||
        byRank(a.route_place, b.route_place) ||
        byRank(a.scheduled_start, b.scheduled_start) ||
        (a.id < b.id ? -1 : 1),
    )

/** The open visits of a day in their order, with one of them right before or after another; null where it lies there. */
export const orderWith = (
  visits: readonly Driven[],
  moved: string,
  beside: string,
  side: 'before' | 'after',
): readonly string[] | null => {
  const now = openOrder(visits)
  const others = now.filter((id) => id !== moved)
  const at = others.indexOf(beside) + (side === 'after' ? 1 : 0)
  const then = others.toSpliced(at, 0, moved)
  return then.every((id, i) => id === now[i]) ? null : then
}

export const openOrder = (visits: readonly Driven[]): readonly string[] =>
  inDrivingOrder(visits)
    .filter(isOpen)
    .map(({ id }) => id)

/** What has no time, as it is listed: as somebody put it. */
export const untimedOf = (visits: readonly PlanVisitView[]): readonly PlanVisitView[] =>
  visits
    .filter(({ scheduled_start }) => scheduled_start === null)
    .sort((a, b) => byRank(a.route_place, b.route_place))

const stage: Readonly<Record<AssignmentStatus, number>> = {
  done: 0,
  on_site: 1,
  en_route: 2,
  scheduled: 3,
  canceled: 4,
}
/** What has no rank comes last. */
const byRank = <T extends number | string>(a: T | null, b: T | null): number =>
  a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1
