import Type from 'typebox'
import { asyncApiOf } from '../asyncapi.ts'
import { Answer, media, type Route, route } from '../route.ts'
import type { RouteContext } from './index.ts'

const tag = 'Operations'
const Health = Type.Object({ status: Type.String() }, { $id: 'Health', additionalProperties: false })
const Readiness = Type.Object(
  { status: Type.String(), database: Type.Boolean(), bus: Type.Boolean() },
  { $id: 'Readiness', additionalProperties: false },
)
const Document = Type.Unknown({ $id: 'ApiDocument' })

/** `describe` prints the whole table, these routes included. */
export const houseRoutes = ({ readiness, metrics }: RouteContext, describe: () => unknown): Route[] => [
  route({
    method: 'get',
    path: '/healthz',
    summary: 'The process is alive',
    tag,
    part: 'house',
    who: 'anyone',
    limit: 'none',
    reply: Health,
    handle: async () => ({ status: 'ok' }),
  }),
  route({
    method: 'get',
    path: '/readyz',
    summary: 'The database and the bus answer; 503 while the database does not',
    tag,
    part: 'house',
    who: 'anyone',
    limit: 'none',
    reply: Readiness,
    async handle() {
      const { database, bus } = await readiness()
      const status = !database ? 'unavailable' : bus ? 'ready' : 'degraded'
      const headers: Answer['headers'] = database ? {} : { 'Retry-After': '2' }
      return new Answer({ status, database, bus }, { status: database ? 200 : 503, headers })
    },
  }),
  route({
    method: 'get',
    path: '/metrics',
    summary: 'Counters and durations for Prometheus',
    tag,
    part: 'house',
    who: 'anyone',
    limit: 'none',
    reply: ['text/plain'],
    async handle() {
      return media(metrics.contentType, await metrics.print())
    },
  }),
  route({
    method: 'get',
    path: '/openapi.json',
    summary: 'This API as OpenAPI 3.1',
    tag,
    part: 'house',
    who: 'anyone',
    reply: Document,
    handle: async () => describe(),
  }),
  route({
    method: 'get',
    path: '/asyncapi.json',
    summary: 'The gateway’s events as AsyncAPI 3.0',
    tag,
    part: 'house',
    who: 'anyone',
    reply: Document,
    handle: async ({ request }) => asyncApiOf(request.publicUrl),
  }),
]
