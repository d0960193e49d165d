import { io } from 'socket.io-client'
import { fromE7, type Position } from '../../domain/positions/position.ts'

/** What a demo vehicle's tracker knows: where to report, and as whom. */
export interface Tracker {
  readonly url: string
  readonly imei: string
  readonly ingestKey: string
}

/** Reports one position; resolves once the service has acknowledged it. */
export type Report = (position: Position) => Promise<void>

const knotsPerKmh = 1 / 1.852

const post = async (url: string, body: string | URLSearchParams, headers: Record<string, string> = {}) => {
  const answer = await fetch(url, { method: 'POST', body, headers })
  await answer.arrayBuffer()
  if (!answer.ok) throw new Error(`the service answered ${answer.status} to a position`)
}

/** The pairs that the OsmAnd protocol knows; speed is in knots there. */
const pairsOf = (imei: string, position: Position): URLSearchParams => {
  const pairs = new URLSearchParams({
    id: imei,
    lat: String(fromE7(position.latE7)),
    lon: String(fromE7(position.lonE7)),
    timestamp: new Date(position.recordedAt).toISOString(),
  })
  if (position.speed !== null) pairs.set('speed', String(position.speed * knotsPerKmh))
  if (position.heading !== null) pairs.set('bearing', String(position.heading))
  return pairs
}

/** Traccar Client up to version 8: everything in the query. */
const asQuery =
  ({ url, imei, ingestKey }: Tracker): Report =>
  (position) =>
    post(`${url}/ingest/osmand/${ingestKey}?${pairsOf(imei, position)}`, '')

/** Traccar Client 10: the same pairs as a form. */
const asForm =
  ({ url, imei, ingestKey }: Tracker): Report =>
  (position) =>
    post(`${url}/ingest/osmand/${ingestKey}`, pairsOf(imei, position))

/** Traccar Client 9: JSON, speed in metres a second, −1 for what is not known. */
const asJson =
  ({ url, imei, ingestKey }: Tracker): Report =>
  (position) => {
    const coords = {
      latitude: fromE7(position.latE7),
      longitude: fromE7(position.lonE7),
      speed: position.speed === null ? -1 : position.speed / 3.6,
      heading: position.heading ?? -1,
    }
    const location = { timestamp: new Date(position.recordedAt).toISOString(), coords, is_moving: true }
    const body = JSON.stringify({ device_id: imei, location })
    return post(`${url}/ingest/osmand/${ingestKey}`, body, { 'content-type': 'application/json' })
  }

const asOwnTracks =
  ({ url, imei, ingestKey }: Tracker): Report =>
  (position) => {
    const body = JSON.stringify({
      _type: 'location',
      lat: fromE7(position.latE7),
      lon: fromE7(position.lonE7),
      tst: Math.round(position.recordedAt / 1000),
      ...(position.speed !== null && { vel: Math.round(position.speed) }),
      ...(position.heading !== null && { cog: Math.round(position.heading) }),
    })
    const authorization = `Basic ${Buffer.from(`${imei}:${ingestKey}`).toString('base64')}`
    return post(`${url}/ingest/owntracks`, body, { 'content-type': 'application/json', authorization })
  }

/** One socket that stays open, as a phone app would keep it. */
const asSocket = ({ url, imei, ingestKey }: Tracker): Report => {
  const socket = io(`${url}/ingest`, { auth: { device_id: imei, key: ingestKey }, transports: ['websocket'] })
  return async (position) => {
    const report = {
      latitude: fromE7(position.latE7),
      longitude: fromE7(position.lonE7),
      recorded_at: new Date(position.recordedAt).toISOString(),
      ...(position.speed !== null && { speed: position.speed }),
      ...(position.heading !== null && { heading: position.heading }),
    }
    await socket.timeout(10_000).emitWithAck('position', report)
  }
}

/** Every way in that the service has for a device; the demo's vehicles use them in turn. */
export const trackerKinds: readonly ((tracker: Tracker) => Report)[] = [
  asSocket,
  asForm,
  asJson,
  asQuery,
  asOwnTracks,
]
