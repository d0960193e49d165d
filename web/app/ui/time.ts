import type { Language } from '../../../domain/problem.ts'

/** "21 Nov 2026, 14:05" in the organization's time zone. `at`: RFC 3339 or milliseconds. */
export const dateTime = (lang: Language, zone: string, at: string | number): string =>
  new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(
    new Date(at),
  )

/** "Sat, 21 Nov" in the organization's time zone. */
export const dayOf = (lang: Language, zone: string, at: string | number): string =>
  new Intl.DateTimeFormat(lang, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone: zone,
  }).format(new Date(at))

/** "14:05" in the organization's time zone. */
export const timeOf = (lang: Language, zone: string, at: string | number): string =>
  new Intl.DateTimeFormat(lang, { timeStyle: 'short', timeZone: zone }).format(new Date(at))

/** A time that a clock on the wall shows (`HH:MM:SS`), as people write it: "14:05", "2:05 PM". */
export const wallTime = (lang: Language, time: string): string =>
  timeOf(lang, 'UTC', `1970-01-01T${time.length === 5 ? `${time}:00` : time}Z`)

/** The calendar day there, `YYYY-MM-DD`. */
export const isoDay = (zone: string, at: number): string =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at)

/** `YYYY-MM-DDTHH:MM` there, as `datetime-local` wants it. */
export const wallClock = (zone: string, at: number): string => {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '00'
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}

/**
 * The instant of a wall clock (`YYYY-MM-DDTHH:MM`) there, in milliseconds. A time that the change to summer leaves out
 * is the one as far after it; one that comes twice is the first.
 */
export const instantOf = (zone: string, wall: string): number => {
  const asUtc = Date.parse(`${wall}Z`)
  const offsetAt = (at: number) => Date.parse(`${wallClock(zone, at)}Z`) - Math.floor(at / 60_000) * 60_000
  const [before, after] = [asUtc - offsetAt(asUtc - day), asUtc - offsetAt(asUtc + day)]
  const candidates = [before, after].filter((at) => wallClock(zone, at) === wall)
  return candidates.length > 0 ? Math.min(...candidates) : before
}
const day = 86_400_000
