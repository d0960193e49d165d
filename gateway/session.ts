import type { DefaultEventsMap, Socket } from 'socket.io'
import type { Member } from '../domain/actor.ts'
import type { WatchedVisit } from '../domain/live/ports.ts'
import type { Language } from '../domain/problem.ts'
import type { ClientEvents, ingest, live, ServerEvents } from '../domain/protocol.ts'
import type { Id } from '../domain/schema.ts'
import type { ShareLink } from '../domain/share-links/link.ts'
import type { Allowance, Budget } from './allowance.ts'
import type { IngestSource } from './ports.ts'
import type { Room } from './room.ts'
import type { Viewer } from './viewer.ts'

/** What every connection of a namespace has; gone with it. */
export interface Session {
  readonly language: Language
  /** Made at the first request: most viewers by link never send one. */
  allowance: Allowance | undefined
  /** For requests with a budget of their own. */
  purses?: Map<Budget, Allowance>
  /** Set before the socket is closed: whatever still runs for it must have no effect. */
  hasEnded: boolean
}

/** Somebody who watches: by a link, or as a member with subscriptions. */
export interface LiveSession extends Session {
  readonly socket: LiveLine
  readonly viewer: Viewer
  right: LinkRight | MemberRight
}

export interface LinkRight {
  readonly by: 'link'
  readonly link: ShareLink
  readonly subjectIds: readonly Id[]
  /** Of a link to a visit. */
  readonly visit?: VisitRight | undefined
}

/** The visit as its viewer knows it. `turn` counts how often it was judged: only the last judgement counts. */
export interface VisitRight {
  shown: WatchedVisit
  turn: number
}

export interface MemberRight {
  readonly by: 'member'
  readonly member: Member
  readonly subscriptions: Map<string, Subscription>
  /** Takes the socket off the lists of those to close and to tell. */
  leave: () => void
}

export interface Subscription {
  readonly rooms: readonly Room[]
  /** Technicians who were met in it: that somebody looked is on record once for each. */
  readonly met: Set<Id>
}

export interface IngestSession<Device> extends Session {
  readonly source: IngestSource<Device>
  inFlight: number
  positionsInFlight: number
}

export interface SocketData {
  session?: Session
}

export type LiveSocket = Socket<
  ClientEvents<typeof live>,
  ServerEvents<typeof live>,
  DefaultEventsMap,
  SocketData
>
/** As much of it as whoever watches is spoken to by: plain connections stand in for it. */
export type LiveLine = Pick<LiveSocket, 'conn' | 'emit' | 'volatile' | 'disconnect'>
export type IngestSocket = Socket<
  ClientEvents<typeof ingest>,
  ServerEvents<typeof ingest>,
  DefaultEventsMap,
  SocketData
>
export type AnySocket = Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>
