import { instantOf, isoDay, wallClock } from '../../ui/time.ts'
import type { Span } from './past.ts'

const day = 24 * 3_600_000

/** A day of the calendar (`YYYY-MM-DD`) in the organization's zone, as far as it has come. */
export const daySpan = (zone: string, date: string, now: number): Span => {
  const from = instantOf(zone, `${date}T00:00`)
  const next = isoDay(zone, from + 36 * 3_600_000) // a day has 23 to 25 hours
  return { from, to: Math.max(from + 60_000, Math.min(instantOf(zone, `${next}T00:00`), now)) }
}

export const today = (zone: string, now: number): string => isoDay(zone, now)
/** The day before: noon is on the same day, whatever the clocks did at night. */
export const dayBefore = (zone: string, date: string): string =>
  isoDay(zone, instantOf(zone, `${date}T12:00`) - day)

/** What `datetime-local` says, as a span; what is wrong with it otherwise. */
export const spanOf = (zone: string, from: string, to: string): Span | 'backwards' | 'long' => {
  const span = { from: instantOf(zone, from), to: instantOf(zone, to) }
  if (!(span.from < span.to)) return 'backwards'
  return span.to - span.from > day ? 'long' : span
}

/** As `datetime-local` wants it. */
export const wallSpan = (zone: string, { from, to }: Span) => ({
  from: wallClock(zone, from),
  to: wallClock(zone, to),
})
