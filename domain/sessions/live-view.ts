import type { Asset } from '../assets/asset.ts'
import { type CommentReader, presentComment } from '../comments/present.ts'
import type { LogEntry } from './log.ts'
import type { FeaturesView, LogEntryView, ParticipantView, PlaybackView, SessionState } from './schema.ts'
import type { CollabSession, Participant, Playback, Seat, SessionFeatures } from './session.ts'

/** A participant with all of their connections: active in one is active. */
export const presentParticipant = (
  { id, name, color, role, userId }: Participant,
  seats: readonly Seat[],
): ParticipantView => {
  const calling = seats.filter(({ inCall }) => inCall)
  return {
    id,
    name,
    color,
    role,
    kind: userId === null ? 'guest' : 'member',
    presence: seats.length === 0 ? 'away' : seats.some(({ state }) => state === 'active') ? 'active' : 'idle',
    in_call: calling.length > 0,
    is_muted: calling.length > 0 && calling.every(({ isMuted }) => isMuted),
    shares_screen: calling.some(({ sharesScreen }) => sharesScreen),
  }
}

export const presentFeatures = (features: SessionFeatures): FeaturesView => ({
  allow_download: features.allowDownload,
  cursor_tracking: features.cursorTracking,
  voice_chat: features.voiceChat,
  screen_sharing: features.screenSharing,
  recording: features.recording,
})

export const presentPlayback = ({ leaderId, isPlaying, positionMs, rate, at }: Playback): PlaybackView => ({
  leader_id: leaderId,
  playing: isPlaying,
  position_ms: positionMs,
  rate,
  at,
})

/** What the session is about, for whoever is in it. */
export const presentInfo = (session: CollabSession, asset: Asset): SessionState['session'] => ({
  id: session.id,
  asset: {
    title: asset.title,
    kind: asset.kind,
    content_type: asset.contentType,
    width: asset.width,
    height: asset.height,
    duration_s: asset.durationS,
  },
  features: presentFeatures(session.features),
  max_participants: session.maxParticipants,
  created_at: session.createdAt.toISOString(),
  expires_at: session.expiresAt.toISOString(),
})

/** What an entry is told with, beside itself. */
export interface EntryFrame {
  readonly reader: CommentReader
  readonly session: Pick<CollabSession, 'features' | 'maxParticipants' | 'expiresAt'>
  readonly participant: ParticipantView | undefined
}

/** An entry that `asToldTo` let pass. */
export const presentEntry = (
  { seq, name, at, participantId, about, comment }: LogEntry,
  { reader, session, participant }: EntryFrame,
): LogEntryView => ({
  seq,
  name,
  at: at.toISOString(),
  participant_id: participantId,
  ...(about.commentId && { comment_id: about.commentId }),
  ...(comment && { comment: presentComment(comment, reader) }),
  ...(participant && { participant }),
  ...(about.recordingId && { recording_id: about.recordingId }),
  ...(name === 'session:updated' && {
    session: {
      features: presentFeatures(session.features),
      max_participants: session.maxParticipants,
      expires_at: session.expiresAt.toISOString(),
    },
  }),
})
