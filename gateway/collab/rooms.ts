import type { Id } from '../../domain/schema.ts'
import type { LiveSessions } from '../../domain/sessions/ports.ts'
import type { CollabSession } from '../../domain/sessions/session.ts'
import type { Log } from '../ports.ts'
import type { CollabSeat } from './part.ts'
import { type LeaveReason, Room, type RoomHost } from './room.ts'

export interface RoomsOptions extends RoomHost {
  readonly sessions: Pick<LiveSessions, 'leaveSeat'>
  readonly log: Log
  /** Somebody is at the door of the session. */
  readonly isAwaited: (sessionId: Id) => boolean
}

/** The sessions that somebody is in on this node. A room opens before its first seat, and closes after its last. */
export const createRooms = ({ sessions, log, isAwaited, ...host }: RoomsOptions) => {
  const all = new Map<Id, Room>()
  const leaving = new Set<Promise<void>>()

  const closeIfEmpty = (sessionId: Id): void => {
    const room = all.get(sessionId)
    if (!room || room.seats.size > 0 || isAwaited(sessionId)) return
    all.delete(sessionId)
    clearTimeout(room.timer)
    room.close()
  }
  /** The store forgets the seat. Where it cannot now, the seat lapses. */
  const forget = ({ tenantId }: Room, seatId: Id): void => {
    const done: Promise<void> = sessions
      .leaveSeat(tenantId, seatId)
      .catch((error: unknown) => log.warn({ err: error }, 'a seat will be free only later'))
      .finally(() => leaving.delete(done))
    leaving.add(done)
  }

  return {
    all: all as ReadonlyMap<Id, Room>,
    of(session: CollabSession): Room {
      const known = all.get(session.id)
      if (known) {
        // It may have been read before what the room has told since.
        if (session.lastSeq >= known.told) known.adopt(session)
        if (session.playback && session.playback.at > (known.playback?.at ?? 0))
          known.playback = session.playback
        return known
      }
      const room = new Room(session, host)
      all.set(session.id, room)
      return room
    },
    /** Once for each seat; says whether this was the time. */
    remove(seat: CollabSeat, reason: LeaveReason): boolean {
      const room = seat.room as Room
      if (!room.seats.delete(seat.id)) return false
      seat.hasEnded = true
      for (const part of host.parts) part.left?.(seat)
      room.seatLeft(seat.id, reason)
      forget(room, seat.id)
      closeIfEmpty(room.sessionId)
      return true
    },
    forget,
    closeIfEmpty,
    seatCount: () => [...all.values()].reduce((sum, { seats }) => sum + seats.size, 0),
    async settled(): Promise<void> {
      await Promise.all(leaving)
    },
  }
}

export type Rooms = ReturnType<typeof createRooms>
