import type { Server as HttpServer } from 'node:http'
import type { Server } from 'socket.io'
import type { Announcements, LivePublisher } from '../domain/live/ports.ts'
import type { LiveNotifications } from '../domain/notifications/service.ts'
import type { CommentPort } from './collab/comments.ts'
import type { CollabPort } from './collab/door.ts'
import type { CollabPart } from './collab/part.ts'
import type { Nodes } from './nodes.ts'
import type { PlainFaces } from './plain/faces.ts'
import type {
  AddressOf,
  Authenticate,
  GatewayLimits,
  GatewayMetrics,
  IngestPort,
  LivePort,
  Log,
} from './ports.ts'

export interface GatewayOptions<Device> {
  readonly httpServer: HttpServer
  /** From `connectNodes`; closed by `drain`. */
  readonly nodes: Nodes
  readonly live: LivePort
  readonly ingest: IngestPort<Device>
  readonly collab: CollabSide
  readonly notifications: LiveNotifications
  readonly authenticate: Authenticate<Device>
  readonly now: () => Date
  readonly log: Log
  readonly metrics?: GatewayMetrics
  readonly limits?: Partial<GatewayLimits>
  /** The session cookie of browsers, and the origins of the service's own pages, which alone may use it. */
  readonly cookieName?: string
  readonly origins?: readonly string[]
  /** The link by which a browser has joined a session, from what it brings to the plain WebSocket of that session. */
  readonly seatLinkIn?: (cookies: string) => string | undefined
  readonly addressOf?: AddressOf
  /** Addresses that count as one. */
  readonly networkOf?: (address: string) => string
  /** True for an error that says that the database is away; such requests are answered `unavailable`. */
  readonly isOutage?: (error: unknown) => boolean
  /** Called on this node for what any node announced, so that caches forget what changed elsewhere. */
  readonly onAnnounced?: Partial<Announcements>
}

/** What sessions on a file are made of: the domain behind them, and the subjects that bring parts of their own. */
export interface CollabSide {
  readonly sessions: CollabPort
  readonly comments: CommentPort
  readonly parts: readonly CollabPart[]
}

export interface Gateway {
  readonly publisher: LivePublisher
  readonly announcements: Announcements
  /**
   * On this node: the features of an organization may have been switched, or of any where none is named. Technicians whom
   * nobody may see any more vanish from every view.
   */
  tenantChanged(tenantId?: number): void
  /** Connections that watch on this node. */
  viewers(): number
  /** What a link shows, as server-sent events. */
  readonly streams: PlainFaces['streams']
  busReady(): boolean
  /** Takes connections from the process that listens for several. */
  readonly sockets: Server
  counts(): {
    readonly viewers: number
    readonly subjects: number
    readonly lagging: number
    /** Collaboration sessions that somebody is in on this node, and their seats. */
    readonly sessions: number
    readonly seats: number
  }
  /** Stops accepting, sends clients to other nodes, and lets go of everything but the HTTP server. */
  drain(withinMs?: number): Promise<void>
}
