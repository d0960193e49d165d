import { isAtLeast } from '../domain/actor.ts'
import type { Announcements, VisitChange } from '../domain/live/ports.ts'
import type { Subject } from '../domain/positions/position.ts'
import type { Eta } from '../domain/routing/schema.ts'
import type { Id } from '../domain/schema.ts'
import type { LiveHub } from './live-hub.ts'
import type { MemberSessions } from './looks.ts'
import type { LivePort, Log } from './ports.ts'
import type { LiveSession, MemberRight } from './session.ts'
import type { Viewer } from './viewer.ts'
import type { Visits } from './visits.ts'

export interface CrewParts {
  readonly service: Pick<LivePort, 'describe'>
  readonly hub: LiveHub
  readonly visits: Pick<Visits, 'hidden' | 'check'>
  readonly sessions: MemberSessions
  readonly log: Log
}

const rememberMs = 60_000

/** The technicians that are followed on this node: when they are hidden, and what those who lead them are told. */
export const createCrew = ({ service, hub, visits, sessions, log }: CrewParts) => {
  /** Who may be seen changed while somebody was asking for it: by tenant, or of all. */
  const changes = new Map<number | 'all', number>()
  const hidden = new Map<Id, number>()

  const hide = (id: Id): void => {
    visits.hidden(id)
    tellGone(id, hub.hide(id))
  }

  /** Asks who of those that are followed may be seen now; the others vanish. */
  const check = async (tenantId?: number): Promise<void> => {
    const followed = hub.crew(tenantId)
    if (followed.length === 0) return
    const seen = new Set((await service.describe(followed)).map(({ subject }) => subject.id))
    for (const { id } of followed) if (!seen.has(id)) hide(id)
  }

  const told = function* (tenantId: number): Generator<LiveSession & { right: MemberRight }> {
    for (const session of sessions.get(tenantId) ?? []) if (isMembers(session)) yield session
  }

  /** The technician, and those who lead them. */
  const concerned = function* (visit: Pick<VisitChange, 'tenantId' | 'technicianId' | 'userId'>) {
    for (const session of told(visit.tenantId))
      if (session.right.member.userId === visit.userId || leads(session.right, visit.technicianId))
        yield session
  }

  return {
    check,

    /** What was read of this tenant's technicians since then (monotonic ms) may be of before. */
    changedSince: (tenantId: number, since: number): boolean =>
      Math.max(changes.get(tenantId) ?? -1, changes.get('all') ?? -1) >= since,

    /** Nobody may see the subject for now, or any more. */
    gone({ id, tenantId }: Pick<Subject, 'id' | 'tenantId'>, change: 'hidden' | 'removed'): void {
      remember(changes, tenantId)
      remember(hidden, id)
      visits.hidden(id)
      tellGone(id, change === 'hidden' ? hub.hide(id) : hub.forget(id))
    },
    shown: (id: Id): boolean => hidden.delete(id),

    /** Features may have been switched: of this tenant, or of any where none is named. */
    async tenantChanged(tenantId?: number): Promise<void> {
      remember(changes, tenantId ?? 'all')
      hub.doubtCrew(tenantId)
      const results = await Promise.allSettled([check(tenantId), visits.check(tenantId)])
      for (const result of results)
        if (result.status === 'rejected') log.warn({ err: result.reason }, 'the sweep will ask again')
    },

    visitChanged({ assignmentId, technicianId, status, at, ...whose }: VisitChange): void {
      for (const { socket } of concerned({ technicianId, ...whose }))
        socket.emit('assignment:status', { id: assignmentId, technician_id: technicianId, status, at })
    },

    visitRated({
      assignmentId,
      technicianId,
      at,
      ...whose
    }: Parameters<Announcements['visitRated']>[0]): void {
      for (const { socket } of concerned({ technicianId, ...whose }))
        socket.emit('assignment:rated', { id: assignmentId, technician_id: technicianId, at })
    },

    etaChanged(
      { tenantId, assignmentId, technicianId }: Parameters<Announcements['etaChanged']>[0],
      eta: Eta,
    ): void {
      if (hidden.has(technicianId)) return // it was reckoned before
      for (const { socket, right } of told(tenantId))
        if (leads(right, technicianId))
          socket.emit('eta', { id: assignmentId, technician_id: technicianId, ...eta })
    },
  }
}

export type Crew = ReturnType<typeof createCrew>

const tellGone = (id: Id, viewers: readonly Viewer[]): void => {
  for (const { socket } of viewers) socket.emit('subject:removed', { id })
}

const isMembers = (session: LiveSession): session is LiveSession & { right: MemberRight } =>
  session.right.by === 'member'

/** A dispatcher who watches everybody, a part of the map, or this technician. */
const leads = ({ member, subscriptions }: MemberRight, technicianId: Id): boolean =>
  isAtLeast(member, 'dispatcher') &&
  (subscriptions.has('fleet') ||
    subscriptions.has('viewport') ||
    [...subscriptions.values()].some(({ rooms }) =>
      rooms.some(({ subjectId }) => subjectId === technicianId),
    ))

const remember = <K>(moments: Map<K, number>, key: K): void => {
  const at = performance.now()
  for (const [other, then] of moments) {
    if (then > at - rememberMs) break // the oldest come first
    moments.delete(other)
  }
  moments.delete(key)
  moments.set(key, at)
}
