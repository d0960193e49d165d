import { isAtLeast, type Member } from '../actor.ts'
import type { Asset } from '../assets/asset.ts'
import { faulty, found, Problem } from '../problem.ts'
import type { Counted, Id, Slice } from '../schema.ts'
import { assertOpen, comesByRight } from './entering.ts'
import { eventOf } from './events.ts'
import type { LogEntry } from './log.ts'
import type { createModeration } from './moderation.ts'
import { type ChangeSession, mostHours, type SessionQuery } from './requests.ts'
import { assertMayDo } from './rights.ts'
import type { SessionPorts } from './service-ports.ts'
import {
  assertMost,
  type CollabSession,
  type Participant,
  type Seat,
  type SessionFeatures,
  type SessionGlimpse,
  type SessionRole,
} from './session.ts'

/** A session for a member who may see it. */
export interface SeenSession {
  readonly session: CollabSession
  readonly participants: readonly Participant[]
  readonly seats: readonly Seat[]
  /** What the member is in it; admins look after all of them. */
  readonly role: SessionRole
}
/** A session among others. */
export type ListedSession = Pick<SeenSession, 'session' | 'role'> & { readonly glimpse: SessionGlimpse }

export interface ReadLog extends SeenSession {
  readonly entries: readonly LogEntry[]
  readonly more: boolean
}

const hourMs = 3_600_000

/** Sessions as those who look after them see them, and their members. */
export const createSessionCare = (ports: SessionPorts, moderation: ReturnType<typeof createModeration>) => {
  const { sessionsOf, assets, shares, announce, mostParticipants, now } = ports

  const see = async (member: Member, id: Id): Promise<Omit<SeenSession, 'seats'>> => {
    const store = sessionsOf(member.tenantId)
    const session = found(await store.find(id.toLowerCase()))
    const participants = await store.participants(session.id)
    const role = roleOf(member, session, participants)
    if (!role) throw new Problem('not_found')
    return { session, participants, role }
  }

  const withSeats = async (seen: Omit<SeenSession, 'seats'>): Promise<SeenSession> => ({
    ...seen,
    seats: await sessionsOf(seen.session.tenantId).seats(seen.session.id),
  })

  const withRoles = async (
    member: Member,
    sessions: readonly CollabSession[],
  ): Promise<readonly ListedSession[]> => {
    const ids = sessions.map(({ id }) => id)
    const store = sessionsOf(member.tenantId)
    const [own, glimpses] = await Promise.all([store.participantsOf(member.userId, ids), store.glimpses(ids)])
    return sessions.flatMap((session) => {
      const role = roleOf(
        member,
        session,
        own.filter(({ sessionId }) => sessionId === session.id),
      )
      const glimpse = glimpses.get(session.id)
      return role && glimpse ? [{ session, role, glimpse }] : []
    })
  }

  /** Throws `role_too_small` for those who take part and do not look after it. */
  const manage = async (member: Member, id: Id) => {
    const seen = await see(member, id)
    assertMayDo(seen.role, 'moderate')
    const self = seen.participants.find(({ userId }) => userId === member.userId)
    const asHost = !isAtLeast(member, 'admin')
    return { ...seen, by: { userId: member.userId, participantId: self?.id ?? null, asHost } }
  }

  return {
    async list(member: Member, query: SessionQuery, slice: Slice): Promise<Counted<ListedSession>> {
      if (query.everyone && !isAtLeast(member, 'admin')) throw new Problem('forbidden')
      const store = sessionsOf(member.tenantId)
      const userId = query.everyone ? null : member.userId
      const filter = { userId, assetId: query.asset_id, isOpen: query.open }
      const { count, rows } = await store.list(filter, now(), slice)
      return { count, rows: await withRoles(member, rows) }
    },

    get: async (member: Member, id: Id): Promise<SeenSession> => withSeats(await see(member, id)),

    /** The file that is worked on, for as long as it is. Throws `not_found`, `session_ended`. */
    async file(member: Member, id: Id): Promise<{ readonly session: CollabSession; readonly asset: Asset }> {
      const { session } = await see(member, id)
      assertOpen(session, now())
      return { session, asset: found(await assets.find(member.tenantId, session.assetId)) }
    },

    async change(member: Member, id: Id, change: ChangeSession): Promise<SeenSession> {
      const { session, by } = await manage(member, id)
      assertOpen(session, now())
      const expiresAt = readEnd(session, change, now())
      const features = change.features && featuresOf(change.features)
      const maxParticipants = change.max_participants
      assertMost('max_participants', maxParticipants, mostParticipants)
      const download = features?.allowDownload
      if (session.linkId && (expiresAt || download !== undefined))
        await shares.adjustShare(session.tenantId, session.linkId, {
          ...(expiresAt && { expiresAt }),
          ...(download !== undefined && { download }),
        })
      const changed = await sessionsOf(session.tenantId).change(
        session.id,
        {
          ...(expiresAt && { expiresAt }),
          ...(features && { features }),
          ...(maxParticipants !== undefined && { maxParticipants }),
        },
        { name: 'session:updated', participantId: by.participantId, about: {} },
        eventOf('session.updated', session, 'open', member.userId),
      )
      if (!changed) throw new Problem('session_ended')
      announce.sessionLogged(changed.logged)
      return withSeats(await see(member, id))
    },

    /** Ended already is as good. */
    async end(member: Member, id: Id): Promise<SeenSession> {
      const { session, by } = await manage(member, id)
      await moderation.end(session, by)
      return withSeats(await see(member, id))
    },

    async setRole(member: Member, id: Id, participantId: Id, role: SessionRole): Promise<SeenSession> {
      const { session, by } = await manage(member, id)
      await moderation.setRole(session, by, participantId.toLowerCase(), role)
      return withSeats(await see(member, id))
    },

    /** `andLink`: nobody else comes in by the link they came by, or were invited by. */
    async removeParticipant(member: Member, id: Id, participantId: Id, andLink: boolean): Promise<void> {
      const { session, by } = await manage(member, id)
      const { linkId } = await moderation.remove(session, by, participantId.toLowerCase())
      if (andLink && linkId) await shares.endLink(session.tenantId, linkId)
    },

    async log(member: Member, id: Id, after: number, limit: number): Promise<ReadLog> {
      const seen = await withSeats(await see(member, id))
      const entries = await sessionsOf(member.tenantId).after(seen.session.id, after, limit + 1)
      return { ...seen, entries: entries.slice(0, limit), more: entries.length > limit }
    },
  }
}

const roleOf = (
  member: Member,
  session: CollabSession,
  participants: readonly Participant[],
): SessionRole | undefined => {
  if (!comesByRight(member, session, participants)) return undefined
  if (isAtLeast(member, 'admin')) return 'host'
  const self = participants.find(({ userId }) => userId === member.userId)
  return self && !self.removedAt ? self.role : undefined
}

const readEnd = (
  session: CollabSession,
  { expires_at, extend_hours }: ChangeSession,
  now: Date,
): Date | undefined => {
  const field = expires_at === undefined ? 'extend_hours' : 'expires_at'
  if (expires_at === undefined && extend_hours === undefined) return undefined
  const end =
    expires_at === undefined
      ? new Date(session.expiresAt.getTime() + extend_hours! * hourMs)
      : new Date(expires_at)
  if (!(end > now)) throw faulty({ field, message: 'must be in the future' })
  if (end.getTime() > now.getTime() + mostHours * hourMs)
    throw faulty({ field, message: `must be at most ${mostHours} hours ahead` })
  return end
}

/** Those that are named: of two changes at once, each changes its own. */
const featuresOf = (change: NonNullable<ChangeSession['features']>): Partial<SessionFeatures> => ({
  ...(change.allow_download !== undefined && { allowDownload: change.allow_download }),
  ...(change.cursor_tracking !== undefined && { cursorTracking: change.cursor_tracking }),
  ...(change.voice_chat !== undefined && { voiceChat: change.voice_chat }),
  ...(change.screen_sharing !== undefined && { screenSharing: change.screen_sharing }),
  ...(change.recording !== undefined && { recording: change.recording }),
})
