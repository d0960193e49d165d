import { expect } from 'chai'
import pg from 'pg'
import { type Cluster, openCluster } from '../../db/embedded-cluster.ts'
import { type Server, startServer, stopServer, urlOf } from '../../db/embedded-server.ts'
import {
  anIngestKey,
  aPing,
  aTechnician,
  sendPing,
  switchOnTracking,
  type TrackedPerson,
  trakService,
} from '../server/a-technician.ts'
import { clientOf, register } from '../support/client.ts'
import { until } from '../support/until.ts'
import { reportByOsmand } from './support/drives.ts'
import { aFolder, endHouses, type House, startHouse } from './support/house.ts'
import { ask, connect, disconnectAll, next } from './support/sockets.ts'

describe('a technician whose database is away', function () {
  this.timeout(60_000)
  let cluster: Cluster
  let server: Server
  let house: House
  let url: string
  let joao: TrackedPerson
  let ingestKey: string
  let began: number

  beforeEach(async () => {
    began = Math.floor(Date.now() / 1000)
    const folder = await aFolder()
    cluster = await openCluster(folder)
    server = await startServer(cluster, { log() {} })
    url = urlOf(cluster, server.port)
    house = await startHouse(folder, { DATABASE_URL: url })
    const owner = await register(house.url)
    await switchOnTracking(owner)
    joao = await aTechnician(owner)
    ingestKey = await anIngestKey(joao, joao.technicianId)
  })
  afterEach(async () => {
    disconnectAll()
    await house.stop()
    await stopServer(server)
    await endHouses()
  })

  /** Whole seconds before the spec began, as trackers tell them. */
  const at = (secondsAgo: number) => new Date((began - secondsAgo) * 1000).toISOString()
  const fix = (secondsAgo: number) => ({ latitude: -23.55, longitude: -46.63, recorded_at: at(secondsAgo) })
  const of = (path: string) => `${trakService}/technicians/${joao.technicianId}/location/${path}`
  const query = async (sql: string): Promise<Record<string, unknown>[]> => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const { rows } = await client.query(sql).finally(() => client.end())
    return rows
  }
  const onSockets = async () => {
    const byKey = { device_id: joao.technicianId, key: ingestKey }
    const [own, device] = [
      connect(house.url, '/ingest', { jwt: joao.token }),
      connect(house.url, '/ingest', byKey),
    ]
    await Promise.all([next(own, 'connect'), next(device, 'connect')])
    return { own, device }
  }
  const byTracker = (position: ReturnType<typeof fix>) =>
    reportByOsmand(house.url, { imei: joao.technicianId, ingestKey }, position)
  /** Every way in, each with a moment of its own. */
  const everyWay = async ({ own, device }: Awaited<ReturnType<typeof onSockets>>, base: number) => {
    const rest = [
      await sendPing(joao, fix(base)),
      await joao.call('POST', `${trakService}/location/pings/`, [aPing(fix(base + 1)), aPing(fix(base + 2))]),
    ]
    const sockets = [
      await ask(own, 'position', fix(base + 3)),
      await ask(device, 'position', [fix(base + 4)]),
    ]
    return { rest: rest.map(({ status }) => status), sockets, tracker: await byTracker(fix(base + 5)) }
  }

  it('is told to come again on every way in, and nothing that was acknowledged is missing after [TR-5] [TR-7]', async () => {
    const sockets = await onSockets()
    const before = await everyWay(sockets, 100)
    expect([...before.rest, before.tracker]).to.deep.equal([201, 200, 200])
    expect(before.sockets.map(({ accepted }) => accepted)).to.deep.equal([1, 1])

    await stopServer(server)
    const away = await everyWay(sockets, 50)
    const looks = [await joao.call('GET', of('latest/')), await joao.call('GET', of(''))]
    server = await startServer(cluster, { log() {}, port: server.port })
    await until(async () => (await clientOf(house.url).call('GET', '/readyz')).status === 200)
    const after = await everyWay(sockets, 20)

    expect([...away.rest, ...looks.map(({ status }) => status), away.tracker]).to.deep.equal(
      Array(5).fill(503),
    )
    expect(away.sockets.map(({ error }) => error?.code)).to.deep.equal(['unavailable', 'unavailable'])
    expect([...after.rest, after.tracker]).to.deep.equal([201, 200, 200])
    expect((await joao.call('GET', of(''))).body.total_pings).to.equal(12)
    expect(await query(`select outcome, count(*)::int from location_audit group by outcome`)).to.deep.equal([
      { outcome: 'accepted', count: 12 },
    ])
  })

  it('or only what keeps the audit: nothing is acknowledged, and what comes again is on record [TR-7]', async () => {
    const sockets = await onSockets()
    await query('alter table location_audit add constraint away check (false) not valid')

    const { rest, sockets: told, tracker } = await everyWay(sockets, 50)
    await query('alter table location_audit drop constraint away')
    const again = [await sendPing(joao, fix(50)), await byTracker(fix(55))]

    expect([...rest, tracker].map((status) => status >= 500)).to.deep.equal([true, true, true])
    expect(told.map(({ error }) => error !== undefined)).to.deep.equal([true, true])
    expect(again.map((one) => (typeof one === 'number' ? one : one.status))).to.deep.equal([200, 200])
    expect(await query(`select outcome from location_audit`)).to.deep.equal(
      Array(2).fill({ outcome: 'duplicate' }),
    )
  })
})
