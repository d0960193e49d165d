import { presentPlayback } from '../../domain/sessions/live-view.ts'
import type { LiveSessions } from '../../domain/sessions/ports.ts'
import { assertMayDo } from '../../domain/sessions/rights.ts'
import type { Playback } from '../../domain/sessions/session.ts'
import type { CollabPart } from './part.ts'
import type { Room } from './room.ts'

/** How a video or a sound plays for all: whoever may edit leads, and the server says when it was so. */
export const createPlayback = ({
  sessions,
  now,
}: {
  readonly sessions: Pick<LiveSessions, 'setPlayback'>
  readonly now: () => Date
}): CollabPart => {
  /** The newest counts, on whichever node it was set. */
  const take = (room: Room, playback: Playback): boolean => {
    if (room.playback && room.playback.at > playback.at) return false
    room.playback = playback
    return true
  }

  return {
    name: 'playback',
    requests: {
      async 'playback:set'(seat, { playing, position_ms, rate = 1 }) {
        assertMayDo(seat.admitted.role, 'edit')
        const room = seat.room as Room
        const playback: Playback = {
          leaderId: seat.participantId,
          isPlaying: playing,
          positionMs: position_ms,
          rate,
          at: now().getTime(),
        }
        await sessions.setPlayback(room.tenantId, room.sessionId, playback)
        if (take(room, playback)) {
          room.tell('playback:changed', presentPlayback(playback), seat.id)
          room.send('playback', Buffer.from(JSON.stringify(playback)))
        }
        return { ok: true as const, playback: presentPlayback(playback) }
      },
    },
    heard(room, message) {
      const playback = JSON.parse(Buffer.from(message).toString()) as Playback
      if (take(room as Room, playback)) room.tell('playback:changed', presentPlayback(playback))
    },
  }
}
