import type { AnalyticsView } from '../../../domain/analytics/schema.ts'

type Day = AnalyticsView['daily_breakdown'][number]

/** A bar of the chart: one day, or some that follow each other. */
export interface Span extends Omit<Day, 'date'> {
  readonly from: string
  readonly until: string
}

const aWeek = 7
/** More bars than these are a noise on a phone: they stand for weeks instead. */
const mostDays = 100

/** The days as bars; of a long range as weeks, counted back from the last day, so that the first may be shorter. */
export const spansOf = (days: readonly Day[]): readonly Span[] => {
  const length = days.length > mostDays ? aWeek : 1
  const spans: Span[] = []
  for (let end = days.length; end > 0; end -= length)
    spans.unshift(together(days.slice(Math.max(0, end - length), end)))
  return spans
}

export const areWeeks = (days: readonly Day[]): boolean => days.length > mostDays

const together = (days: readonly Day[]): Span => {
  const sum = (name: Exclude<keyof Day, 'date'>) => days.reduce((all, day) => all + day[name], 0)
  return {
    from: days[0]!.date,
    until: days.at(-1)!.date,
    views: sum('views'),
    downloads: sum('downloads'),
    unique_visitors: sum('unique_visitors'),
  }
}
