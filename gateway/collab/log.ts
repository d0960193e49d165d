import type { LogEntry } from '../../domain/sessions/log.ts'
import type { LiveSessions } from '../../domain/sessions/ports.ts'
import type { Log } from '../ports.ts'
import type { CollabPart } from './part.ts'
import type { Room } from './room.ts'
import { entryFor, tellEntry } from './telling.ts'

export interface LogOptions {
  readonly sessions: Pick<LiveSessions, 'after' | 'standing'>
  readonly parts: readonly CollabPart[]
  readonly log: Log
  readonly now: () => Date
  /** What an entry means for whoever is in; called before it is told, and after. */
  readonly before: (room: Room, entry: LogEntry) => void
  readonly after: (room: Room, entry: LogEntry) => void
  /** The session is set otherwise now. */
  readonly adopted: (room: Room) => void
}

const tryAgainMs = 1_000

/**
 * Tells what was logged, in order and once. An announcement only says that there is something: what it is, is read from
 * the log, after what was told last and one reading at a time.
 */
export const createLogReader = ({ sessions, parts, log, now, ...does }: LogOptions) => {
  const deliver = (room: Room, entry: LogEntry): void => {
    if (entry.seq <= room.told || room.isClosed) return
    room.told = entry.seq
    if (entry.participant) room.roster.know([entry.participant])
    does.before(room, entry)
    tellEntry(entry, room)
    for (const part of parts) part.logged?.(room, entry)
    does.after(room, entry)
  }
  const adopt = async (room: Room): Promise<void> => {
    const standing = (await sessions.standing([room.sessionId])).get(room.sessionId)
    if (!standing) return
    room.adopt(standing)
    does.adopted(room)
  }
  const readOnce = async (room: Room): Promise<void> => {
    const missed = await sessions.after(room.tenantId, room.sessionId, room.told)
    if (missed === 'reload') return startAnew(room)
    if (missed.some(({ name }) => name === 'session:updated')) await adopt(room)
    for (const entry of missed) deliver(room, entry)
  }
  /** Too much was missed: everybody connects again, and reads it all. */
  const startAnew = async (room: Room): Promise<void> => {
    const standing = (await sessions.standing([room.sessionId])).get(room.sessionId)
    if (standing) room.told = standing.lastSeq
    for (const { line } of [...room.seats.values()]) {
      line.emit('reload', { at: now().toISOString() })
      line.drop()
    }
  }
  const readAll = async (room: Room): Promise<void> => {
    room.isReading = true
    try {
      while (room.isBehind && !room.isClosed) {
        room.isBehind = false
        await readOnce(room)
      }
    } catch (error) {
      log.warn({ err: error, sessionId: room.sessionId }, 'the log of a session could not be read yet')
      setTimeout(() => void readOn(room), tryAgainMs).unref()
    } finally {
      room.isReading = false
    }
  }
  /** Never fails; done once everything is told, or cannot be read now. */
  const readOn = (room: Room): Promise<void> => {
    room.isBehind = true
    if (!room.isReading) room.reading = readAll(room)
    return room.reading
  }

  const part: CollabPart = {
    name: 'log',
    requests: {
      async resume(seat, { seq }) {
        const { tenantId, sessionId } = seat.room
        const missed = await sessions.after(tenantId, sessionId, seq)
        if (missed === 'reload') return { ok: true as const, reload: true as const }
        const events = missed.flatMap((entry) => entryFor(entry, seat) ?? [])
        return { ok: true as const, seq: missed.at(-1)?.seq ?? seq, events }
      },
    },
  }
  return { part, readOn }
}

export type LogReader = ReturnType<typeof createLogReader>
