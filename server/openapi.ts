import type { TSchema } from 'typebox'
import { type ProblemName, sentenceOf } from '../domain/problem.ts'
import { problems } from '../domain/problem-sentences.ts'
import type { Feature } from '../domain/tenants/features.ts'
import { isForPeople } from './for-people.ts'
import { statusOf } from './problems.ts'
import type { Route } from './route.ts'

type Json = Record<string, unknown>

/** The route table printed as OpenAPI 3.1: the same schemas that validate, nothing written twice. */
export const openApiOf = (routes: readonly Route[], version: string): Json => {
  const schemas: Json = { Problem: problemSchema }
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const path = route.path.replace(/[:*](\w+)/g, '{$1}').replace(/[{](\{\w+\})[}]/g, '$1')
    paths[path] ??= {}
    const methods = route.method === 'all' ? (['get', 'post'] as const) : [route.method]
    for (const method of methods) paths[path][method] = operationOf(route, method, schemas)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Fleeting',
      version,
      description:
        'Share anything that moves, or doesn’t, by a link that expires. Times are RFC 3339 in UTC, coordinates WGS84 ' +
        'degrees, speeds km/h, lengths metres. Refusals are `application/problem+json` (RFC 9457): match on `code`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      schemas,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'flk_…',
          description:
            'An API key of the organization, for programs: `Authorization: Bearer flk_…`. Never in an address.',
        },
        cookie: { type: 'apiKey', in: 'cookie', name: 'fleeting_access' },
      },
    },
  }
}

const operationOf = (route: Route, method: string, schemas: Json): Json => ({
  operationId: `${method} ${route.path}`.replace(/[^\w]+/g, '_').replace(/_$/, ''),
  summary: route.summary,
  tags: [route.tag],
  ...(route.who !== 'anyone' && {
    security: [{ bearer: [] }, ...(isForPeople(route) ? [] : [{ apiKey: [] }]), { cookie: [] }],
    description: descriptionOf(route),
  }),
  parameters: [
    ...parametersOf(route.params, 'path'),
    ...parametersOf(route.query, 'query'),
    ...parametersOf(route.headers, 'header'),
    ...(route.who !== 'anyone' && route.method !== 'get' ? [idempotencyKey] : []),
  ],
  ...(method !== 'get' && bodyOf(route, schemas)),
  responses: { ...successOf(route, schemas), ...refusalsOf(route) },
})

const descriptionOf = ({ who, feature }: Route): string => {
  const people = who === 'member' ? 'For any signed-in member.' : `For the role ${who} and those above it.`
  if (!feature) return people
  const needed = [...new Set<Feature>(['trakservice.enabled', feature])].map((name) => `\`${name}\``)
  return `${people} The organization has switched on ${needed.join(' and ')}.`
}

const parametersOf = (schema: TSchema | undefined, place: 'path' | 'query' | 'header') => {
  const { properties = {}, required = [] } = (schema ?? {}) as { properties?: Json; required?: string[] }
  return Object.entries(properties).map(([name, of]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: of,
  }))
}

const bodyOf = (route: Route, schemas: Json) => {
  if (route.bodyType)
    return { requestBody: { required: true, content: { [route.bodyType]: { schema: bytes } } } }
  const body = route.describes ?? route.body
  if (!body && route.bodyAs === 'json') return {}
  const content = body
    ? {
        [route.bodyAs === 'stream' ? 'multipart/form-data' : 'application/json']: {
          schema: reference(body, schemas),
        },
      }
    : { '*/*': { schema: { type: 'string' } } }
  return { requestBody: { required: route.bodyAs === 'json' || route.bodyAs === 'stream', content } }
}

const bytes = { type: 'string', contentMediaType: 'application/octet-stream' } as const

const successOf = (route: Route, schemas: Json) => {
  const description = route.summary
  const statuses = [route.status, ...route.otherStatuses]
  if (!route.reply) return Object.fromEntries(statuses.map((status) => [status, { description }]))
  const content = Array.isArray(route.reply)
    ? Object.fromEntries((route.reply as string[]).map((type) => [type, {}]))
    : { 'application/json': { schema: reference(route.reply as TSchema, schemas) } }
  const none = { description: 'There is none.' }
  return Object.fromEntries(
    statuses.map((status) => [status, status === 204 ? none : { description, content }]),
  )
}

/** The refusals of the route itself, and those that everything of its kind has. */
const refusalNamesOf = (route: Route): Set<ProblemName> => {
  const isSignedIn = route.who !== 'anyone'
  const changes = route.method !== 'get'
  const named: (readonly ProblemName[] | false | undefined)[] = [
    route.refusals,
    isSignedIn && ['not_signed_in', 'token_expired', 'key_in_address'],
    isSignedIn && route.who !== 'member' && ['forbidden'],
    isSignedIn && isForPeople(route) && route.who !== 'visitor' && ['people_only'],
    route.feature && ['feature_disabled'],
    isSignedIn &&
      changes && ['csrf_failed', 'idempotency_key_in_flight', 'idempotency_key_reused', 'validation_failed'],
    route.params && ['not_found'],
    route.query && ['validation_failed'],
    route.body && ['malformed_json', 'validation_failed', 'unsupported_media_type'],
    route.bodyAs === 'stream' && ['unsupported_media_type', 'request_timeout'],
    (route.body || route.bodyAs === 'text' || route.bodyAs === 'stream') && ['payload_too_large'],
    route.limit !== 'none' && ['rate_limited'],
    ['unavailable'],
  ]
  return new Set(named.flatMap((names) => names || []))
}

const refusalsOf = (route: Route) => {
  const byStatus = Map.groupBy(refusalNamesOf(route), (name) => statusOf[name])
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      { description: codes.map((code) => `\`${code}\`: ${sentenceOf(code, 'en')}`).join(' '), content },
    ]),
  )
}

/** A schema with a name is printed once, under `components`. */
const reference = (schema: TSchema, schemas: Json): unknown => {
  const { $id, ...rest } = schema as TSchema & { $id?: string }
  if (!$id) return inlined(schema, schemas)
  schemas[$id] ??= inlined(rest, schemas)
  return { $ref: `#/components/schemas/${$id}` }
}

const inlined = (node: unknown, schemas: Json): unknown => {
  const shown = (value: unknown) => (isNamed(value) ? reference(value, schemas) : inlined(value, schemas))
  if (Array.isArray(node)) return node.map(shown)
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, shown(value)]))
}

const isNamed = (value: unknown): value is TSchema =>
  typeof (value as { $id?: unknown } | null)?.$id === 'string'

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Repeats with the same key within 24 hours get the first answer.',
  schema: { type: 'string', maxLength: 255 },
}

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'instance', 'request_id'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: {
      type: 'string',
      description: 'For people, in the language of Accept-Language (en, pt-BR, es).',
    },
    code: { type: 'string', enum: Object.keys(problems) },
    instance: { type: 'string' },
    request_id: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: { field: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
}
