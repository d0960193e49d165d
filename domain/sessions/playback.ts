import type { Playback } from './session.ts'

/** Where a medium that plays for all is at `now` (ms since 1970 UTC, the server's clock), in milliseconds. */
export const positionAt = ({ isPlaying, positionMs, rate, at }: Playback, now: number): number =>
  isPlaying ? positionMs + Math.max(0, now - at) * rate : positionMs

/** What brings a player back to the others: nothing, a rate a little off for a while, or a jump. */
export type Correction =
  | { readonly kind: 'none' }
  | { readonly kind: 'nudge'; readonly rate: number }
  | { readonly kind: 'seek'; readonly positionMs: number }

/** Nobody hears or sees that two players are this far apart. */
export const unnoticedMs = 80
/** Further apart than this, catching up would take too long. */
export const seekBeyondMs = 1_000
/** A rate this much off is not heard. */
export const nudgeBy = 0.05

/** A medium at rest stands exactly where it was put; one that plays is nudged, and sought only where it is far off. */
export const correction = (playback: Playback, localPositionMs: number, now: number): Correction => {
  const wanted = positionAt(playback, now)
  const ahead = localPositionMs - wanted
  if (Math.abs(ahead) > seekBeyondMs || (!playback.isPlaying && Math.abs(ahead) > unnoticedMs))
    return { kind: 'seek', positionMs: wanted }
  if (Math.abs(ahead) <= unnoticedMs) return { kind: 'none' }
  return { kind: 'nudge', rate: playback.rate * (ahead > 0 ? 1 - nudgeBy : 1 + nudgeBy) }
}
