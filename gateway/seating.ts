import type { Pace } from './pace.ts'
import type { Room } from './room.ts'
import type { Sides } from './sides.ts'
import type { Viewer } from './viewer.ts'
import type { WatchedSubjects } from './watched-subjects.ts'

/** Who sits in which room. A room that the last viewer leaves is closed, and what was seen only there is forgotten. */
export class Seating {
  readonly #sides: Sides
  readonly #subjects: WatchedSubjects
  readonly #pace: Pace

  constructor(sides: Sides, subjects: WatchedSubjects, pace: Pace) {
    this.#sides = sides
    this.#subjects = subjects
    this.#pace = pace
  }

  enter(viewer: Viewer, rooms: readonly Room[]): void {
    for (const room of rooms) {
      if (!viewer.seats.some((seat) => seat.room === room)) room.seatsFor(viewer).add(viewer)
      viewer.seats.push({ room, since: this.#pace.clock })
    }
    // Until the snapshot has gone out, frames must not overtake it.
    this.#pace.lag(viewer, this.#pace.clock)
  }

  leave(viewer: Viewer, rooms: readonly Room[]): void {
    for (const room of rooms) {
      const at = viewer.seats.findIndex((seat) => seat.room === room)
      if (at < 0) continue
      viewer.seats.splice(at, 1)
      if (!viewer.seats.some((seat) => seat.room === room)) this.#standUp(viewer, room)
    }
  }

  leaveAll(viewer: Viewer): void {
    // A room without anybody is closed already: another subscription had it too.
    for (const { room } of viewer.seats) if (room.size > 0) this.#standUp(viewer, room)
    viewer.seats = [] // and the list of those who lag forgets it at its next turn
  }

  #standUp(viewer: Viewer, room: Room): void {
    room.seatsFor(viewer).remove(viewer)
    if (room.size === 0) this.#close(room)
  }

  #close(room: Room): void {
    const { tenant } = room
    tenant.close(room)
    for (const watched of [...room.members.keys()]) this.#subjects.expel(watched, room)
    if (tenant.isEmpty) this.#sides.close(tenant)
  }
}
