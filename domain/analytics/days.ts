/** A calendar day, `YYYY-MM-DD`. */
export type Day = string

const dayMs = 86_400_000

/** Which day it is in a time zone; in UTC for a zone that is not known here. */
export const dayIn = (zone: string, at: Date): Day => {
  try {
    return new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    }).format(at)
  } catch {
    return at.toISOString().slice(0, 10)
  }
}

/** So many days up to and including `last`, oldest first. Days of a calendar: none is missing where clocks change. */
export const daysUpTo = (last: Day, count: number): Day[] => {
  const end = Date.parse(`${last}T00:00:00Z`)
  return Array.from({ length: count }, (_, i) =>
    new Date(end - (count - 1 - i) * dayMs).toISOString().slice(0, 10),
  )
}
