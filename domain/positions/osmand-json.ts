import { fitAttributes } from './attributes.ts'
import { toAccuracy, toAltitude, toHeading, toSpeed } from './measures.ts'
import {
  invalid,
  measured,
  mostDeviceChars,
  numberOf,
  type OsmandMessage,
  placeOf,
  timeOf,
} from './osmand-message.ts'
import { toE7 } from './position.ts'

type Json = Readonly<Record<string, unknown>>

/** km/h in a metre per second. */
const metrePerSecond = 3.6

/** Members of `location` that are read by name, or carry nothing. */
const consumed = new Set(['timestamp', 'coords', 'battery', 'activity', 'extras', 'is_moving', '_'])

/**
 * The JSON body of Traccar Client 9. Speed is in m/s; a negative speed, heading or battery level means unknown. Only
 * `device_id` names the device: the `_` beside it, a copy for servers that read forms, can disagree with it.
 */
export const decodeOsmandJson = (body: string, now: number): OsmandMessage => {
  const message = parse(body)
  if (!message) return invalid('json', 'the body must be a JSON object')
  const device = deviceOf(message.device_id)
  if (device === undefined) return invalid('json', 'device_id must be a short text')
  const location = message.location ?? {}
  if (!isObject(location)) return invalid('json', 'location must be an object')
  const recordedAt = timeOf(location.timestamp, now)
  if (Number.isNaN(recordedAt)) return invalid('json', 'timestamp is not a time')
  const coords = location.coords ?? {}
  const place = isObject(coords) ? placeOf(coords.latitude, coords.longitude) : undefined
  if (!isObject(coords) || place === undefined)
    return invalid('json', 'latitude and longitude must be numbers')

  const sent = { shape: 'json', ...(device && { device }) } as const
  const attributes = attributesOf(location)
  if (place === 'none') return { kind: 'status', ...sent, attributes }
  return {
    kind: 'position',
    ...sent,
    position: {
      latE7: toE7(place.latitude) + 0,
      lonE7: toE7(place.longitude) + 0,
      recordedAt,
      speed: measured(coords.speed, toSpeed, metrePerSecond),
      heading: measured(coords.heading, toHeading),
      accuracy: measured(coords.accuracy, toAccuracy),
      altitude: measured(coords.altitude, toAltitude),
      attributes,
    },
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const parse = (body: string): Json | undefined => {
  try {
    const value: unknown = JSON.parse(body.replace(/^\uFEFF/, ''))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Empty when the device does not say; `undefined` when what it says is no identifier. */
const deviceOf = (value: unknown): string | undefined => {
  if (value === undefined || value === null) return ''
  const device = typeof value === 'number' ? String(value) : value
  return typeof device === 'string' && device.length <= mostDeviceChars ? device : undefined
}

/**
 * The same names as the query form uses, then the other members of `location`, then its extras; of equal names the
 * first stays, so that extras cannot override an alarm.
 */
const attributesOf = (location: Json) => {
  const { battery, activity, is_moving: isMoving, extras } = location
  const entries: [string, unknown][] = []
  if (isObject(battery)) {
    const level = numberOf(battery.level)
    if (level !== undefined && level >= 0) entries.push(['batt', Math.round(level * 1000) / 10])
    if (battery.is_charging === true) entries.push(['charge', true])
  }
  if (typeof isMoving === 'boolean') entries.push(['motion', isMoving])
  if (isObject(activity) && typeof activity.type === 'string') entries.push(['activity', activity.type])
  for (const [name, value] of Object.entries(location))
    if (!consumed.has(name) && value !== null && typeof value !== 'object') entries.push([name, value])
  if (isObject(extras)) for (const [name, value] of Object.entries(extras)) entries.push([name, value])
  return fitAttributes(entries)
}
