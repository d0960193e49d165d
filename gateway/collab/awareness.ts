import {
  type AwarenessEntry,
  readAwareness,
  stamped,
  writeAwareness,
} from '../../domain/documents/awareness.ts'
import { awarenessBounds as most } from '../../domain/documents/bounds.ts'
import type { Id } from '../../domain/schema.ts'
import type { CollabRoom, CollabSeat } from './part.ts'

/** What is known of one Yjs client, on every node alike. */
interface Known {
  readonly client: number
  readonly clock: number
  /** JSON; `null` as a word: it is gone, which is remembered for a while, as older news may still come. */
  readonly state: string
  readonly participantId: Id
}
interface Here extends Known {
  /** The seat of this node that spoke for it last. */
  readonly seatId: Id | undefined
  readonly heardAt: number
}

/** What the nodes of a session tell each other; `undefined`: one has just come, and knows nothing yet. */
export type AwarenessNews = readonly Known[] | undefined

const gone = 'null'

/** Carets, selections and what else people show each other of themselves beside the document. Nothing of it is kept. */
export const createAwareness = ({
  ownerOf,
  send,
  now,
}: {
  /** Whose a client is by what it wrote in the document. */
  readonly ownerOf: (room: CollabRoom, client: number) => Id | undefined
  readonly send: (room: CollabRoom, news: AwarenessNews) => void
  /** Milliseconds that only go forward. */
  readonly now: () => number
}) => {
  const rooms = new Map<CollabRoom, Map<number, Here>>()
  const of = (room: CollabRoom) => rooms.get(room) ?? new Map<number, Here>()

  const put = (room: CollabRoom, known: Known, seatId: Id | undefined): void => {
    const all = rooms.get(room) ?? new Map<number, Here>()
    rooms.set(room, all.set(known.client, { ...known, seatId, heardAt: now() }))
  }
  const isNews = (room: CollabRoom, { client, clock, state }: Pick<Known, 'client' | 'clock' | 'state'>) => {
    const last = of(room).get(client)
    if (!last) return state !== gone
    return clock > last.clock || (clock === last.clock && state === gone && last.state !== gone)
  }
  const tell = (room: CollabRoom, changed: readonly Known[], except?: Id): void => {
    if (changed.length > 0) room.tell('awareness', { update: writeAwareness(changed) }, except)
  }
  /** At the clock it had: whoever is there after all goes on with the next. */
  const end = (room: CollabRoom, ending: readonly Here[]): readonly Known[] => {
    const ended = ending
      .filter(({ state }) => state !== gone)
      .map(({ client, clock, participantId }) => ({ client, clock, state: gone, participantId }))
    for (const known of ended) put(room, known, undefined)
    tell(room, ended)
    return ended
  }

  return {
    /** Takes what a seat says of clients of its own; of others’ it says nothing. */
    take(seat: CollabSeat, bytes: Uint8Array): void {
      const { room, participantId } = seat
      const { id, name, color } = seat.admitted.participant
      const isOwn = ({ client }: AwarenessEntry): boolean => {
        const owners = [of(room).get(client)?.participantId, ownerOf(room, client)]
        return owners.every((owner) => owner === undefined || owner === participantId)
      }
      const mine = [...of(room).values()].filter(
        (one) => one.participantId === participantId && one.state !== gone,
      )
      let free = most.clients - mine.length
      const changed: Known[] = []
      for (const entry of readAwareness(bytes)) {
        const known = { client: entry.client, clock: entry.clock, participantId }
        const state = stamped(entry.state, { id, name, color })
        if (!isOwn(entry) || !isNews(room, { ...known, state })) continue
        const isMore = (of(room).get(entry.client)?.state ?? gone) === gone && state !== gone
        if (isMore && free-- <= 0) continue
        put(room, { ...known, state }, seat.id)
        changed.push({ ...known, state })
      }
      if (changed.length === 0) return
      tell(room, changed, seat.id)
      send(room, changed)
    },

    /** Nobody else goes by this client now. */
    isFree: (room: CollabRoom, client: number, participantId: Id): boolean => {
      const one = of(room).get(client)
      return !one || one.state === gone || one.participantId === participantId
    },

    /** What others say is told to whoever comes. */
    entered({ room, line }: CollabSeat): void {
      const there = [...of(room).values()].filter(({ state }) => state !== gone)
      if (there.length > 0) line.emit('awareness', { update: writeAwareness(there) })
    },

    left({ id, room }: CollabSeat): void {
      const ended = end(
        room,
        [...of(room).values()].filter(({ seatId }) => seatId === id),
      )
      if (ended.length > 0) send(room, ended)
    },

    /** From another node. */
    heard(room: CollabRoom, news: AwarenessNews): void {
      if (!news) {
        const own = [...of(room).values()].filter(({ seatId, state }) => seatId && state !== gone)
        if (own.length > 0) send(room, own.map(known))
        return
      }
      const changed = news.filter((one) => isNews(room, one))
      for (const one of changed) put(room, one, undefined)
      tell(room, changed)
    },

    /** Whoever has said nothing for long is gone, and what is gone is forgotten. */
    check(): void {
      const before = now() - most.idleMs
      for (const [room, all] of rooms) {
        const idle = [...all.values()].filter(({ heardAt }) => heardAt < before)
        for (const { client, state } of idle) if (state === gone) all.delete(client)
        end(room, idle)
      }
    },

    closed: (room: CollabRoom): void => void rooms.delete(room),
  }
}

const known = ({ client, clock, state, participantId }: Known): Known => ({
  client,
  clock,
  state,
  participantId,
})
