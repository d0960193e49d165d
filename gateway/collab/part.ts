import type { Socket as TcpSocket } from 'node:net'
import type { Static } from 'typebox'
import type { Id, SerialId } from '../../domain/schema.ts'
import type { LogEntry } from '../../domain/sessions/log.ts'
import type { Admitted } from '../../domain/sessions/ports.ts'
import type { collab, sessionEndReasons } from '../../domain/sessions/protocol.ts'
import type { ParticipantView, SessionState } from '../../domain/sessions/schema.ts'
import type { CollabSession, Participant, Seat } from '../../domain/sessions/session.ts'
import type { Session } from '../session.ts'

type Requests = typeof collab.requests
export type RequestName = keyof Requests
export type Payload<R extends RequestName> = Static<Requests[R]['payload']>
export type Reply<R extends RequestName> = Static<Requests[R]['reply']>
type Notices = typeof collab.notices
export type NoticeName = keyof Notices
export type Notice<N extends NoticeName> = Static<Notices[N]>
export type CloseReason = (typeof sessionEndReasons)[number]

/** How a seat is spoken to: Socket.IO, or a plain WebSocket. No call waits or throws. */
export interface Line {
  emit<N extends NoticeName>(name: N, payload: Notice<N>): void
  /** Only for what the next one replaces. False: dropped, as the client cannot keep up. */
  emitVolatile<N extends NoticeName>(name: N, payload: Notice<N>): boolean
  /** After `session:closed`. */
  close(): void
  /** As a lost network would, so that the client connects again by itself. */
  drop(): void
  /** Only of Socket.IO: where its frames can be written past the library now; see `Viewer.openWay`. */
  way?(): TcpSocket | 'library' | undefined
}

/** One connection that takes part, on this node. */
export interface CollabSeat extends Session {
  readonly id: Id
  readonly line: Line
  readonly room: CollabRoom
  /** The role in it may change while the seat is taken. */
  admitted: Admitted
  readonly participantId: Id
}

/** What the session was made with may have been changed since the seat was taken. */
export const admittedNow = ({ admitted, room }: CollabSeat): Admitted => ({
  ...admitted,
  session: room.session,
})

/** The seats of one session on this node, and the way to those on others. */
export interface CollabRoom {
  readonly sessionId: Id
  readonly tenantId: SerialId
  readonly seats: ReadonlyMap<Id, CollabSeat>
  /** As it is now: what it was made with may be changed while it goes on. */
  readonly session: CollabSession
  readonly roster: Roster
  /** To every seat of this node but one. */
  tell<N extends NoticeName>(name: N, payload: Notice<N>, except?: Id): void
  /** To the rooms of this session on other nodes, where `part`'s `heard` gets it. Lost while the bus is away. */
  send(part: string, message: Uint8Array): void
  /** A seat of this node joined the call, fell idle, …: the roster of every node takes it over, and everybody is told. */
  seatChanged(seat: Seat): void
}

/** Who takes part, and all of their seats on whichever node, as far as this node has heard. */
export interface Roster {
  readonly seats: ReadonlyMap<Id, Seat>
  participant(id: Id): Participant | undefined
  /** `undefined`: nobody of this session. */
  view(participantId: Id): ParticipantView | undefined
  isPresent(participantId: Id): boolean
}

/**
 * One subject of a session: cursors, the shared document, the call. Answers its requests, and hears what the room goes
 * through. What it keeps of a room it keeps under that room, and lets go of in `closed`.
 */
export interface CollabPart {
  /** Names its messages on the bus; short. */
  readonly name: string
  /** Each checks the right of the seat itself. The payload was checked against the protocol. */
  readonly requests: {
    readonly [R in RequestName]?: (seat: CollabSeat, payload: Payload<R>) => Promise<Reply<R>>
  }
  /** The first seat of the session on this node is about to be taken. */
  opened?(room: CollabRoom): void
  /** What of `session:state` is this part's, for whoever is about to come in. */
  state?(room: CollabRoom, admitted: Admitted): Promise<Partial<SessionState>>
  /** The seat has been told `session:state`. */
  entered?(seat: CollabSeat): void
  /** The seat is gone, for whatever reason. */
  left?(seat: CollabSeat): void
  /** A seat of this node asked for it, and it was done. */
  did?<R extends RequestName>(seat: CollabSeat, name: R, payload: Payload<R>): void
  /** An entry of the log, in order, on every node that holds the session; its seats have been told. */
  logged?(room: CollabRoom, entry: LogEntry): void
  /** The role of a seat is another. */
  roleChanged?(seat: CollabSeat): void
  /** The first seat of a participant is there, or the last one gone, on whichever node. */
  arrived?(room: CollabRoom, participantId: Id): void
  departed?(room: CollabRoom, participantId: Id): void
  /** From another node. It may be old, doubled, or come before what it refers to. */
  heard?(room: CollabRoom, message: Uint8Array): void
  /** From time to time, as announcements can be lost. */
  check?(rooms: readonly CollabRoom[]): Promise<void>
  /** The last seat of this node is gone. */
  closed?(room: CollabRoom): void
  /** The node is leaving: what is not stored yet is stored now. */
  close?(): Promise<void>
}
