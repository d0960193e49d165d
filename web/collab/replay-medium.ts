import type { PlaybackThen } from '../pages/collab/replay-props.ts'
import { mediumAt } from '../pages/collab/replay-time.ts'

/** A player that is further off than this is put where it belongs. */
const unnoticedMs = 400

/** Lets a video or a sound play as it did for all. The replay alone leads it. */
export const followMedium = (
  player: HTMLMediaElement,
  playback: PlaybackThen | null,
  t: number,
  { isPlaying, speed }: { readonly isPlaying: boolean; readonly speed: number },
): void => {
  player.controls = false
  const wanted = (playback ? mediumAt(playback, t) : 0) / 1000
  const end = Number.isFinite(player.duration) ? player.duration : Number.POSITIVE_INFINITY
  const place = Math.min(wanted, end)
  const plays = isPlaying && playback?.to.playing === true && wanted < end
  const offMs = Math.abs(player.currentTime - place) * 1000
  if (offMs > (plays ? unnoticedMs * Math.max(1, speed) : 20)) player.currentTime = place
  const rate = Math.min(16, speed * (playback?.to.rate ?? 1))
  if (player.playbackRate !== rate) player.playbackRate = rate
  if (plays && player.paused) player.play().catch(() => {}) // a browser that lets nothing sound by itself
  if (!plays && !player.paused) player.pause()
}
