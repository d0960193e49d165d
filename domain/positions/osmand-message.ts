import type { Attributes } from './attributes.ts'
import type { Position } from './position.ts'
import { parseTimestamp } from './timestamp.ts'

/** The reference server answers 400 to an unknown device in `pairs` (query or form), 404 in `json`. */
export type OsmandShape = 'pairs' | 'json'

interface Sent {
  readonly shape: OsmandShape
  /** What the device calls itself; absent when it said nothing. */
  readonly device?: string
}

/**
 * What a request says: where the device is; only how it is (no fix, heartbeat, cells in reach), which must never become
 * a point on the map; or something that cannot be read, with the HTTP status the reference server would give.
 */
export type OsmandMessage =
  | (Sent & { readonly kind: 'position'; readonly position: Position })
  | (Sent & { readonly kind: 'status'; readonly attributes: Attributes | null })
  | {
      readonly kind: 'invalid'
      readonly shape: OsmandShape
      readonly status: 400 | 413
      readonly reason: string
    }

export const invalid = (shape: OsmandShape, reason: string, status: 400 | 413 = 400): OsmandMessage => ({
  kind: 'invalid',
  shape,
  status,
  reason,
})

export const mostDeviceChars = 100

/** A number, or text that is one; `undefined` for all else. */
export const numberOf = (value: unknown): number | undefined => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || !/^\s*[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?\s*$/i.test(value))
    return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

/** Applies a measure of `measures.ts` where there is a number to measure. */
export const measured = (value: unknown, to: (value: number) => number | null, factor = 1): number | null => {
  const number = numberOf(value)
  return number === undefined ? null : to(number * factor)
}

/** From here on a whole number counts milliseconds; 2³¹ − 1 as in the reference server. */
const firstMillisecond = 2_147_483_647

/**
 * Milliseconds since 1970 UTC; NaN when it cannot be read. Numbers are seconds or milliseconds by their size. ISO 8601
 * may miss its zone (then UTC, where the reference takes the zone of its host), its colon, or have lost a `+` to URL
 * decoding.
 */
export const timeOf = (value: unknown, now: number): number => {
  if (value === undefined || value === null || value === '') return now
  const number = numberOf(value)
  if (number !== undefined) return Math.round(number < firstMillisecond ? number * 1000 : number)
  const parts = /^\s*([\d-]{10}[Tt ][\d:]{8}(?:\.\d{1,9})?)(?:([Zz])|([-+ ])(\d\d):?(\d\d))?\s*$/.exec(
    String(value),
  )
  if (!parts) return Number.NaN
  const [, local, , sign, hours, minutes] = parts
  return parseTimestamp(sign ? `${local}${sign === '-' ? '-' : '+'}${hours}:${minutes}` : `${local}Z`)
}

/** Both or neither; `undefined` when one is missing or no number. */
export const placeOf = (
  latitude: unknown,
  longitude: unknown,
): { readonly latitude: number; readonly longitude: number } | 'none' | undefined => {
  const isAbsent = (value: unknown) => value === undefined || value === null || value === ''
  if (isAbsent(latitude) && isAbsent(longitude)) return 'none'
  const lat = numberOf(latitude)
  const lon = numberOf(longitude)
  return lat === undefined || lon === undefined ? undefined : { latitude: lat, longitude: lon }
}
