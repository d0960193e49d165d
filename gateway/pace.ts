import { Laggards } from './laggards.ts'
import type { GatewayMetrics } from './ports.ts'
import type { Pack, Room, RoomHost } from './room.ts'
import type { Viewer } from './viewer.ts'
import type { Watched } from './watched.ts'

export interface PaceOptions {
  readonly tickMs: number
  readonly pack: Pack
  readonly metrics: GatewayMetrics
}

/** A room of one subject pauses at least this long, and for twice the time its last frame took to write. */
const shortestPauseMs = 5
/** Writing to no more than these takes next to no time, so it is not measured. */
const smallRoom = 50

/** When frames go. A quiet room sends at once; a busy one joins what changed into one frame, newest wins. */
export class Pace implements RoomHost {
  readonly pack: Pack
  readonly #tickMs: number
  readonly #metrics: GatewayMetrics
  readonly #laggards: Laggards
  #busy: Room[] = []
  #lagCheckAt = 0
  #timer: NodeJS.Timeout | undefined
  #closed = false
  /** Counts turns of the timer: a small room sends once in each, without being listed as busy. */
  #turn = 1
  /** Counts frames and arrivals, so that a viewer who lags can be told exactly what it missed. */
  #clock = 0

  constructor({ tickMs, pack, metrics }: PaceOptions) {
    this.pack = pack
    this.#tickMs = tickMs
    this.#metrics = metrics
    this.#laggards = new Laggards(pack)
  }

  get clock(): number {
    return this.#clock
  }

  get lagging(): number {
    return this.#laggards.size
  }

  /** The subject moved, and whoever is in the room is to see it. */
  touch(room: Room, watched: Watched): void {
    if (!room.busy && room.sentIn !== this.#turn) {
      this.#flush(room, [watched])
      return
    }
    room.pending.add(watched)
    if (!room.busy) this.#keepBusy(room, 0)
  }

  /** The subject came into the room, or is called something else. */
  introduce(watched: Watched, room: Room): void {
    const before = this.#clock++
    room.members.set(watched, this.#clock)
    if (room.size > 0) room.introduce(watched, before, this)
  }

  lag(viewer: Viewer, since: number): void {
    this.#laggards.add(viewer, since)
    this.#arm()
  }

  frameBuilt(): void {
    this.#metrics.framesBuilt(1)
  }

  framesSent(count: number): void {
    this.#metrics.framesSent(count)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  #flush(room: Room, changed: readonly Watched[]): void {
    const before = this.#clock++
    for (let i = 0; i < changed.length; i++) changed[i]!.changed = this.#clock
    const tickMs = this.#tickMs
    if (tickMs === 0) {
      room.send(changed, before, this)
      return
    }
    if (room.subjectId !== undefined && room.size <= smallRoom) {
      room.send(changed, before, this)
      room.sentIn = this.#turn
      if (this.#timer === undefined) this.#arm(true)
      return
    }
    const began = performance.now()
    room.send(changed, before, this)
    const ended = performance.now()
    const pause = room.subjectId === undefined ? tickMs : Math.max(shortestPauseMs, 2 * (ended - began))
    this.#keepBusy(room, ended + Math.min(tickMs, pause))
  }

  #keepBusy(room: Room, dueAt: number): void {
    room.busy = true
    room.dueAt = dueAt
    this.#busy.push(room)
    this.#arm()
  }

  #arm(isBusy = this.#busy.length > 0): void {
    if (this.#timer !== undefined || this.#closed) return
    if (!isBusy && this.#laggards.size === 0) return
    const delay = isBusy ? shortestPauseMs : Math.max(shortestPauseMs, this.#tickMs)
    this.#timer = setTimeout(this.#tick, delay)
    this.#timer.unref()
  }

  readonly #tick = (): void => {
    this.#timer = undefined
    this.#turn++
    const now = performance.now()
    const busy = this.#busy
    this.#busy = []
    for (const room of busy) {
      if (room.dueAt > now) this.#busy.push(room)
      else {
        room.busy = false
        if (room.pending.size === 0) continue
        const changed = [...room.pending]
        room.pending.clear()
        this.#flush(room, changed)
      }
    }
    if (now >= this.#lagCheckAt) {
      this.#lagCheckAt = now + this.#tickMs
      this.#laggards.catchUp(this.#clock)
    }
    this.#arm()
  }
}
