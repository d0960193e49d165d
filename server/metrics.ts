import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { PositionWriter } from '../domain/positions/service.ts'
import type { Observation } from './mount.ts'

/** What `/metrics` prints. Labels are names of the route table, never paths: a path may carry a token. */
export const createMetrics = ({
  viewers,
  sessions,
}: {
  viewers: () => number
  sessions: () => { readonly sessions: number; readonly seats: number }
}) => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const duration = new Histogram({
    name: 'fleeting_http_request_duration_seconds',
    help: 'Time to answer, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3],
    registers,
  })
  const positions = new Counter({
    name: 'fleeting_positions_total',
    help: 'Positions by what became of them.',
    labelNames: ['outcome'],
    registers,
  })
  const lostAccesses = new Counter({
    name: 'fleeting_accesses_lost_total',
    help: 'Accesses that statistics lost: too many at once, or the database away for too long.',
    registers,
  })
  const misses = new Counter({
    name: 'fleeting_share_token_misses_total',
    help: 'Opens of a link that does not exist.',
    registers,
  })
  new Gauge({
    name: 'fleeting_viewers',
    help: 'Sockets that watch, on this process.',
    registers,
    collect() {
      this.set(viewers())
    },
  })
  new Gauge({
    name: 'fleeting_collab_sessions',
    help: 'Collaboration sessions that somebody is in, on this process.',
    registers,
    collect() {
      this.set(sessions().sessions)
    },
  })
  new Gauge({
    name: 'fleeting_collab_seats',
    help: 'Connections to collaboration sessions, on this process.',
    registers,
    collect() {
      this.set(sessions().seats)
    },
  })
  const frames = { built: 0, sent: 0, shipped: 0 }
  const plain = (name: string, help: string, read: () => number) =>
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(read())
      },
    })
  plain('fleeting_frames_built_total', 'Frames of positions made, one a room and tick.', () => frames.built)
  plain('fleeting_frames_sent_total', 'Frames handed to viewers.', () => frames.sent)
  plain('fleeting_positions_shipped_total', 'Positions sent to other nodes.', () => frames.shipped)
  const refusals = new Counter({
    name: 'fleeting_socket_refusals_total',
    help: 'Handshakes and requests of sockets that were refused, by why.',
    labelNames: ['code'],
    registers,
  })

  return {
    /** For the gateway. Frames are counted in plain numbers: these counters stand on the hottest path there is. */
    gateway: {
      framesBuilt(count: number) {
        frames.built += count
      },
      framesSent(count: number) {
        frames.sent += count
      },
      shipped(count: number) {
        frames.shipped += count
      },
      refused: (code: string) => refusals.inc({ code }),
    },
    contentType: registry.contentType,
    print: () => registry.metrics(),
    observe: ({ method, route, status, milliseconds }: Observation) =>
      duration.observe({ method, route, status: String(status) }, milliseconds / 1000),
    /** The same writer, counted. */
    countWrites: <W extends PositionWriter>(writer: W): W => ({
      ...writer,
      async write(rows) {
        const stored = await writer.write(rows)
        const fresh = stored.reduce((sum, isNew) => sum + (isNew ? 1 : 0), 0)
        positions.inc({ outcome: 'stored' }, fresh)
        positions.inc({ outcome: 'duplicate' }, stored.length - fresh)
        return stored
      },
    }),
    countLostAccesses: (count: number) => lostAccesses.inc(count),
    countTokenMiss: () => misses.inc(),
  }
}

export type Metrics = ReturnType<typeof createMetrics>
