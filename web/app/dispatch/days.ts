/** Days of the calendar, `YYYY-MM-DD`: no clock and no zone in them. */
const dayMs = 86_400_000

export const isDay = (text: string | undefined): text is string =>
  text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && dayAfter(text, 0) === text

export const dayAfter = (day: string, count: number): string => {
  const at = Date.parse(day) + count * dayMs
  return Number.isFinite(at) ? new Date(at).toISOString().slice(0, 10) : ''
}

/** Monday to Sunday around a day. */
export const weekOf = (day: string): readonly string[] => {
  const weekday = (new Date(day).getUTCDay() + 6) % 7
  return Array.from({ length: 7 }, (_, i) => dayAfter(day, i - weekday))
}
