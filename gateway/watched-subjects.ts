import type { WatchedSubject } from '../domain/live/ports.ts'
import type { Position, Subject } from '../domain/positions/position.ts'
import type { Id } from '../domain/schema.ts'
import type { Pace } from './pace.ts'
import type { Room } from './room.ts'
import { type Sides, sideOf } from './sides.ts'
import { createStrangers, type Met } from './strangers.ts'
import { tileAt } from './tiles.ts'
import type { Viewer } from './viewer.ts'
import { Watched } from './watched.ts'

export interface WatchedSubjectsOptions {
  /** What viewers are told about subjects that turn up in a fleet or a viewport. */
  readonly describe: (subjects: readonly Subject[]) => Promise<readonly WatchedSubject[]>
  /** A technician came into a room: whoever is in it is on record for having seen them. */
  readonly onMet?: (technician: Watched, room: Room) => void
}

/**
 * The subjects that somebody on this node watches, and the rooms in which each is seen now. A position of any other
 * subject costs a look into a map.
 */
export class WatchedSubjects {
  readonly #sides: Sides
  readonly #pace: Pace
  readonly #describe: WatchedSubjectsOptions['describe']
  readonly #onMet: WatchedSubjectsOptions['onMet']
  readonly #byKey = new Map<number, Watched>()
  readonly #byId = new Map<Id, Watched>()
  readonly #strangers: ReturnType<typeof createStrangers>
  #lastHandle = 0

  constructor(sides: Sides, pace: Pace, { describe, onMet }: WatchedSubjectsOptions) {
    this.#sides = sides
    this.#pace = pace
    this.#describe = describe
    this.#onMet = onMet
    this.#strangers = createStrangers(describe, (met) => this.#meet(met))
  }

  get size(): number {
    return this.#byKey.size
  }

  find(id: Id): Watched | undefined {
    return this.#byId.get(id)
  }

  publish(subject: Subject, position: Position): void {
    const watched = this.#byKey.get(subject.key)
    if (watched !== undefined) this.#move(watched, position)
    else if (this.#sides.find(subject)?.awaits(subject.id, position)) this.#strangers.add(subject, position)
  }

  /** Watches it from now on. Whoever asks admits it to a room, or drops it again. */
  watch(shown: WatchedSubject): Watched {
    const { subject, newest } = shown
    const known = this.#byKey.get(subject.key)
    if (known) {
      known.describe(shown)
      if (newest) this.#move(known, newest) // the store may know of one that did not reach this node
      if (known.rooms.length > 0) return known // and with that one it may have left the last room
    }
    const tenant = this.#sides.open(subject.tenantId, sideOf(subject))
    const watched = new Watched(shown, ++this.#lastHandle, tenant)
    if (newest) watched.advance(newest)
    this.#byKey.set(subject.key, watched)
    this.#byId.set(subject.id, watched)
    const named = tenant.subjects.get(subject.id) // whose viewers kept their seats while it was hidden
    if (named) this.admit(watched, named)
    return watched
  }

  admit(watched: Watched, room: Room): void {
    if (room.members.has(watched)) return
    watched.rooms.push(room)
    this.#pace.introduce(watched, room)
    if (watched.subject.kind === 'technician' && room.size > 0) this.#onMet?.(watched, room)
  }

  expel(watched: Watched, room: Room): void {
    const at = watched.rooms.indexOf(room)
    if (at >= 0) watched.rooms.splice(at, 1)
    room.members.delete(watched)
    room.pending.delete(watched)
    this.dropUnseen(watched)
  }

  /** Forgets it unless there is a room in which it is seen. */
  dropUnseen(watched: Watched): void {
    if (watched.rooms.length > 0) return
    this.#byKey.delete(watched.subject.key)
    this.#byId.delete(watched.subject.id)
  }

  /** It is seen in no room any more. Says who saw it. */
  withdraw(id: Id): Viewer[] {
    this.#strangers.forget((subject) => subject.id === id)
    const watched = this.#byId.get(id)
    if (!watched) return []
    const viewers = new Set(watched.rooms.flatMap((room) => room.viewers))
    for (const room of [...watched.rooms]) this.expel(watched, room)
    return [...viewers]
  }

  /** The technicians among them, of one tenant or of all. */
  crew(tenantId?: number): Subject[] {
    if (!this.#sides.hasCrews) return []
    return [...this.#byKey.values()]
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
    const [shown] = await this.#describe([watched.subject])
    if (!shown || !this.#byId.has(id)) return
    watched.describe(shown)
    for (const room of watched.rooms) this.#pace.introduce(watched, room)
  }

  close(): void {
    this.#strangers.close()
  }

  #move(watched: Watched, position: Position): void {
    const before = watched.newest
    if (!watched.advance(position)) return
    const { tenant } = watched
    if (tenant.everything !== undefined || tenant.tiles.size > 0) this.#place(watched, before, position)
    const { rooms } = watched
    for (let i = 0; i < rooms.length; i++)
      if (position.recordedAt >= rooms[i]!.since) this.#pace.touch(rooms[i]!, watched)
  }

  /** Joins the rooms of the new place; those of the place just left get this one position more, then no other. */
  #place(watched: Watched, before: Position | null, now: Position): void {
    for (const room of watched.tenant.roomsAt(now)) this.admit(watched, room)
    for (let i = watched.rooms.length - 1; i >= 0; i--) {
      const room = watched.rooms[i]!
      if (room.level < 0 || room.tile === tileAt(room.level, now.latE7, now.lonE7)) continue
      const wasThere = before !== null && room.tile === tileAt(room.level, before.latE7, before.lonE7)
      if (!wasThere && !room.pending.has(watched)) this.expel(watched, room)
    }
  }

  /** A stranger was described: it takes its place, and those who see that place meet it. */
  #meet({ shown, position }: Met): void {
    const { subject } = shown
    if (!this.#sides.find(subject)?.awaits(subject.id, position)) return
    const watched = this.watch({ ...shown, newest: null })
    this.#move(watched, position)
    this.dropUnseen(watched)
  }
}
