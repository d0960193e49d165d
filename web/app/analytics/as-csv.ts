import { csvLine } from '../../../domain/analytics/csv.ts'
import type { AnalyticsView } from '../../../domain/analytics/schema.ts'

/**
 * What the page shows, as RFC 4180, UTF-8 without a byte order mark as all our tables are. Values come from browsers and
 * from other pages: what a spreadsheet would compute begins with an apostrophe.
 */
export const asCsv = (view: AnalyticsView): string => {
  const rows: (readonly (string | number)[])[] = [['kind', 'name', 'views', 'downloads', 'unique_visitors']]
  for (const day of view.daily_breakdown)
    rows.push(['day', day.date, day.views, day.downloads, day.unique_visitors])
  for (const [kind, list] of breakdownsOf(view))
    for (const { name, views } of list) rows.push([kind, name, views, '', ''])
  return rows.map(csvLine).join('')
}

export interface Part {
  readonly name: string
  readonly views: number
}

/** Every breakdown under its own name, in one shape. */
export const breakdownsOf = (
  view: AnalyticsView,
): readonly (readonly [kind: string, list: readonly Part[]])[] =>
  (
    [
      ['country', view.geographic_breakdown],
      ['device_type', view.device_breakdown],
      ['browser', view.browser_breakdown],
      ['os', view.os_breakdown],
      ['referrer', view.referrer_breakdown],
      ['channel', view.channel_breakdown],
    ] as const
  ).map(([kind, list]) => [
    kind,
    (list as readonly Record<string, string | number>[]).map((one) => ({
      name: String(one[kind]),
      views: Number(one.views),
    })),
  ])
