import { presentComment } from '../comments/present.ts'
import type { SerialId } from '../schema.ts'
import { presentEntry, presentParticipant } from '../sessions/live-view.ts'
import type { Recording } from './recording.ts'
import { lengthOf, type ReplayEvent } from './replay.ts'
import type { RecordingView, ReplayEventView, ReplayView } from './schema.ts'
import type { Replay } from './service.ts'

/** As a member sees it who may see everything of the session. */
export const presentReplay = (replay: Replay, userId: SerialId, now: Date): ReplayView => {
  const { session, recording, participants } = replay
  const over = session.endedAt ?? (session.expiresAt <= now ? session.expiresAt : null)
  const frame = { reader: { userId, guestId: null }, session }
  const people = new Map(participants.map((one) => [one.id, presentParticipant(one, [])]))

  const presentEvent = (event: ReplayEvent): ReplayEventView => {
    if ('entry' in event) {
      const participant = people.get(event.entry.about.participantId ?? '')
      return { t: event.t, type: 'log', entry: presentEntry(event.entry, { ...frame, participant }) }
    }
    const { kind, ...movement } = event.movement
    return { type: kind, ...movement } as ReplayEventView
  }
  const presentRecording = (one: Recording): RecordingView => ({
    id: one.id,
    started_at: one.startedAt.toISOString(),
    stopped_at: (one.stoppedAt ?? over)?.toISOString() ?? null,
    duration_ms: lengthOf(one, over, now),
    is_truncated: one.isTruncated,
  })

  return {
    session_id: session.id,
    recordings: replay.recordings.map(presentRecording),
    recording_id: recording?.id ?? null,
    duration_ms: replay.durationMs,
    participants: [...people.values()],
    comments_before: replay.commentsBefore.map((comment) => presentComment(comment, frame.reader)),
    chapters: replay.chapters.map(({ t, commentId, title }) => ({ t, comment_id: commentId, title })),
    events: replay.events.map(presentEvent),
    next_from_ms: replay.nextFromMs,
  }
}
