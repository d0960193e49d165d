import { isReckonedSince } from '../domain/customer-links/visit.ts'
import type { Shown, VisitChange, WatchedSubject, WatchedVisit } from '../domain/live/ports.ts'
import type { Eta } from '../domain/routing/schema.ts'
import type { Id } from '../domain/schema.ts'
import type { createAudience } from './audience.ts'
import { snapshotOf } from './events/live.ts'
import type { LiveHub } from './live-hub.ts'
import type { LivePort, Log } from './ports.ts'
import type { LinkRight, LiveSession, VisitRight } from './session.ts'

export interface VisitParts {
  readonly service: Pick<LivePort, 'show' | 'visitNow'>
  readonly hub: LiveHub
  readonly audience: ReturnType<typeof createAudience>
  readonly now: () => Date
  readonly log: Log
}

type Watching = LiveSession & { right: LinkRight & { readonly visit: VisitRight } }

const rememberChangeMs = 60_000

/**
 * The visits that are watched by a link on this node. Their viewers see the technician on the way and no longer: what a
 * link shows is judged anew whenever its visit changes.
 */
export const createVisits = ({ service, hub, audience, now, log }: VisitParts) => {
  const watching = new Map<Id, Set<Watching>>()
  /** A visit that changed while somebody was opening its link must not be shown as it was. */
  const changes = new Map<Id, number>()

  const remember = (id: Id): void => {
    const at = performance.now()
    for (const [other, then] of changes) {
      if (then > at - rememberChangeMs) break // the oldest come first
      changes.delete(other)
    }
    changes.delete(id)
    changes.set(id, at)
  }

  const tell = ({ socket, right }: Watching): void => {
    const { id, status, at, eta } = right.visit.shown
    socket.emit('assignment:status', { id, status, at })
    if (eta) socket.emit('eta', { id, ...eta })
  }

  const hide = (session: Watching): void => {
    const { socket, viewer, right } = session
    const gone = right.subjectIds
    right.visit.turn++ // whatever is being judged now is of before
    if (gone.length === 0) return
    hub.leaveAll(viewer)
    audience.left(right.link.tenantId, gone)
    session.right = { ...right, subjectIds: [] }
    for (const id of gone) socket.emit('subject:removed', { id })
  }

  const show = (session: Watching, { subjects, visit }: Pick<Shown, 'subjects' | 'visit'>): void => {
    const { link } = session.right
    if (!visit || subjects.length === 0) hide(session)
    else open(session, subjects, visit)
    if (visit) session.right.visit.shown = visit
    if (visit && subjects.length > 0) audience.entered(link.tenantId, session.right.subjectIds)
    tell(session)
  }

  /** A viewer's rooms are those of the link: they are left and opened anew, under what counts now. */
  const open = (session: Watching, shown: readonly WatchedSubject[], { since }: WatchedVisit): void => {
    const { right, viewer, socket } = session
    hub.leaveAll(viewer)
    audience.left(right.link.tenantId, right.subjectIds)
    const { subjects } = hub.openLink(viewer, right.link.id, shown, since)
    session.right = { ...right, subjectIds: shown.map(({ subject }) => subject.id) }
    socket.emit('snapshot', snapshotOf(subjects, now(), right.link))
  }

  /** Asks once a link, however many have it open. Whoever was told otherwise meanwhile is left alone. */
  const judge = async (sessions: Iterable<Watching>): Promise<void> => {
    const byLink = Map.groupBy(sessions, ({ right }) => right.link.id)
    for (const [, theirs] of byLink) {
      const turns = new Map(theirs.map((session) => [session, ++session.right.visit.turn]))
      try {
        const seen = await service.show({ link: theirs[0]!.right.link })
        for (const [session, turn] of turns)
          if (!session.hasEnded && session.right.visit.turn === turn) show(session, seen)
      } catch (error) {
        log.warn({ err: error }, 'a visit was not judged anew')
      }
    }
  }

  const ofTechnician = (id: Id): Watching[] =>
    [...watching.values()]
      .flatMap((sessions) => [...sessions])
      .filter(({ right }) => right.visit.shown.technicianId === id)

  const isAsShown = async ([session]: readonly Watching[]): Promise<boolean> => {
    if (!session) return true
    const { link, visit, subjectIds } = session.right
    const now = await service.visitNow(link)
    return now?.status === visit.shown.status && now.isFollowed === subjectIds.length > 0
  }

  return {
    changedSince: (id: Id, since: number): boolean => (changes.get(id) ?? -1) >= since,

    /** After its snapshot. `isStale`: the visit changed while the link was being opened. */
    add(session: LiveSession, isStale: boolean): void {
      if (!watchesVisit(session)) return
      const { id } = session.right.visit.shown
      watching.set(id, (watching.get(id) ?? new Set()).add(session))
      if (isStale) void judge([session])
      else tell(session)
    },

    remove(session: LiveSession): void {
      if (!watchesVisit(session)) return
      const { id } = session.right.visit.shown
      const sessions = watching.get(id)
      if (sessions?.delete(session) && sessions.size === 0) watching.delete(id)
    },

    visitChanged({ assignmentId, status, at }: VisitChange): void {
      remember(assignmentId)
      const sessions = [...(watching.get(assignmentId) ?? [])]
      if (status === 'en_route') return void judge(sessions)
      for (const session of sessions) {
        hide(session)
        const { visit } = session.right
        visit.shown = { ...visit.shown, status, at, eta: null }
        tell(session)
      }
    },

    etaChanged({ assignmentId }: Pick<VisitChange, 'assignmentId'>, eta: Eta): void {
      for (const { socket, right } of watching.get(assignmentId) ?? [])
        if (right.subjectIds.length > 0 && isReckonedSince(eta, right.visit.shown.since))
          socket.emit('eta', { id: assignmentId, ...eta })
    },

    /** Nobody may see the technician for now. */
    hidden(technicianId: Id): void {
      for (const session of ofTechnician(technicianId)) hide(session)
    },

    technicianChanged: (technicianId: Id): void => void judge(ofTechnician(technicianId)),

    /** For the sweep, because the news of a change may have been lost on its way, or for one tenant whose rules changed. */
    async check(tenantId?: number): Promise<void> {
      for (const sessions of [...watching.values()])
        for (const [, theirs] of Map.groupBy(sessions, ({ right }) => right.link.id)) {
          const isAsked = tenantId === undefined || theirs[0]?.right.link.tenantId === tenantId
          if (isAsked && !(await isAsShown(theirs))) await judge(theirs)
        }
    },
  }
}

export type Visits = ReturnType<typeof createVisits>

const watchesVisit = (session: LiveSession): session is Watching =>
  session.right.by === 'link' && session.right.visit !== undefined
