import type { Assignment } from '../assignments/assignment.ts'
import type { Id } from '../schema.ts'
import type { Day } from './day.ts'
import type { Spot } from './ports.ts'
import type { RouteMethod, RoutePlan, RouteStop } from './schema.ts'
import { type Call, type Cost, costOf } from './tour.ts'

/** A day in its best order, beside what it would come to in today's. */
export interface Plan {
  readonly technicianId: Id
  readonly date: string
  readonly method: RouteMethod
  readonly start: Spot | null
  /** Milliseconds since 1970 UTC. */
  readonly departs: number
  readonly day: Day
  /** Times in seconds since 1970 UTC. */
  readonly calls: readonly Call[]
  readonly today: Cost
}

export const presentPlan = (plan: Plan, isApplied: boolean): RoutePlan => {
  const { day, calls, start } = plan
  const total = totalsOf(costOf(calls))
  const today = totalsOf(plan.today)
  return {
    technician_id: plan.technicianId,
    date: plan.date,
    method: plan.method,
    start: start && { latitude: start.latitude, longitude: start.longitude },
    departs_at: new Date(plan.departs).toISOString(),
    stops: calls.map((call) => presentStop(call, day)),
    unplaced: day.unplaced.map(presentVisit),
    total,
    current: { order: day.whole.map(({ id }) => id), ...today },
    saved: {
      distance_m: today.distance_m - total.distance_m,
      duration_s: today.duration_s - total.duration_s,
    },
    is_applied: isApplied,
  }
}

const totalsOf = ({ metres, seconds, lateness }: Cost) => ({
  distance_m: Math.round(metres),
  duration_s: Math.round(seconds),
  lateness_s: Math.round(lateness),
})

const presentVisit = ({ id, workOrder }: Assignment) => ({
  assignment: id,
  work_order_number: workOrder.number,
  place: workOrder.assetLocation || workOrder.assetName,
})

const presentStop = ({ stop, arrives, waits, late, leg }: Call, { placed }: Day): RouteStop => {
  const assignment = placed[stop]!
  const { place } = assignment.workOrder
  return {
    ...presentVisit(assignment),
    latitude: place.latitude,
    longitude: place.longitude,
    scheduled_start: assignment.scheduledStart,
    scheduled_end: assignment.scheduledEnd,
    is_fixed: assignment.scheduledStart !== null,
    arrives_at: new Date(Math.round(arrives) * 1000).toISOString(),
    waits_s: Math.round(waits),
    late_s: Math.round(late),
    leg: { distance_m: Math.round(leg.metres), duration_s: Math.round(leg.seconds) },
  }
}
