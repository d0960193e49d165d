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

/** Values of a dimension that a day keeps by name; the rest, which hardly anything but forgery brings forth, is `other`. */
export const mostValues = 200

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
  const merged = new Map<string, number>()
  for (const counts of all)
    for (const name in counts) merged.set(name, (merged.get(name) ?? 0) + counts[name]!)
  return Object.fromEntries(merged)
}

/** Of parts of one day, the whole: everything that is counted adds up. There is at least one. */
export const addUp = (parts: readonly DayTotals[]): DayTotals => {
  if (parts.length === 1) return parts[0]!
  const total = (read: (part: DayTotals) => number) => sum(parts.map(read))
  return {
    day: parts[0]!.day,
    views: total((part) => part.views),
    downloads: total((part) => part.downloads),
    unlocks: total((part) => part.unlocks),
    failedUnlocks: total((part) => part.failedUnlocks),
    botViews: total((part) => part.botViews),
    visitors: total((part) => part.visitors),
    dimensions: Object.fromEntries(
      dimensions
        .map((name) => [name, addCounts(parts.map((part) => part.dimensions[name]))] as const)
        .filter(([, counts]) => Object.keys(counts).length > 0),
    ),
    seconds: addCounts(parts.map((part) => part.seconds)),
    loadMs: addCounts(parts.map((part) => part.loadMs)),
  }
}

const addCounts = (all: readonly (Counts | undefined)[]): Counts =>
  Object.fromEntries(Object.entries(mergeCounts(all)).filter(([, count]) => count !== 0))

/** The same day, with no more values by name than are kept. */
export const withMostFrequent = (day: DayTotals): DayTotals => ({
  ...day,
  dimensions: Object.fromEntries(
    Object.entries(day.dimensions).map(([name, counts]) => [name, mostFrequent(counts)]),
  ),
})

const mostFrequent = (counts: Counts): Counts => {
  const named = Object.entries(counts).filter(([value]) => value !== 'unknown' && value !== 'other')
  if (named.length <= mostValues) return counts
  named.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  const { unknown, other = 0 } = counts
  return {
    ...Object.fromEntries(named.slice(0, mostValues)),
    ...(unknown !== undefined && { unknown }),
    other: other + sum(named.slice(mostValues).map(([, count]) => count)),
  }
}
