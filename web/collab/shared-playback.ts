import { correction, positionAt } from '../../domain/sessions/playback.ts'
import type { PlaybackView } from '../../domain/sessions/schema.ts'
import type { Playback } from '../../domain/sessions/session.ts'

export interface PlaybackEvents {
  /** Whether this participant may lead; otherwise the own player is one's own business. */
  readonly mayLead: () => boolean
  readonly onSet: (to: { playing: boolean; position_ms: number; rate: number }) => void
  /** Milliseconds since 1970 UTC, by the server's clock. */
  readonly now: () => number
}

/** How often the own player is compared with the others'. */
const comparedEveryMs = 1_000
/** What a player does by itself after it was told to is nobody's wish. */
const ownDoingMs = 400

/** Keeps one player with everybody's: whoever presses play, pauses or jumps leads. */
export const sharePlayback = (player: HTMLMediaElement, { mayLead, onSet, now }: PlaybackEvents) => {
  let shared: Playback | null = null
  let actedAt = 0

  const acting = (act: () => void): void => {
    actedAt = performance.now()
    act()
  }
  const isOwnDoing = () => performance.now() - actedAt < ownDoingMs
  const led = (): void => {
    if (isOwnDoing() || !mayLead()) return
    onSet({
      playing: !player.paused,
      position_ms: Math.round(player.currentTime * 1000),
      rate: shared?.rate ?? 1,
    })
  }
  const compare = (): void => {
    if (!shared) return
    const { isPlaying, rate } = shared
    if (isPlaying && player.paused && !player.ended) acting(() => void player.play().catch(() => {}))
    if (!isPlaying && !player.paused) acting(() => player.pause())
    const needed = correction(shared, player.currentTime * 1000, now())
    if (needed.kind === 'seek') acting(() => (player.currentTime = needed.positionMs / 1000))
    const wanted = needed.kind === 'nudge' ? needed.rate : rate
    if (player.playbackRate !== wanted) player.playbackRate = wanted
  }

  const heard = ['play', 'pause', 'seeked'] as const
  for (const name of heard) player.addEventListener(name, led)
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
      for (const name of heard) player.removeEventListener(name, led)
    },
  }
}
export type SharedPlayback = ReturnType<typeof sharePlayback>
