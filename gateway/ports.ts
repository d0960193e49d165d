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
  /** Refused requests (malformed, unknown, too many) before the socket is closed; one is forgiven every 10 s. */
  readonly strikes: number
  readonly connectTimeoutMs: number
  readonly maxMessageBytes: number
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
  strikes: 20,
  connectTimeoutMs: 10_000,
  maxMessageBytes: 1_048_576,
}
