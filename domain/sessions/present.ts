import type { SerialId } from '../schema.ts'
import type { ListedSession, ReadLog, SeenSession } from './care.ts'
import type { MadeSession } from './invitations.ts'
import { presentEntry, presentFeatures, presentParticipant } from './live-view.ts'
import { asToldTo } from './log.ts'
import type { Admitted } from './ports.ts'
import type {
  CreatedSession,
  InvitedView,
  JoinedSession,
  SessionListed,
  SessionLog,
  SessionView,
} from './requests.ts'
import { type CollabSession, type Participant, type Seat, stateOfSession } from './session.ts'

/** Where a plain WebSocket finds a session: a path of this server. */
export const webSocketPath = ({ id }: Pick<CollabSession, 'id'>): string => `/ws/collaboration/${id}/`

/** Where people find it by a link. */
export const collaborationPath = (ref: string): string => `/collaborate/${ref}/`

export const presentCreatedSession = (
  { session, participants, shares: [first] }: MadeSession,
  shareLink: CreatedSession['share_link'],
): CreatedSession => ({
  session_id: session.id,
  share_link: shareLink,
  participants: participants.map((participant) => presentInvited(participant, [], true)),
  features: presentFeatures(session.features),
  websocket_url: webSocketPath(session),
  collaboration_url: collaborationPath(first.link.id),
  created_at: session.createdAt.toISOString(),
  expires_at: session.expiresAt.toISOString(),
})

export const presentListed = (
  { session, role, glimpse: { asset, present, isRecorded } }: ListedSession,
  now: Date,
): SessionListed => ({
  ...presentOne({ session, role }, now),
  asset: {
    title: asset.title,
    kind: asset.kind,
    thumbnail_url: asset.hasThumbnail ? thumbnailPath(session, isRecorded, now) : null,
  },
  present: present.map(({ id, name, color }) => ({ id, name, color })),
  is_recorded: isRecorded,
})

/** Whoever takes part sees the file as long as the session goes on, and with what was recorded of it. */
const thumbnailPath = (session: CollabSession, isRecorded: boolean, now: Date): string | null => {
  const path = `/api/v3/collaboration/sessions/${session.id}`
  if (stateOfSession(session, now) === 'open') return `${path}/thumbnail`
  return isRecorded ? `${path}/recording/thumbnail` : null
}

const presentOne = (
  { session, role }: Pick<SeenSession, 'session' | 'role'>,
  now: Date,
): Omit<SessionView, 'participants'> => ({
  session_id: session.id,
  asset_id: session.assetId,
  state: stateOfSession(session, now),
  role,
  features: presentFeatures(session.features),
  max_participants: session.maxParticipants,
  invitation_message: session.invitationMessage,
  created_by: session.createdBy,
  websocket_url: webSocketPath(session),
  collaboration_url: role === 'host' && session.linkId ? collaborationPath(session.linkId) : null,
  created_at: session.createdAt.toISOString(),
  expires_at: session.expiresAt.toISOString(),
  ended_at: session.endedAt?.toISOString() ?? null,
})

export const presentSession = (seen: SeenSession, now: Date): SessionView => ({
  ...presentOne(seen, now),
  participants: seen.participants.map((participant) =>
    presentInvited(
      participant,
      seen.seats.filter(({ participantId }) => participantId === participant.id),
      seen.role === 'host',
    ),
  ),
})

const presentInvited = (
  participant: Participant,
  seats: readonly Seat[],
  isForHost: boolean,
): InvitedView => ({
  ...presentParticipant(participant, seats),
  user_id: participant.userId,
  email: isForHost ? participant.email : null,
  link: isForHost ? participant.linkId : null,
  joined_at: participant.joinedAt?.toISOString() ?? null,
  removed_at: participant.removedAt?.toISOString() ?? null,
})

/** The log as a member of the organization reads it: internal comments and all. */
export const presentLog = (
  { session, seats, entries, more }: ReadLog,
  after: number,
  userId: SerialId,
): SessionLog => ({
  events: entries.flatMap((entry) => {
    const told = asToldTo(entry, 'all')
    if (!told) return []
    const { participant: person } = told
    const participant =
      person &&
      presentParticipant(
        person,
        seats.filter(({ participantId }) => participantId === person.id),
      )
    return [presentEntry(told, { reader: { userId, guestId: null }, session, participant })]
  }),
  seq: entries.at(-1)?.seq ?? after,
  more,
})

export const presentJoined = (
  { session, participant, role }: Admitted,
  seats: readonly Seat[],
  ticket: string | null,
): JoinedSession => ({
  session_id: session.id,
  participant: presentParticipant({ ...participant, role }, seats),
  websocket_url: webSocketPath(session),
  guest: ticket,
})
