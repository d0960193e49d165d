import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { addVehicle, clientOf, register } from '../support/client.ts'
import { createDatabase } from '../support/database.ts'
import { startRedis } from '../support/redis.ts'
import { startService, type TestService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { carDrive, reportByOsmand } from './support/drives.ts'
import { ask, connect, disconnectAll, next, refusal, watch } from './support/sockets.ts'

const aGuess = () => randomBytes(16).toString('base64url')

describe('links that strangers try to open', function () {
  this.timeout(60_000)
  const ends: (() => Promise<unknown>)[] = []

  afterEach(async () => {
    disconnectAll()
    for (const end of ends.splice(0).reverse()) await end()
  })

  const start = async (...[env, database]: Parameters<typeof startService>) => {
    const service = await startService(env, database)
    ends.push(() => service.stop())
    return service
  }
  const aSharedVehicle = async ({ url }: TestService) => {
    const owner = await register(url)
    const vehicle = await addVehicle(owner)
    const fields = { imei: vehicle.imei, duration_minutes: 60 }
    const { body } = await owner.call('POST', '/api/fleet/share-track/create', fields)
    return { owner, vehicle, token: body.token as string }
  }

  it('refuse an address that guessed too often, by whatever door, and serve on whoever is inside [T-1] [T-61]', async () => {
    const service = await start({ RATE_LIMIT_SHARE_FAIL: '4/m' })
    const { vehicle, token } = await aSharedVehicle(service)
    const inside = await watch(service.url, token)
    const device = connect(service.url, '/ingest', { device_id: vehicle.imei, key: vehicle.ingestKey })
    await next(device, 'connect')
    const visitor = clientOf(service.url)
    const from = (address: string) => ({ 'x-forwarded-for': address, 'x-real-ip': address })

    const guesses = [
      (await visitor.call('GET', `/api/fleet/share-track/${aGuess()}`, undefined, from('192.0.2.1'))).status,
      (await visitor.call('GET', `/share/${aGuess()}/`, undefined, from('192.0.2.2'))).status,
      await refusal(connect(service.url, '/live', { token: aGuess() })),
      await refusal(connect(service.url, '/live', { token: aGuess() }, { extraHeaders: from('192.0.2.3') })),
    ]
    const after = await visitor.call('GET', `/share/${token}/`, undefined, from('192.0.2.4'))
    const page = await visitor.call('GET', `/share/${token}/`, undefined, { accept: 'text/html' })
    const socket = await refusal(connect(service.url, '/live', { token }))
    const receipt = await ask(device, 'position', carDrive(1)[0])
    await until(() => inside.seen.length === 1)

    expect(guesses).to.deep.equal([404, 404, 'not_found', 'not_found'])
    expect([after.status, page.status, socket]).to.deep.equal([429, 429, 'rate_limited'])
    expect(Number(after.headers.get('retry-after'))).to.be.within(1, 60)
    expect(page.body).to.contain('One moment, please')
    expect(receipt.accepted).to.equal(1)
  })

  it('count every open of a link, over sockets too and on all nodes together, link by link', async () => {
    const [redis, database] = await Promise.all([startRedis(), createDatabase()])
    ends.push(
      () => redis.stop(),
      () => database.drop(),
    )
    const env = { REDIS_URL: redis.url, RATE_LIMIT_SHARE_OPEN: '3/m' }
    const [a, b] = await Promise.all([start(env, database), start(env, database)])
    const one = await aSharedVehicle(a)
    const other = await aSharedVehicle(a)

    const inside = [
      await watch(a.url, one.token),
      await watch(b.url, one.token),
      await watch(b.url, one.token),
    ]
    const tooMany = await Promise.all(
      [a, b].map(({ url }) => refusal(connect(url, '/live', { token: one.token }))),
    )
    const elsewhere = await watch(b.url, other.token)
    await reportByOsmand(a.url, one.vehicle, carDrive(1)[0]!)
    await until(() => inside.every(({ seen }) => seen.length === 1))

    expect(tooMany).to.deep.equal(['rate_limited', 'rate_limited'])
    expect(elsewhere.snapshots).to.have.length(1)
  })

  it('tell no more of a link that is gone, of another tenant’s, or of one that never was, than that [T-2] [T-58]', async () => {
    const service = await start()
    const { owner, vehicle, token } = await aSharedVehicle(service)
    const stranger = await register(service.url, 'Others')
    await owner.call('DELETE', `/api/fleet/share-track/delete/${vehicle.imei}`)

    const asStranger = await Promise.all([
      stranger.call('GET', `/api/fleet/share-track/existing/${vehicle.imei}`),
      stranger.call('DELETE', `/api/fleet/share-track/delete/${vehicle.imei}`),
      stranger.call('POST', '/api/fleet/share-track/create', { imei: vehicle.imei, duration_minutes: 60 }),
      stranger.call('GET', '/api/fleet/share-track/existing/never-was'),
    ])
    const gone = await clientOf(service.url).call('GET', `/api/fleet/share-track/${token}`)

    const said = asStranger.map(({ status, body }) => [status, body.code, body.detail])
    expect(said).to.deep.equal(said.map(() => said[3]))
    expect(said[0]![0]).to.equal(404)
    expect([gone.status, gone.body.code]).to.deep.equal([410, 'link_revoked'])
    expect(JSON.stringify(gone.body)).not.to.contain(vehicle.imei).and.not.to.contain('Van 1')
  })
})
