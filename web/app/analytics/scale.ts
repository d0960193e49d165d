/** Round numbers from 0 to at least `most`, evenly apart: what an axis says. Counts are whole. */
export const ticksFor = (most: number, about = 4): readonly number[] => {
  const step = niceStep(Math.max(1, most) / about)
  const count = Math.max(1, Math.ceil(Math.max(1, most) / step))
  return Array.from({ length: count + 1 }, (_, i) => i * step)
}

const niceStep = (rough: number): number => {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)))
  const nice = [1, 2, 5, 10].find((one) => one * power >= rough) ?? 10
  return nice * power
}

/** Which of five steps a number is on, 1 to 5; 0 for nothing. By its logarithm: one country often has nearly all. */
export const stepOf = (value: number, most: number): number => {
  if (value <= 0) return 0
  if (most <= 1) return 5
  return 1 + Math.round((4 * Math.log(value)) / Math.log(most))
}

/** By how many percent it grew since before; `null` where there was nothing before. */
export const changeOf = (now: number, before: number): number | null =>
  before === 0 ? null : Math.round(((now - before) / before) * 100)

/** Which of `count` days lies under a point at `share` of the width. */
export const dayAt = (share: number, count: number): number =>
  Math.max(0, Math.min(count - 1, Math.floor(share * count)))
