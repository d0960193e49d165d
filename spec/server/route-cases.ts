import { randomBytes } from 'node:crypto'
import type { Role } from '../../domain/actor.ts'
import { addMember, type Person } from '../support/client.ts'
import { basic, type House, type SharedVehicle } from './a-house.ts'
import { albumCases } from './cases/albums.ts'
import { analyticsCases } from './cases/analytics.ts'
import { apiKeyCases } from './cases/api-keys.ts'
import { assetCases } from './cases/assets.ts'
import { assignmentCases } from './cases/assignments.ts'
import { collabPageCases } from './cases/collab-pages.ts'
import { commentCases } from './cases/comments.ts'
import { customerLinkCases } from './cases/customer-links.ts'
import { handoutCases } from './cases/handouts.ts'
import { mailCases } from './cases/mail.ts'
import { mileageCases } from './cases/mileage.ts'
import { notificationCases } from './cases/notifications.ts'
import { privacyCases } from './cases/privacy.ts'
import { quoteCases } from './cases/quotes.ts'
import { recordingCases } from './cases/recordings.ts'
import { routingCases } from './cases/routing.ts'
import { sessionCases } from './cases/sessions.ts'
import { shareCases } from './cases/shares.ts'
import { technicianCases } from './cases/technicians.ts'
import { trackingCases } from './cases/tracking.ts'
import { trakServiceCases } from './cases/trakservice.ts'
import { tripCases } from './cases/trips.ts'
import { uploadCases } from './cases/uploads.ts'
import { visitorCases } from './cases/visitors.ts'
import { webhookCases } from './cases/webhooks.ts'

/** What is there to be called upon, all of it the house's: made anew for each route. */
export interface Fixture {
  readonly house: House
  readonly vehicle: SharedVehicle
}

/** How one route of the table is called by whom, with what, and what it answers to people it does not belong to. */
export interface RouteCase {
  /** Path parameters, all of them names of things of the house; `ref` is the UUID of a public link. */
  readonly params?: (fixture: Fixture) => Record<string, string> | Promise<Record<string, string>>
  readonly query?: string
  readonly headers?: (fixture: Fixture) => Record<string, string>
  /** Made anew for each call, because many a body works once; may be a promise. */
  readonly body?: (fixture: Fixture, caller: Person | undefined) => unknown
  /** What an owner of another organization gets; `own`: an answer about their own house and nothing of this one. */
  readonly foreign: 404 | 'own'
  /** What somebody without an account gets where the table says `anyone` or `visitor`. */
  readonly nobody?: number
  /** What a `visitor` gets who is signed in, where that is another answer. */
  readonly signedIn?: number
  /** What it names is the house owner's own: to colleagues it is not there, whatever their role. */
  readonly isPersonal?: boolean
  /** Answers outside of a locked link as well, with nothing of what it shows. */
  readonly isOutside?: boolean
}

const newEmail = () => `${randomBytes(6).toString('hex')}@example.org`
const newImei = () => `case-${randomBytes(6).toString('hex')}`
const byImei = ({ vehicle }: Fixture) => ({ imei: vehicle.imei })
const byUserId = async ({ house }: Fixture) => ({
  user_id: String((await somebody(house, 'technician')).userId),
})
const byLink = ({ vehicle }: Fixture) => ({ ref: vehicle.linkId })
const password = 'a long new password'
const house = { foreign: 'own', nobody: 200 } as const

/** Every route of the table has its line here: the spec fails for one that has not. */
export const routeCases: Readonly<Record<string, RouteCase>> = {
  'post /api/auth/register': {
    foreign: 'own',
    nobody: 201,
    body: () => ({ email: newEmail(), password, full_name: 'Some Body' }),
  },
  'post /api/auth/login': {
    foreign: 'own',
    nobody: 401,
    body: () => ({ email: newEmail(), password }),
  },
  'post /api/auth/refresh': { foreign: 'own', nobody: 401, body: () => ({ refresh_token: 'x'.repeat(43) }) },
  'post /api/auth/logout': { foreign: 'own', nobody: 204, body: () => ({ refresh_token: 'x'.repeat(43) }) },
  'post /api/auth/password': {
    foreign: 'own',
    body: (_, caller) => ({
      current_password: caller?.password ?? password,
      new_password: caller?.password ?? password,
    }),
  },
  'get /api/auth/me': { foreign: 'own' },

  'get /api/tenants/members': { foreign: 'own' },
  'post /api/tenants/members': {
    foreign: 'own',
    body: () => ({ email: newEmail(), password, full_name: 'Some Body', role: 'member' }),
  },
  'patch /api/tenants/members/:user_id': {
    foreign: 404,
    params: byUserId,
    body: () => ({ role: 'dispatcher' }),
  },
  'delete /api/tenants/members/:user_id': { foreign: 404, params: byUserId },
  'get /api/tenants/current': { foreign: 'own' },
  'patch /api/tenants/current': { foreign: 'own', body: () => ({ timezone: 'America/Santiago' }) },
  'get /api/tenants/features': { foreign: 'own' },
  'get /api/tenants/audit': { foreign: 'own' },
  'put /api/tenants/features': { foreign: 'own', body: () => ({ features: { beta: true } }) },

  'post /api/fleet/vehicles': { foreign: 'own', body: () => ({ imei: newImei(), name: 'Another' }) },
  'get /api/fleet/vehicles': { foreign: 'own' },
  'get /api/fleet/overview': { foreign: 'own' },
  'get /api/fleet/vehicles/:imei/device': { foreign: 404, params: byImei },
  'get /api/fleet/vehicles/:imei': { foreign: 404, params: byImei },
  'patch /api/fleet/vehicles/:imei': { foreign: 404, params: byImei, body: () => ({ name: 'Renamed' }) },
  'delete /api/fleet/vehicles/:imei': { foreign: 404, params: byImei },
  'post /api/fleet/vehicles/:imei/rotate-key': { foreign: 404, params: byImei },
  'get /api/fleet/vehicles/:imei/position': { foreign: 404, params: byImei },
  'get /api/fleet/vehicles/:imei/trail': { foreign: 404, params: byImei, query: '?format=geojson' },
  'get /api/fleet/history': { foreign: 'own', query: '?days=2' },
  'post /api/fleet/positions': {
    foreign: 'own',
    body: ({ vehicle }) => ({ imei: vehicle.imei, latitude: -33.449, longitude: -70.669 }),
  },
  'all /ingest/osmand/:ingest_key': {
    foreign: 'own',
    nobody: 200,
    params: ({ vehicle }) => ({ ingest_key: vehicle.ingestKey }),
    query: '?lat=-33.4489&lon=-70.6693',
  },
  'post /ingest/owntracks': {
    foreign: 'own',
    nobody: 200,
    headers: ({ vehicle }) => basic(vehicle.imei, vehicle.ingestKey),
    body: () => ({ _type: 'status' }),
  },

  'get /manifest.webmanifest': { foreign: 'own', nobody: 200 },
  'get /sw.js': { foreign: 'own', nobody: 200 },
  'post /share-target': { foreign: 'own', nobody: 303 },
  'post /language': { foreign: 'own', nobody: 303, body: () => ({ lang: 'es', to: '/docs' }) },

  'post /api/fleet/share-track/create': {
    foreign: 404,
    body: ({ vehicle }) => ({ imei: vehicle.imei, duration_minutes: 30 }),
  },
  'get /api/fleet/share-track/existing/:imei': { foreign: 404, params: byImei },
  'delete /api/fleet/share-track/delete/:imei': { foreign: 404, params: byImei },
  'get /api/fleet/share-track/my-tracks': { foreign: 'own' },
  'get /api/fleet/share-track/stats': { foreign: 'own' },
  'get /api/fleet/share-track/:ref': { ...house, params: byLink },

  'get /healthz': house,
  'get /readyz': house,
  'get /metrics': house,
  'get /openapi.json': house,
  'get /asyncapi.json': house,
  'get /docs': house,
  'get /': house,
  ...albumCases,
  ...analyticsCases,
  ...apiKeyCases,
  ...assetCases,
  ...assignmentCases,
  ...collabPageCases,
  ...commentCases,
  ...customerLinkCases,
  ...handoutCases,
  ...mailCases,
  ...mileageCases,
  ...notificationCases,
  ...privacyCases,
  ...quoteCases,
  ...routingCases,
  ...sessionCases,
  ...recordingCases,
  ...shareCases,
  ...technicianCases,
  ...trackingCases,
  ...trakServiceCases,
  ...tripCases,
  ...uploadCases,
  ...visitorCases,
  ...webhookCases,
}

/** One route, called for one fixture. The identifier goes into OsmAnd's query, where the protocol wants it. */
export const callOf = async (
  name: string,
  { params, query = '', headers, body }: RouteCase,
  fixture: Fixture,
) => {
  const [method = '', path = ''] = name.split(' ')
  const given = (await params?.(fixture)) ?? {}
  const filled = path.replace(/:(\w+)/g, (_, parameter: string) => encodeURIComponent(given[parameter] ?? ''))
  const search = path.startsWith('/ingest/osmand') ? `${query}&id=${fixture.vehicle.imei}` : query
  return {
    method: method === 'all' ? 'GET' : method.toUpperCase(),
    path: filled,
    search,
    headers: headers?.(fixture) ?? {},
    ref: given.ref,
    bodyFor: (caller: Person | undefined) => body?.(fixture, caller),
  }
}

/** Somebody of this role whom nothing else leans on. */
export const somebody = (house: House, role: Role): Promise<Person> => addMember(house.people.owner, role)
