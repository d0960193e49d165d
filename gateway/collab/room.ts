import type { Bus } from '../../domain/live/ports.ts'
import type { Id, SerialId } from '../../domain/schema.ts'
import type { SessionStanding } from '../../domain/sessions/ports.ts'
import type { CollabSession, Participant, Playback, Seat } from '../../domain/sessions/session.ts'
import { collabChannel } from '../rooms.ts'
import { open, wrap } from './envelope.ts'
import type { CollabPart, CollabRoom, CollabSeat, Notice, NoticeName } from './part.ts'
import { type RosterChange, SessionRoster } from './roster.ts'

export type LeaveReason = Notice<'presence:left'>['reason']

export interface RoomHost {
  readonly bus: Bus
  /** Names this node among the others. */
  readonly node: Id
  readonly parts: readonly CollabPart[]
}

/** What rooms of one session tell each other of seats. */
type News =
  | { readonly seat: Seat; readonly participant: Participant | undefined }
  | { readonly gone: Id; readonly reason: LeaveReason }

/** Its own messages, apart from those of the parts. */
const roomItself = ''

/** The seats of one session on this node, and what is known of those on others. */
export class Room implements CollabRoom {
  readonly seats = new Map<Id, CollabSeat>()
  readonly roster = new SessionRoster()
  session: CollabSession
  playback: Playback | null
  /** The newest entry of the log that its seats have been told, and the one that it began after. */
  told: number
  readonly begunAfter: number
  /** Entries are read one reading at a time. */
  isReading = false
  reading: Promise<void> = Promise.resolve()
  isBehind = false
  isClosed = false
  /** Ends it at its moment. */
  timer: NodeJS.Timeout | undefined
  readonly #host: RoomHost
  readonly #stopHearing: () => void
  /** Seats that left while the store was being asked who is there. */
  readonly recentlyGone = new Set<Id>()

  constructor(session: CollabSession, host: RoomHost) {
    this.session = session
    this.playback = session.playback
    this.told = session.lastSeq
    this.begunAfter = session.lastSeq
    this.#host = host
    this.#stopHearing = host.bus.subscribe(collabChannel(session.tenantId, session.id), (bytes) =>
      this.#hear(bytes),
    )
    for (const part of host.parts) part.opened?.(this)
  }

  get sessionId(): Id {
    return this.session.id
  }

  get tenantId(): SerialId {
    return this.session.tenantId
  }

  adopt({ expiresAt, features, maxParticipants }: SessionStanding): void {
    this.session = { ...this.session, expiresAt, features, maxParticipants }
  }

  tell<N extends NoticeName>(name: N, payload: Notice<N>, except?: Id): void {
    for (const { id, line } of this.seats.values()) if (id !== except) line.emit(name, payload)
  }

  send(part: string, message: Uint8Array): void {
    const { bus, node } = this.#host
    bus.publish(collabChannel(this.tenantId, this.sessionId), wrap(node, part, message))
  }

  /** A seat of this node was taken, or is another now; the others hear of it. */
  seatChanged(seat: Seat): void {
    this.#put(seat)
    this.#say({ seat, participant: this.roster.participant(seat.participantId) })
  }

  seatLeft(seatId: Id, reason: LeaveReason): void {
    this.#remove(seatId, reason)
    this.#say({ gone: seatId, reason })
  }

  /** What the store says of seats on other nodes, some of which we may not have heard of. `known`: before it was asked. */
  reconcile(stored: readonly Seat[], known: ReadonlySet<Id>): void {
    const there = new Set(stored.map(({ id }) => id))
    for (const id of known) if (!there.has(id) && !this.seats.has(id)) this.#remove(id, 'gone')
    for (const seat of stored)
      if (seat.node !== this.#host.node && !this.recentlyGone.has(seat.id)) this.#put(seat)
    this.recentlyGone.clear()
  }

  close(): void {
    this.isClosed = true
    this.#stopHearing()
    for (const part of this.#host.parts) part.closed?.(this)
  }

  #put(seat: Seat): void {
    this.#show(this.roster.put(seat), seat.participantId, seat.id, 'gone')
  }

  #remove(seatId: Id, reason: LeaveReason): void {
    const seat = this.roster.seats.get(seatId)
    if (!seat) return
    this.recentlyGone.add(seatId)
    this.#show(this.roster.remove(seatId), seat.participantId, seatId, reason)
  }

  #show(change: RosterChange, id: Id, seatId: Id, reason: LeaveReason): void {
    const view = this.roster.view(id)
    if (change === 'joined' && view) this.tell('presence:joined', view, seatId)
    if (change === 'changed' && view) this.tell('presence:changed', view)
    if (change === 'left') this.tell('presence:left', { id, reason })
    for (const part of this.#host.parts) {
      if (change === 'joined') part.arrived?.(this, id)
      if (change === 'left') part.departed?.(this, id)
    }
  }

  #say(news: News): void {
    this.send(roomItself, Buffer.from(JSON.stringify(news)))
  }

  #hear(bytes: Uint8Array): void {
    const { node, part: name, message } = open(bytes)
    if (node === this.#host.node) return
    if (name !== roomItself) {
      for (const part of this.#host.parts) if (part.name === name) part.heard?.(this, message)
      return
    }
    const news = JSON.parse(Buffer.from(message).toString()) as News
    if ('gone' in news) {
      if (!this.seats.has(news.gone)) this.#remove(news.gone, news.reason)
      return
    }
    if (news.participant && !this.roster.participant(news.participant.id))
      this.roster.know([withDates(news.participant)])
    this.#put(news.seat)
  }
}

/** JSON has no dates. */
const withDates = (participant: Participant): Participant => ({
  ...participant,
  joinedAt: participant.joinedAt && new Date(participant.joinedAt),
  removedAt: participant.removedAt && new Date(participant.removedAt),
})
