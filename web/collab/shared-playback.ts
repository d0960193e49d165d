import { correction, positionAt } from '../../domain/sessions/playback.ts'
import type { PlaybackView } from '../../domain/sessions/schema.ts'
import type { Playback } from '../../domain/sessions/session.ts'

export interface PlaybackEvents {
  /** Whether this participant may lead; otherwise the own player is one's own business. */
  readonly mayLead: () => boolean
  /** Answers whether it was taken. */
  readonly onSet: (to: { playing: boolean; position_ms: number; rate: number }) => Promise<boolean>
  /** Milliseconds since 1970 UTC, by the server's clock. */
  readonly now: () => number
}

/** How often the own player is compared with the others'. */
const comparedEveryMs = 1_000
/** Further from where all are than a correction leaves it, while it plays and while it rests: somebody jumped. */
const jumpedMs = { playing: 1_500, resting: 250 }

/** Keeps one player with everybody's: whoever presses play, pauses or jumps leads. */
export const sharePlayback = (player: HTMLMediaElement, { mayLead, onSet, now }: PlaybackEvents) => {
  let shared: Playback | null = null

  /** What the player does because it was told to makes it as all are; only what does not is somebody's wish. */
  const isWish = (): boolean => {
    if (player.ended || player.seeking) return false
    if (!shared) return !player.paused || player.currentTime > 0
    if (shared.isPlaying === player.paused) return true
    const jumped = shared.isPlaying ? jumpedMs.playing : jumpedMs.resting
    return Math.abs(positionAt(shared, now()) - player.currentTime * 1000) > jumped
  }
  const led = async (): Promise<void> => {
    if (!mayLead() || !isWish()) return
    const before = shared
    const to = {
      playing: !player.paused,
      position_ms: Math.round(player.currentTime * 1000),
      rate: shared?.rate ?? 1,
    }
    // Until the others are told, it is not taken back either.
    const led = { isPlaying: to.playing, positionMs: to.position_ms, rate: to.rate, at: now() }
    const wish: Playback = { leaderId: before?.leaderId ?? '', ...led }
    shared = wish
    if (!(await onSet(to)) && shared === wish) {
      shared = before
      compare()
    }
  }
  const compare = (): void => {
    if (!shared) return
    const { isPlaying, rate } = shared
    const needed = correction(shared, player.currentTime * 1000, now())
    if (needed.kind === 'seek' && !player.seeking) player.currentTime = needed.positionMs / 1000
    if (isPlaying && player.paused && !player.ended) void player.play().catch(() => {})
    if (!isPlaying && !player.paused) player.pause()
    const wanted = needed.kind === 'nudge' ? needed.rate : rate
    if (player.playbackRate !== wanted) player.playbackRate = wanted
  }

  const heard = ['play', 'pause', 'seeked'] as const
  const onHeard = () => void led()
  for (const name of heard) player.addEventListener(name, onHeard)
  const timer = setInterval(compare, comparedEveryMs)

  return {
    take(playback: PlaybackView | null): void {
      shared = playback && {
        leaderId: playback.leader_id,
        isPlaying: playback.playing,
        positionMs: playback.position_ms,
        rate: playback.rate,
        at: playback.at,
      }
      compare()
    },
    positionMs: () => (shared ? positionAt(shared, now()) : player.currentTime * 1000),
    close(): void {
      clearInterval(timer)
      for (const name of heard) player.removeEventListener(name, onHeard)
    },
  }
}
export type SharedPlayback = ReturnType<typeof sharePlayback>
