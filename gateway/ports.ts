import type { IncomingHttpHeaders } from 'node:http'
import type { Member } from '../domain/actor.ts'
import type { LiveService, Shown } from '../domain/live/ports.ts'
import type { IngestReceipt } from '../domain/positions/schema.ts'
import type { Language } from '../domain/problem.ts'
import type { Id } from '../domain/schema.ts'

/** Who reports positions: one device for itself, or a member for any device of the tenant. */
export type IngestSource<Device> = { readonly device: Device } | { readonly member: Member }

export interface IngestPort<Device> {
  /** Answers once everything that is accepted is committed. Throws `unavailable` when nothing can be stored now. */
  report(source: IngestSource<Device>, input: unknown, language: Language): Promise<IngestReceipt>
  isDeviceOf(device: Device, subjectId: Id): boolean
}

/** Both throw a `Problem` that says what is wrong, and never which half of it. */
export interface Authenticate<Device> {
  member(accessToken: string): Promise<Member>
  device(deviceId: string, key: string, address: string): Promise<Device>
}

/** What the gateway asks of the domain; a link is opened for an address, because opens and guesses are counted. */
export interface LivePort extends LiveService {
  /** Lets a viewer in by a link's token, slug or UUID, through the same gate as every page. */
  openLink(ref: string, proof: LinkProof, address: string): Promise<Shown>
}

/** What a viewer brings beside the link: a sign-in, the `access_token` of an unlock, or our own pages' cookies. */
export interface LinkProof {
  readonly member: Member | undefined
  readonly accessToken: string | undefined
  readonly cookie: string | undefined
}

/** Whose connection it is, where a declared proxy may stand in between. */
export type AddressOf = (handshake: {
  readonly headers: IncomingHttpHeaders
  readonly address: string
}) => string

/** A structured logger such as pino. */
export interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** Counters for the metrics page; every one only goes up. */
export interface GatewayMetrics {
  /** Frames built, and frames written to or queued for one viewer. */
  framesBuilt(count: number): void
  framesSent(count: number): void
  shipped(positions: number): void
  refused(code: string): void
}

export const noMetrics: GatewayMetrics = {
  framesBuilt() {},
  framesSent() {},
  shipped() {},
  refused() {},
}

export interface GatewayLimits {
  /** A view of several subjects sends at most one frame in this many milliseconds. 0: every update is a frame. */
  readonly tickMs: number
  /** How often links and sessions are checked again, in case an announcement was lost. */
  readonly sweepMs: number
  readonly subscriptions: number
  readonly resumePositions: number
  /** Requests on `/live` that one socket may send at once, and how many a second it earns back. */
  readonly liveBurst: number
  readonly livePerSecond: number
  readonly ingestBurst: number
  readonly ingestPerSecond: number
  /** What one socket of `/ingest` may have waiting for a commit. */
  readonly ingestInFlight: number
  readonly ingestPositionsInFlight: number
  readonly ingestPositions: number
  /** What one seat of a session may ask; movements, and changes of what is written together, have budgets of their own. */
  readonly collabBurst: number
  readonly collabPerSecond: number
  /** What is said, and what was missed: each costs the store much, and a person says little in a second. */
  readonly collabSayBurst: number
  readonly collabSaysPerSecond: number
  readonly collabEditBurst: number
  readonly collabEditsPerSecond: number
  readonly collabMoveBurst: number
  readonly collabMovesPerSecond: number
  /** All that moves in a session goes out once in this many milliseconds. */
  readonly collabTickMs: number
  /** How often a node says that its seats are taken, and asks who else is there. */
  readonly seatsMs: number
  /** A seat from which nothing comes for so long is idle. */
  readonly idleMs: number
  /** Refused requests (malformed, unknown, too many) before the socket is closed; one is forgiven every 10 s. */
  readonly strikes: number
  readonly connectTimeoutMs: number
  readonly maxMessageBytes: number
  /** The same of a plain WebSocket. */
  readonly plainMessageBytes: number
  /** Plain WebSockets, and event streams, of one network on one node; and the sockets on which nobody was let in yet. */
  readonly plainPerNetwork: number
  readonly plainWaiting: number
  /** How long somebody may take to say who they are. */
  readonly introductionMs: number
  /** How often a plain WebSocket is asked whether somebody is there, and an event stream says that it goes on. */
  readonly pingMs: number
  readonly heartbeatMs: number
}

export const defaultLimits: GatewayLimits = {
  tickMs: 50,
  sweepMs: 15_000,
  subscriptions: 20,
  resumePositions: 5_000,
  liveBurst: 40,
  livePerSecond: 10,
  ingestBurst: 2_000,
  ingestPerSecond: 1_000,
  ingestInFlight: 256,
  ingestPositionsInFlight: 20_000,
  ingestPositions: 5_000,
  collabBurst: 60,
  collabPerSecond: 15,
  collabSayBurst: 60,
  collabSaysPerSecond: 3,
  collabEditBurst: 240,
  collabEditsPerSecond: 60,
  collabMoveBurst: 240,
  collabMovesPerSecond: 120,
  collabTickMs: 33,
  seatsMs: 15_000,
  idleMs: 60_000,
  strikes: 20,
  connectTimeoutMs: 10_000,
  maxMessageBytes: 1_048_576,
  plainMessageBytes: 131_072,
  plainPerNetwork: 500,
  plainWaiting: 50,
  introductionMs: 5_000,
  pingMs: 25_000,
  heartbeatMs: 20_000,
}
