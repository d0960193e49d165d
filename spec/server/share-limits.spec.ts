import { expect } from 'chai'
import { addMember, addVehicle, clientOf, type Person, register } from '../support/client.ts'
import { startService, type TestService } from '../support/service.ts'
import { aSharedVehicle, basic } from './a-house.ts'

const base = '/api/fleet/share-track'

describe('the limits of share links', function () {
  this.timeout(30_000)
  let service: TestService
  let owner: Person
  before(async () => {
    service = await startService({
      RATE_LIMIT_SHARE_OPEN: '4/m',
      RATE_LIMIT_SHARE_FAIL: '3/m',
      RATE_LIMIT_SHARE_CREATE: '5/h',
    })
    owner = await register(service.url)
  })
  after(() => service.stop())
  const open = (token: string, headers = {}) =>
    clientOf(service.url).call('GET', `${base}/${token}`, undefined, headers)
  const expectLimited = (
    { status, body, headers }: Awaited<ReturnType<typeof open>>,
    policy: string,
    seconds: number,
  ) => {
    expect([status, body.code]).to.deep.equal([429, 'rate_limited'])
    const wait = Number(headers.get('retry-after'))
    expect(wait).to.be.within(1, seconds)
    expect(body.detail).to.contain(String(wait))
    expect(headers.get('ratelimit-policy')).to.equal(policy)
    expect(headers.get('ratelimit')).to.match(new RegExp(`^${policy.split(';')[0]};r=0;t=${wait}$`))
  }

  it('let a link be opened so often by one address, each link by itself, however it is opened', async () => {
    const [one, other] = [await aSharedVehicle(owner), await aSharedVehicle(owner)]

    for (let i = 0; i < 3; i++) expect((await open(one.token)).status).to.equal(200)
    expect((await clientOf(service.url).call('GET', `/share/${one.token}/`)).status).to.equal(200)

    expectLimited(await open(one.token), '"share_open";q=4;w=60', 60)
    expectLimited(await clientOf(service.url).call('GET', `/share/${one.token}`), '"share_open";q=4;w=60', 60)
    const page = await clientOf(service.url).call('GET', `/share/${one.token}`, undefined, {
      accept: 'text/html',
    })
    expect([page.status, page.headers.get('content-type')]).to.deep.equal([429, 'text/html; charset=utf-8'])
    expect(Number(page.headers.get('retry-after'))).to.be.within(1, 60)
    expect(page.headers.get('ratelimit-policy')).to.equal('"share_open";q=4;w=60')
    expect((await open(other.token)).status).to.equal(200)
  })

  it('let an address guess so often, and then not even a good token, whatever it says of its proxies [T-1] [T-61]', async () => {
    const good = await aSharedVehicle(owner)
    const guess = (i: number) =>
      open(`${good.token.slice(0, 20)}-${i}`, {
        'x-forwarded-for': `10.0.0.${i}`,
        forwarded: `for=10.0.0.${i}`,
      })

    for (let i = 0; i < 3; i++) expect((await guess(i)).status).to.equal(404)

    expectLimited(await guess(4), '"share_fail";q=3;w=60', 60)
    expectLimited(await open(good.token, { 'x-real-ip': '10.9.9.9' }), '"share_fail";q=3;w=60', 60)
    const { body } = await clientOf(service.url).call('GET', '/metrics')
    expect(body).to.match(/^fleeting_share_token_misses_total [3-9]/m)
  })

  it('let a device’s key be guessed so often, by either protocol [T-1]', async () => {
    const client = clientOf(service.url)
    const owntracks = () => client.call('POST', '/ingest/owntracks', {}, basic('x', 'y'))
    const osmand = () => client.call('GET', '/ingest/osmand/nobody?id=x&lat=1&lon=1')

    const statuses = [(await osmand()).status, (await owntracks()).status, (await osmand()).status]

    expect(statuses).to.deep.equal([404, 401, 404])
    expectLimited(await osmand(), '"share_fail";q=3;w=60', 60)
    expectLimited(await owntracks(), '"share_fail";q=3;w=60', 60)
  })

  it('let a person make so many links, each person by themselves', async () => {
    const dispatcher = await addMember(owner, 'dispatcher')
    const { imei } = await addVehicle(owner)
    const create = (person: Person) => person.call('POST', `${base}/create`, { imei, duration_minutes: 60 })

    for (let i = 4; i >= 0; i--) {
      const { status, headers } = await create(dispatcher)
      expect(status).to.be.oneOf([200, 201])
      expect(headers.get('ratelimit')).to.match(new RegExp(`^"share_create";r=${i};t=\\d+$`))
    }
    expectLimited(await create(dispatcher), '"share_create";q=5;w=3600', 3_600)
    expect((await create(await addMember(owner, 'dispatcher'))).status).to.equal(200)
  })
})
