import type { WatchedSubject } from '../domain/live/ports.ts'
import type { Position, Subject } from '../domain/positions/position.ts'
import type { LiveSubject } from '../domain/protocol.ts'
import type { Id } from '../domain/schema.ts'
import { Laggards } from './laggards.ts'
import type { GatewayMetrics } from './ports.ts'
import type { Pack, Room, RoomHost } from './room.ts'
import type { Side } from './rooms.ts'
import { Sides, sideOf } from './sides.ts'
import { createStrangers } from './strangers.ts'
import { type Box, coverOf, tileAt } from './tiles.ts'
import type { Viewer } from './viewer.ts'
import { Watched } from './watched.ts'

export interface HubOptions {
  readonly tickMs: number
  readonly pack: Pack
  readonly metrics: GatewayMetrics
  /** What viewers are told about subjects that turn up in a fleet or a viewport. */
  readonly describe: (subjects: readonly Subject[]) => Promise<readonly WatchedSubject[]>
  /** A technician came into a room: whoever is in it is on record for having seen them. */
  readonly onMet?: (technician: Watched, room: Room) => void
  /** The first viewer of a tenant came to this node, or the last one left. */
  readonly onTenant: (tenantId: number, isWatched: boolean) => void
}

/** What a subscription opened: the rooms to leave again, and what stands in the snapshot. */
export interface Opened {
  readonly rooms: readonly Room[]
  readonly subjects: LiveSubject[]
}

/** A room of one subject pauses at least this long, and for twice the time its last frame took to write. */
const shortestPauseMs = 5
/** Writing to no more than these takes next to no time, so it is not measured. */
const smallRoom = 50

/**
 * The live positions of one node. It holds only what somebody here watches; a position of any other subject costs a
 * look into a map. A quiet room sends at once; a busy one joins what changed into one frame, newest wins.
 */
export class LiveHub implements RoomHost {
  readonly pack: Pack
  readonly #options: HubOptions
  readonly #watched = new Map<number, Watched>()
  readonly #byId = new Map<Id, Watched>()
  readonly #sides: Sides
  readonly #strangers: ReturnType<typeof createStrangers>
  #busy: Room[] = []
  readonly #laggards: Laggards
  #lagCheckAt = 0
  #timer: NodeJS.Timeout | undefined
  #closed = false
  #lastHandle = 0
  /** Counts turns of the timer: a small room sends once in each, without being listed as busy. */
  #turn = 1
  /** Counts frames and arrivals, so that a viewer who lags can be told exactly what it missed. */
  #clock = 0

  constructor(options: HubOptions) {
    this.#options = options
    this.pack = options.pack
    this.#sides = new Sides(options.onTenant)
    this.#laggards = new Laggards(options.pack)
    this.#strangers = createStrangers(options.describe, (met) => this.#meet(met))
  }

  publish(subject: Subject, position: Position): void {
    const watched = this.#watched.get(subject.key)
    if (watched !== undefined) this.#move(watched, position)
    else if (this.#sides.find(subject)?.awaits(subject.id, position)) this.#strangers.add(subject, position)
  }

  openSubjects(viewer: Viewer, shown: readonly WatchedSubject[]): Opened {
    const rooms = shown.map((one) => {
      const watched = this.#watch(one)
      const room = watched.tenant.openSubject(watched.subject)
      this.#admit(watched, room)
      return room
    })
    const subjects = shown.map((one) => this.#watched.get(one.subject.key)!.present(one.trail))
    return this.#seat(viewer, rooms, subjects)
  }

  /**
   * A technician as a link shows them: under the name that the link gives, and from `since` (ms) on. What the hub knows
   * of them otherwise, for members who watch them too, is not told.
   */
  openLink(viewer: Viewer, linkId: Id, shown: readonly WatchedSubject[], since: number): Opened {
    const opened = shown.map((one) => {
      const watched = this.#watch(one)
      const room = watched.tenant.openLink(linkId, watched.subject, since)
      this.#admit(watched, room)
      return { room, subject: { ...presentedAs(watched, one), position: watched.positionSince(since) } }
    })
    return this.#seat(
      viewer,
      opened.map(({ room }) => room),
      opened.map(({ subject }) => subject),
    )
  }

  /** Of the sides that the viewer may see: `crew` only for those who lead the work. */
  openFleet(
    viewer: Viewer,
    tenantId: number,
    sides: readonly Side[],
    shown: readonly WatchedSubject[],
  ): Opened {
    const rooms = sides.map((side) => this.#sides.open(tenantId, side).openEverything())
    for (const one of shown) {
      const watched = this.#watch(one)
      const { everything } = watched.tenant
      if (everything) this.#admit(watched, everything)
    }
    const seen = rooms.flatMap((room) => [...room.members.keys()])
    return this.#seat(viewer, rooms, seen.map(presented))
  }

  openViewport(
    viewer: Viewer,
    tenantId: number,
    sides: readonly Side[],
    box: Box,
    shown: readonly WatchedSubject[],
  ): Opened {
    const { level, tiles } = coverOf(box)
    const rooms = sides.flatMap((side) => {
      const tenant = this.#sides.open(tenantId, side)
      return tiles.map((tile) => tenant.openTile(level, tile))
    })
    for (const one of shown) {
      const watched = this.#watch(one)
      const place = watched.newest
      const room = place && watched.tenant.tiles.get(level)?.get(tileAt(level, place.latE7, place.lonE7))
      if (room) this.#admit(watched, room)
      else if (watched.rooms.length === 0) this.#drop(watched)
    }
    const seen = new Set(rooms.flatMap((room) => [...room.members.keys()]))
    return this.#seat(viewer, rooms, [...seen].map(presented))
  }

  /** Leaves rooms that a subscription opened; a room that another one opened too stays. */
  leave(viewer: Viewer, rooms: readonly Room[]): void {
    for (const room of rooms) {
      const at = viewer.seats.findIndex((seat) => seat.room === room)
      if (at < 0) continue
      viewer.seats.splice(at, 1)
      if (viewer.seats.some((seat) => seat.room === room)) continue
      room.seatsFor(viewer).remove(viewer)
      if (room.size === 0) this.#close(room)
    }
  }

  /** Nothing is written to the viewer any more once this returns. */
  leaveAll(viewer: Viewer): void {
    for (const { room } of viewer.seats) {
      if (room.size === 0) continue // closed already: another subscription had it too
      room.seatsFor(viewer).remove(viewer)
      if (room.size === 0) this.#close(room)
    }
    viewer.seats = [] // and the list of those who lag forgets it at its next turn
  }

  isWatching(viewer: Viewer, id: Id): boolean {
    const watched = this.#byId.get(id)
    return watched !== undefined && viewer.seats.some(({ room }) => room.members.has(watched))
  }

  /** What the viewer may ask the past of. */
  subjectsOf(viewer: Viewer, ids: readonly Id[]): Subject[] {
    return ids.filter((id) => this.isWatching(viewer, id)).map((id) => this.#byId.get(id)!.subject)
  }

  /** The subject is gone: whoever watched it watches it no more. Says who that was. */
  forget(id: Id): Viewer[] {
    return this.#withdraw(id, () => true)
  }

  /** The same for now: a member who asked for it by name keeps the seat, and meets it again when it may be seen. */
  hide(id: Id): Viewer[] {
    return this.#withdraw(id, ({ linkId }) => linkId !== undefined)
  }

  /** The technicians that are watched here, of one tenant or of all. */
  crew(tenantId?: number): Subject[] {
    if (!this.#sides.hasCrews) return []
    return [...this.#watched.values()]
      .filter(({ tenant: { id, side } }) => side === 'crew' && (tenantId === undefined || id === tenantId))
      .map(({ subject }) => subject)
  }

  /** What is being asked about technicians right now may be answered as it was before. */
  doubtCrew(tenantId?: number): void {
    this.#strangers.forget(
      (subject) => subject.kind === 'technician' && (tenantId === undefined || subject.tenantId === tenantId),
    )
  }

  /** It has another name, icon or colour: everybody who watches it is told. */
  async describeAgain(id: Id): Promise<void> {
    const watched = this.#byId.get(id)
    if (!watched) return
    const [shown] = await this.#options.describe([watched.subject])
    if (!shown || !this.#byId.has(id)) return
    watched.describe(shown)
    for (const room of watched.rooms) this.#introduce(watched, room)
  }

  lag(viewer: Viewer, since: number): void {
    this.#laggards.add(viewer, since)
    this.#arm()
  }

  frameBuilt(): void {
    this.#options.metrics.framesBuilt(1)
  }

  framesSent(count: number): void {
    this.#options.metrics.framesSent(count)
  }

  counts() {
    return {
      subjects: this.#watched.size,
      tenants: this.#sides.tenants,
      lagging: this.#laggards.size,
    }
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#strangers.close()
  }

  #move(watched: Watched, position: Position): void {
    const before = watched.newest
    if (!watched.advance(position)) return
    const { tenant } = watched
    if (tenant.everything !== undefined || tenant.tiles.size > 0) this.#place(watched, before, position)
    const { rooms } = watched
    for (let i = 0; i < rooms.length; i++)
      if (position.recordedAt >= rooms[i]!.since) this.#touch(rooms[i]!, watched)
  }

  /** Joins the rooms of the new place; those of the place just left get this one position more, then no other. */
  #place(watched: Watched, before: Position | null, now: Position): void {
    for (const room of watched.tenant.roomsAt(now)) this.#admit(watched, room)
    for (let i = watched.rooms.length - 1; i >= 0; i--) {
      const room = watched.rooms[i]!
      if (room.level < 0 || room.tile === tileAt(room.level, now.latE7, now.lonE7)) continue
      const wasThere = before !== null && room.tile === tileAt(room.level, before.latE7, before.lonE7)
      if (!wasThere && !room.pending.has(watched)) this.#expel(watched, room)
    }
  }

  #touch(room: Room, watched: Watched): void {
    if (!room.busy && room.sentIn !== this.#turn) {
      this.#flush(room, [watched])
      return
    }
    room.pending.add(watched)
    if (!room.busy) this.#keepBusy(room, 0)
  }

  #flush(room: Room, changed: readonly Watched[]): void {
    const before = this.#clock++
    for (let i = 0; i < changed.length; i++) changed[i]!.changed = this.#clock
    const { tickMs } = this.#options
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
    const delay = isBusy ? shortestPauseMs : Math.max(shortestPauseMs, this.#options.tickMs)
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
      this.#lagCheckAt = now + this.#options.tickMs
      this.#laggards.catchUp(this.#clock)
    }
    this.#arm()
  }

  #watch(shown: WatchedSubject): Watched {
    const { subject, newest } = shown
    const known = this.#watched.get(subject.key)
    if (known) {
      known.describe(shown)
      if (newest) this.#move(known, newest) // the store may know of one that did not reach this node
      return known
    }
    const tenant = this.#sides.open(subject.tenantId, sideOf(subject))
    const watched = new Watched(shown, ++this.#lastHandle, tenant)
    if (newest) watched.advance(newest)
    this.#watched.set(subject.key, watched)
    this.#byId.set(subject.id, watched)
    const named = tenant.subjects.get(subject.id) // whose viewers kept their seats while it was hidden
    if (named) this.#admit(watched, named)
    return watched
  }

  /** A stranger was described: it takes its place, and those who see that place meet it. */
  #meet({ shown, position }: { shown: WatchedSubject; position: Position }): void {
    const { subject } = shown
    if (!this.#sides.find(subject)?.awaits(subject.id, position)) return
    const watched = this.#watch({ ...shown, newest: null })
    this.#move(watched, position)
    if (watched.rooms.length === 0) this.#drop(watched)
  }

  #admit(watched: Watched, room: Room): void {
    if (room.members.has(watched)) return
    watched.rooms.push(room)
    this.#introduce(watched, room)
    if (watched.subject.kind === 'technician' && room.size > 0) this.#options.onMet?.(watched, room)
  }

  #introduce(watched: Watched, room: Room): void {
    const before = this.#clock++
    room.members.set(watched, this.#clock)
    if (room.size > 0) room.introduce(watched, before, this)
  }

  #withdraw(id: Id, isLeft: (room: Room) => boolean): Viewer[] {
    this.#strangers.forget((subject) => subject.id === id)
    const watched = this.#byId.get(id)
    if (!watched) return []
    const viewers = new Set(watched.rooms.flatMap((room) => room.viewers))
    for (const room of [...watched.rooms]) this.#expel(watched, room)
    for (const viewer of viewers) {
      const own = viewer.seats.map(({ room }) => room).filter(({ subjectId }) => subjectId === id)
      this.leave(viewer, own.filter(isLeft))
    }
    return [...viewers]
  }

  #expel(watched: Watched, room: Room): void {
    const at = watched.rooms.indexOf(room)
    if (at >= 0) watched.rooms.splice(at, 1)
    room.members.delete(watched)
    room.pending.delete(watched)
    if (watched.rooms.length === 0) this.#drop(watched)
  }

  #drop(watched: Watched): void {
    this.#watched.delete(watched.subject.key)
    this.#byId.delete(watched.subject.id)
  }

  #seat(viewer: Viewer, rooms: readonly Room[], subjects: LiveSubject[]): Opened {
    for (const room of rooms) {
      if (!viewer.seats.some((seat) => seat.room === room)) room.seatsFor(viewer).add(viewer)
      viewer.seats.push({ room, since: this.#clock })
    }
    // Until the snapshot has gone out, frames must not overtake it.
    this.lag(viewer, this.#clock)
    return { rooms, subjects }
  }

  #close(room: Room): void {
    const { tenant } = room
    tenant.close(room)
    for (const watched of [...room.members.keys()]) this.#expel(watched, room)
    if (tenant.isEmpty) this.#sides.close(tenant)
  }
}

/** Under the name that a link gives; members may be told another one of the same subject. */
const presentedAs = (
  watched: Watched,
  { name, shownAs, icon, color, trail }: WatchedSubject,
): LiveSubject => ({
  ...watched.present(trail),
  name: shownAs ?? name,
  icon,
  color,
})

const presented = (watched: Watched): LiveSubject => watched.present()
