import { isAtLeast, type Member } from '../actor.ts'
import type { AssignmentStore } from '../assignments/ports.ts'
import { wallClock } from '../local-time.ts'
import { found, Problem } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'
import type { Unhurried } from '../stepwise.ts'
import type { TechnicianStore } from '../technicians/ports.ts'
import type { Technician } from '../technicians/technician.ts'
import { missingFeature } from '../tenants/features.ts'
import type { TenantProfiles } from '../tenants/profiles.ts'
import { mayBeSeen } from '../tracking/consent.ts'
import type { TrackingStore } from '../tracking/ports.ts'
import { type Day, dayOf, departureOf, stopOf, wholeOrder } from './day.ts'
import { spotOf } from './eta.ts'
import { legsBetween } from './legs.ts'
import { search } from './optimize.ts'
import type { Etas, RoadEngine, Spot } from './ports.ts'
import { type Plan, presentPlan } from './present.ts'
import { type ApplyRoute, type Eta, mostStops, type OptimizeRoute, type RoutePlan } from './schema.ts'
import { guessedSpeed, learnSpeed, type Speed } from './straight.ts'
import { costOf, walk } from './tour.ts'

export interface RoutingPorts {
  readonly assignmentsOf: (tenantId: SerialId) => Pick<AssignmentStore, 'list' | 'find'>
  readonly techniciansOf: (tenantId: SerialId) => Pick<TechnicianStore, 'find'>
  readonly trackingOf: (tenantId: SerialId) => Pick<TrackingStore, 'newest' | 'trail' | 'look'>
  /** Puts the day of a technician in order: all of these assignments, or none. */
  readonly order: (actor: Member, technicianId: Id, date: string, ids: readonly Id[]) => Promise<unknown>
  readonly etas: Pick<Etas, 'of'>
  readonly profiles: Pick<TenantProfiles, 'of'>
  readonly road?: RoadEngine | undefined
  /** Looking for an order takes tenths of a second, and nobody's live position waits for it. */
  readonly unhurried: Unhurried
  readonly now: () => Date
}

export type Routing = ReturnType<typeof createRouting>

const speedWindow = 2 * 3_600_000
const mostSpeedPositions = 2_000

export const createRouting = (ports: RoutingPorts) => {
  const { assignmentsOf, techniciansOf, trackingOf, order, etas, profiles, road, unhurried, now } = ports

  /** Somebody else's day is not there for whoever is no dispatcher. */
  const technicianOf = async (actor: Member, id: Id): Promise<Technician> => {
    const technician = found(await techniciansOf(actor.tenantId).find(id))
    if (isAtLeast(actor, 'dispatcher') || technician.user.id === actor.userId) return technician
    throw new Problem('not_found')
  }

  const openOn = async (tenantId: SerialId, technicianId: Id, date: string): Promise<Day> => {
    const { count, rows } = await assignmentsOf(tenantId).list(
      { technicianId, date, status: ['scheduled', 'en_route', 'on_site'] },
      { limit: mostStops, offset: 0 },
    )
    if (count <= mostStops) return dayOf(rows)
    const message = `has ${count} open assignments; at most ${mostStops} are put in order`
    throw new Problem('validation_failed', { errors: [{ field: 'date', message }] })
  }

  /** Whoever sees where another is, or when they will be somewhere, is on record for it. */
  const looked = async (actor: Member, { id, user }: Pick<Technician, 'id' | 'user'>): Promise<void> => {
    if (user.id === actor.userId) return
    const look = { technicianId: id, viewerId: actor.userId, linkId: null, via: 'latest' } as const
    await trackingOf(actor.tenantId).look([look], now())
  }

  /** Where the technician is, if they have been heard of today. */
  const whereabouts = async (actor: Member, technician: Technician, today: string, timeZone: string) => {
    const newest = await trackingOf(actor.tenantId).newest(technician.key)
    if (!newest || wallClock(timeZone, newest.recordedAt).date !== today) return undefined
    await looked(actor, technician)
    return spotOf(newest)
  }

  const speedOf = async (technician: Technician): Promise<Speed> => {
    const to = now()
    const from = new Date(to.getTime() - speedWindow)
    return learnSpeed(
      await trackingOf(technician.tenantId).trail(technician.key, from, to, mostSpeedPositions),
    )
  }

  const plan = async (actor: Member, technician: Technician, date: string, given?: Spot): Promise<Plan> => {
    const { timeZone, features } = await profiles.of(actor.tenantId)
    const time = now().getTime()
    const today = wallClock(timeZone, time).date
    const day = await openOn(actor.tenantId, technician.id, date)
    const { placed, fixed } = day
    const first = placed[0]?.workOrder.place
    const isSeen =
      date === today && mayBeSeen(technician) && !missingFeature(features, 'trakservice.tracking')
    const start =
      given ?? (first && isSeen ? await whereabouts(actor, technician, today, timeZone) : undefined) ?? first
    const departs = departureOf(placed, {
      workStartTime: technician.workStartTime,
      timeZone,
      date,
      today,
      now: time,
    })
    const spots = start ? [start, ...placed.map(({ workOrder }) => workOrder.place)] : []
    const legs = await legsBetween(spots, {
      road,
      speed: isSeen ? await speedOf(technician) : guessedSpeed,
    })
    const tour = {
      legs,
      departs: departs / 1000,
      stops: placed.map((one) => stopOf(one, date, timeZone)),
    }
    const current = placed.map((_, i) => i)
    const { order: best } = await unhurried(search(tour, current, fixed))
    return {
      technicianId: technician.id,
      date,
      method: legs.method,
      start: start ?? null,
      departs,
      day,
      calls: walk(tour, best),
      today: costOf(walk(tour, current)),
    }
  }

  return {
    /** The day's stops in the order that makes nobody wait and the way short; as it is now where none is better. */
    async optimize(
      actor: Member,
      { technician_id, date, start, apply = false }: OptimizeRoute,
    ): Promise<RoutePlan> {
      const technician = await technicianOf(actor, technician_id.toLowerCase())
      const found = await plan(actor, technician, date, start)
      const { day, calls } = found
      const ids = wholeOrder(
        calls.map(({ stop }) => day.placed[stop]!),
        day.unplaced,
      ).map(({ id }) => id)
      const isApplied = apply && ids.length > 0
      if (isApplied) await order(actor, technician.id, date, ids)
      return presentPlan(found, isApplied)
    },

    async apply(actor: Member, { technician_id, date, order: ids }: ApplyRoute): Promise<void> {
      const technician = await technicianOf(actor, technician_id.toLowerCase())
      await order(
        actor,
        technician.id,
        date,
        ids.map((id) => id.toLowerCase()),
      )
    },

    /** When the technician of an assignment will be there; throws `not_found` where nobody can tell. */
    async eta(actor: Member, id: Id): Promise<Eta> {
      const own = isAtLeast(actor, 'dispatcher') ? undefined : actor.userId
      const assignment = found(await assignmentsOf(actor.tenantId).find(id.toLowerCase(), own))
      const eta = found((await etas.of(assignment)) ?? undefined)
      await looked(actor, assignment.technician)
      return eta
    },
  }
}
