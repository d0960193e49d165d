/** A small generator of numbers that are the same for the same seed (mulberry32). */
export const randomOf = (seed: number) => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  /** A whole number from 0 up to, not including, `end`. */
  const below = (end: number): number => Math.floor(next() * end)
  return {
    next,
    below,
    chance: (share: number): boolean => next() < share,
    one: <T>(values: readonly T[]): T => values[below(values.length)]!,
  }
}
export type Random = ReturnType<typeof randomOf>
