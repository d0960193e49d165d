import { type Attributes, fitAttributes } from './attributes.ts'
import { toAccuracy, toAltitude, toHeading, toSpeed } from './measures.ts'
import { type Position, toE7 } from './position.ts'

/**
 * What an OwnTracks message means here. Whatever it is, the app must be answered 200 with a JSON array: it repeats a
 * message that was refused for ever. `encrypted` deserves a word to the operator: the device reports in vain.
 */
export type OwnTracksMessage =
  | { readonly kind: 'position'; readonly position: Position }
  | { readonly kind: 'seen'; readonly at: number }
  | { readonly kind: 'ignored'; readonly type: string; readonly why: OwnTracksSilence }

export type OwnTracksSilence = 'empty' | 'malformed' | 'encrypted' | 'incomplete' | 'other_type' | 'too_large'

/** Characters (or bytes) of a body. */
const mostChars = 65_536

/**
 * Reads the body of an OwnTracks HTTP request; `now` in ms bounds "last seen". Only `location` messages move anything.
 * Format: https://owntracks.org/booklet/tech/json/.
 */
export const decodeOwnTracks = (body: string | Uint8Array, now: number): OwnTracksMessage => {
  if (body.length > mostChars) return ignored('', 'too_large')
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
  if (text.trim() === '') return ignored('', 'empty') // a friend was deleted
  const message = parse(text)
  if (!message) return ignored('', 'malformed')
  const type = typeof message._type === 'string' ? message._type.slice(0, 40) : ''
  if (type === 'encrypted') return ignored(type, 'encrypted')
  return type === 'location' ? readLocation(message, now) : ignored(type, 'other_type')
}

type Json = Readonly<Record<string, unknown>>

const ignored = (type: string, why: OwnTracksSilence): OwnTracksMessage => ({ kind: 'ignored', type, why })

const parse = (text: string): Json | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
  } catch {
    return undefined
  }
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

const readLocation = (message: Json, now: number): OwnTracksMessage => {
  const { lat, lon, tst, t } = message
  if (!isNumber(tst)) return ignored('location', 'incomplete')
  const at = Math.round(tst * 1000)
  // A ping repeats an old place under the present time: on the trail it would be a lie.
  if (t === 'p') return { kind: 'seen', at: Math.min(at, now) }
  if (!isNumber(lat) || !isNumber(lon)) return ignored('location', 'incomplete')
  return {
    kind: 'position',
    position: {
      latE7: toE7(lat) + 0,
      lonE7: toE7(lon) + 0,
      recordedAt: at,
      ...motionOf(message),
      accuracy: isNumber(message.acc) && message.acc !== 0 ? toAccuracy(message.acc) : null,
      altitude: altitudeOf(message),
      attributes: attributesOf(message),
    },
  }
}

/**
 * `vel` (km/h) and `cog` (degrees) are left out when zero. So a missing speed is 0; a missing course is north while the
 * device moves and unknown while it stands. A device that says a negative speed does not know it.
 */
const motionOf = ({ vel, cog }: Json): Pick<Position, 'speed' | 'heading'> => {
  const speed = isNumber(vel) ? toSpeed(vel) : 0
  if (isNumber(cog)) return { speed, heading: toHeading(cog) }
  return { speed, heading: speed !== null && speed > 0 ? 0 : null }
}

/** `alt` too is left out when zero: sea level, if the height was measured at all, which `vac` tells. */
const altitudeOf = ({ alt, vac }: Json): number | null => {
  if (isNumber(alt)) return toAltitude(alt)
  return isNumber(vac) && vac > 0 ? 0 : null
}

/** Read into the position, or about the message rather than the device. */
const consumed = new Set(['lat', 'lon', 'tst', 'acc', 'alt', 'vel', 'cog', 'topic'])

/** Battery (`batt` %, `bs`), connection, regions, trigger (`t`), and what vehicle units add; names starting `_` stay out. */
const attributesOf = (message: Json): Attributes | null =>
  fitAttributes(Object.entries(message).filter(([name]) => !consumed.has(name) && !name.startsWith('_')))
