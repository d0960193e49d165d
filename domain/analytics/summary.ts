import type { Day } from './days.ts'
import type { AnalyticsView } from './schema.ts'
import {
  type Counts,
  type DayTotals,
  type Dimension,
  mergeCounts,
  percent,
  percentBelow,
  quantile,
  sum,
} from './totals.ts'

/** A visit shorter than this has seen nothing. */
const bounceSeconds = 10

/** The whole answer from the totals of its days. A day may come several times, one for each link of a share, or not at all. */
export const summarize = (
  days: readonly Day[],
  totals: readonly DayTotals[],
  databaseDate: Day | null,
): AnalyticsView => {
  const total = (read: (day: DayTotals) => number) => sum(totals.map(read))
  const [views, downloads] = [total((day) => day.views), total((day) => day.downloads)]
  const seconds = mergeCounts(totals.map((day) => day.seconds))
  const loadMs = mergeCounts(totals.map((day) => day.loadMs))
  const breakdown = (dimension: Dimension) =>
    ranked(mergeCounts(totals.map((day) => day.dimensions[dimension])))
  const named = <N extends string>(name: N, rows: readonly Ranked[]) =>
    rows.map(([value, views]) => ({ [name]: value, views })) as (Record<N, string> & { views: number })[]
  return {
    summary: {
      total_views: views,
      total_downloads: downloads,
      unique_visitors: total((day) => day.visitors),
      conversion_rate: percent(downloads, views),
    },
    geographic_breakdown: named('country', breakdown('country')),
    device_breakdown: named('device_type', breakdown('device_type')),
    browser_breakdown: named('browser', breakdown('browser')),
    os_breakdown: named('os', breakdown('os')),
    referrer_breakdown: named('referrer', breakdown('referrer')),
    channel_breakdown: named('channel', breakdown('channel')),
    engagement: {
      median_seconds: quantile(seconds, 0.5),
      p90_seconds: quantile(seconds, 0.9),
      bounce_rate: percentBelow(seconds, bounceSeconds),
    },
    load_times: { p50_ms: quantile(loadMs, 0.5), p95_ms: quantile(loadMs, 0.95) },
    daily_breakdown: daily(days, totals),
    bots: { views: total((day) => day.botViews) },
    unlocks: { succeeded: total((day) => day.unlocks), failed: total((day) => day.failedUnlocks) },
    country_database: { date: databaseDate },
  }
}

const daily = (days: readonly Day[], totals: readonly DayTotals[]) => {
  const byDay = Map.groupBy(totals, ({ day }) => day)
  return days.map((date) => {
    const of = byDay.get(date) ?? []
    return {
      date,
      views: sum(of.map((day) => day.views)),
      downloads: sum(of.map((day) => day.downloads)),
      unique_visitors: sum(of.map((day) => day.visitors)),
    }
  })
}

type Ranked = readonly [value: string, views: number]
const mostRows = 200
/** What is not known, or not named, stands behind everything that is. */
const tail = (value: string): number => (value === 'unknown' ? 2 : value === 'other' ? 1 : 0)

/** The most first; beyond 200 values the rest is `other`. */
const ranked = (counts: Counts): Ranked[] => {
  const rows = Object.entries(counts).sort(([a, m], [b, n]) => tail(a) - tail(b) || n - m || (a < b ? -1 : 1))
  const namedRows = rows.filter(([value]) => tail(value) === 0)
  const beyond = sum(namedRows.slice(mostRows).map(([, views]) => views))
  const other = (counts.other ?? 0) + beyond
  return [
    ...namedRows.slice(0, mostRows),
    ...(other > 0 ? [['other', other] as const] : []),
    ...(counts.unknown ? [['unknown', counts.unknown] as const] : []),
  ]
}
