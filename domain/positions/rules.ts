import type { ProblemName } from '../problem.ts'
import { distanceBetween, metresPerE7, type Place } from './geo.ts'

/** As much of a position as the rules look at. */
export interface Fix extends Place {
  readonly accuracy: number | null
  readonly recordedAt: number
}

const minute = 60_000
/** Clocks of devices run ahead; exactly this far is still accepted. Milliseconds. */
export const mostAhead = 5 * minute
/** Exactly this old is still accepted. Milliseconds. */
export const mostBehind = 30 * 24 * 60 * minute

const northPole = 900_000_000
const antimeridian = 1_800_000_000

/** Why a position is refused, or `undefined` when it is good. `now` in milliseconds since 1970 UTC. */
export const judge = ({ latE7, lonE7, accuracy, recordedAt }: Fix, now: number): ProblemName | undefined => {
  // Written so that NaN fails too.
  if (!(Math.abs(latE7) <= northPole && Math.abs(lonE7) <= antimeridian)) return 'coordinates_invalid'
  // Receivers without a fix say 0, 0; an accuracy of 0 m is no accuracy, Android's word for "unknown".
  if (latE7 === 0 && lonE7 === 0 && !accuracy) return 'null_island'
  if (!Number.isFinite(recordedAt)) return 'time_invalid'
  if (recordedAt > now + mostAhead) return 'time_in_future'
  if (recordedAt < now - mostBehind) return 'time_too_old'
  return undefined
}

/** Devices send what they buffered: an older position is kept, but the live marker never moves back in time. */
export const movesMarker = (
  candidate: { readonly recordedAt: number },
  newest: { readonly recordedAt: number } | null | undefined,
): boolean => !newest || candidate.recordedAt > newest.recordedAt

/** 300 km/h in m/s: faster than any road or rail vehicle that is likely to be shared. */
const fastest = 300 / 3.6
/** Times are often cut to whole seconds, so that up to one second more may lie between two positions. */
const clockRounding = 1
/** Metres that a receiver which tells no accuracy may be off, and the most that is believed of one that does. */
const usualBlur = 25
const mostBlur = 1_000

/**
 * Whether nothing on the road gets from one good position to the other in the time between: more than 300 km/h over
 * the distance (haversine, see `distanceBetween`) that is left when each may be off by its accuracy. The order of the
 * two does not matter. Jitter within the same second passes, and after a long gap every place is within reach.
 */
export const isImplausibleJump = (from: Fix, to: Fix): boolean => {
  const seconds = Math.abs(to.recordedAt - from.recordedAt) / 1000 + clockRounding
  const reach = seconds * fastest + blur(from.accuracy) + blur(to.accuracy)
  return !isSurelyWithin(reach, from, to) && distanceBetween(from, to) > reach
}

const blur = (accuracy: number | null): number =>
  accuracy === null ? usualBlur : Math.min(Math.max(accuracy, usualBlur), mostBlur)

/** The way along a meridian and a parallel is never shorter than the great circle: most positions need no sine. */
const isSurelyWithin = (metres: number, from: Place, to: Place): boolean =>
  (Math.abs(to.latE7 - from.latE7) + Math.abs(to.lonE7 - from.lonE7)) * metresPerE7 <= metres
