/**
 * What receivers say beside the place, brought to one form for all decoders: hundredths, and `null` for "unknown".
 * Nonsense costs the measure, never the position. The limits also keep every value within PostgreSQL's `real`.
 */

/** Faster than this is a broken sensor. km/h. */
const mostSpeed = 2_000
/** No two places are farther apart. Metres. */
const mostAccuracy = 20_100_000
/** Above it begins space; deeper lies nothing that moves. Metres. */
const mostAltitude = 100_000

/** km/h. Negative means unknown (Apple's and the tracker apps' convention). */
export const toSpeed = (kmh: number): number | null => (kmh >= 0 && kmh <= mostSpeed ? hundredths(kmh) : null)

/** Degrees clockwise from north: 0 ≤ heading < 360, so 360 becomes 0. Negative means unknown. */
export const toHeading = (degrees: number): number | null =>
  degrees >= 0 && degrees < Number.POSITIVE_INFINITY ? hundredths(degrees % 360) % 360 : null

/** Metres. Negative means unknown. */
export const toAccuracy = (metres: number): number | null =>
  metres >= 0 && metres <= mostAccuracy ? hundredths(metres) : null

/** Metres; negative is below the sea. */
export const toAltitude = (metres: number): number | null =>
  Math.abs(metres) <= mostAltitude ? hundredths(metres) : null

/** The `+ 0` turns −0 into 0. */
const hundredths = (value: number): number => Math.round(value * 100) / 100 + 0
