import type { Language } from '../../../domain/problem.ts'
import { instantOf, timeOf, wallClock } from '../ui/time.ts'
import { dayAfter } from './days.ts'

/** A stretch of a day as it is drawn. Instants in milliseconds, so that a day of 23 or 25 hours is as long as it is. */
export interface TimeAxis {
  readonly zone: string
  readonly date: string
  readonly start: number
  readonly end: number
  /** Where the clock shows a full hour; one that comes twice stands there twice. */
  readonly hours: readonly number[]
}
const hour = 3_600_000
const step = 5
const lastMinute = 24 * 60 - step

/** From and to are hours of the clock, 0 to 24. */
export const axisOf = (zone: string, date: string, from = 0, to = 24): TimeAxis => {
  const start = instantOf(zone, `${date}T${clockOf(from * 60)}`)
  const end =
    to >= 24 ? instantOf(zone, `${dayAfter(date, 1)}T00:00`) : instantOf(zone, `${date}T${clockOf(to * 60)}`)
  const hours = []
  for (let at = start; at < end; at += hour / 2) if (wallClock(zone, at).endsWith(':00')) hours.push(at)
  return { zone, date, start, end, hours }
}

export const hourText = (lang: Language, { zone }: TimeAxis, at: number): string => timeOf(lang, zone, at)

/** Where an instant stands: 0 at the beginning, 1 at the end, and beyond for what is not drawn. */
export const fractionAt = ({ start, end }: TimeAxis, at: number): number => (at - start) / (end - start)

/** The instant of a time of the clock on the axis' day. */
export const instantAt = ({ zone, date }: TimeAxis, time: string): number =>
  instantOf(zone, `${date}T${time.slice(0, 5)}`)

/** The time of the clock at a place of the axis, to the nearest five minutes, within the day. */
export const timeAt = (axis: TimeAxis, fraction: number): string => {
  const at = axis.start + fraction * (axis.end - axis.start)
  const [date, time] = wallClock(axis.zone, Math.round(at / 60_000) * 60_000).split('T') as [string, string]
  if (date < axis.date) return '00:00'
  return date > axis.date ? clockOf(lastMinute) : snapped(time)
}

export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

/** `09:05`; minutes of the clock since midnight, kept within the day. */
export const clockOf = (minutes: number): string => {
  const kept = Math.min(Math.max(Math.round(minutes), 0), 24 * 60 - 1)
  return `${String(Math.floor(kept / 60)).padStart(2, '0')}:${String(kept % 60).padStart(2, '0')}`
}

export const snapped = (time: string): string =>
  clockOf(Math.min(Math.round(minutesOf(time) / step) * step, lastMinute))

/** What a visit lasts where nobody said how long; as the service reckons with it. */
export const usualMinutes = 45

export const lengthOf = (start: string | null, end: string | null): number =>
  start && end ? Math.max(step, minutesOf(end) - minutesOf(start)) : usualMinutes

/** A visit of that length from there on; none goes across midnight, so a late one begins as late as it can. */
export const spanFrom = (
  start: string,
  minutes: number,
): { readonly start: string; readonly end: string } => {
  const begin = Math.min(minutesOf(start), Math.max(0, 24 * 60 - 1 - minutes))
  return { start: clockOf(begin), end: clockOf(begin + minutes) }
}

/** The hours that a day's plan needs: those of work and those of what is planned, with one more at both ends. */
export const hoursNeeded = (
  spans: readonly { readonly start: string; readonly end: string }[],
): { readonly from: number; readonly to: number } => {
  const from = Math.min(8, ...spans.map(({ start }) => Math.floor(minutesOf(start) / 60)))
  const to = Math.max(18, ...spans.map(({ end }) => Math.ceil(minutesOf(end) / 60)))
  return { from: Math.max(0, from - 1), to: Math.min(24, to + 1) }
}
