import type { Day } from './days.ts'

export const dimensions = ['country', 'device_type', 'browser', 'os', 'referrer', 'channel'] as const
export type Dimension = (typeof dimensions)[number]

/** How many by value. */
export type Counts = Readonly<Record<string, number>>
/** How many by bucket; see `bucketOf`. */
export type Histogram = Counts

/** One day of one scope, in the organization's own time zone. */
export interface DayTotals {
  readonly day: Day
  readonly views: number
  readonly downloads: number
  readonly unlocks: number
  readonly failedUnlocks: number
  readonly botViews: number
  readonly visitors: number
  /** Views by value. */
  readonly dimensions: Readonly<Partial<Record<Dimension, Counts>>>
  /** Visits by how long they took, and by how long the page took to load. */
  readonly seconds: Histogram
  readonly loadMs: Histogram
}

/** Values of a dimension that a day keeps by name; the rest, which only forgery brings forth, is `other`. */
export const mostValues = 100

/** Buckets grow by a twentieth each: what is read from a histogram is at most 5 % off, whole numbers up to 20 are exact. */
export const bucketGrowth = 1.05

/** Of a whole number: −1 for 0, otherwise ⌊ln value ÷ ln 1.05⌋. The database counts by the same formula. */
export const bucketOf = (value: number): number =>
  value < 1 ? -1 : Math.floor(Math.log(value) / Math.log(bucketGrowth))

/** The middle of a bucket, on its own scale. */
const middleOf = (bucket: number): number => (bucket < 0 ? 0 : Math.round(bucketGrowth ** (bucket + 0.5)))

/** The value that a share of all lie at or below (nearest rank); `null` where nothing was measured. */
export const quantile = (histogram: Histogram, share: number): number | null => {
  const buckets = Object.entries(histogram)
    .map(([bucket, count]) => [Number(bucket), count] as const)
    .sort(([a], [b]) => a - b)
  const rank = Math.max(1, Math.ceil(share * sum(buckets.map(([, count]) => count))))
  let seen = 0
  for (const [bucket, count] of buckets) {
    seen += count
    if (seen >= rank) return middleOf(bucket)
  }
  return null
}

/** Percent of all that lie below a value, to one decimal; `null` where nothing was measured. */
export const percentBelow = (histogram: Histogram, value: number): number | null => {
  const all = sum(Object.values(histogram))
  const below = sum(
    Object.entries(histogram).map(([bucket, count]) => (Number(bucket) < bucketOf(value) ? count : 0)),
  )
  return all === 0 ? null : percent(below, all)
}

export const percent = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.round((part / whole) * 1000) / 10

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

export const mergeCounts = (all: readonly (Counts | undefined)[]): Counts => {
  const merged: Record<string, number> = Object.create(null)
  for (const counts of all)
    for (const name in counts) merged[name] = (merged[name] ?? 0) + (counts[name] ?? 0)
  return merged
}
