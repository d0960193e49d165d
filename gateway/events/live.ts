import type { LivePosition } from '../../domain/positions/schema.ts'
import { presentLive } from '../../domain/positions/schema.ts'
import { Problem } from '../../domain/problem.ts'
import type { LinkInfo, LiveSubject, Snapshot, Subscribe } from '../../domain/protocol.ts'
import { live } from '../../domain/protocol.ts'
import type { Id } from '../../domain/schema.ts'
import type { ShareLink } from '../../domain/share-links/link.ts'
import type { LiveHub, Opened } from '../live-hub.ts'
import type { Members } from '../members.ts'
import type { GatewayLimits, LivePort } from '../ports.ts'
import { onRequest } from '../request.ts'
import type { LinkRight, LiveSession } from '../session.ts'

export interface LiveEventsPorts {
  readonly hub: LiveHub
  readonly service: LivePort
  readonly members: Members
  readonly limits: GatewayLimits
  readonly now: () => Date
  /** The member watches something new; tells how many look at it. */
  readonly onSubscribed: (session: LiveSession, ids: readonly Id[]) => void
}

export const liveRequests = ({ hub, service, members, limits, now, onSubscribed }: LiveEventsPorts) => [
  onRequest(live, 'subscribe', async (session: LiveSession, wanted) => {
    const { member, subscriptions } = asMember(session)
    const key = keyOf(wanted)
    if (!subscriptions.has(key) && subscriptions.size >= limits.subscriptions)
      throw new Problem('validation_failed', { errors: [{ field: '', message: 'too many subscriptions' }] })
    const kept = subscriptions.get(key)
    if (!kept) subscriptions.set(key, []) // counts from now on, however long the store takes
    const began = performance.now()
    try {
      const shown = await service.subjects(member, wanted)
      if (session.hasEnded || members.changedSince(member, began)) throw new Problem('not_signed_in')
      if (!subscriptions.has(key)) throw new Problem('conflict') // unsubscribed meanwhile
      if (shown.some(({ subject }) => subject.tenantId !== member.tenantId)) throw new Problem('not_found')
      const opened = openRooms(hub, session, wanted, shown)
      hub.leave(session.viewer, subscriptions.get(key) ?? [])
      subscriptions.set(key, opened.rooms)
      onSubscribed(
        session,
        opened.subjects.map(({ id }) => id),
      )
      return { ok: true as const, snapshot: snapshotOf(opened.subjects, now()) }
    } catch (error) {
      if (!kept && subscriptions.get(key)?.length === 0) subscriptions.delete(key)
      throw error
    }
  }),

  onRequest(live, 'unsubscribe', async (session: LiveSession, wanted) => {
    const { subscriptions } = asMember(session)
    const key = keyOf(wanted)
    hub.leave(session.viewer, subscriptions.get(key) ?? [])
    subscriptions.delete(key)
    return { ok: true as const }
  }),

  onRequest(live, 'resume', async (session: LiveSession, { since }) => {
    const subjects = hub.subjectsOf(session.viewer, Object.keys(since))
    const earliest = session.right.by === 'link' ? trailStart(session.right, now()) : 0
    const positions: LivePosition[] = []
    for (const subject of subjects) {
      const room = limits.resumePositions - positions.length
      if (room <= 0 || session.hasEnded) break
      const after = Math.max(since[subject.id]!, earliest)
      for (const position of await service.missed(subject, after, room))
        positions.push(presentLive(subject.id, position))
    }
    return { ok: true as const, positions }
  }),
]

export const snapshotOf = (subjects: LiveSubject[], at: Date, link?: ShareLink): Snapshot => ({
  ...(link && { link: presentLink(link) }),
  subjects,
  server_time: at.toISOString(),
})

/** What a visitor learns of the link itself. */
export const presentLink = ({ expiresAt, title, permissions }: ShareLink): LinkInfo => ({
  expires_at: expiresAt?.toISOString() ?? null,
  title,
  permissions: { ...permissions },
})

const openRooms = (
  hub: LiveHub,
  { viewer, right }: LiveSession,
  wanted: Subscribe,
  shown: Awaited<ReturnType<LivePort['subjects']>>,
): Opened => {
  const tenantId = right.by === 'member' ? right.member.tenantId : right.link.tenantId
  if ('fleet' in wanted) return hub.openFleet(viewer, tenantId, shown)
  if ('viewport' in wanted) return hub.openViewport(viewer, tenantId, wanted.viewport, shown)
  return hub.openSubjects(viewer, shown)
}

/** One viewport a socket: another one takes its place, as a map is moved. */
const keyOf = (wanted: Subscribe): string => {
  if ('fleet' in wanted) return 'fleet'
  return 'viewport' in wanted ? 'viewport' : [...new Set(wanted.subjects)].sort().join(' ')
}

const asMember = ({ right }: LiveSession) => {
  if (right.by !== 'member') throw new Problem('forbidden')
  return right
}

/** A link to a visit shows nothing from before it began. */
const trailStart = ({ link, visit }: LinkRight, now: Date): number =>
  Math.max(now.getTime() - link.trailMinutes * 60_000, (visit?.shown.since ?? 0) - 1)
