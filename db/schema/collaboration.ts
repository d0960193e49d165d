import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { SeatState, SessionRole } from '../../domain/sessions/session.ts'
import type { Made } from './columns.ts'

/** Sessions on a file, what is said of it, what is written together, what was recorded, and who is told. */
export interface CollaborationTables {
  collabSession: CollabSessionTable
  collabParticipant: CollabParticipantTable
  collabSeat: CollabSeatTable
  collabEvent: CollabEventTable
  comment: CommentTable
  commentMention: { commentId: string; userId: number; tenantId: number }
  collabDocument: CollabDocumentTable
  collabDocumentUpdate: CollabDocumentUpdateTable
  collabDocumentClient: { sessionId: string; client: Big; tenantId: number; participantId: string }
  collabRecording: CollabRecordingTable
  collabConsent: { recordingId: string; participantId: string; tenantId: number; agreed: boolean; at: Made }
  collabRecordingChunk: CollabRecordingChunkTable
  notification: NotificationTable
  notificationPreference: { tenantId: number; userId: number; digest: 'hourly' | 'daily' | 'off' }
}

/** `bigint` arrives as text. */
type Big = ColumnType<string, number | string, number | string>
/** Written as text, read as the value. */
type Json<T> = ColumnType<T, string, string>

interface CollabSessionTable {
  id: string
  tenantId: number
  assetId: number
  linkId: string | null
  createdBy: number | null
  allowDownload: boolean
  cursorTracking: boolean
  voiceChat: boolean
  screenSharing: boolean
  recording: boolean
  maxParticipants: number
  invitationMessage: string | null
  playback: Json<Record<string, unknown> | null> | null
  lastSeq: ColumnType<string, never, never>
  createdAt: Made
  expiresAt: Date
  endedAt: Date | null
}

interface CollabParticipantTable {
  id: string
  tenantId: number
  sessionId: string
  userId: number | null
  guestId: string | null
  linkId: string | null
  email: string | null
  name: string
  role: SessionRole
  color: string
  joinedAt: Date | null
  removedAt: Date | null
}

interface CollabSeatTable {
  id: string
  tenantId: number
  sessionId: string
  participantId: string
  node: string
  state: Generated<SeatState>
  inCall: Generated<boolean>
  isMuted: Generated<boolean>
  sharesScreen: Generated<boolean>
  joinedAt: Made
  seenAt: Generated<Date>
}

interface CollabEventTable {
  sessionId: string
  seq: Big
  tenantId: number
  name: string
  participantId: string | null
  data: ColumnType<Record<string, unknown>, string, never>
  at: Made
}

interface CommentTable {
  id: string
  tenantId: number
  assetId: number
  parentId: string | null
  authorId: number | null
  guestId: string | null
  linkId: string | null
  authorName: string
  content: string
  positionX: number | null
  positionY: number | null
  timestampMs: number | null
  page: number | null
  drawing: Json<unknown> | null
  visibility: 'public' | 'internal'
  clientId: string | null
  resolvedAt: Date | null
  resolvedBy: string | null
  createdAt: Made
  updatedAt: Generated<Date>
  deletedAt: Date | null
}

interface CollabDocumentTable {
  sessionId: string
  tenantId: number
  state: Buffer
  stateSeq: Big
  lastSeq: Big
  size: number
  updatedAt: Generated<Date>
}

interface CollabDocumentUpdateTable {
  sessionId: string
  seq: Big
  tenantId: number
  participantId: string
  content: Buffer
  at: Made
}

interface CollabRecordingTable {
  id: string
  sessionId: string
  tenantId: number
  startedBy: string | null
  startedAt: Made
  stoppedAt: Date | null
  firstSeq: Big
  lastSeq: ColumnType<string | null, number | string | null, number | string | null>
  /** Bytes of movements. */
  size: ColumnType<string, never, never>
  isTruncated: ColumnType<boolean, never, never>
}

interface CollabRecordingChunkTable {
  recordingId: string
  id: GeneratedAlways<string>
  tenantId: number
  fromMs: number
  toMs: number
  content: Json<unknown>
}

interface NotificationTable {
  id: string
  tenantId: number
  userId: number
  type: string
  data: ColumnType<Record<string, unknown>, string, string>
  createdAt: Made
  readAt: Date | null
  mailedAt: Date | null
}
