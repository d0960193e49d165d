import type { WatchedSubject } from '../domain/live/ports.ts'
import type { Position, Subject } from '../domain/positions/position.ts'
import { type LivePosition, presentLive } from '../domain/positions/schema.ts'
import type { LiveSubject } from '../domain/protocol.ts'
import type { SerialId } from '../domain/schema.ts'
import { positionHead, positionText } from './frames.ts'
import type { Room } from './room.ts'
import type { TenantRooms } from './tenant-rooms.ts'

/** A subject that somebody on this node watches, with its newest position. */
export class Watched {
  newest: Position | null = null
  /** When, on the hub's clock of changes, the newest position last went into a frame. */
  changed = 0
  readonly rooms: Room[] = []
  readonly handle: number
  readonly tenant: TenantRooms
  #shown: WatchedSubject
  readonly #head: string
  #text: string | null = null

  constructor(shown: WatchedSubject, handle: number, tenant: TenantRooms) {
    this.#shown = shown
    this.handle = handle
    this.tenant = tenant
    this.#head = positionHead(shown.subject.id)
  }

  get subject(): Subject {
    return this.#shown.subject
  }

  /** Of a technician: who it is. */
  get userId(): SerialId | undefined {
    return this.#shown.userId
  }

  /** False for a position that is not newer than what is known: the live marker never moves back in time. */
  advance(position: Position): boolean {
    if (this.newest !== null && position.recordedAt <= this.newest.recordedAt) return false
    this.newest = position
    this.#text = null
    return true
  }

  /** Its name, icon or colour was changed. */
  describe(shown: WatchedSubject): void {
    this.#shown = shown
  }

  /** Kept only where several rooms send it: most subjects have one, and a text that lives on is work for the GC. */
  text(): string {
    if (this.rooms.length < 2) return positionText(this.#head, this.newest!)
    this.#text ??= positionText(this.#head, this.newest!)
    return this.#text
  }

  /** The newest position, where it is not from before `since` (ms). */
  positionSince(since: number): LivePosition | null {
    return this.newest && this.newest.recordedAt >= since ? presentLive(this.subject.id, this.newest) : null
  }

  present(trail?: readonly Position[]): LiveSubject {
    const { subject, name, icon, color } = this.#shown
    return {
      id: subject.id,
      kind: subject.kind,
      name,
      icon,
      color,
      handle: this.handle,
      position: this.newest && presentLive(subject.id, this.newest),
      ...(trail && { trail: trail.map((position) => presentLive(subject.id, position)) }),
    }
  }
}
