import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { addVehicle, clientOf, type Person, register, type TestVehicle } from '../support/client.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { type RedisServer, startRedis } from '../support/redis.ts'
import { startService, type TestService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { carDrive, reportByOsmand } from './support/drives.ts'
import { connect, disconnectAll, refusal, watch } from './support/sockets.ts'

describe('the Redis between two nodes', function () {
  this.timeout(60_000)
  let redis: RedisServer
  let database: TestDatabase
  let nodes: TestService[]
  let owner: Person
  let vehicle: TestVehicle
  let token: string

  const start = async (env: Record<string, string> = {}) => {
    ;[redis, database] = await Promise.all([startRedis(), createDatabase()])
    const settings = { REDIS_URL: redis.url, ...env }
    nodes = await Promise.all([startService(settings, database), startService(settings, database)])
    owner = await register(nodes[0]!.url)
    vehicle = await addVehicle(owner)
    token = await share()
  }
  const share = async () => {
    const fields = { imei: vehicle.imei, duration_minutes: 60 }
    const { status, body } = await owner.call('POST', '/api/fleet/share-track/create', fields)
    expect(status).to.be.oneOf([200, 201])
    return body.token as string
  }
  const readiness = async ({ url }: TestService) => (await clientOf(url).call('GET', '/readyz')).body

  afterEach(async () => {
    disconnectAll()
    await Promise.all(nodes.map((node) => node.stop()))
    await redis.stop()
    await database.drop()
  })

  it('may die and come back: each node goes on for its own viewers, and both are joined again', async () => {
    await start()
    const [a, b] = nodes as [TestService, TestService]
    const here = await watch(a.url, token)
    const there = await watch(b.url, token)
    const drive = carDrive(40)
    const report = () => reportByOsmand(a.url, vehicle, drive.shift()!)
    await report()
    await until(() => here.seen.length === 1 && there.seen.length === 1)

    await redis.kill()
    const stored = [await report(), await report()]
    await until(() => here.seen.length === 3)
    const [degraded, another] = await Promise.all([readiness(a), share()])

    await redis.restart()
    await until(async () => (await readiness(a)).bus && (await readiness(b)).bus, 15_000)
    await until(async () => {
      await report()
      await sleep(200)
      return there.seen.at(-1)?.t === here.seen.at(-1)?.t
    }, 5_000)
    await owner.call('DELETE', `/api/fleet/share-track/delete/${vehicle.imei}`)
    await until(() => here.ends.length === 1 && there.ends.length === 1)

    expect(stored).to.deep.equal([200, 200])
    expect(degraded).to.include({ status: 'degraded', database: true, bus: false })
    expect(another).to.equal(token)
    expect([here, there].every(({ snapshots }) => snapshots.length === 1)).to.equal(true)
  })

  it('may be away when a link is revoked: the other node finds out by itself [T-46]', async () => {
    await start()
    const [a, b] = nodes as [TestService, TestService]
    const here = await watch(a.url, token)
    const there = await watch(b.url, token)

    await redis.kill()
    await owner.call('DELETE', `/api/fleet/share-track/delete/${vehicle.imei}`)
    await until(() => here.ends.length === 1)
    const refused = await refusal(connect(b.url, '/live', { token }))
    await until(() => there.ends.length === 1, 20_000, 'the sweep of the other node')

    expect(refused).to.equal('link_revoked')
    expect(there.ends[0]!.reason).to.equal('revoked')
  })

  it('counts the opens of a link on both nodes together; without it each node counts for itself [T-12]', async () => {
    await start({ RATE_LIMIT_SHARE_OPEN: '4/m' })
    const [a, b] = nodes as [TestService, TestService]
    const open = async ({ url }: TestService) =>
      (await clientOf(url).call('GET', `/api/fleet/share-track/${token}`)).status

    const together = [
      await open(a),
      await open(b),
      await open(a),
      await open(b),
      await open(a),
      await open(b),
    ]
    await redis.kill()
    const apart: number[] = []
    for (let i = 0; i < 5; i++) apart.push(await open(b))

    expect(together).to.deep.equal([200, 200, 200, 200, 429, 429])
    expect(apart).to.deep.equal([200, 200, 200, 200, 429])
  })
})
