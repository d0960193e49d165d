import { addDays, dayBounds, wallClock } from '../local-time.ts'
import { Problem } from '../problem.ts'
import type { DaySpan } from './ports.ts'

const hour = 3_600_000
/** A day is counted this long after its end: phones send what they kept. */
const countedAfter = 6 * hour
/** And again whenever a position came late, until this long after its end; then it is final. */
const finalAfter = 72 * hour
/** How far back days are looked for that nobody has counted. */
const daysBack = 31

export const mostDays = 31

export const spanOf = (timeZone: string, date: string): DaySpan => {
  const { from, to } = dayBounds(timeZone, date)
  return { date, from: new Date(from), to: new Date(to) }
}

/** Every day from the first to the last, both included. */
export const daysBetween = (from: string, to: string): string[] => {
  const days: string[] = []
  for (let day = from; day <= to && days.length < mostDays; day = addDays(day, 1)) days.push(day)
  return days
}

/** Throws `validation_failed` for a range that is turned around or too long. */
export const assertRange = (from: string, to: string): void => {
  if (from > to) throw faulty('from', 'must not be after to')
  if (addDays(from, mostDays - 1) < to) throw faulty('to', `must lie within ${mostDays} days of from`)
}

const faulty = (field: string, message: string) =>
  new Problem('validation_failed', { errors: [{ field, message }] })

/** Today, and the days before it that are looked for. */
export const lastDays = (timeZone: string, now: number): DaySpan[] => {
  const today = wallClock(timeZone, now).date
  return daysBetween(addDays(today, -daysBack + 1), today).map((date) => spanOf(timeZone, date))
}

/** What the job looks at: days that are over for long enough, and those of them that late positions still change. */
export const dueDays = (timeZone: string, now: number): { over: DaySpan[]; open: DaySpan[] } => {
  const over = lastDays(timeZone, now).filter(({ to }) => to.getTime() + countedAfter <= now)
  return { over, open: over.filter(({ to }) => !isSettled(to.getTime(), now)) }
}

/** Whether late positions do not change a day any more that ended at `end` (ms). */
export const isSettled = (end: number, now: number): boolean => end + finalAfter <= now
