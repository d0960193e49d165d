import type { PlaybackThen } from './replay-props.ts'

export const speeds = [0.5, 1, 2, 4, 8] as const
export type Speed = (typeof speeds)[number]

/** Nothing happens for longer than this: it may be skipped. */
export const idleMs = 4_000
/** So much is seen before something happens again. */
const leadMs = 1_000

/** Where to go on from, where it is idle and idle time is skipped; `next`: when something happens again. */
export const skippedTo = (t: number, next: number | undefined, playback: PlaybackThen | null): number => {
  if (next === undefined || playback?.to.playing) return t
  return next - t > idleMs ? next - leadMs : t
}

/** "03:12", "1:02:03" for what takes an hour or more. */
export const timeText = (ms: number, wholeMs = ms): string => {
  const seconds = Math.floor(ms / 1000)
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  const rest = `${two((seconds / 60) % 60)}:${two(seconds % 60)}`
  return wholeMs >= 3_600_000 ? `${Math.floor(seconds / 3600)}:${rest}` : rest
}

/** Where the medium was (ms) at moment `t` of the replay. */
export const mediumAt = ({ to, since }: PlaybackThen, t: number): number =>
  to.playing ? to.position_ms + Math.max(0, t - since) * to.rate : to.position_ms
