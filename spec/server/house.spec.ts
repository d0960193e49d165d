import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'chai'
import { startEmbeddedPostgres } from '../../db/embedded.ts'
import { ingest, live } from '../../domain/protocol.ts'
import { allRoutes, type RouteContext } from '../../server/routes/index.ts'
import { clientOf, type Reply, register } from '../support/client.ts'
import { sharedService, startService } from '../support/service.ts'
import { aSharedVehicle } from './a-house.ts'

type Json = Record<string, unknown>
const get = async (path: string) => clientOf((await sharedService()).url).call('GET', path)

/** Every object in a document, with where it stands. */
const objectsIn = (node: unknown, at = '#'): [at: string, node: Json][] => {
  if (typeof node !== 'object' || node === null) return []
  const children = Object.entries(node).flatMap(([key, value]) =>
    objectsIn(value, `${at}/${key.replaceAll('/', '~1')}`),
  )
  return Array.isArray(node) ? children : [[at, node as Json], ...children]
}
const resolve = (document: Json, ref: string) =>
  ref
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((node, part) => (node as Json | undefined)?.[part], document)
const brokenRefsIn = (document: Json) =>
  objectsIn(document)
    .map(([, { $ref }]) => $ref)
    .filter((ref): ref is string => typeof ref === 'string')
    .filter((ref) => !ref.startsWith('#/') || resolve(document, ref) === undefined)

describe('GET /healthz', () => {
  it('says that the process is alive', async () => {
    const { status, body } = await get('/healthz')

    expect([status, body]).to.deep.equal([200, { status: 'ok' }])
  })
})

describe('GET /readyz', () => {
  it('says that database and bus answer', async () => {
    const { status, body } = await get('/readyz')

    expect([status, body]).to.deep.equal([200, { status: 'ready', database: true, bus: true }])
  })

  it('says 503 while PostgreSQL is gone, as does whatever needs it, and the process lives on', async function () {
    this.timeout(60_000)
    const dataDir = await mkdtemp(join(tmpdir(), 'fleeting-house-'))
    const postgres = await startEmbeddedPostgres({ dataDir })
    const database = { url: postgres.url, query: async () => [], drop: async () => {} }
    const service = await startService({}, database)
    try {
      const owner = await register(service.url)
      const { token } = await aSharedVehicle(owner)
      const ask = (path: string, headers = {}) => owner.call('GET', path, undefined, headers)
      expect((await ask('/readyz')).status).to.equal(200)

      await postgres.stop()
      let ready: Reply
      do ready = await ask('/readyz')
      while (ready.status === 200)

      expect([ready.status, ready.body.status, ready.body.database]).to.deep.equal([
        503,
        'unavailable',
        false,
      ])
      expect(Number(ready.headers.get('retry-after'))).to.be.at.least(1)
      for (const path of ['/api/fleet/vehicles', `/api/fleet/share-track/${token}`]) {
        const { status, body, headers } = await ask(path)
        expect([status, body.code], path).to.deep.equal([503, 'unavailable'])
        expect(Number(headers.get('retry-after')), path).to.be.at.least(1)
      }
      const page = await ask(`/share/${token}`, { accept: 'text/html' })
      expect([page.status, page.headers.get('content-type')]).to.deep.equal([503, 'text/html; charset=utf-8'])
      const lost = await owner.call('POST', '/api/fleet/positions', { imei: 'x', latitude: 1, longitude: 1 })
      expect(lost.status).to.equal(503)
      expect((await ask('/healthz')).status).to.equal(200)
      expect((await ask('/metrics')).status).to.equal(200)
    } finally {
      await service.kill()
      await postgres.stop()
      await rm(dataDir, { recursive: true, force: true })
    }
  })
})

describe('GET /metrics', () => {
  it('counts and times by the names of the table, and never by what a path carries [T-9]', async () => {
    const { url } = await sharedService()
    const owner = await register(url)
    const { imei, token, ingestKey } = await aSharedVehicle(owner)
    for (const path of [
      `/share/${token}`,
      `/api/fleet/share-track/${token}`,
      `/api/fleet/vehicles/${imei}`,
      `/nowhere/${token}`,
    ])
      await owner.call('GET', path)
    await owner.call('GET', `/ingest/osmand/${ingestKey}?id=${imei}&lat=1&lon=1`)

    const { status, body, headers } = await get('/metrics')

    expect([status, headers.get('content-type')?.split(';')[0]]).to.deep.equal([200, 'text/plain'])
    expect(body).to.match(
      /fleeting_http_request_duration_seconds_count\{method="GET",route="\/share\/:ref",status="200"\} \d/,
    )
    expect(body).to.match(/^fleeting_positions_total\{outcome="stored"\} [1-9]/m)
    expect(body).to.match(/^fleeting_viewers \d/m)
    for (const secret of [token, imei, ingestKey, owner.email, owner.token!])
      expect(body).to.not.contain(secret)
    const lines = (body as string).split('\n').filter((line) => line && !line.startsWith('#'))
    for (const line of lines) expect(line).to.match(/^[a-zA-Z_:][\w:]*(\{.*\})? [-+.\deNaInf]+$/)
  })
})

describe('GET /openapi.json', () => {
  const unused = new Proxy({}, { get: () => unused }) as RouteContext
  const table = allRoutes(unused)
  let document: Json
  let operations: { path: string; method: string; operation: Json }[]
  before(async () => {
    document = (await get('/openapi.json')).body
    operations = Object.entries(document.paths as Record<string, Record<string, Json>>).flatMap(
      ([path, item]) => Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
    )
  })

  it('names every route, each once, and nothing besides', () => {
    const wanted = table.flatMap(({ method, path }) =>
      (method === 'all' ? ['get', 'post'] : [method]).map(
        (verb) => `${verb} ${path.replace(/:(\w+)/g, '{$1}')}`,
      ),
    )

    expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).to.deep.equal(wanted.sort())
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).to.equal(ids.length)
  })

  it('is OpenAPI 3.1 in its bones', () => {
    expect(document.openapi).to.match(/^3\.1\.\d+$/)
    expect(document.info).to.include.keys('title', 'version')
    for (const { path, method, operation } of operations) {
      const at = `${method} ${path}`
      const parameters = operation.parameters as {
        name: string
        in: string
        required: boolean
        schema: Json
      }[]
      const declared = parameters.filter((one) => one.in === 'path' && one.required).map(({ name }) => name)
      const used = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
      expect(declared.sort(), at).to.deep.equal(used.sort())
      expect(
        parameters.every(({ schema, in: place }) => schema && ['path', 'query', 'header'].includes(place)),
        at,
      ).to.equal(true)
      const responses = Object.entries(operation.responses as Record<string, Json>)
      expect(
        responses.some(([status]) => /^[23]/.test(status)), // some lead elsewhere
        at,
      ).to.equal(true)
      for (const [status, { description }] of responses) {
        expect(status, at).to.match(/^[2-5]\d\d$/)
        expect(description, at).to.be.a('string').that.is.not.empty
      }
      expect(operation.summary, at).to.be.a('string').that.is.not.empty
      if (method === 'get') expect(operation, at).to.not.have.property('requestBody')
    }
    for (const { operation } of operations)
      for (const scheme of (operation.security ?? []) as Json[])
        expect((document.components as Json).securitySchemes).to.include.keys(...Object.keys(scheme))
  })

  it('refers to nothing that is not there, and holds schemas that compile', () => {
    const { schemas } = document.components as { schemas: Record<string, Json> }
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    ajv.addSchema({ $id: 'api', ...document })

    expect(brokenRefsIn(document)).to.deep.equal([])
    for (const name of Object.keys(schemas))
      expect(ajv.getSchema(`api#/components/schemas/${name}`), name).to.be.a('function')
    expect(
      objectsIn(document)
        .filter(([, node]) => '$id' in node)
        .map(([at]) => at),
    ).to.deep.equal([])
  })

  it('describes what refusals look like', async () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    ajv.addSchema({ $id: 'api', ...document })
    const isProblem = ajv.getSchema('api#/components/schemas/Problem')!
    const { url } = await sharedService()

    for (const reply of [
      await get('/nowhere'),
      await clientOf(url).call('POST', '/api/auth/login', { x: 1 }),
    ])
      expect(isProblem(reply.body), JSON.stringify(isProblem.errors)).to.equal(true)
  })

  it('is what stands in docs/openapi.json: npm run openapi', async () => {
    const kept = JSON.parse(await readFile(new URL('../../docs/openapi.json', import.meta.url), 'utf8'))

    expect(document).to.deep.equal(kept)
  })
})

describe('GET /asyncapi.json', () => {
  it('names every event of the gateway, and refers to nothing that is not there', async () => {
    const { status, body } = await get('/asyncapi.json')

    expect([status, body.asyncapi]).to.deep.equal([200, '3.0.0'])
    for (const { namespace, requests, notices } of [live, ingest]) {
      const channel = body.channels[namespace.slice(1)]
      expect(channel.address).to.equal(namespace)
      const names = Object.values(channel.messages as Record<string, { name: string }>).map(
        ({ name }) => name,
      )
      for (const event of [...Object.keys(requests), ...Object.keys(notices)]) expect(names).to.include(event)
    }
    expect(brokenRefsIn(body)).to.deep.equal([])
  })
})
