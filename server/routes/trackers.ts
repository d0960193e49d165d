import Type from 'typebox'
import { decodeOsmand } from '../../domain/positions/osmand.ts'
import { decodeOwnTracks } from '../../domain/positions/owntracks.ts'
import type { Position } from '../../domain/positions/position.ts'
import { Problem } from '../../domain/problem.ts'
import type { Device } from '../../domain/vehicles/directory.ts'
import { Answer, type RequestFacts, route } from '../route.ts'
import type { RouteContext } from './index.ts'

const tag = 'Ingest'
const mostBytes = 64 * 1024
/** OwnTracks repeats for ever what was refused, even what nobody wants: its whole configuration, a dump of its way points. */
const mostOwnTracksBytes = 1024 * 1024

/** The tracker protocols that speak HTTP. Devices repeat what was not answered with success, so refusals are chosen with care. */
export const trackerRoutes = ({ services: { positions, now }, gate }: RouteContext) => {
  /** A position that the rules, those of privacy among them, refuse would come again for ever: it is understood, and dropped. */
  const keepOrDrop = async (device: Device, position: Position, via: string) => {
    try {
      await positions.keepOne(device, position, via)
    } catch (error) {
      if (!(error instanceof Problem) || error.code === 'unavailable') throw error
      await positions.seen(device)
    }
  }

  return [
    route({
      method: 'all',
      path: '/ingest/osmand/:ingest_key',
      summary: 'OsmAnd and Traccar Client: query, form or JSON; answered 200 once the position is stored',
      tag,
      part: 'ingest',
      who: 'anyone',
      status: 200,
      limit: 'ingest',
      bodyAs: 'text',
      bodyLimit: mostBytes,
      params: Type.Object({ ingest_key: Type.String({ minLength: 1, maxLength: 200 }) }),
      refusals: ['unknown_device', 'malformed_json', 'rate_limited'],
      async handle({ params, body, request }) {
        const device = await gate.admitDevice(request.ip, () => positions.deviceByKey(params.ingest_key))
        const query = request.url.split('?')[1] ?? ''
        const message = decodeOsmand(
          { contentType: request.header('content-type'), query, body: typeof body === 'string' ? body : '' },
          now().getTime(),
        )
        if (message.kind === 'invalid') return new Answer(undefined, { status: message.status })
        // The key says which device it is; one that calls itself otherwise is somebody else's with a borrowed key.
        if (message.device === undefined || message.device !== device.imei)
          return new Answer(undefined, { status: message.shape === 'json' ? 404 : 400 })
        if (message.kind === 'position') await keepOrDrop(device, message.position, 'osmand')
        else await positions.seen(device)
        return new Answer(undefined, { status: 200 })
      },
    }),
    route({
      method: 'post',
      path: '/ingest/owntracks',
      summary: 'OwnTracks in HTTP mode: basic auth with the device identifier and its ingest key',
      tag,
      part: 'ingest',
      who: 'anyone',
      status: 200,
      limit: 'ingest',
      bodyAs: 'text',
      bodyLimit: mostOwnTracksBytes,
      reply: Type.Array(Type.Unknown(), { $id: 'OwnTracksReply' }),
      refusals: ['not_signed_in', 'rate_limited'],
      async handle({ body, request }) {
        const [user, password] = credentialsOf(request)
        const device = await gate.admitDevice(request.ip, () => positions.authenticate(user, password))
        const message = decodeOwnTracks(typeof body === 'string' ? body : '', now().getTime())
        if (message.kind === 'position') await keepOrDrop(device, message.position, 'owntracks')
        else if (message.kind === 'seen') await positions.seen(device, new Date(message.at))
        return []
      },
    }),
  ]
}

/** Basic credentials (RFC 7617): user is the device identifier, password its ingest key. */
const credentialsOf = (request: RequestFacts): [user: string, password: string] => {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(request.header('authorization') ?? '')?.[1] ?? ''
  const credentials = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = credentials.indexOf(':')
  if (colon < 0) throw new Problem('not_signed_in')
  return [credentials.slice(0, colon), credentials.slice(colon + 1)]
}
