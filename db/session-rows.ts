import type { Selectable } from 'kysely'
import type {
  CollabSession,
  Participant,
  Playback,
  Seat,
  SessionFeatures,
} from '../domain/sessions/session.ts'
import type { Database } from './schema.ts'

export const sessionColumns = [
  'id',
  'tenantId',
  'assetId',
  'linkId',
  'createdBy',
  'allowDownload',
  'cursorTracking',
  'voiceChat',
  'screenSharing',
  'recording',
  'maxParticipants',
  'invitationMessage',
  'playback',
  'lastSeq',
  'createdAt',
  'expiresAt',
  'endedAt',
] as const
type SessionRow = Pick<Selectable<Database['collabSession']>, (typeof sessionColumns)[number]>

export const toSession = (row: SessionRow): CollabSession => ({
  id: row.id,
  tenantId: row.tenantId,
  assetId: row.assetId,
  linkId: row.linkId,
  createdBy: row.createdBy,
  features: {
    allowDownload: row.allowDownload,
    cursorTracking: row.cursorTracking,
    voiceChat: row.voiceChat,
    screenSharing: row.screenSharing,
    recording: row.recording,
  },
  maxParticipants: row.maxParticipants,
  invitationMessage: row.invitationMessage,
  playback: row.playback as Playback | null,
  lastSeq: Number(row.lastSeq),
  createdAt: row.createdAt,
  expiresAt: row.expiresAt,
  endedAt: row.endedAt,
})

export const fromFeatures = (features: SessionFeatures) => ({
  allowDownload: features.allowDownload,
  cursorTracking: features.cursorTracking,
  voiceChat: features.voiceChat,
  screenSharing: features.screenSharing,
  recording: features.recording,
})

export const participantColumns = [
  'id',
  'sessionId',
  'userId',
  'guestId',
  'linkId',
  'email',
  'name',
  'role',
  'color',
  'joinedAt',
  'removedAt',
] as const
export const toParticipant = (
  row: Pick<Selectable<Database['collabParticipant']>, (typeof participantColumns)[number]>,
): Participant => ({
  id: row.id,
  sessionId: row.sessionId,
  userId: row.userId,
  guestId: row.guestId,
  linkId: row.linkId,
  email: row.email,
  name: row.name,
  role: row.role,
  color: row.color,
  joinedAt: row.joinedAt,
  removedAt: row.removedAt,
})

export const seatColumns = [
  'id',
  'participantId',
  'node',
  'state',
  'inCall',
  'isMuted',
  'sharesScreen',
] as const
export const toSeat = (
  row: Pick<Selectable<Database['collabSeat']>, (typeof seatColumns)[number]>,
): Seat => ({
  id: row.id,
  participantId: row.participantId,
  node: row.node,
  state: row.state,
  inCall: row.inCall,
  isMuted: row.isMuted,
  sharesScreen: row.sharesScreen,
})
