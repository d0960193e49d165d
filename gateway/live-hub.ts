import type { WatchedSubject } from '../domain/live/ports.ts'
import type { Position, Subject } from '../domain/positions/position.ts'
import type { LiveSubject } from '../domain/protocol.ts'
import type { Id } from '../domain/schema.ts'
import { Pace, type PaceOptions } from './pace.ts'
import type { Room } from './room.ts'
import type { Side } from './rooms.ts'
import { Seating } from './seating.ts'
import { Sides } from './sides.ts'
import { type Box, coverOf, tileAt } from './tiles.ts'
import type { Viewer } from './viewer.ts'
import type { Watched } from './watched.ts'
import { WatchedSubjects, type WatchedSubjectsOptions } from './watched-subjects.ts'

export interface HubOptions extends PaceOptions, WatchedSubjectsOptions {
  /** The first viewer of a tenant came to this node, or the last one left. */
  readonly onTenant: (tenantId: number, isWatched: boolean) => void
}

/** What a subscription opened: the rooms to leave again, and what stands in the snapshot. */
export interface Opened {
  readonly rooms: readonly Room[]
  readonly subjects: LiveSubject[]
}

/** The live positions of one node. It holds only what somebody here watches. */
export class LiveHub {
  readonly #sides: Sides
  readonly #pace: Pace
  readonly #subjects: WatchedSubjects
  readonly #seating: Seating

  constructor(options: HubOptions) {
    this.#sides = new Sides(options.onTenant)
    this.#pace = new Pace(options)
    this.#subjects = new WatchedSubjects(this.#sides, this.#pace, options)
    this.#seating = new Seating(this.#sides, this.#subjects, this.#pace)
  }

  publish(subject: Subject, position: Position): void {
    this.#subjects.publish(subject, position)
  }

  openSubjects(viewer: Viewer, shown: readonly WatchedSubject[]): Opened {
    const opened = shown.map((one) => {
      const watched = this.#subjects.watch(one)
      const room = watched.tenant.openSubject(watched.subject)
      this.#subjects.admit(watched, room)
      return { room, subject: watched.present(one.trail) }
    })
    return this.#seatInEach(viewer, opened)
  }

  /**
   * A technician as a link shows them: under the name that the link gives, and from `since` (ms) on. What the hub knows
   * of them otherwise, for members who watch them too, is not told.
   */
  openLink(viewer: Viewer, linkId: Id, shown: readonly WatchedSubject[], since: number): Opened {
    const opened = shown.map((one) => {
      const watched = this.#subjects.watch(one)
      const room = watched.tenant.openLink(linkId, watched.subject, since)
      this.#subjects.admit(watched, room)
      return { room, subject: { ...presentedAs(watched, one), position: watched.positionSince(since) } }
    })
    return this.#seatInEach(viewer, opened)
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
      const watched = this.#subjects.watch(one)
      const { everything } = watched.tenant
      if (everything) this.#subjects.admit(watched, everything)
    }
    return this.#seatIn(viewer, rooms)
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
      const watched = this.#subjects.watch(one)
      const place = watched.newest
      const room = place && watched.tenant.tiles.get(level)?.get(tileAt(level, place.latE7, place.lonE7))
      if (room) this.#subjects.admit(watched, room)
      else this.#subjects.dropUnseen(watched)
    }
    return this.#seatIn(viewer, rooms)
  }

  /** Leaves rooms that a subscription opened; a room that another one opened too stays. */
  leave(viewer: Viewer, rooms: readonly Room[]): void {
    this.#seating.leave(viewer, rooms)
  }

  /** Nothing is written to the viewer any more once this returns. */
  leaveAll(viewer: Viewer): void {
    this.#seating.leaveAll(viewer)
  }

  isWatching(viewer: Viewer, id: Id): boolean {
    const watched = this.#subjects.find(id)
    return watched !== undefined && viewer.seats.some(({ room }) => room.members.has(watched))
  }

  /** What the viewer may ask the past of. */
  subjectsOf(viewer: Viewer, ids: readonly Id[]): Subject[] {
    return ids.filter((id) => this.isWatching(viewer, id)).map((id) => this.#subjects.find(id)!.subject)
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
    return this.#subjects.crew(tenantId)
  }

  /** What is being asked about technicians right now may be answered as it was before. */
  doubtCrew(tenantId?: number): void {
    this.#subjects.doubtCrew(tenantId)
  }

  /** It has another name, icon or colour: everybody who watches it is told. */
  describeAgain(id: Id): Promise<void> {
    return this.#subjects.describeAgain(id)
  }

  counts() {
    return {
      subjects: this.#subjects.size,
      tenants: this.#sides.tenants,
      lagging: this.#pace.lagging,
    }
  }

  close(): void {
    this.#pace.close()
    this.#subjects.close()
  }

  /** Rooms of one subject each. */
  #seatInEach(viewer: Viewer, opened: readonly { room: Room; subject: LiveSubject }[]): Opened {
    const rooms = opened.map(({ room }) => room)
    this.#seating.enter(viewer, rooms)
    return { rooms, subjects: opened.map(({ subject }) => subject) }
  }

  /** Rooms that show whoever is there. */
  #seatIn(viewer: Viewer, rooms: readonly Room[]): Opened {
    const seen = new Set(rooms.flatMap((room) => [...room.members.keys()]))
    this.#seating.enter(viewer, rooms)
    return { rooms, subjects: [...seen].map((watched) => watched.present()) }
  }

  #withdraw(id: Id, isLeft: (room: Room) => boolean): Viewer[] {
    const viewers = this.#subjects.withdraw(id)
    for (const viewer of viewers) {
      const own = viewer.seats.map(({ room }) => room).filter(({ subjectId }) => subjectId === id)
      this.leave(viewer, own.filter(isLeft))
    }
    return viewers
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
