import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'chai'
import {
  addMember,
  addVehicle,
  clientOf,
  type Person,
  register,
  type TestVehicle,
} from '../support/client.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { type RedisServer, startRedis } from '../support/redis.ts'
import { ServiceEnded, startService, type TestService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { carDrive, type Fix, reportByOsmand } from './support/drives.ts'
import { ask, collect, connect, disconnectAll, next, refusal, watch } from './support/sockets.ts'

/** The contract says a second; here it is enough that nobody waited for the sweep, however loaded the machine. */
const soonerThanASweep = 5_000

describe('two nodes on one database and one Redis', function () {
  this.timeout(60_000)
  let redis: RedisServer
  let database: TestDatabase
  let a: TestService
  let b: TestService
  let owner: Person
  let vehicle: TestVehicle
  let link: { token: string; id: string; scheduled_for: string }

  before(async () => {
    ;[redis, database] = await Promise.all([startRedis(), createDatabase()])
    const env = { REDIS_URL: redis.url }
    ;[a, b] = await Promise.all([startService(env, database), startService(env, database)])
    owner = await register(a.url)
  })
  after(async () => {
    await Promise.all([a?.stop(), b?.stop()])
    await redis.stop()
    await database.drop()
  })
  beforeEach(async () => {
    vehicle = await addVehicle(owner)
    link = await share(60)
  })
  afterEach(disconnectAll)

  const share = async (minutes: number) => {
    const fields = { imei: vehicle.imei, duration_minutes: minutes }
    const { body } = await owner.call('POST', '/api/fleet/share-track/create', fields)
    return body
  }
  const revoke = () => owner.call('DELETE', `/api/fleet/share-track/delete/${vehicle.imei}`)
  const times = (fixes: readonly Fix[]) => fixes.map(({ recorded_at }) => Date.parse(recorded_at))

  it('show on one what the other was told: in JSON, packed, and to clients that can only poll', async () => {
    const viewers = await Promise.all([
      watch(b.url, link.token),
      watch(b.url, link.token, { encoding: 'binary' }),
      watch(b.url, link.token, { transports: ['polling'] }),
      watch(b.url, link.token, { transports: ['polling'], encoding: 'binary' }),
    ])
    const member = connect(b.url, '/live', { jwt: owner.token })
    await next(member, 'connect')
    await ask(member, 'subscribe', { fleet: true })
    const fleet = collect(member, 'positions')
    const drive = carDrive(5)

    for (const fix of drive) {
      await reportByOsmand(a.url, vehicle, fix)
      const [at] = times([fix])
      await until(() => viewers.every(({ seen }) => seen.at(-1)?.t === at))
    }
    await until(() => fleet.flat().at(-1)?.t === times(drive).at(-1))

    for (const { seen } of viewers) {
      expect(seen.map(({ t }) => t)).to.deep.equal(times(drive))
      seen.forEach(({ id, lat, lon }, i) => {
        expect(id).to.equal(vehicle.id)
        expect(lat).to.be.closeTo(drive[i]!.latitude, 1e-6)
        expect(lon).to.be.closeTo(drive[i]!.longitude, 1e-6)
      })
    }
  })

  it('end a link on both within a second of its revocation, tell nothing more, and refuse whoever comes back [T-46] [T-47]', async () => {
    const viewers = await Promise.all([
      watch(a.url, link.token),
      watch(b.url, link.token),
      watch(b.url, link.token, { transports: ['polling'] }),
    ])

    const began = Date.now()
    await revoke()
    await until(() => viewers.every(({ socket }) => socket.disconnected))
    await reportByOsmand(a.url, vehicle, carDrive(1)[0]!)
    await sleep(200)

    for (const { ends, seen } of viewers) {
      expect(ends.map(({ reason }) => reason)).to.deep.equal(['revoked'])
      expect(ends[0]!.at - began).to.be.below(soonerThanASweep)
      expect(seen).to.deep.equal([])
    }
    expect(await refusal(connect(b.url, '/live', { token: link.token }))).to.equal('link_revoked')
    expect((await clientOf(b.url).call('GET', `/share/${link.token}/`)).status).to.equal(410)
  })

  it('end a link on both when its time is over [T-29]', async () => {
    const ending = `update share_link set expires_at = now() + interval '1500 milliseconds' where id = $1 returning expires_at`
    const [row] = await database.query(ending, [link.id])
    const expiresAt = (row!.expires_at as Date).getTime()

    const viewers = await Promise.all([a, b].map(({ url }) => watch(url, link.token)))
    await until(() => viewers.every(({ ends }) => ends.length > 0))

    for (const { ends } of viewers) {
      expect(ends[0]!.reason).to.equal('expired')
      expect(ends[0]!.at).to.be.within(expiresAt - 50, expiresAt + soonerThanASweep)
    }
  })

  it('tell viewers on the other of more time', async () => {
    const viewer = await watch(b.url, link.token)

    const extended = await share(120)
    await until(() => viewer.updates.length > 0)

    expect(extended.token).to.equal(link.token)
    expect(viewer.updates[0]!.expires_at).to.equal(extended.scheduled_for)
    expect(Date.parse(extended.scheduled_for)).to.be.greaterThan(Date.parse(link.scheduled_for))
  })

  it('end the sockets of a member who signs out or is given a lesser role on the other [T-46]', async () => {
    const leaver = await addMember(owner, 'dispatcher')
    const demoted = await addMember(owner, 'dispatcher')
    const sockets = [leaver, demoted].map(({ token }) => connect(b.url, '/live', { jwt: token }))
    const phone = connect(b.url, '/ingest', { jwt: demoted.token })
    await Promise.all([...sockets, phone].map((socket) => next(socket, 'connect')))
    const ended = sockets.map((socket) => next(socket, 'session:ended', soonerThanASweep))

    await leaver.call('POST', '/api/auth/logout')
    await owner.call('PATCH', `/api/tenants/members/${demoted.userId}`, { role: 'member' })
    await Promise.all(ended)
    await until(() => [...sockets, phone].every(({ disconnected }) => disconnected))

    expect(await refusal(connect(b.url, '/live', { jwt: leaver.token }))).to.equal('not_signed_in')
    const again = connect(b.url, '/ingest', { jwt: demoted.token })
    await next(again, 'connect') // a technician's phone may; what somebody else says of the fleet is refused
    const said = await ask(again, 'position', { imei: vehicle.imei, latitude: 1, longitude: 2 })
    expect(said.rejected.map(({ code }: { code: string }) => code)).to.deep.equal(['forbidden'])
    expect((await clientOf(b.url, leaver.token).call('GET', '/api/auth/me/')).status).to.equal(401)
    const fields = { imei: vehicle.imei, duration_minutes: 60 }
    const tried = await clientOf(b.url, demoted.token).call('POST', '/api/fleet/share-track/create', fields)
    expect(tried.status).to.equal(403)
  })

  it('tell the owner on one how many people watch on both', async () => {
    const member = connect(a.url, '/live', { jwt: owner.token })
    await next(member, 'connect')
    const counts = collect<{ id: string; count: number }>(member, 'viewers')
    await ask(member, 'subscribe', { subjects: [`vehicle:${vehicle.imei}`] })

    const [, second] = await Promise.all([watch(a.url, link.token), watch(b.url, link.token)])
    await until(() => counts.at(-1)?.count === 2, 15_000) // a node tells only once it was asked
    second!.socket.disconnect()
    await until(() => counts.at(-1)?.count === 1, 15_000)

    expect(new Set(counts.map(({ id }) => id))).to.deep.equal(new Set([vehicle.id]))
  })

  it('clean up once, however many begin at the same moment', async () => {
    await revoke()
    const sealed = `select count(*)::int as count from share_link
      where token_sealed is not null and (revoked_at is not null or expires_at <= now())`
    const [before] = await database.query(sealed)

    const runs = await Promise.all([1, 2, 3].map(() => cleanUp(database.url)))

    const withdrawn = runs.map((words) => Number(/ended links: (\d+)\./.exec(words)?.[1] ?? 0))
    expect(before!.count).to.be.greaterThan(0)
    expect(withdrawn.reduce((sum, count) => sum + count)).to.equal(before!.count)
    expect((await database.query(sealed))[0]!.count).to.equal(0)
  })

  it('refuse a third that comes without REDIS_URL, and say why', async () => {
    const refused = await startService({}, database).catch((error: unknown) => error)

    expect(refused).to.be.instanceOf(ServiceEnded)
    const { code, words } = refused as ServiceEnded
    expect(code).to.equal(2)
    expect(words).to.match(/Another process serves this database.*REDIS_URL/s)
  })
})

/** `npm run cleanup`, which is what the job does, under the same lock. */
const cleanUp = async (databaseUrl: string): Promise<string> => {
  const env = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    DATABASE_URL: databaseUrl,
  }
  const { stdout } = await promisify(execFile)(process.execPath, [cleanUpScript], { env, timeout: 20_000 })
  return stdout
}

const cleanUpScript = fileURLToPath(new URL('../../scripts/cleanup.ts', import.meta.url))
