import type { Id } from '../../domain/schema.ts'
import type { LiveSessions } from '../../domain/sessions/ports.ts'
import type { GatewayLimits, Log } from '../ports.ts'
import type { Endings } from './endings.ts'
import type { LogReader } from './log.ts'
import type { CollabPart } from './part.ts'
import type { createPresence } from './presence.ts'
import type { Room } from './room.ts'
import type { Rooms } from './rooms.ts'

export interface UpkeepOptions {
  readonly sessions: Pick<LiveSessions, 'keepSeats' | 'seats' | 'standing'>
  readonly rooms: Rooms
  readonly parts: readonly CollabPart[]
  readonly node: Id
  readonly limits: Pick<GatewayLimits, 'seatsMs' | 'idleMs'>
  readonly now: () => Date
  readonly log: Log
  readonly presence: Pick<ReturnType<typeof createPresence>, 'rest'>
  readonly reader: Pick<LogReader, 'readOn'>
  readonly endings: Pick<Endings, 'arm' | 'endAll' | 'leave'>
}

const atOnce = 1_000
/** So often in the time after which somebody is idle it is looked who is. */
const looksForIdle = 12

/** What a node does from time to time: says that its seats are taken, sees who else is there, and how sessions stand. */
export const createUpkeep = ({ sessions, rooms, node, now, log, endings, ...parts }: UpkeepOptions) => {
  const { limits, presence, reader } = parts

  const keepSeats = async (): Promise<void> => {
    const held = [...rooms.all.values()].flatMap(({ seats }) => [...seats.values()])
    if (held.length === 0) return
    const kept = await sessions.keepSeats(
      node,
      held.map(({ id }) => id),
    )
    for (const seat of held) {
      if (kept.has(seat.id) || seat.hasEnded) continue
      // The store had given this node up: whoever sits here takes a seat anew.
      seat.line.emit('reload', { at: now().toISOString() })
      endings.leave(seat, 'gone')
      seat.line.drop()
    }
  }
  const lookAround = async (room: Room): Promise<void> => {
    room.recentlyGone.clear()
    const known = new Set(room.roster.seats.keys())
    const stored = await sessions.seats(room.tenantId, room.sessionId)
    if (!room.isClosed) room.reconcile(stored, known)
  }
  const beat = async (): Promise<void> => {
    try {
      await keepSeats()
      for (const room of [...rooms.all.values()]) await lookAround(room)
    } catch (error) {
      log.warn({ err: error }, 'seats could not be kept') // the next time is soon
    }
    if (!isClosed) beating = setTimeout(beat, limits.seatsMs).unref()
  }

  const judge = (room: Room, standing: Awaited<ReturnType<LiveSessions['standing']>>): void => {
    const one = standing.get(room.sessionId)
    if (!one) {
      endings.endAll(room, 'ended')
      return
    }
    room.adopt(one)
    endings.arm(room)
    if (one.lastSeq > room.told)
      void reader.readOn(room) // its end is in there, if it has ended
    else if (one.endedAt) endings.endAll(room, 'ended')
  }

  let isClosed = false
  let beating = setTimeout(beat, limits.seatsMs).unref()
  const resting = setInterval(() => presence.rest(rooms.all.values()), limits.idleMs / looksForIdle).unref()

  return {
    /** For the sweep: what was announced may not have been heard. */
    async check(): Promise<void> {
      const all = [...rooms.all.values()]
      for (let i = 0; i < all.length; i += atOnce) {
        const some = all.slice(i, i + atOnce)
        const standing = await sessions.standing(some.map(({ sessionId }) => sessionId))
        for (const room of some) if (!room.isClosed) judge(room, standing)
      }
      const open = [...rooms.all.values()]
      await Promise.all(parts.parts.map((part) => part.check?.(open)))
    },
    close(): void {
      isClosed = true
      clearTimeout(beating)
      clearInterval(resting)
    },
  }
}
