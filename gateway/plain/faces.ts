import type { Server } from 'node:http'
import type { Collab } from '../collab/collab.ts'
import type { serveLive } from '../live-namespace.ts'
import type { NamespaceContext } from '../namespace.ts'
import type { LivePort } from '../ports.ts'
import { createPlainCollaboration } from './collaboration.ts'
import { createPlainLive } from './live.ts'
import { createStreams, type Streams } from './stream.ts'
import { servePlain } from './upgrade.ts'

export interface PlainParts<Device> {
  readonly httpServer: Server
  readonly service: Pick<LivePort, 'openLink'>
  readonly live: ReturnType<typeof serveLive>
  readonly collab: Collab
  /** The link by which a browser has joined a session, from its cookies. */
  readonly seatLinkIn: (cookies: string) => string | undefined
  readonly context: NamespaceContext<Device>
  /** Addresses that count as one. */
  readonly networkOf: (address: string) => string
}

export interface PlainFaces {
  readonly streams: Pick<Streams, 'open'>
  /** Who watches a link without Socket.IO. */
  viewers(): number
  /** Sends clients to other nodes. */
  drain(withinMs: number): Promise<void>
}

const mostUnread = 1_048_576
/** Of everything that one socket sends: a pointer on a fast screen moves 240 times a second. */
const burst = 600
const perSecond = 300

/** The ways in for clients without Socket.IO: WebSockets that speak JSON, and streams of server-sent events. */
export const createPlainFaces = <Device>(parts: PlainParts<Device>): PlainFaces => {
  const { httpServer, service, live, collab, seatLinkIn, context, networkOf } = parts
  const { limits, log, addressOf, isOutage, metrics } = context
  const plainLive = createPlainLive({ service, side: live, context })
  const sockets = servePlain({
    httpServer,
    faces: {
      live: plainLive.serve,
      collaboration: createPlainCollaboration({ collab, seatLinkIn, context }),
    },
    limits: {
      budget: { burst, perSecond, strikes: limits.strikes },
      unread: mostUnread,
      introduction: 5 * 1024,
      messageBytes: limits.plainMessageBytes,
      perNetwork: limits.plainPerNetwork,
      waitingPerNetwork: limits.plainWaiting,
      beatMs: limits.pingMs,
    },
    addressOf,
    networkOf,
    isOutage,
    onRefused: metrics.refused,
    log,
  })
  const streams = createStreams({
    side: live,
    limits: { unread: mostUnread, perNetwork: limits.plainPerNetwork, beatMs: limits.heartbeatMs },
    networkOf,
    log,
  })
  const count = () => sockets.count() + streams.count()

  return {
    streams,
    viewers: () => plainLive.count() + streams.count(),
    async drain(withinMs) {
      const cutOff = [sockets.drain(), streams.drain()]
      const deadline = performance.now() + withinMs * 0.4
      while (count() > 0 && performance.now() < deadline) await new Promise((done) => setTimeout(done, 20))
      for (const cut of cutOff) cut()
    },
  }
}
