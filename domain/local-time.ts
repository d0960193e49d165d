/** Times as clocks on the wall show them. Pure, on the zones that the runtime knows (IANA). */

interface WallClock {
  /** `YYYY-MM-DD`. */
  readonly date: string
  /** Seconds since midnight, as the clock shows them. */
  readonly second: number
}

const formats = new Map<string, Intl.DateTimeFormat>()

const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  formats.set(zone, made)
  return made
}

/** What the clock on the wall shows at a moment (ms since 1970 UTC). */
export const wallClock = (zone: string, at: number): WallClock => {
  const [date = '', time = ''] = formatOf(zone).format(at).split(', ')
  return { date, second: secondOf(time) }
}

/** `HH:MM:SS` in seconds. */
export const secondOf = (time: string): number => {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number)
  return hours * 3600 + minutes * 60 + seconds
}

/**
 * When the clock on the wall shows this date and time, in ms since 1970 UTC. A time that a spring day skips is the one
 * an hour later; of one that an autumn day has twice, the first.
 */
export const instantOf = (zone: string, date: string, time = '00:00:00'): number => {
  const wanted = Date.parse(`${date}T00:00:00Z`) + secondOf(time) * 1000
  const offset = (at: number) => {
    const { date: day, second } = wallClock(zone, at)
    return Date.parse(`${day}T00:00:00Z`) + second * 1000 - Math.floor(at / 1000) * 1000
  }
  const before = wanted - offset(wanted - 86_400_000)
  if (offset(before) === wanted - before) return before
  const after = wanted - offset(wanted + 86_400_000)
  return offset(after) === wanted - after ? after : before
}

/** Days later, or earlier where `days` is negative, on the calendar. */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** The first and the last moment of a day (ms; `to` is not part of it any more): 23 or 25 hours where clocks change. */
export const dayBounds = (zone: string, date: string): { from: number; to: number } => ({
  from: instantOf(zone, date),
  to: instantOf(zone, addDays(date, 1)),
})

/** Monday and Sunday of the week that a date is in (ISO 8601). */
export const weekOf = (date: string): { monday: string; sunday: string } => {
  const monday = addDays(date, -((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7))
  return { monday, sunday: addDays(monday, 6) }
}
