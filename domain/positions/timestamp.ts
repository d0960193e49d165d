import { Problem } from '../problem.ts'

const zero = 48
const daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365]

/**
 * Milliseconds since 1970 UTC of an RFC 3339 §5.6 `date-time`, or NaN for anything else: `2030-06-01T12:00:00Z`,
 * `2030-06-01t14:00:00.123+02:00`. Digits past the millisecond are cut. A leap second reads as the second after it.
 * Written by hand because every position carries one and `Date.parse` also takes what RFC 3339 forbids, such as
 * 30 February or a time without a zone.
 */
export const parseTimestamp = (text: string): number => {
  const length = text.length
  if (length < 20 || length > 40) return Number.NaN
  const day = dayNumber(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10))
  const hour = digits(text, 11, 13)
  const minute = digits(text, 14, 16)
  const second = digits(text, 17, 19)
  const isPunctuated =
    text[4] === '-' && text[7] === '-' && isDateEnd(text[10]) && text[13] === ':' && text[16] === ':'
  if (!isPunctuated || !(hour < 24 && minute < 60 && second < 61)) return Number.NaN

  let at = 19
  let fraction = 0
  if (text[at] === '.') {
    const from = ++at
    for (let unit = 100; at < length && isDigit(text.charCodeAt(at)); at++, unit /= 10)
      if (unit >= 1) fraction += (text.charCodeAt(at) - zero) * unit
    if (at === from) return Number.NaN
  }
  return ((day * 24 + hour) * 60 + minute - offsetMinutes(text, at)) * 60_000 + second * 1000 + fraction
}

/** The same for a field of a request, which is refused by its name where it is no time. */
export const instantOf = (field: string, text: string): Date => {
  const ms = parseTimestamp(text)
  if (Number.isNaN(ms))
    throw new Problem('validation_failed', { errors: [{ field, message: 'is not a time' }] })
  return new Date(ms)
}

const isDigit = (code: number): boolean => code >= zero && code <= zero + 9

/** The RFC allows a lower-case `t` and, for readability, a space. */
const isDateEnd = (char: string | undefined): boolean => char === 'T' || char === 't' || char === ' '

/** The number written in `text` from `from` up to `to`; NaN when a character is not a digit. */
const digits = (text: string, from: number, to: number): number => {
  let value = 0
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i)
    if (!isDigit(code)) return Number.NaN
    value = value * 10 + code - zero
  }
  return value
}

/** Days since 1970-01-01 in the Gregorian calendar; NaN for a day that does not exist. */
const dayNumber = (year: number, month: number, day: number): number => {
  if (!(month >= 1 && month <= 12 && day >= 1)) return Number.NaN
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const length = daysBefore[month]! - daysBefore[month - 1]! + (isLeap && month === 2 ? 1 : 0)
  if (!(day <= length)) return Number.NaN
  const before = year - 1
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400)
  const ofYear = daysBefore[month - 1]! + (isLeap && month > 2 ? 1 : 0) + day - 1
  return before * 365 + leapDays + ofYear - 719_162
}

/** The zone that must end the text at `at`, in minutes east of UTC. */
const offsetMinutes = (text: string, at: number): number => {
  const sign = text[at]
  if (sign === 'Z' || sign === 'z') return text.length === at + 1 ? 0 : Number.NaN
  if ((sign !== '+' && sign !== '-') || text.length !== at + 6 || text[at + 3] !== ':') return Number.NaN
  const hours = digits(text, at + 1, at + 3)
  const minutes = digits(text, at + 4, at + 6)
  if (!(hours < 24 && minutes < 60)) return Number.NaN
  return (hours * 60 + minutes) * (sign === '-' ? -1 : 1)
}
