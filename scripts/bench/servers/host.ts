import type { Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Position } from '../../../domain/positions/position.ts'
import { answer } from '../child.ts'
import { latenessMs, positionOf } from '../fleet.ts'
import { monotonicUs } from '../machine.ts'

export interface ServerOptions {
  readonly vehicles: number
  readonly viewers: number
  /** `link`: each viewer follows one vehicle; `fleet`: each sees all of them. */
  readonly view: 'link' | 'fleet'
  /** How long the product joins updates; absent: as it comes. */
  readonly tickMs?: number
}

export interface ServerMark {
  readonly published: number
  readonly cpuUs: number
  readonly atUs: number
}

export const readOptions = (): ServerOptions => JSON.parse(process.argv[2]!) as ServerOptions

/** What all servers of the bench have in common: where they listen, how updates come, and what they cost. */
export const host = (
  httpServer: Server,
  { vehicles, viewers, view }: ServerOptions,
  publish: (vehicle: number, position: Position) => void,
): void => {
  const sockets: Socket[] = []
  httpServer.on('connection', (socket: Socket) => {
    socket.setNoDelay(true)
    sockets.push(socket)
  })
  const publishNext = (published: number): void => {
    const vehicle = published % vehicles
    // By link the time is the clock that latency is read from; in a fleet it is a device's, as it decides sizes.
    const at = view === 'link' ? monotonicUs() : Date.now() - latenessMs(vehicle)
    publish(vehicle, positionOf(vehicle, at))
  }
  const publisher = createPublisher(publishNext, viewers / (view === 'link' ? vehicles : 1), sockets)

  answer({
    listen: () =>
      new Promise<number>((resolve) =>
        httpServer.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () =>
          resolve((httpServer.address() as AddressInfo).port),
        ),
      ),
    start: (rate: number) => publisher.start(rate),
    stop: () => publisher.stop(),
    mark: (): ServerMark => {
      const { user, system } = process.cpuUsage()
      return { published: publisher.published(), cpuUs: user + system, atUs: monotonicUs() }
    },
    /** What its objects take, with no garbage among them. */
    heapBytes: () => {
      for (let i = 0; i < 3; i++) (globalThis as { gc?: () => void }).gc?.()
      return process.memoryUsage().heapUsed
    },
  })
}

/** A turn of the closed loop writes about so many frames before it lets the sockets be served. */
const deliveriesPerTurn = 200
const socketsLookedAt = 256

/** Publishes at a rate or, at rate 0, as fast as the sockets take it. */
const createPublisher = (
  publishNext: (published: number) => void,
  deliveriesEach: number,
  sockets: readonly Socket[],
) => {
  const perTurn = Math.max(1, Math.ceil(deliveriesPerTurn / deliveriesEach))
  let isRunning = false
  let published = 0
  let looked = 0

  /** Looks at other sockets each time. */
  const isBackedUp = (): boolean => {
    for (let i = Math.min(socketsLookedAt, sockets.length); i > 0; i--) {
      looked = (looked + 1) % sockets.length
      if (sockets[looked]!.writableLength > 0) return true
    }
    return false
  }
  const closedLoop = (): void => {
    if (!isRunning) return
    if (isBackedUp()) {
      setTimeout(closedLoop, 1)
      return
    }
    for (let i = 0; i < perTurn; i++) publishNext(published++)
    setImmediate(closedLoop)
  }
  const paced = (rate: number, begin: number): void => {
    if (!isRunning) return
    const due = Math.floor(((performance.now() - begin) / 1000) * rate)
    while (published < due) publishNext(published++)
    setTimeout(paced, 1, rate, begin)
  }

  return {
    start(rate: number): void {
      isRunning = true
      published = 0
      if (rate > 0) paced(rate, performance.now())
      else closedLoop()
    },
    stop(): number {
      isRunning = false
      return published
    },
    published: () => published,
  }
}
