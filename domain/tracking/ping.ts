import type { Attributes } from '../positions/attributes.ts'
import { toAccuracy, toAltitude, toHeading, toSpeed } from '../positions/measures.ts'
import { type Position, toE7 } from '../positions/position.ts'
import { readReport } from '../positions/report.ts'
import { parseTimestamp } from '../positions/timestamp.ts'
import { Problem, type ProblemDetails, type ProblemName } from '../problem.ts'
import type { Id } from '../schema.ts'
import { parser } from '../validate.ts'
import { decimalsNeeded, decimalsOf } from './decimal.ts'
import { PingOrigin, type PingSource, pingSources, SubmitPing } from './schema.ts'

/** Why one ping is not taken. `detail` stands in place of the name's own sentence. */
export interface PingRefusal {
  readonly code: ProblemName
  readonly detail?: string
  readonly details?: ProblemDetails
}

/** A ping as it was read, not judged yet. */
export interface Ping {
  readonly position: Position
  readonly source: PingSource
  /** What the device calls itself, for the audit. */
  readonly deviceId: string | null
  readonly assignmentId: Id | null
  readonly decimals: readonly [latitude: number, longitude: number]
}

/** One that cannot be read, with as much of it as the audit keeps. */
export interface UnreadPing {
  readonly refusal: PingRefusal
  readonly deviceId: string | null
  readonly source: string | null
  readonly recordedAt: number | null
}

const readSubmitted = parser(SubmitPing)
const readOrigin = parser(PingOrigin)

/** A ping as the API takes it: closed, coordinates as numbers or text. `now` (ms) is the time of one that names none. */
export const readPing = (input: unknown, now: number): Ping | UnreadPing =>
  reading(input, () => {
    const { latitude, longitude, ...ping } = readSubmitted(input)
    const [latE7, lonE7] = [toE7(Number(latitude)) + 0, toE7(Number(longitude)) + 0]
    return {
      position: {
        latE7,
        lonE7,
        recordedAt: ping.recorded_at == null ? now : parseTimestamp(ping.recorded_at),
        speed: ping.speed == null ? null : toSpeed(ping.speed),
        heading: ping.heading == null ? null : toHeading(ping.heading),
        accuracy: ping.accuracy == null ? null : toAccuracy(ping.accuracy),
        altitude: ping.altitude == null ? null : toAltitude(ping.altitude),
        attributes: null,
      },
      ...originOf(ping),
      decimals: [decimalsOf(latitude, latE7), decimalsOf(longitude, lonE7)],
    }
  })

/** A ping as a connection takes it: any device's report, in which what is not known is ignored. */
export const readReportedPing = (input: unknown, now: number): Ping | UnreadPing =>
  reading(input, () => {
    const position = readReport(input, now)
    if ('code' in position) return unread(input, position)
    return pingOf(position, originOf(readOrigin({ ...(input as object) })))
  })

/** A position that a tracker's decoder has read, as a ping. */
export const pingOf = (
  position: Position,
  { source = 'gps', deviceId = null, assignmentId = null }: Partial<ReturnType<typeof originOf>> = {},
): Ping => {
  const { latE7, lonE7 } = position
  const decimals = [decimalsNeeded(latE7), decimalsNeeded(lonE7)] as const
  return { position, source, deviceId, assignmentId, decimals }
}

const originOf = ({
  source = 'gps',
  device_id,
  assignment,
}: Pick<SubmitPing, 'source' | 'device_id' | 'assignment'>) => ({
  source,
  // Half a surrogate pair in one name would make the database refuse everybody's positions of that statement.
  deviceId: device_id?.trim().toWellFormed() ?? null,
  assignmentId: assignment?.toLowerCase() ?? null,
})

const reading = (input: unknown, read: () => Ping | UnreadPing): Ping | UnreadPing => {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return unread(input, { code: error.code, details: error.details })
  }
}

const unread = (input: unknown, refusal: PingRefusal): UnreadPing => {
  const { device_id, source, recorded_at } = (input ?? {}) as Record<string, unknown>
  const at = typeof recorded_at === 'string' ? parseTimestamp(recorded_at) : Number.NaN
  return {
    refusal,
    deviceId: typeof device_id === 'string' ? readable(device_id) : null,
    source: pingSources.find((one) => one === source) ?? null,
    recordedAt: Number.isNaN(at) ? null : at,
  }
}

/** PostgreSQL keeps neither U+0000 nor half a surrogate pair. */
const readable = (text: string): string => text.slice(0, 100).replaceAll('\u0000', '').toWellFormed()

/** What a stored position of a technician carries of its ping. */
export interface PingFacts {
  readonly id: Id
  readonly source: PingSource
  readonly deviceId: string | null
  readonly decimals: readonly [latitude: number, longitude: number]
  readonly createdAt: string
}

const key = 'ping'

/** The ping's facts go into the position's attributes, over whatever the device may call by the same name. */
export const withFacts = (ping: Ping, id: Id, createdAt: Date): Position => {
  const { position, source, deviceId, assignmentId, decimals } = ping
  const facts = {
    id,
    source,
    device_id: deviceId,
    assignment: assignmentId,
    decimals,
    created_at: createdAt.toISOString(),
  }
  return { ...position, attributes: { ...position.attributes, [key]: facts } }
}

/** `undefined` for a position that did not come as a ping. */
export const factsOf = ({
  attributes,
}: {
  readonly attributes: Attributes | null
}): PingFacts | undefined => {
  const facts = attributes?.[key] as StoredFacts | undefined // only `withFacts` writes it
  return (
    facts && {
      id: facts.id,
      source: facts.source,
      deviceId: facts.device_id,
      decimals: facts.decimals,
      createdAt: facts.created_at,
    }
  )
}

interface StoredFacts {
  readonly id: Id
  readonly source: PingSource
  readonly device_id: string | null
  readonly decimals: readonly [number, number]
  readonly created_at: string
}
