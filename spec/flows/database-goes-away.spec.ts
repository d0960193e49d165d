import { expect } from 'chai'
import pg from 'pg'
import { type Cluster, openCluster } from '../../db/embedded-cluster.ts'
import { findProcess, isAlive } from '../../db/embedded-process.ts'
import { type Server, startServer, stopServer, urlOf } from '../../db/embedded-server.ts'
import { addVehicle, clientOf, type Person, register, type TestVehicle } from '../support/client.ts'
import { ServiceEnded } from '../support/service.ts'
import { until } from '../support/until.ts'
import { carDrive, type Fix, reportByOsmand } from './support/drives.ts'
import { aFolder, endHouses, type House, startHouse } from './support/house.ts'
import { type Line, lineTo } from './support/line.ts'
import { ask, connect, disconnectAll, next, refusal, watch } from './support/sockets.ts'

/** What the contract allows from the moment the database takes connections again. */
const backWithin = 5_000

const ways: [how: string, end: (server: Server) => Promise<void>][] = [
  ['is stopped', (server) => stopServer(server)],
  [
    'dies',
    async (server) => {
      process.kill(server.pid, 'SIGKILL')
      await until(async () => !(await isAlive(server)))
    },
  ],
]

describe('a database that goes away', function () {
  this.timeout(60_000)
  let cluster: Cluster
  let server: Server
  let line: Line
  let house: House
  let owner: Person
  let vehicle: TestVehicle
  let token: string
  let url: string

  beforeEach(async () => {
    const folder = await aFolder()
    cluster = await openCluster(folder)
    server = await startServer(cluster, { log() {} })
    line = await lineTo(server.port)
    url = urlOf(cluster, line.port)
    house = await startHouse(folder, { DATABASE_URL: url })
    owner = await register(house.url)
    vehicle = await addVehicle(owner)
    const fields = { imei: vehicle.imei, duration_minutes: 60 }
    token = (await owner.call('POST', '/api/fleet/share-track/create', fields)).body.token
  })
  afterEach(async () => {
    disconnectAll()
    line.mend()
    await house.stop()
    await line.close()
    await stopServer(server)
    await endHouses()
  })

  const comesBack = async () => {
    server = await startServer(cluster, { log() {}, port: server.port })
  }
  const report = (fix: Fix) => owner.call('POST', '/api/fleet/positions', { imei: vehicle.imei, ...fix })
  const isReady = async () => (await clientOf(house.url).call('GET', '/readyz')).status === 200

  for (const [how, goAway] of ways)
    it(`and ${how}: refusals that say to come again, viewers who stay, and service as before once it is back`, async () => {
      const [first, ...lost] = carDrive(8)
      const [after, last] = [lost.pop()!, lost.pop()!].reverse() as [Fix, Fix]
      const viewer = await watch(house.url, token)
      const member = connect(house.url, '/live', { jwt: owner.token })
      const device = connect(house.url, '/ingest', { device_id: vehicle.imei, key: vehicle.ingestKey })
      await Promise.all([next(member, 'connect'), next(device, 'connect')])
      await report(first!)
      await until(() => viewer.seen.length === 1)

      await goAway(server)
      const away = [
        await owner.call('GET', '/api/fleet/vehicles'),
        await owner.call('POST', '/api/fleet/vehicles', { imei: 'too-soon', name: 'Too soon' }),
        await owner.call('GET', `/api/fleet/vehicles/${vehicle.imei}/position`),
        await clientOf(house.url).call('GET', `/api/fleet/share-track/${token}`),
        await report(lost[0]!),
        await clientOf(house.url).call('GET', '/readyz'),
      ]
      const page = await clientOf(house.url).call('GET', `/share/${token}/`, undefined, {
        accept: 'text/html',
      })
      const tracker = await reportByOsmand(house.url, vehicle, lost[1]!)
      const told = [
        await ask(device, 'position', lost[2]),
        await ask(device, 'position', lost.slice(3)),
        await ask(member, 'subscribe', { fleet: true }),
      ]
      const late = await refusal(connect(house.url, '/live', { token }))
      const alive = await clientOf(house.url).call('GET', '/healthz')

      await comesBack()
      await until(isReady, backWithin)
      const receipt = (await report(after)).body
      const again = await ask(device, 'position', last)
      await until(() => viewer.seen.at(-1)?.t === Date.parse(last.recorded_at))
      const trail = await owner.call('GET', `/api/fleet/vehicles/${vehicle.imei}/trail`)

      expect(away.map(({ status }) => status)).to.deep.equal(away.map(() => 503))
      for (const { headers } of away) expect(Number(headers.get('retry-after'))).to.be.greaterThan(0)
      expect([page.status, tracker, alive.status]).to.deep.equal([503, 503, 200])
      expect(page.headers.get('retry-after')).to.match(/^\d+$/)
      for (const { error } of told) expect(error?.code).to.equal('unavailable')
      expect(late).to.equal('unavailable')
      expect([receipt.accepted, again.accepted]).to.deep.equal([1, 1])
      expect(trail.body.positions.map(({ recorded_at }: Fix) => recorded_at)).to.deep.equal(
        [first!, after, last].map(({ recorded_at }) => recorded_at),
      )
      expect([viewer.snapshots.length, viewer.ends.length]).to.deep.equal([1, 0])
      expect([viewer.socket, member, device].every(({ connected }) => connected)).to.equal(true)
      expect(await findProcess(house.pid)).not.to.equal(undefined)
    })

  it('and says nothing at all: refusals after a while instead of none, and nothing lost or stored twice after', async () => {
    const [first, second, third] = carDrive(3) as [Fix, Fix, Fix]
    const viewer = await watch(house.url, token)
    await report(first)

    line.swallow()
    const [list, told] = await Promise.all([owner.call('GET', '/api/fleet/vehicles'), report(second)])
    const health = await clientOf(house.url).call('GET', '/healthz')
    line.mend()
    await until(isReady, backWithin)
    await report(second)
    const receipt = await report(third)
    await until(() => viewer.seen.at(-1)?.t === Date.parse(third.recorded_at))
    const trail = await owner.call('GET', `/api/fleet/vehicles/${vehicle.imei}/trail`)

    expect([list.status, told.status, health.status]).to.deep.equal([503, 503, 200])
    expect(receipt.body.accepted).to.equal(1)
    expect(trail.body.positions.map(({ recorded_at }: Fix) => recorded_at)).to.deep.equal(
      [first, second, third].map(({ recorded_at }) => recorded_at),
    )
    expect([viewer.snapshots.length, viewer.ends.length]).to.deep.equal([1, 0])
  })

  it('keeps a second service out again once it is back', async () => {
    await goneAndBack()
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    // A job's lock is none of the house's: only this one keeps others out.
    const house = `select count(*)::int as held from pg_locks where locktype = 'advisory' and granted
      and ((classid::bigint << 32) | objid::bigint) = hashtext('fleeting house')::bigint`
    await until(async () => (await client.query(house)).rows[0].held > 0, 15_000)
    await client.end()

    const second = await startHouse(await aFolder(), { DATABASE_URL: url }).catch((error: unknown) => error)

    expect(second).to.be.instanceOf(ServiceEnded)
    expect((second as ServiceEnded).words).to.contain('REDIS_URL')
  })

  it('may have been away at the very moment a link ran out: its sockets end all the same', async () => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query("update share_link set expires_at = now() + interval '2 seconds'")
    await client.end()
    const viewer = await watch(house.url, token)

    await stopServer(server)
    await until(() => viewer.ends.length === 1, 10_000)
    await comesBack()
    await until(isReady, backWithin)

    expect(viewer.ends[0]!.reason).to.equal('expired')
    expect(await refusal(connect(house.url, '/live', { token }))).to.equal('link_expired')
  })

  const goneAndBack = async () => {
    await stopServer(server)
    await until(async () => !(await isReady()))
    await comesBack()
    await until(isReady, backWithin)
  }
})
