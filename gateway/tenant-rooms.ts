import type { Position, Subject } from '../domain/positions/position.ts'
import type { Id } from '../domain/schema.ts'
import { Room } from './room.ts'
import { everythingRoom, linkRoom, type Side, subjectRoom, tileRoom } from './rooms.ts'
import { tileAt } from './tiles.ts'

/**
 * Half of the rooms of one tenant: those of its vehicles, which all members share, or those of its technicians, which only
 * dispatchers enter, but for the room of one subject. Of each side: everything, tiles of the map, single subjects.
 */
export class TenantRooms {
  everything: Room | undefined
  /** By level of the map, then by tile; only what somebody looks at. */
  readonly tiles = new Map<number, Map<number, Room>>()
  readonly subjects = new Map<Id, Room>()
  /** By link, of those that show a visit. */
  readonly links = new Map<Id, Room>()
  readonly id: number
  readonly side: Side

  constructor(id: number, side: Side) {
    this.id = id
    this.side = side
  }

  openSubject(subject: Subject): Room {
    let room = this.subjects.get(subject.id)
    if (!room) {
      room = new Room(subjectRoom(subject), this, subject.id)
      this.subjects.set(subject.id, room)
    }
    return room
  }

  openLink(linkId: Id, subject: Subject, since: number): Room {
    let room = this.links.get(linkId)
    if (!room) {
      room = new Room(linkRoom(this.id, linkId), this, subject.id)
      room.linkId = linkId
      this.links.set(linkId, room)
    }
    room.since = since
    return room
  }

  openEverything(): Room {
    this.everything ??= new Room(everythingRoom(this.id, this.side), this)
    return this.everything
  }

  openTile(level: number, tile: number): Room {
    let tiles = this.tiles.get(level)
    if (!tiles) {
      tiles = new Map()
      this.tiles.set(level, tiles)
    }
    let room = tiles.get(tile)
    if (!room) {
      room = new Room(tileRoom(this.id, this.side, level, tile), this, undefined, level, tile)
      tiles.set(tile, room)
    }
    return room
  }

  close(room: Room): void {
    if (room === this.everything) this.everything = undefined
    if (room.linkId) this.links.delete(room.linkId)
    else if (room.subjectId) this.subjects.delete(room.subjectId)
    const tiles = this.tiles.get(room.level)
    if (tiles?.delete(room.tile) && tiles.size === 0) this.tiles.delete(room.level)
  }

  get isEmpty(): boolean {
    const { everything, subjects, links, tiles } = this
    return everything === undefined && subjects.size === 0 && links.size === 0 && tiles.size === 0
  }

  /** The rooms in which somebody sees this place. */
  roomsAt({ latE7, lonE7 }: Position): Room[] {
    const rooms = this.everything ? [this.everything] : []
    for (const [level, tiles] of this.tiles) {
      const room = tiles.get(tileAt(level, latE7, lonE7))
      if (room) rooms.push(room)
    }
    return rooms
  }

  isSeenAt({ latE7, lonE7 }: Position): boolean {
    if (this.everything) return true
    for (const [level, tiles] of this.tiles) if (tiles.has(tileAt(level, latE7, lonE7))) return true
    return false
  }

  /** Somebody sees this place, or asked for the technician by name and kept their seat while nobody might be shown. */
  awaits(id: Id, position: Position): boolean {
    return this.isSeenAt(position) || (this.side === 'crew' && this.subjects.has(id))
  }
}
