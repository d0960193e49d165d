import type { PlaybackThen } from '../pages/collab/replay-props.ts'
import { type Speed, skippedTo } from '../pages/collab/replay-time.ts'

/** What the time of a replay goes by. */
export interface ReplayTime {
  t: number
  isPlaying: boolean
  speed: Speed
  skipsIdle: boolean
}

export interface Ahead {
  readonly durationMs: number
  /** Beyond this nothing is known yet: the time waits. */
  readonly knownUntil: number
  readonly nextAfter: (t: number) => number | undefined
  readonly playbackAt: (t: number) => PlaybackThen | null
}

/** The moment that is seen after `passedMs` of the watcher's own time. It stops at the end. */
export const goOn = (time: ReplayTime, passedMs: number, ahead: Ahead): void => {
  if (!time.isPlaying) return
  let t = time.t + passedMs * time.speed
  if (time.skipsIdle) t = skippedTo(t, ahead.nextAfter(t) ?? nothingMore(t, ahead), ahead.playbackAt(t))
  time.t = Math.min(t, ahead.durationMs, ahead.knownUntil)
  if (time.t >= ahead.durationMs) time.isPlaying = false
}

/** Where nothing more comes the end does. */
const nothingMore = (t: number, { durationMs, knownUntil }: Ahead): number | undefined =>
  knownUntil > durationMs && durationMs > t ? durationMs : undefined
