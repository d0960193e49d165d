import type { Assignment } from '../assignments/assignment.ts'
import type { AssignmentStore } from '../assignments/ports.ts'
import type { Announcements } from '../live/ports.ts'
import type { Position, Subject } from '../positions/position.ts'
import type { Id, SerialId } from '../schema.ts'
import { mayBeSeen } from '../tracking/consent.ts'
import type { TrackingStore } from '../tracking/ports.ts'
import { etaOf, type RoadLeg, spotOf } from './eta.ts'
import type { Etas, RoadEngine, Spot } from './ports.ts'
import type { Eta } from './schema.ts'
import { learnSpeed, type Speed } from './straight.ts'

export interface EtaPorts {
  readonly assignmentsOf: (tenantId: SerialId) => Pick<AssignmentStore, 'underWay'>
  readonly trackingOf: (tenantId: SerialId) => Pick<TrackingStore, 'newest' | 'trail'>
  /** The customer's link of a visit that is under way. */
  readonly linkOf: (assignment: Assignment) => Promise<{ readonly id: Id } | undefined>
  readonly road?: RoadEngine | undefined
  readonly announce: Pick<Announcements, 'etaChanged'>
  /** Hears of what went wrong while nobody waited. */
  readonly report: (error: unknown) => void
  readonly now: () => Date
}

const second = 1_000
/** An answer serves whoever asks for so long, and nobody's movement is looked at more often. */
const freshFor = 10 * second
/** How long a visit, and a speed, are taken for what they were. `forget` ends it sooner, on the node that knows. */
const rememberedFor = 30 * second
/** Whoever watches is told where the time of arrival moved by this much, or this long after they were last told. */
const notableShift = 30 * second
const longestQuiet = 60 * second
const speedWindow = 2 * 3_600 * second
const mostSpeedPositions = 2_000
/** Technicians, and visits, of whom something is remembered: some 5 MB. */
const mostRemembered = 5_000

/** What is known of the visit that a technician is under way to. */
interface Watch {
  readonly visit: Promise<{ readonly assignment: Assignment; readonly linkId: Id | null } | undefined>
  readonly until: number
}

/** What was told last of a technician, and when their movement was looked at. */
interface Told {
  readonly lookedAt: number
  readonly eta: Eta | undefined
}

export const createEtas = ({
  assignmentsOf,
  trackingOf,
  linkOf,
  road,
  announce,
  report,
  now,
}: EtaPorts): Etas => {
  const etas = limited<{ readonly eta: Promise<Eta | null>; readonly until: number; readonly of: Id }>()
  const speeds = limited<{ readonly speed: Promise<Speed>; readonly until: number }>()
  const watches = limited<Watch>()
  const told = limited<Told>()
  const time = () => now().getTime()

  const speedOf = ({ tenantId, technician }: Assignment): Promise<Speed> => {
    const at = time()
    const known = speeds.get(technician.id)
    if (known && known.until > at) return known.speed
    const speed = trackingOf(tenantId)
      .trail(technician.key, new Date(at - speedWindow), new Date(at), mostSpeedPositions)
      .then(learnSpeed)
    speeds.set(technician.id, { speed, until: at + rememberedFor })
    speed.catch(() => speeds.delete(technician.id))
    return speed
  }

  const reckon = async (assignment: Assignment, position: Position, target: Spot): Promise<Eta> => {
    const road = await byRoad(spotOf(position), target)
    const speed = road ? { kmh: 0, isGuessed: false } : await speedOf(assignment)
    return etaOf({ position, target, road, speed, now: time() })
  }

  /** Nothing where the engine is away, or knows no way. */
  const byRoad = async (from: Spot, to: Spot): Promise<RoadLeg | undefined> => {
    if (!road) return undefined
    try {
      const { seconds, metres } = await road.table([from], [to])
      const [time, way] = [seconds[0]?.[0] ?? null, metres[0]?.[0] ?? null]
      return time === null || way === null ? undefined : { seconds: time, metres: way, method: road.method }
    } catch {
      return undefined // the engine has said so in the log
    }
  }

  const fromNewest = async (assignment: Assignment): Promise<Eta | null> => {
    const target = targetOf(assignment)
    const position = target && (await trackingOf(assignment.tenantId).newest(assignment.technician.key))
    return target && position && isSince(position, assignment) ? reckon(assignment, position, target) : null
  }

  const visitOf = (tenantId: SerialId, technicianId: Id): Watch['visit'] => {
    const known = watches.get(technicianId)
    if (known && known.until > time()) return known.visit
    const visit = assignmentsOf(tenantId)
      .underWay(technicianId)
      .then(async (assignment) => {
        if (!assignment || !targetOf(assignment)) return undefined
        return { assignment, linkId: (await linkOf(assignment))?.id ?? null }
      })
    const watch = { visit, until: time() + rememberedFor }
    watches.set(technicianId, watch)
    visit.catch(() => watches.get(technicianId) === watch && watches.delete(technicianId))
    return visit
  }

  const follow = async ({ tenantId, id: technicianId }: Subject, position: Position): Promise<void> => {
    const visit = await visitOf(tenantId, technicianId)
    const target = visit && targetOf(visit.assignment)
    if (!visit || !target || !isSince(position, visit.assignment)) return
    const { assignment, linkId } = visit
    const watch = watches.get(technicianId)
    const eta = await reckon(assignment, position, target)
    if (watches.get(technicianId) !== watch) return // the visit has changed meanwhile
    etas.set(assignment.id, { eta: Promise.resolve(eta), until: time() + freshFor, of: technicianId })
    const before = told.get(technicianId)
    if (!before || !isNews(before.eta, eta)) return
    told.set(technicianId, { ...before, eta })
    announce.etaChanged({ tenantId, assignmentId: assignment.id, technicianId, linkId }, eta)
  }

  return {
    async of(assignment) {
      if (!targetOf(assignment)) return null
      const known = etas.get(assignment.id)
      if (known && known.until > time()) return known.eta
      const eta = fromNewest(assignment)
      const entry = { eta, until: time() + freshFor, of: assignment.technician.id }
      etas.set(assignment.id, entry)
      eta.catch(() => etas.get(assignment.id) === entry && etas.delete(assignment.id))
      return eta
    },

    moved(subject, position) {
      if (subject.kind !== 'technician') return
      const at = time()
      const before = told.get(subject.id)
      if (before && before.lookedAt + freshFor > at) return
      told.set(subject.id, { lookedAt: at, eta: before?.eta })
      follow(subject, position).catch(report) // the next position tries again
    },

    forget(technicianId) {
      told.delete(technicianId)
      watches.delete(technicianId)
      speeds.delete(technicianId)
      etas.deleteWhere(({ of }) => of === technicianId)
    },
  }
}

/** Where the technician is on the way to, and may be seen going. */
const targetOf = ({ status, technician, workOrder }: Assignment): Spot | null =>
  status === 'en_route' && mayBeSeen(technician) ? workOrder.place : null

/** Where somebody was before they left says nothing of the way. */
const isSince = (position: Position, { departedAt }: Assignment): boolean =>
  departedAt !== null && position.recordedAt >= departedAt.getTime()

const isNews = (before: Eta | undefined, eta: Eta): boolean => {
  if (!before) return true
  const shift = Math.abs(Date.parse(eta.arrives_at) - Date.parse(before.arrives_at))
  return shift >= notableShift || Date.parse(eta.computed_at) - Date.parse(before.computed_at) >= longestQuiet
}

/** A map that lets go of what was put in first once it is full. */
const limited = <T>() => {
  const entries = new Map<Id, T>()
  return {
    get: (id: Id) => entries.get(id),
    set(id: Id, value: T): void {
      entries.delete(id)
      if (entries.size >= mostRemembered) entries.delete(entries.keys().next().value!)
      entries.set(id, value)
    },
    delete: (id: Id) => entries.delete(id),
    deleteWhere(isGone: (value: T) => boolean): void {
      for (const [id, value] of entries) if (isGone(value)) entries.delete(id)
    },
  }
}
