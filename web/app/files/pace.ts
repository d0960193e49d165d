/** How fast bytes go, from what was sent lately; a burst or a pause of a second does not make the number jump. */
export const createPace = (windowMs = 8_000) => {
  let samples: { at: number; sent: number }[] = []
  return {
    note(at: number, sent: number): void {
      if (sent < (samples.at(-1)?.sent ?? 0)) samples = [] // it went on from an earlier byte
      samples.push({ at, sent })
      const first = samples.findLastIndex((one) => one.at <= at - windowMs)
      if (first > 0) samples = samples.slice(first)
    },
    /** Bytes a second; 0 as long as nothing is known. */
    speed(): number {
      const [first, last] = [samples[0], samples.at(-1)]
      if (!first || !last || last.at - first.at < 500) return 0
      return ((last.sent - first.sent) * 1000) / (last.at - first.at)
    },
    reset(): void {
      samples = []
    },
  }
}
export type Pace = ReturnType<typeof createPace>

/** Milliseconds until the rest has gone, or null as long as nobody can say. */
export const timeLeft = (bytesLeft: number, speed: number): number | null =>
  speed > 0 ? Math.ceil((bytesLeft / speed) * 1000) : null

/** How long to wait before the next try, in milliseconds: longer each time, at most half a minute. */
export const waitBefore = (attempt: number): number => Math.min(30_000, 1_000 * 2 ** Math.max(0, attempt - 1))
