import Type, { type Static } from 'typebox'
import type { ProblemName } from '../problem.ts'
import { Latitude, Longitude, Nullable, Timestamp } from '../schema.ts'
import { readAttributes } from './attributes.ts'
import { toAccuracy, toAltitude, toHeading, toSpeed } from './measures.ts'
import { type Position, toE7 } from './position.ts'
import { parseTimestamp } from './timestamp.ts'

const measure = (description: string) => Type.Optional(Nullable(Type.Number({ description })))
const open = { additionalProperties: true } as const

const fields = {
  latitude: Latitude,
  longitude: Longitude,
  speed: measure('km/h; negative or above 2,000: unknown'),
  heading: measure('degrees clockwise from north; 360 and more wrap around; negative: unknown'),
  accuracy: measure('radius in metres; negative: unknown'),
  altitude: measure('metres'),
  recorded_at: Type.Optional(Nullable(Timestamp)),
  attributes: Type.Optional(
    Nullable(Type.Record(Type.String(), Type.Unknown(), { description: 'at most 4 KB and 4 levels' })),
  ),
}

/** What a device says of itself over its own connection. Unknown fields are ignored. */
export const DeviceReport = Type.Object(fields, { $id: 'DeviceReport', ...open })
export type DeviceReport = Static<typeof DeviceReport>

/** The same, said by a program for one of its devices. */
export const PositionReport = Type.Object(
  { imei: Type.String({ minLength: 1, maxLength: 100, pattern: '^[A-Za-z0-9._-]+$' }), ...fields },
  { $id: 'PositionReport', ...open },
)
export type PositionReport = Static<typeof PositionReport>

/** For the API's documentation; `readReport` reads each item by itself, so that a bad one does not spoil the rest. */
export const PositionReports = Type.Union([PositionReport, Type.Array(PositionReport, { maxItems: 5_000 })], {
  $id: 'PositionReports',
})

/** Why one report is not taken. `detail` is in English and never repeats what was sent. */
export interface RefusedReport {
  readonly code: ProblemName
  readonly detail: string
}

/**
 * Reads one report, with or without `imei`, as the schemas above describe it; `now` (ms) is the time of a report that
 * names none. Whether place and time are believable is for `judge`. Runs for every position that comes in and is
 * therefore written by hand: a spec holds it and the schemas together.
 */
export const readReport = (input: unknown, now: number): Position | RefusedReport => {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return refusals.report
  const report = input as Readonly<Record<keyof DeviceReport, unknown>>
  const { latitude, longitude, speed, heading, accuracy, altitude } = report
  if (!isNumber(latitude)) return refusals.latitude
  if (!isNumber(longitude)) return refusals.longitude
  if (!isNumberOrAbsent(speed)) return refusals.speed
  if (!isNumberOrAbsent(heading)) return refusals.heading
  if (!isNumberOrAbsent(accuracy)) return refusals.accuracy
  if (!isNumberOrAbsent(altitude)) return refusals.altitude
  const recordedAt = timeOf(report.recorded_at, now)
  if (recordedAt === undefined) return refusals.recordedAt
  if (Number.isNaN(recordedAt)) return refusals.time
  const attributes = readAttributes(report.attributes)
  if (attributes === undefined) return refusals.attributes
  return {
    latE7: toE7(latitude) + 0, // + 0 turns −0 into 0
    lonE7: toE7(longitude) + 0,
    recordedAt,
    speed: speed == null ? null : toSpeed(speed),
    heading: heading == null ? null : toHeading(heading),
    accuracy: accuracy == null ? null : toAccuracy(accuracy),
    altitude: altitude == null ? null : toAltitude(altitude),
    attributes,
  }
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

const isNumberOrAbsent = (value: unknown): value is number | null | undefined =>
  value === undefined || value === null || isNumber(value)

/** `undefined`: not a string; NaN: not a time. */
const timeOf = (value: unknown, now: number): number | undefined => {
  if (value === undefined || value === null) return now
  return typeof value === 'string' ? parseTimestamp(value) : undefined
}

const failed = (detail: string): RefusedReport => Object.freeze({ code: 'validation_failed', detail })

/** Made once: a flood of bad reports should not cost more than good ones. */
const refusals = {
  report: failed('a position must be an object'),
  latitude: failed('latitude must be a number'),
  longitude: failed('longitude must be a number'),
  speed: failed('speed must be a number'),
  heading: failed('heading must be a number'),
  accuracy: failed('accuracy must be a number'),
  altitude: failed('altitude must be a number'),
  recordedAt: failed('recorded_at must be a string'),
  time: Object.freeze<RefusedReport>({
    code: 'time_invalid',
    detail: 'recorded_at must be an RFC 3339 time with its zone, such as 2030-06-01T12:00:00Z',
  }),
  attributes: failed('attributes must be a JSON object of at most 4 KB and 4 levels'),
}
