import type { Language } from '../../domain/problem.ts'
import { type Words, words } from './words.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** "12 seconds ago", "in 3 minutes": the largest unit that says it. */
export const relative = (lang: Language, ms: number): string => {
  const format = new Intl.RelativeTimeFormat(lang, { numeric: 'always' })
  const [size, unit] = units.find(([size]) => Math.abs(ms) >= size) ?? units.at(-1)!
  return format.format(Math.trunc(ms / size), unit)
}

const units = [
  [day, 'day'],
  [hour, 'hour'],
  [minute, 'minute'],
  [second, 'second'],
] as const

/** A length of time in its two largest units; seconds only in the last ten minutes, where they are watched. */
export const duration = (lang: Language, ms: number): string => {
  const left = Math.max(0, ms)
  if (left > day)
    // exactly one day reads as 24 hours: that is how links are given out
    return join(lang, [Math.floor(left / day), 'day'], [Math.floor((left % day) / hour), 'hour'])
  if (left >= hour)
    return join(lang, [Math.floor(left / hour), 'hour'], [Math.floor((left % hour) / minute), 'minute'])
  if (left >= 10 * minute) return join(lang, [Math.floor(left / minute), 'minute'])
  const [minutes, seconds] = [Math.floor(left / minute), Math.floor((left % minute) / second)]
  return minutes ? join(lang, [minutes, 'minute'], [seconds, 'second']) : join(lang, [seconds, 'second'])
}

const join = (lang: Language, ...parts: (readonly [number, string])[]): string =>
  parts
    .filter(([count], i) => i === 0 || count > 0)
    .map(([count, unit]) => measure(lang, count, unit))
    .join(' ')

const measure = (lang: Language, value: number, unit: string): string =>
  new Intl.NumberFormat(lang, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }).format(
    value,
  )

export const speedText = (lang: Language, kmh: number): string =>
  measure(lang, Math.round(kmh), 'kilometer-per-hour')

export const distanceText = (lang: Language, metres: number): string =>
  metres < 1000 ? measure(lang, Math.round(metres), 'meter') : measure(lang, metres / 1000, 'kilometer')

/** "2.4 MB": a thousand bytes are a kilobyte, as shops and phones have it. */
export const sizeText = (lang: Language, bytes: number): string => {
  const [size, unit] = sizes.find(([size]) => bytes >= size) ?? sizes.at(-1)!
  return measure(lang, Math.max(0.1, bytes / size), unit)
}

const sizes = [
  [1e9, 'gigabyte'],
  [1e6, 'megabyte'],
  [1e3, 'kilobyte'],
] as const

/** "1:23", "1:02:03": how long something plays. */
export const playingTime = (seconds: number): string => {
  const whole = Math.round(seconds)
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60]
  const padded = (part: number) => String(part).padStart(2, '0')
  return h > 0 ? `${h}:${padded(m)}:${padded(s)}` : `${m}:${padded(s)}`
}

/** A day of the calendar, `YYYY-MM-DD`, as people write it: "Saturday, June 1". */
export const dayText = (lang: Language, date: string): string =>
  new Intl.DateTimeFormat(lang, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(
    new Date(date),
  )

/** "June 1 – 14, 2030". */
export const daysText = (lang: Language, from: string, to: string): string =>
  new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeZone: 'UTC' }).formatRange(
    new Date(from),
    new Date(to),
  )

/** The day is named only where it is not today. Servers say UTC; browsers know where they are. */
export const clockTime = (lang: Language, at: number, now: number, timeZone?: string): string => {
  const zone: Intl.DateTimeFormatOptions = timeZone ? { timeZone } : {}
  const days = new Intl.DateTimeFormat(lang, { dateStyle: 'short', ...zone })
  return new Intl.DateTimeFormat(lang, {
    hour: 'numeric',
    minute: '2-digit',
    ...(days.format(at) !== days.format(now) && { day: 'numeric', month: 'short' }),
    ...(timeZone && { timeZoneName: 'short' }),
    ...zone,
  }).format(at)
}

/** Six digits are 10 cm: more than any phone knows. */
export const coordinates = (lat: number, lon: number): string => `${lat.toFixed(6)}, ${lon.toFixed(6)}`

const compass = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const

export const directionText = (lang: Language, degrees: number): string => {
  const point: keyof Words = compass[Math.round((((degrees % 360) + 360) % 360) / 45) % 8]!
  return words[lang][point]
}
