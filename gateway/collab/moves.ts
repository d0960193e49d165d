import type { Id } from '../../domain/schema.ts'
import { collab } from '../../domain/sessions/protocol.ts'
import { EntriesFrame } from '../frames.ts'
import type { GatewayMetrics } from '../ports.ts'
import type { CollabRoom, CollabSeat } from './part.ts'

/** A movement as text that begins with whose it is, so that nobody reads it again on its way: see `idOf`. */
export type Entry = string

const idBegin = '{"id":"'.length
const idEnd = idBegin + 36

/** `rest` is what stands after the id; numbers and names of ours only, so ASCII. */
export const entryOf = (participantId: Id, rest: string): Entry => `{"id":"${participantId}",${rest}}`
const idOf = (entry: Entry): Id => entry.slice(idBegin, idEnd)

/** As fine as a hair on a wall: what is finer only makes frames longer. */
export const rounded = (part: number): number => Math.round(part * 1e5) / 1e5

interface Newest {
  readonly entry: Entry
  /** Which seat of this node moved; `undefined` for one of another node. */
  readonly seatId: Id | undefined
}

interface Track {
  readonly room: CollabRoom
  readonly newest: Map<Id, Newest>
  /** Who moved since the last frame. */
  readonly moved: Set<Id>
  /** Seats that could not be written to, or have just come: they get everything as soon as they can take it. */
  readonly behind: Set<CollabSeat>
  sentAt: number
  timer: NodeJS.Timeout | undefined
}

export interface MovesOptions {
  readonly part: string
  readonly notice: 'cursor:update' | 'view:update'
  readonly tickMs: number
  readonly metrics: GatewayMetrics
}

const separator = '\n'
const goneMark = '-'

/**
 * What moves in sessions: of each participant the newest counts. The first movement after a pause goes at once, and then
 * one frame a tick and session, made once and written to everybody. Whoever moved is not told of themself. To other nodes
 * goes one message a tick with what moved here.
 */
export const createMoves = ({ part, notice, tickMs, metrics }: MovesOptions) => {
  const tracks = new Map<CollabRoom, Track>()

  const trackOf = (room: CollabRoom): Track => {
    let track = tracks.get(room)
    if (!track) {
      track = { room, newest: new Map(), moved: new Set(), behind: new Set(), sentAt: 0, timer: undefined }
      tracks.set(room, track)
    }
    return track
  }
  const take = (track: Track, entry: Entry, seatId: Id | undefined): void => {
    const id = idOf(entry)
    track.newest.set(id, { entry, seatId })
    track.moved.add(id)
    schedule(track)
  }
  const schedule = (track: Track): void => {
    if (track.timer) return
    const wait = track.sentAt + tickMs - performance.now()
    track.timer = setTimeout(flush, Math.max(1, wait), track)
  }

  const flush = (track: Track): void => {
    track.timer = undefined
    const now = performance.now()
    // A frame that went late does not make the next one late.
    track.sentAt = now - track.sentAt < 2 * tickMs ? track.sentAt + tickMs : now
    const { room, newest, moved, behind } = track
    const ids = [...moved].filter((id) => newest.has(id))
    moved.clear()
    ship(track, ids)
    if (room.seats.size === 0) return
    const batch = batchOf(
      ids,
      ids.map((id) => newest.get(id)!.entry),
    )
    const rest: CollabSeat[] = []
    for (const seat of room.seats.values())
      if (!behind.has(seat)) write(track, seat, batch)
      else rest.push(seat)
    if (rest.length > 0) catchUp(track, rest)
    if (behind.size > 0) schedule(track)
  }
  const catchUp = (track: Track, seats: readonly CollabSeat[]): void => {
    const { room, newest, behind } = track
    const present = [...newest.keys()].filter((id) => room.roster.isPresent(id))
    const whole = batchOf(
      present,
      present.map((id) => newest.get(id)!.entry),
    )
    for (const seat of seats) {
      behind.delete(seat)
      write(track, seat, whole)
    }
  }

  /** One frame for all, and its like as values for those who are not spoken to in frames. */
  const batchOf = (ids: readonly Id[], entries: readonly Entry[]) => {
    const index = new Map(ids.map((id, at) => [id, at]))
    const frame = new EntriesFrame(collab.namespace, notice, entries)
    let values: { id: Id }[] | undefined
    if (entries.length > 0) metrics.framesBuilt(1)
    return {
      /** What there is for this participant: everything, or everything but one, or nothing. */
      left: (own: number | undefined) => entries.length - (own === undefined ? 0 : 1),
      own: (id: Id) => index.get(id),
      frame: (own: number | undefined) => (own === undefined ? frame.whole() : frame.without(own)),
      values(own: number | undefined) {
        values ??= entries.map((entry) => JSON.parse(entry) as { id: Id })
        return own === undefined ? values : values.toSpliced(own, 1)
      },
    }
  }
  const write = ({ behind }: Track, seat: CollabSeat, batch: ReturnType<typeof batchOf>): void => {
    const own = batch.own(seat.participantId)
    if (batch.left(own) === 0) return
    const { line } = seat
    const way = line.way ? line.way() : 'library'
    if (way === undefined) behind.add(seat)
    else if (way !== 'library') way.write(batch.frame(own))
    else if (!line.emitVolatile(notice, batch.values(own) as never)) behind.add(seat)
    metrics.framesSent(1)
  }
  const ship = ({ room, newest }: Track, ids: readonly Id[]): void => {
    const entries = ids.flatMap((id) => {
      const one = newest.get(id)!
      return one.seatId === undefined ? [] : [one.entry]
    })
    if (entries.length > 0) room.send(part, Buffer.from(entries.join(separator), 'latin1'))
  }
  const forget = (room: CollabRoom, id: Id): boolean => {
    const track = tracks.get(room)
    track?.moved.delete(id)
    return track?.newest.delete(id) ?? false
  }

  return {
    move: (seat: CollabSeat, entry: Entry): void => take(trackOf(seat.room), entry, seat.id),
    /** Everything that stands somewhere goes to a seat that has just come. */
    entered(seat: CollabSeat): void {
      const track = tracks.get(seat.room)
      if (!track || track.newest.size === 0) return
      track.behind.add(seat)
      schedule(track)
    },
    left(seat: CollabSeat): void {
      tracks.get(seat.room)?.behind.delete(seat)
    },
    /** True where the participant was somewhere, and this very seat had put them there. */
    isFrom: (seat: CollabSeat): boolean =>
      tracks.get(seat.room)?.newest.get(seat.participantId)?.seatId === seat.id,
    /** The participant is nowhere any more; nodes are told by `forgetEverywhere`. */
    forget,
    forgetEverywhere(room: CollabRoom, id: Id): boolean {
      if (!forget(room, id)) return false
      room.send(part, Buffer.from(goneMark + id, 'latin1'))
      return true
    },
    /** Answers who is nowhere any more, by word of their node. */
    heard(room: CollabRoom, message: Uint8Array): Id | undefined {
      const text = Buffer.from(message.buffer, message.byteOffset, message.byteLength).toString('latin1')
      if (text.startsWith(goneMark)) {
        const id = text.slice(goneMark.length)
        return forget(room, id) ? id : undefined
      }
      const track = trackOf(room)
      for (const entry of text.split(separator)) take(track, entry, undefined)
      return undefined
    },
    closed(room: CollabRoom): void {
      clearTimeout(tracks.get(room)?.timer)
      tracks.delete(room)
    },
  }
}

export type Moves = ReturnType<typeof createMoves>
