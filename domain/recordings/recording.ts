import type { Id, SerialId } from '../schema.ts'
import type { CursorView, PlaybackView } from '../sessions/schema.ts'

/** A stretch of a session that is kept to be seen again: what moved. What was said stands in the session's log. */
export interface Recording {
  readonly id: Id
  readonly sessionId: Id
  readonly tenantId: SerialId
  /** The participant who began it. */
  readonly startedBy: Id | null
  readonly startedAt: Date
  /** `null`: it goes on. The end of its session is the end of a recording that nobody stopped. */
  readonly stoppedAt: Date | null
  /** The first and the last entry of the log that belong to it. */
  readonly firstSeq: number
  readonly lastSeq: number | null
  /** Bytes of movements so far. */
  readonly size: number
  /** It had no room for something: what moved since is not kept. */
  readonly isTruncated: boolean
}

/** What moved, `t` milliseconds after the recording began. */
export type Movement =
  | ({ readonly t: number; readonly kind: 'cursor' } & CursorView)
  | { readonly t: number; readonly kind: 'cursor_left'; readonly id: Id }
  | {
      readonly t: number
      readonly kind: 'view'
      readonly id: Id
      readonly x: number
      readonly y: number
      readonly zoom: number
      readonly page?: number | undefined
      readonly time_ms?: number | undefined
    }
  | { readonly t: number; readonly kind: 'joined' | 'left'; readonly id: Id }
  | { readonly t: number; readonly kind: 'playback'; readonly playback: PlaybackView }
  /** A change of the shared document, base64; the first one is the whole document as it was. */
  | { readonly t: number; readonly kind: 'document'; readonly update: string }

/** A cursor is kept this often at most: enough to follow with the eye, a sixth of what is shown live. */
export const keptEveryMs = 200
/** What moved is kept up to this many bytes of a recording; what is said goes on being logged. */
export const mostBytes = 64 * 1024 * 1024
/** A recording that nobody stops ends by itself. */
export const longestMs = 8 * 3_600_000

/** A part of the session's life that was kept, in one write. */
export interface Chunk {
  readonly fromMs: number
  readonly toMs: number
  readonly movements: readonly Movement[]
}

/**
 * Lets through what is kept of the cursors and views of one session: of each participant and kind the newest, every
 * `keptEveryMs`. What is held back comes with `due`, so that the last place is never lost.
 */
export class Thinning {
  readonly #keptAt = new Map<string, number>()
  readonly #held = new Map<string, Movement>()

  /** `true`: keep it now. Otherwise it is held, and replaces what was. */
  offer(key: string, movement: Movement): boolean {
    const last = this.#keptAt.get(key)
    if (last !== undefined && movement.t - last < keptEveryMs) {
      this.#held.set(key, movement)
      return false
    }
    this.#held.delete(key)
    this.#keptAt.set(key, movement.t)
    return true
  }

  /** What was held back long enough at `t`, oldest first; all of it at the end of time. */
  due(t: number): Movement[] {
    const due: Movement[] = []
    for (const [key, movement] of this.#held) {
      if (t - (this.#keptAt.get(key) ?? 0) < keptEveryMs) continue
      this.#held.delete(key)
      this.#keptAt.set(key, movement.t)
      due.push(movement)
    }
    return due.sort((a, b) => a.t - b.t)
  }

  isHolding(): boolean {
    return this.#held.size > 0
  }

  forget(key: string): void {
    this.#held.delete(key)
    this.#keptAt.delete(key)
  }
}
