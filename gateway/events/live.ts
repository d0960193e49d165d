import { isAtLeast, type Member } from '../../domain/actor.ts'
import type { WatchedSubject } from '../../domain/live/ports.ts'
import type { LivePosition } from '../../domain/positions/schema.ts'
import { presentLive } from '../../domain/positions/schema.ts'
import { Problem } from '../../domain/problem.ts'
import type { LinkInfo, LiveSubject, Snapshot, Subscribe } from '../../domain/protocol.ts'
import { includes, live } from '../../domain/protocol.ts'
import type { Id } from '../../domain/schema.ts'
import type { ShareLink } from '../../domain/share-links/link.ts'
import type { Crew } from '../crew.ts'
import type { LiveHub, Opened } from '../live-hub.ts'
import type { Looks } from '../looks.ts'
import type { Members } from '../members.ts'
import type { GatewayLimits, LivePort } from '../ports.ts'
import { onRequest } from '../request.ts'
import type { Side } from '../rooms.ts'
import type { LinkRight, LiveSession, Subscription } from '../session.ts'
import type { Viewer } from '../viewer.ts'

export interface LiveEventsPorts {
  readonly hub: LiveHub
  readonly service: LivePort
  readonly members: Members
  readonly crew: Pick<Crew, 'changedSince'>
  readonly looks: Pick<Looks, 'began'>
  readonly limits: GatewayLimits
  readonly now: () => Date
  /** The member watches something new; tells how many look at it. */
  readonly onSubscribed: (session: LiveSession, ids: readonly Id[]) => void
}

export const liveRequests = ({ hub, service, members, limits, now, ...ports }: LiveEventsPorts) => [
  onRequest(live, 'subscribe', async (session: LiveSession, wanted) => {
    const right = asMember(session)
    const { member, subscriptions } = right
    const key = keyOf(wanted)
    if (!subscriptions.has(key) && subscriptions.size >= limits.subscriptions)
      throw new Problem('validation_failed', { errors: [{ field: '', message: 'too many subscriptions' }] })
    const kept = subscriptions.get(key)
    const waiting: Subscription = { rooms: [], met: new Set() }
    if (!kept) subscriptions.set(key, waiting) // counts from now on, however long the store takes
    const began = performance.now()
    try {
      const shown = await subjectsFor(member, wanted, { service, ...ports })
      if (session.hasEnded || members.changedSince(member, began)) throw new Problem('not_signed_in')
      if (!subscriptions.has(key)) throw new Problem('conflict') // unsubscribed meanwhile
      if (!shown.every((one) => mayWatch(member, one))) throw new Problem('not_found')
      const opened = openRooms(hub, session.viewer, member, wanted, shown)
      hub.leave(session.viewer, subscriptions.get(key)?.rooms ?? [])
      const subscription = { rooms: opened.rooms, met: new Set(techniciansIn(shown)) }
      subscriptions.set(key, subscription)
      ports.looks.began(right, subscription)
      ports.onSubscribed(
        session,
        opened.subjects.map(({ id }) => id),
      )
      return { ok: true as const, snapshot: snapshotOf(opened.subjects, now()) }
    } catch (error) {
      if (subscriptions.get(key) === waiting) subscriptions.delete(key)
      throw error
    }
  }),

  onRequest(live, 'unsubscribe', async (session: LiveSession, wanted) => {
    const { subscriptions } = asMember(session)
    const key = keyOf(wanted)
    hub.leave(session.viewer, subscriptions.get(key)?.rooms ?? [])
    subscriptions.delete(key)
    return { ok: true as const }
  }),

  onRequest(live, 'resume', async (session: LiveSession, { since }) => ({
    ok: true as const,
    positions: await missedBy(session, since, { hub, service, limits, now }),
  })),
]

/** What came after these `seq`, by subject, of what the viewer watches now and within what they may see. */
export const missedBy = async (
  session: LiveSession,
  since: Readonly<Record<Id, number>>,
  { hub, service, limits, now }: Pick<LiveEventsPorts, 'hub' | 'service' | 'limits' | 'now'>,
): Promise<LivePosition[]> => {
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
  return positions
}

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

const timesAsked = 3

/** Who may be seen can change while the store is asked: then it is asked again. */
const subjectsFor = async (
  member: Member,
  wanted: Subscribe,
  { service, crew }: Pick<LiveEventsPorts, 'service' | 'crew'>,
): Promise<readonly WatchedSubject[]> => {
  for (let turn = 0; turn < timesAsked; turn++) {
    const began = performance.now()
    const shown = await service.subjects(member, wanted)
    if (!crew.changedSince(member.tenantId, began)) return shown
  }
  throw new Problem('conflict')
}

/** The last line of defence: nothing of another tenant, and no technician below a dispatcher but oneself. */
const mayWatch = (member: Member, { subject, userId }: WatchedSubject): boolean =>
  subject.tenantId === member.tenantId &&
  (subject.kind === 'vehicle' || isAtLeast(member, 'dispatcher') || userId === member.userId)

const techniciansIn = (shown: readonly WatchedSubject[]): Id[] =>
  shown.filter(({ subject }) => subject.kind === 'technician').map(({ subject }) => subject.id)

const openRooms = (
  hub: LiveHub,
  viewer: Viewer,
  member: Member,
  wanted: Subscribe,
  shown: readonly WatchedSubject[],
): Opened => {
  const isDispatcher = isAtLeast(member, 'dispatcher')
  const sides: readonly Side[] = [
    ...(includes(wanted, 'vehicle') ? (['fleet'] as const) : []),
    ...(isDispatcher && includes(wanted, 'technician') ? (['crew'] as const) : []),
  ]
  if ('fleet' in wanted) return hub.openFleet(viewer, member.tenantId, sides, shown)
  if ('viewport' in wanted) return hub.openViewport(viewer, member.tenantId, sides, wanted.viewport, shown)
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
