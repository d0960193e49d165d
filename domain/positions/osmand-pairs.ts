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

/** km/h in a knot. */
const knot = 1.852
/** Cells and access points that are kept of one message. */
const mostInReach = 20
const mostNameChars = 64
const mostTextChars = 512

/** Parameters that are read into the message itself; `_` is a browser's guard against caches. */
const consumed = new Set(
  'id deviceid timestamp lat lon location valid speed bearing heading altitude accuracy charge cell wifi _'.split(
    ' ',
  ),
)

/** The query string or form body of the OsmAnd protocol. Speed is in knots. Of repeated names the first one counts. */
export const decodeOsmandPairs = (pairs: URLSearchParams, now: number): OsmandMessage => {
  const id = pairs.get('id') ?? pairs.get('deviceid') ?? ''
  if (id.length > mostDeviceChars) return invalid('pairs', 'id is too long')
  const recordedAt = timeOf(pairs.get('timestamp'), now)
  if (Number.isNaN(recordedAt)) return invalid('pairs', 'timestamp is not a time')
  const [latitude, longitude] = pairs.get('location')?.split(',') ?? [pairs.get('lat'), pairs.get('lon')]
  const place = placeOf(latitude, longitude)
  if (place === undefined) return invalid('pairs', 'lat and lon must be numbers')

  const sent = { shape: 'pairs', ...(id && { device: id }) } as const
  const isValid = /^(true|1)$/i.test(pairs.get('valid') ?? 'true')
  if (place === 'none' || !isValid)
    return { kind: 'status', ...sent, attributes: attributesOf(pairs, isValid) }
  return {
    kind: 'position',
    ...sent,
    position: {
      latE7: toE7(place.latitude) + 0,
      lonE7: toE7(place.longitude) + 0,
      recordedAt,
      speed: measured(pairs.get('speed'), toSpeed, knot),
      heading: measured(pairs.get('bearing') ?? pairs.get('heading'), toHeading),
      accuracy: measured(pairs.get('accuracy'), toAccuracy),
      altitude: measured(pairs.get('altitude'), toAltitude),
      attributes: attributesOf(pairs, isValid),
    },
  }
}

/** What the protocol names comes first, so that a flood of unknown names cannot push it out. */
const attributesOf = (pairs: URLSearchParams, isValid: boolean) => {
  const entries: [string, unknown][] = []
  if (!isValid) entries.push(['valid', false])
  const battery = numberOf(pairs.get('batt'))
  if (battery !== undefined && battery >= 0) entries.push(['batt', battery])
  if (pairs.get('charge')?.toLowerCase() === 'true') entries.push(['charge', true])
  for (const name of ['cell', 'wifi']) {
    const inReach = pairs.getAll(name).filter((text) => text && text.length <= mostTextChars)
    if (inReach.length > 0) entries.push([name, inReach.slice(0, mostInReach)])
  }
  for (const [name, text] of pairs)
    if (name && name !== 'batt' && !consumed.has(name) && isShort(name, text))
      entries.push([name, free(text)])
  return fitAttributes(entries)
}

const isShort = (name: string, text: string) => name.length <= mostNameChars && text.length <= mostTextChars

/** A free value: true, false, a number that loses no digit (so not `007` or an 18-digit card number), or text. */
const free = (text: string): unknown => {
  if (text === 'true' || text === 'false') return text === 'true'
  return /^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/.test(text) ? Number(text) : text
}
