import type { Assignment } from '../assignments/assignment.ts'
import { instantOf, secondOf } from '../local-time.ts'
import type { Spot } from './ports.ts'
import type { TourStop } from './tour.ts'

/** The open work of one technician on one day, in today's order. */
export interface Day {
  readonly whole: readonly Assignment[]
  /** Under way first: who is on the road, or at work, is not sent elsewhere. */
  readonly placed: readonly Placed[]
  /** How many of `placed` stay where they are. */
  readonly fixed: number
  readonly unplaced: readonly Assignment[]
}

export type Placed = Assignment & { readonly workOrder: { readonly place: Spot } }

/** Where somebody has put the day in order, that counts; then the agreed time, then which was made first. */
export const dayOf = (assignments: readonly Assignment[]): Day => {
  const inOrder = [...assignments].sort(
    (a, b) =>
      Number(isMovable(a)) - Number(isMovable(b)) ||
      byRank(a.routePlace, b.routePlace) ||
      byRank(startOf(a), startOf(b)) ||
      (a.id < b.id ? -1 : 1),
  )
  const placed = inOrder.filter(isPlaced)
  return {
    whole: inOrder,
    placed,
    fixed: placed.filter((one) => !isMovable(one)).length,
    unplaced: inOrder.filter((one) => !isPlaced(one)),
  }
}

/** The order of a whole day, as it is kept: who is under way, the stops, and last what has no place. */
export const wholeOrder = (placed: readonly Assignment[], unplaced: readonly Assignment[]): Assignment[] => {
  const all = [...placed, ...unplaced]
  return [...all.filter((one) => !isMovable(one)), ...all.filter(isMovable)]
}

const isMovable = ({ status }: Assignment): boolean => status === 'scheduled'
const isPlaced = (assignment: Assignment): assignment is Placed => assignment.workOrder.place !== null
const startOf = ({ scheduledStart }: Assignment): number | null =>
  scheduledStart === null ? null : secondOf(scheduledStart)
/** What has no rank comes last. */
const byRank = (a: number | null, b: number | null): number =>
  a === b ? 0 : a === null ? 1 : b === null ? -1 : a - b

/** When the day begins (ms): with the work window, or the first agreed time where that is earlier; today not before now. */
export const departureOf = (
  placed: readonly Placed[],
  {
    workStartTime,
    timeZone,
    date,
    today,
    now,
  }: {
    readonly workStartTime: string
    readonly timeZone: string
    readonly date: string
    readonly today: string
    readonly now: number
  },
): number => {
  const starts = [workStartTime, ...placed.flatMap(({ scheduledStart }) => scheduledStart ?? [])]
  const first = Math.min(...starts.map((time) => instantOf(timeZone, date, time)))
  return date === today ? Math.max(first, now) : first
}

const usualService = 45 * 60

/** A stop, in seconds since 1970 UTC. */
export const stopOf = (
  { scheduledStart, scheduledEnd, status, arrivedAt }: Assignment,
  date: string,
  timeZone: string,
): TourStop => {
  const span = scheduledStart && scheduledEnd ? secondOf(scheduledEnd) - secondOf(scheduledStart) : 0
  return {
    service: span > 0 ? span : usualService,
    opens: scheduledStart === null ? null : instantOf(timeZone, date, scheduledStart) / 1000,
    ...(status === 'on_site' && arrivedAt && { arrivedAt: arrivedAt.getTime() / 1000 }),
  }
}
