import { expect } from 'chai'
import { io } from 'socket.io-client'
import type { Role } from '../../domain/actor.ts'
import { isForPeople } from '../../server/for-people.ts'
import { openApiOf } from '../../server/openapi.ts'
import { allRoutes, type RouteContext } from '../../server/routes/index.ts'
import { addMember, addVehicle, type Client, clientOf, type Person, register } from '../support/client.ts'
import { sharedService, startService } from '../support/service.ts'

const path = '/api/tenants/api-keys'
const unused = new Proxy({}, { get: () => unused }) as RouteContext
const table = allRoutes(unused)
const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`

/** What no key may do; a new line here is a decision. */
const forPeople = [
  'post /api/auth/password',
  'get /api/auth/me',
  'get /api/tenants/members',
  'post /api/tenants/members',
  'patch /api/tenants/members/:user_id',
  'delete /api/tenants/members/:user_id',
  'patch /api/tenants/current',
  'put /api/tenants/features',
  'get /api/tenants/api-keys',
  'post /api/tenants/api-keys',
  'delete /api/tenants/api-keys/:id',
  'get /api/privacy/export',
  'get /api/privacy/people/:user_id/export',
  'post /api/privacy/people/:user_id/erase',
  'get /api/privacy/customers/export',
  'post /api/privacy/customers/erase',
  'get /api/notifications',
  'post /api/notifications/read',
  'get /api/notifications/preferences',
  'patch /api/notifications/preferences',
  'post /api/albums/accept',
  'post /api/trakservice/location/pings',
  'post /api/trakservice/technicians/:id/consent',
  'post /api/trakservice/technicians/:id/rotate-key',
]

describe('what an API key may not do', () => {
  const closed = table.filter(
    (route) => route.who !== 'anyone' && route.who !== 'visitor' && isForPeople(route),
  )

  it('is decided for the whole table of routes, and said in its documentation [AK-12]', () => {
    const { paths, components } = openApiOf(table, '0') as {
      paths: Record<string, Record<string, { security?: object[] }>>
      components: { securitySchemes: object }
    }
    const takesKeys = table.filter(({ method, path }) =>
      paths[path.replace(/[:*](\w+)/g, '{$1}')]?.[method]?.security?.some((way) => 'apiKey' in way),
    )

    expect(closed.map(nameOf)).to.have.members(forPeople)
    expect(components.securitySchemes).to.have.property('apiKey')
    expect(takesKeys.filter(isForPeople)).to.deep.equal([])
    expect(takesKeys.map(nameOf)).to.include.members(['post /api/v3/shares', 'get /api/v3/shares'])
  })

  it('is refused to the mightiest of keys, on every such route [AK-12]', async () => {
    const { url } = await sharedService()
    const owner = await register(url)
    await owner.call('PUT', '/api/tenants/features', { features: { 'trakservice.enabled': true } })
    const { body } = await owner.call('POST', path, { name: 'All', role: 'admin' })
    const program = clientOf(url, body.secret)

    const answers = await Promise.all(
      closed.map(async ({ method, path }) => {
        const filled = path.replace(':user_id', '1').replace(':id', '01900000-0000-7000-8000-000000000001')
        const { status, body } = await program.call(method.toUpperCase(), filled)
        return `${method} ${path} ${status} ${body.code}`
      }),
    )

    expect(answers).to.deep.equal(closed.map((route) => `${nameOf(route)} 403 people_only`))
  })
})

describe('API keys', () => {
  let url: string
  let owner: Person
  before(async () => {
    url = (await sharedService()).url
    owner = await register(url, 'Keyholders')
  })

  const aKey = async (role: Role, by: Client = owner, from: object = {}) => {
    const { status, body } = await by.call('POST', path, { name: 'Till', role, ...from })
    expect(status, JSON.stringify(body)).to.equal(201)
    return { ...clientOf(url, body.secret), id: body.id as string, secret: body.secret as string, body }
  }
  const codeOf = async (client: Client, way = '/api/fleet/vehicles') => {
    const { status, body } = await client.call('GET', way)
    return status === 200 ? 'in' : `${status} ${body.code}`
  }

  it('let a program make, extend, count and revoke links, in the name of whoever made the key [AK-5]', async () => {
    const program = await aKey('dispatcher')
    const vehicle = await addVehicle(owner)
    const resource = { resource_type: 'vehicle', resource_id: vehicle.id }

    const made = await program.call('POST', '/api/v3/shares', { ...resource, expires_in_hours: 1 })
    expect(made.status, JSON.stringify(made.body)).to.equal(201)
    const link = `/api/v3/shares/${made.body.uuid}`
    const etag = (await program.call('GET', link)).headers.get('etag')!
    const extended = await program.call('PATCH', link, { expires_in_hours: 48 }, { 'if-match': etag })
    expect(extended.status, JSON.stringify(extended.body)).to.equal(200)
    const mine = await owner.call('GET', link)
    expect(mine.body.created_by).to.equal(owner.userId)
    expect((await program.call('GET', '/api/v3/shares')).body.count).to.equal(1)
    expect((await program.call('DELETE', link)).status).to.equal(200)

    const { body } = await owner.call('GET', '/api/tenants/audit?name=share.created')
    expect(body.results[0].actor.id).to.equal(owner.userId)
  })

  it('are shown once, and listed by how they begin and when they were used [AK-2] [AK-7]', async () => {
    const { secret, body, ...program } = await aKey('member')
    await program.call('GET', '/api/fleet/vehicles')

    const list = await owner.call('GET', path)
    const listed = list.body.results.find(({ id }: { id: string }) => id === body.id)

    expect(secret).to.match(/^flk_[\w-]{43}$/)
    expect(JSON.stringify(list.body)).not.to.include(secret.slice(12))
    expect(listed).to.include({ name: 'Till', prefix: secret.slice(0, 10), role: 'member', state: 'active' })
    expect(Date.parse(listed.last_used_at)).to.be.closeTo(Date.now(), 60_000)
    expect(Date.parse(listed.expires_at) - Date.now()).to.be.closeTo(90 * 86_400_000, 60_000)
    expect(listed.created_by).to.deep.equal({ id: owner.userId, full_name: 'A Person' })
  })

  it('may what their role may, and reach no other organization [AK-3] [AK-5]', async () => {
    const lesser = await aKey('member')
    const stranger = await register(url, 'Elsewhere')
    const { imei } = await addVehicle(stranger)

    expect((await lesser.call('POST', '/api/fleet/vehicles', { imei: 'x1', name: 'x' })).status).to.equal(403)
    expect(await codeOf(lesser, '/api/tenants/audit')).to.equal('403 forbidden')
    expect(await codeOf(await aKey('admin'), '/api/tenants/audit')).to.equal('in')
    expect(await codeOf(await aKey('admin'), `/api/fleet/vehicles/${imei}`)).to.equal('404 not_found')
    expect((await stranger.call('DELETE', `${path}/${lesser.id}`)).status).to.equal(404)
    expect(await codeOf(lesser)).to.equal('in')
  })

  it('see nothing that another organization shared with their maker [AK-15]', async () => {
    const elsewhere = await register(url, 'Elsewhere')
    const album = (await elsewhere.call('POST', '/api/albums', { title: 'Theirs' })).body.id as number
    const shared = await elsewhere.call('PUT', `/api/albums/${album}/share-link`, { is_collaboration: true })
    const token = shared.body.share_token ?? shared.body.token
    expect((await owner.call('POST', '/api/albums/accept', { share_token: token })).status).to.equal(200)
    const program = await aKey('admin')

    expect((await owner.call('GET', `/api/albums/${album}`)).status).to.equal(200)
    expect(await codeOf(program, `/api/albums/${album}`)).to.equal('404 not_found')
    expect((await program.call('GET', '/api/albums/shared-with-me')).body.count).to.equal(0)
  })

  it('are never made above their maker, for owners, or for the past [AK-3] [AK-4]', async () => {
    const helper = await addMember(owner, 'dispatcher')
    const refused = async (by: Client, from: object) => {
      const { status, body } = await by.call('POST', path, { name: 'Till', role: 'admin', ...from })
      return `${status} ${body.code}`
    }

    expect(await refused(helper, {})).to.equal('403 forbidden')
    expect(await refused(owner, { role: 'owner' })).to.equal('422 validation_failed')
    expect(await refused(owner, { expires_at: '2020-01-01T00:00:00Z' })).to.equal('422 validation_failed')
    expect((await aKey('member', owner, { expires_at: null })).body.expires_at).to.equal(null)
  })

  it('end at once when they are revoked, run out, or their maker is less or gone [AK-3] [AK-6] [AK-10]', async () => {
    const { database } = await sharedService()
    const maker = await addMember(owner, 'admin')
    const [revoked, expired, orphan] = [await aKey('admin'), await aKey('admin'), await aKey('admin', maker)]
    for (const key of [revoked, expired, orphan]) expect(await codeOf(key)).to.equal('in')

    expect((await owner.call('DELETE', `${path}/${revoked.id}`)).status).to.equal(204)
    await database.query('update api_key set expires_at = now() where id = $1', [expired.id])
    await owner.call('PATCH', `/api/tenants/members/${maker.userId}`, { role: 'member' })
    expect(await codeOf(orphan, '/api/tenants/audit')).to.equal('403 forbidden')
    await owner.call('DELETE', `/api/tenants/members/${maker.userId}`)

    for (const key of [revoked, expired, orphan, clientOf(url, `flk_${'x'.repeat(43)}`)])
      expect(await codeOf(key)).to.equal('401 not_signed_in')
    const { body } = await owner.call('GET', '/api/tenants/audit?name=api_key.revoked')
    expect(body.results[0]).to.deep.include({ aggregate_type: 'api_key', aggregate_id: revoked.id })
  })

  it('are taken from the header and from nowhere else [AK-9]', async () => {
    const { secret } = await aKey('member')
    const anyone = clientOf(url)

    const inAddress = await anyone.call('GET', `/api/fleet/vehicles?access_token=${secret}`)
    expect([inAddress.status, inAddress.body.code]).to.deep.equal([400, 'key_in_address'])
    const inCookie = await anyone.call('GET', '/api/fleet/vehicles', undefined, {
      cookie: `fleeting_access=${secret}`,
    })
    expect(inCookie.status).to.equal(401)
    const out = await clientOf(url, secret).call('POST', '/api/auth/logout')
    expect(out.status).to.equal(204)
    expect(await codeOf(clientOf(url, secret))).to.equal('in')
  })

  it('open no socket: what goes on by itself is for people and devices [AK-13]', async () => {
    const { secret } = await aKey('admin')
    const socket = io(`${url}/live`, { auth: { token: secret }, reconnection: false, forceNew: true })

    const heard = await new Promise((done) => {
      socket.once('connect', () => done('connected'))
      socket.once('connect_error', (error) => done(error.message))
    })
    socket.disconnect()

    expect(heard).not.to.equal('connected')
  })
})

describe('the budget of API keys', function () {
  this.timeout(60_000)

  it('is each key’s own; wrong keys share one, and are not looked for beyond it [AK-14]', async () => {
    const service = await startService({ RATE_LIMIT_API: '4/m', LOG_LEVEL: 'trace' })
    try {
      const owner = await register(service.url)
      const secrets: string[] = []
      for (const name of ['One', 'Two'])
        secrets.push((await owner.call('POST', path, { name, role: 'member' })).body.secret)
      const statuses = async (secret: string) => {
        const seen: number[] = []
        for (let i = 0; i < 5; i++)
          seen.push((await clientOf(service.url, secret).call('GET', '/api/fleet/vehicles')).status)
        return seen
      }

      expect(await statuses(secrets[0]!)).to.deep.equal([200, 200, 200, 200, 429])
      expect(await statuses(secrets[1]!)).to.deep.equal([200, 200, 200, 200, 429])
      expect(await statuses(`flk_${'x'.repeat(43)}`)).to.deep.equal([401, 401, 401, 401, 429])
      expect(secrets.filter((secret) => JSON.stringify(service.log).includes(secret.slice(4)))).to.deep.equal(
        [],
      )
    } finally {
      await service.stop()
    }
  })
})
