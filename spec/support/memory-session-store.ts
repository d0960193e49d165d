import { Problem } from '../../domain/problem.ts'
import type { LogEntry, NewLogEntry } from '../../domain/sessions/log.ts'
import type { SessionStore, SessionUpkeep } from '../../domain/sessions/ports.ts'
import { type CollabSession, isFree, type Participant, type Seat } from '../../domain/sessions/session.ts'

/** The store of sessions without a database; what the real one promises beyond this is proven with the real one. */
export const createMemorySessions = (now: () => Date) => {
  const sessions = new Map<string, CollabSession>()
  const people = new Map<string, Participant>()
  const seats = new Map<string, Seat & { readonly sessionId: string }>()
  const log = new Map<string, LogEntry[]>()
  const events: string[] = []

  const append = (session: CollabSession, entry: NewLogEntry) => {
    const seq = session.lastSeq + 1
    sessions.set(session.id, { ...session, lastSeq: seq })
    log.set(session.id, [...(log.get(session.id) ?? []), { ...entry, seq, at: now() }])
    return { tenantId: session.tenantId, sessionId: session.id, seq }
  }
  const isOpen = ({ endedAt, expiresAt }: CollabSession) => !endedAt && expiresAt > now()

  const sessionsOf = (tenantId: number): SessionStore => {
    const ours = () => [...sessions.values()].filter((session) => session.tenantId === tenantId)
    const find = (id: string) => ours().find((session) => session.id === id)
    const of = (id: string) => (find(id) ? [...people.values()].filter((one) => one.sessionId === id) : [])
    const taken = (id: string) => [...seats.values()].filter(({ sessionId }) => sessionId === id)

    return {
      async insert({ session, participants }, event) {
        const kept = { ...session, lastSeq: 0, playback: null, endedAt: null }
        sessions.set(kept.id, kept)
        for (const one of participants) people.set(one.id, one)
        events.push(event.name)
        return kept
      },
      find: async (id) => find(id),
      ofLink: async (ids) => ours().find(({ linkId }) => linkId !== null && ids.includes(linkId)),
      async list({ userId, assetId, isOpen: wanted }) {
        const mine = ({ id, createdBy }: CollabSession) =>
          userId === null ||
          createdBy === userId ||
          of(id).some((one) => one.userId === userId && one.linkId !== null && !one.removedAt)
        const rows = ours().filter(
          (session) =>
            mine(session) &&
            (assetId === undefined || session.assetId === assetId) &&
            (wanted === undefined || isOpen(session) === wanted),
        )
        return { count: rows.length, rows }
      },
      glimpses: async (ids) =>
        new Map(
          ids.map((id) => [
            id,
            {
              asset: { title: 'A file', kind: 'image', hasThumbnail: false },
              present: of(id).filter((one) =>
                taken(id).some(({ participantId }) => participantId === one.id),
              ),
              isRecorded: false,
            },
          ]),
        ),
      async change(id, change, entry, event) {
        const session = find(id)
        if (!session || !isOpen(session)) return undefined
        const features = { ...session.features, ...change.features }
        const logged = append({ ...session, ...change, features }, entry)
        events.push(event.name)
        return { session: find(id)!, logged }
      },
      async end(id, at, entry, event) {
        const session = find(id)
        if (!session || session.endedAt) return undefined
        events.push(event.name)
        return append({ ...session, endedAt: at }, entry)
      },
      async setPlayback(id, playback) {
        sessions.set(id, { ...find(id)!, playback })
      },
      membersAt: async () => [],
      participants: async (id) => of(id),
      participant: async (id) => people.get(id),
      participantsOf: async (userId, ids) => ids.flatMap(of).filter((one) => one.userId === userId),
      async settle(id, decide) {
        const session = find(id)
        if (!session) throw new Problem('not_found')
        const { participant, entry } = decide(of(id), session)
        people.set(participant.id, participant)
        return { participant, logged: entry ? append(session, entry) : undefined }
      },
      async takeSeat(sessionId, { id, participantId, node }, most) {
        const session = find(sessionId)
        if (!session || !isOpen(session)) return 'ended'
        if (people.get(participantId)?.removedAt) return 'removed'
        if (!isFree(participantId, taken(sessionId), most)) return 'full'
        const seat = { id, participantId, node, state: 'active' as const, inCall: false }
        seats.set(id, { ...seat, isMuted: false, sharesScreen: false, sessionId })
        return taken(sessionId)
      },
      async leaveSeat(id) {
        seats.delete(id)
      },
      async changeSeat(id, change, mostInCall) {
        const seat = seats.get(id)
        if (!seat) return undefined
        const calling = taken(seat.sessionId).filter((other) => other.inCall && other.id !== id)
        if (change.inCall && calling.length >= mostInCall) return 'full'
        seats.set(id, { ...seat, ...change })
        return seats.get(id)
      },
      seats: async (id) => taken(id),
      after: async (id, seq, limit) =>
        (find(id) ? (log.get(id) ?? []) : []).filter((entry) => entry.seq > seq).slice(0, limit),
    }
  }

  const upkeep: SessionUpkeep = {
    standing: async (ids) =>
      new Map(ids.flatMap((id) => (sessions.has(id) ? [[id, sessions.get(id)!]] : []))),
    keepSeats: async (_node, ids) => new Set(ids.filter((id) => seats.has(id))),
    overdue: async (at, limit) =>
      [...sessions.values()].filter(({ endedAt, expiresAt }) => !endedAt && expiresAt <= at).slice(0, limit),
    countEndedBefore: async (at) =>
      [...sessions.values()].filter(({ endedAt }) => endedAt && endedAt < at).length,
    async forgetBefore(at, limit) {
      const old = [...sessions.values()].filter(({ endedAt }) => endedAt && endedAt < at).slice(0, limit)
      for (const { id } of old) sessions.delete(id)
      return old.length
    },
  }

  return { sessionsOf, upkeep, sessions, people, log, events }
}
