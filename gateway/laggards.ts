import type { Socket as TcpSocket } from 'node:net'
import { presentLive } from '../domain/positions/schema.ts'
import { binaryPositionsFrame, jsonPositionsFrame, subjectsFrame } from './frames.ts'
import { type Pack, textsOf, updateOf } from './room.ts'
import type { Viewer } from './viewer.ts'
import type { Watched } from './watched.ts'

/**
 * Viewers who cannot be written to directly: new ones, whose snapshot is still on its way, polling ones, and those who
 * read too slowly. Nothing is kept for them but the moment up to which they have everything; when they can take a frame
 * they get the newest of what changed since.
 */
export class Laggards {
  #viewers: Viewer[] = []
  readonly #pack: Pack

  constructor(pack: Pack) {
    this.#pack = pack
  }

  get size(): number {
    return this.#viewers.length
  }

  add(viewer: Viewer, since: number): void {
    if (viewer.lags) return
    direct(viewer, null)
    viewer.lags = true
    viewer.since = since
    this.#viewers.push(viewer)
  }

  /** Whoever has left all rooms meanwhile is forgotten here. */
  catchUp(clock: number): void {
    const viewers = this.#viewers
    this.#viewers = []
    for (const viewer of viewers) {
      if (viewer.seats.length > 0 && !this.#settle(viewer, clock)) this.#viewers.push(viewer)
      else viewer.lags = false
    }
  }

  /** Gives a viewer what it missed. True when it can be written to directly from now on. */
  #settle(viewer: Viewer, clock: number): boolean {
    const way = viewer.openWay()
    if (way === undefined) return false
    const [arrived, changed] = missedBy(viewer)
    viewer.since = clock
    if (way === 'library') {
      if (arrived.length > 0)
        viewer.socket.emit(
          'subjects',
          arrived.map((watched) => watched.present()),
        )
      if (changed.length > 0) viewer.socket.emit('positions', this.#payload(viewer, changed))
      return false
    }
    const frames: Buffer[] = []
    if (arrived.length > 0) frames.push(subjectsFrame(arrived.map((one) => JSON.stringify(one.present()))))
    if (changed.length > 0) frames.push(this.#frame(viewer, changed))
    if (frames.length > 0) way.write(frames.length === 1 ? frames[0]! : Buffer.concat(frames))
    direct(viewer, way)
    return true
  }

  #frame({ binary }: Viewer, changed: readonly Watched[]): Buffer {
    return binary
      ? binaryPositionsFrame(this.#pack(changed.map(updateOf)))
      : jsonPositionsFrame(textsOf(changed))
  }

  #payload({ binary }: Viewer, changed: readonly Watched[]): unknown {
    if (!binary) return changed.map(({ subject, newest }) => presentLive(subject.id, newest!))
    const packed = this.#pack(changed.map(updateOf))
    return Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength)
  }
}

const direct = (viewer: Viewer, tcp: TcpSocket | null): void => {
  for (const { room } of viewer.seats) room.seatsFor(viewer).direct(viewer, tcp)
}

const missedBy = ({ seats, since }: Viewer): readonly [arrived: Watched[], changed: Watched[]] => {
  const arrived = new Set<Watched>()
  const changed = new Set<Watched>()
  for (const seat of seats) {
    const from = Math.max(since, seat.since)
    for (const [watched, at] of seat.room.members) {
      if (at > from && seat.room.linkId === undefined) arrived.add(watched)
      if (watched.changed > from && watched.newest!.recordedAt >= seat.room.since) changed.add(watched)
    }
  }
  return [[...arrived], [...changed]]
}
