import type { Socket as TcpSocket } from 'node:net'
import type { LiveUpdate } from '../domain/positions/live-frame.ts'
import type { Id } from '../domain/schema.ts'
import { binaryPositionsFrame, jsonPositionsFrame, subjectsFrame } from './frames.ts'
import type { TenantRooms } from './tenant-rooms.ts'
import type { Viewer } from './viewer.ts'
import type { Watched } from './watched.ts'

export type Pack = (updates: readonly LiveUpdate[]) => Uint8Array

/** What a room needs of the hub that holds it. */
export interface RoomHost {
  readonly pack: Pack
  lag(viewer: Viewer, since: number): void
  frameBuilt(): void
  framesSent(count: number): void
}

export const nowhere = -1

/**
 * Viewers of one room and one encoding, and beside each the TCP socket that its frames go to, or null while it lags:
 * the loop that writes touches nothing else.
 */
export class Seats {
  readonly viewers: Viewer[] = []
  readonly tcps: (TcpSocket | null)[] = []

  add(viewer: Viewer): void {
    this.viewers.push(viewer)
    this.tcps.push(null)
  }

  /** Those who came last tend to leave first when a link ends, so every search begins at the end. */
  remove(viewer: Viewer): void {
    const at = this.viewers.lastIndexOf(viewer)
    if (at < 0) return
    const [last, tcp] = [this.viewers.pop()!, this.tcps.pop()!]
    if (at === this.viewers.length) return
    this.viewers[at] = last
    this.tcps[at] = tcp
  }

  direct(viewer: Viewer, tcp: TcpSocket | null): void {
    const at = this.viewers.lastIndexOf(viewer)
    if (at >= 0) this.tcps[at] = tcp
  }
}

/** Viewers who see the same subjects. `level` and `tile` place a room on the map; other rooms have `nowhere`. */
export class Room {
  readonly json = new Seats()
  readonly binary = new Seats()
  /** When (on the hub's clock of changes) each subject came in or was described anew. */
  readonly members = new Map<Watched, number>()
  /** What changed since the last frame. */
  readonly pending = new Set<Watched>()
  /** Not before this moment does the next frame go; the room stands in the hub's list of busy ones until then. */
  dueAt = 0
  busy = false
  /** The hub's turn in which the last frame went. */
  sentIn = 0
  readonly name: string
  readonly tenant: TenantRooms
  /** Set in a room of one subject. Other rooms join the updates of many, so they pause for a whole tick. */
  readonly subjectId: Id | undefined
  /** Set in a room of one link. Names are not introduced in it: each viewer was told theirs in the snapshot. */
  linkId: Id | undefined
  /** Milliseconds: positions from before it are not for this room. */
  since = Number.NEGATIVE_INFINITY
  readonly level: number
  readonly tile: number

  constructor(name: string, tenant: TenantRooms, subjectId?: Id, level = nowhere, tile = nowhere) {
    this.name = name
    this.tenant = tenant
    this.subjectId = subjectId
    this.level = level
    this.tile = tile
  }

  get size(): number {
    return this.json.viewers.length + this.binary.viewers.length
  }

  get viewers(): Viewer[] {
    return [...this.json.viewers, ...this.binary.viewers]
  }

  seatsFor(viewer: Viewer): Seats {
    return viewer.binary ? this.binary : this.json
  }

  /** One frame an encoding, however many viewers. */
  send(changed: readonly Watched[], before: number, host: RoomHost): void {
    if (this.json.viewers.length > 0) {
      host.frameBuilt()
      write(this.json, jsonPositionsFrame(textsOf(changed)), before, host)
    }
    if (this.binary.viewers.length > 0) {
      host.frameBuilt()
      write(this.binary, binaryPositionsFrame(host.pack(changed.map(updateOf))), before, host)
    }
  }

  introduce(watched: Watched, before: number, host: RoomHost): void {
    if (this.linkId !== undefined) return
    const frame = subjectsFrame([JSON.stringify(watched.present())])
    write(this.json, frame, before, host)
    write(this.binary, frame, before, host)
  }
}

export const textsOf = (changed: readonly Watched[]): string =>
  changed.length === 1 ? changed[0]!.text() : changed.map((watched) => watched.text()).join(',')

export const updateOf = ({ handle, newest }: Watched): LiveUpdate => ({
  handle,
  t: newest!.recordedAt,
  latE7: newest!.latE7,
  lonE7: newest!.lonE7,
  speed: newest!.speed,
  heading: newest!.heading,
  accuracy: newest!.accuracy,
})

/** What the whole gateway is judged by: keep it free of anything that is not a write. */
const write = ({ tcps, viewers }: Seats, frame: Buffer, before: number, host: RoomHost): void => {
  for (let i = 0; i < tcps.length; i++) {
    const tcp = tcps[i] as TcpSocket | null
    if (tcp === null) continue
    if (tcp.writableLength === 0) tcp.write(frame)
    else host.lag(viewers[i]!, before)
  }
  host.framesSent(tcps.length)
}
