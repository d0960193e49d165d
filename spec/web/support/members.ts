import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { VehicleView } from '../../../domain/vehicles/schema.ts'

interface MembersFace {
  signedIn: boolean
  vehicles: VehicleView[]
  /** What was asked for, in order: `POST /api/…`, with the CSRF token it brought. */
  readonly asked: { line: string; csrf: string | undefined; body: Record<string, unknown> }[]
}

/** The REST answers that the members' app meets, from memory; the rules behind them are specified elsewhere. */
export const aMembersFace = (of: Partial<MembersFace> = {}): MembersFace => ({
  signedIn: true,
  vehicles: [],
  asked: [],
  ...of,
})

const me = {
  user: { id: 1, email: 'ana@example.com', full_name: 'Ana' },
  tenant: {
    id: 1,
    schema_name: 't1',
    name: 'Rápido Entregas',
    slug: 'rapido',
    role: 'owner',
    timezone: 'UTC',
    locale: 'en',
    features: {},
  },
  csrf_token: 'csrf-1',
}

/** Answers a request to `/api/…`; false for what it does not know. */
export const answerMember = async (
  face: MembersFace,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> => {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname.replace(/\/$/, '')
  const line = `${request.method} ${path}`
  const sent = await text(request)
  const body = sent ? JSON.parse(sent) : {}
  face.asked.push({ line, csrf: request.headers['x-csrf-token'] as string | undefined, body })
  const send = (status: number, value: unknown) => {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value))
    return true
  }

  if (line === 'POST /api/auth/login' || line === 'POST /api/auth/register') {
    if (body.password !== 'correct horse')
      return send(401, { code: 'wrong_credentials', detail: 'E-mail or password is wrong.' })
    face.signedIn = true
    return send(200, { ...me, expires_in: 900 })
  }
  if (!face.signedIn) return send(401, { code: 'not_signed_in', detail: 'Sign in first.' })
  if (line === 'GET /api/auth/me') return send(200, me)
  if (line === 'GET /api/fleet/history') return send(200, history)
  if (line === 'GET /api/fleet/overview') return send(200, overviewOf(face.vehicles))
  if (line === 'GET /api/fleet/vehicles')
    return send(200, { count: face.vehicles.length, next: null, previous: null, results: face.vehicles })
  if (line === 'POST /api/fleet/vehicles') {
    const vehicle = aVehicle(body)
    face.vehicles.push(vehicle)
    return send(201, { ...vehicle, ingest_key: 'k3y' })
  }
  return false
}

const overviewOf = (vehicles: readonly VehicleView[]) => {
  const each = <T>(of: (vehicle: VehicleView) => T) => vehicles.map(of)
  const none = each(() => null)
  return {
    count: vehicles.length,
    id: each(({ id }) => id),
    imei: each(({ imei }) => imei),
    name: each(({ name }) => name),
    plate: each(({ plate }) => plate),
    icon: each(({ icon }) => icon),
    color: each(({ color }) => color),
    ...{ seen: none, t: none, lat: none, lon: none, spd: none, hdg: none, acc: none },
  }
}

export const aVehicle = (of: Partial<VehicleView> = {}): VehicleView => ({
  id: '01890000-0000-7000-8000-000000000001',
  imei: '356938035643809',
  name: 'Van 12',
  plate: 'BRA2E19',
  icon: 'van',
  color: '#1b7255',
  created_at: '2030-01-01T00:00:00Z',
  last_seen_at: null,
  position: null,
  ...of,
})

const history = {
  type: 'FeatureCollection',
  features: [
    {
      type: 'Feature',
      properties: { id: '01890000-0000-7000-8000-000000000001', color: '#1b7255' },
      geometry: {
        type: 'MultiLineString',
        coordinates: [
          [
            [-46.66, -23.56],
            [-46.64, -23.54],
            [-46.61, -23.55],
          ],
        ],
      },
    },
  ],
}
