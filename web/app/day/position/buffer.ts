/** A place as the service takes it: `SubmitPing`. */
export interface Fix {
  readonly latitude: number
  readonly longitude: number
  /** Metres. */
  readonly accuracy: number
  readonly altitude: number | null
  /** km/h. */
  readonly speed: number | null
  /** Degrees. */
  readonly heading: number | null
  readonly recorded_at: string
}

/** How closely is looked: on the way to a customer, or else. */
export type Pace = 'close' | 'calm'

/** Room for half a day without a line. */
export const mostKept = 2_000

const apart: Readonly<
  Record<Pace, { readonly ms: number; readonly metres: number; readonly restMs: number }>
> = {
  close: { ms: 5_000, metres: 10, restMs: 30_000 },
  calm: { ms: 30_000, metres: 100, restMs: 180_000 },
}

/** Whether a place is worth keeping after the last: somebody who stands still says so now and then. */
export const isNews = (last: Fix | undefined, fix: Fix, pace: Pace): boolean => {
  if (!last) return true
  const { ms, metres, restMs } = apart[pace]
  const since = Date.parse(fix.recorded_at) - Date.parse(last.recorded_at)
  if (since >= restMs) return true
  return since >= ms && metresBetween(last, fix) >= metres
}

/** With one more. Where there is no room, every second of the older half goes: the way keeps its shape. */
export const withFix = (kept: readonly Fix[], fix: Fix, most = mostKept): readonly Fix[] => {
  const all = [...kept, fix]
  if (all.length <= most) return all
  const half = Math.floor(all.length / 2)
  return all.filter((_, i) => i >= half || i % 2 === 0)
}

/** The browser's word for it. */
export const fixOf = ({ coords, timestamp }: GeolocationPosition): Fix => ({
  latitude: round(coords.latitude, 7),
  longitude: round(coords.longitude, 7),
  accuracy: round(coords.accuracy, 1),
  altitude: measure(coords.altitude),
  speed: measure(coords.speed === null ? null : coords.speed * 3.6),
  heading: measure(coords.heading),
  recorded_at: new Date(timestamp).toISOString(),
})

/** Browsers say NaN for the heading of somebody who stands. */
const measure = (value: number | null) => (value === null || Number.isNaN(value) ? null : round(value, 1))
const round = (value: number, places: number) => Number(value.toFixed(places))

/** As a bird flies over a small piece of the globe. */
const metresBetween = (a: Fix, b: Fix): number => {
  const metresPerDegree = 111_320
  const narrow = Math.cos((a.latitude * Math.PI) / 180)
  return Math.hypot(b.latitude - a.latitude, (b.longitude - a.longitude) * narrow) * metresPerDegree
}
