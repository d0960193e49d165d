import { execFileSync } from 'node:child_process'
import { expect } from 'chai'
import { addVehicle, clientOf, register } from '../support/client.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { freePort } from '../support/free-port.ts'
import { type RedisServer, startRedis } from '../support/redis.ts'
import { startService, type TestService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { carDrive, reportByOsmand } from './support/drives.ts'
import { aFolder, endHouses, startHouse } from './support/house.ts'
import { ask, connect, disconnectAll, next, type Watching, watch } from './support/sockets.ts'

describe('a service in several processes', function () {
  this.timeout(90_000)
  let redis: RedisServer
  let database: TestDatabase
  const services: TestService[] = []

  beforeEach(async () => {
    ;[redis, database] = await Promise.all([startRedis(), createDatabase()])
  })
  afterEach(async () => {
    disconnectAll()
    await Promise.all(services.splice(0).map((service) => service.stop()))
    await endHouses()
    await redis.stop()
    await database.drop()
  })

  const start = async (env: Record<string, string>) => {
    const service = await startService({ REDIS_URL: redis.url, ...env }, database)
    services.push(service)
    return service
  }
  const aSharedVehicle = async (url: string) => {
    const owner = await register(url)
    const vehicle = await addVehicle(owner)
    const fields = { imei: vehicle.imei, duration_minutes: 60 }
    const { body } = await owner.call('POST', '/api/fleet/share-track/create', fields)
    return { owner, vehicle, token: body.token as string }
  }

  it('works with its roles apart: pages and REST in one, sockets and devices in another', async () => {
    const front = await start({ ROLES: 'http' })
    const back = await start({ ROLES: 'gateway,ingest' })
    const { owner, vehicle, token } = await aSharedVehicle(front.url)
    const viewer = await watch(back.url, token)
    const device = connect(back.url, '/ingest', { device_id: vehicle.imei, key: vehicle.ingestKey })
    await next(device, 'connect')
    const [first, second] = carDrive(2)

    await reportByOsmand(back.url, vehicle, first!)
    const receipt = await ask(device, 'position', second)
    await until(() => viewer.seen.at(-1)?.t === Date.parse(second!.recorded_at))
    const shown = await clientOf(front.url).call('GET', `/api/fleet/share-track/${token}`)
    await owner.call('DELETE', `/api/fleet/share-track/delete/${vehicle.imei}`)
    await until(() => viewer.ends.length === 1)

    expect(receipt.accepted).to.equal(1)
    expect(shown.body.position.recorded_at).to.equal(second!.recorded_at)
    expect(viewer.ends[0]!.reason).to.equal('revoked')
    expect((await clientOf(back.url).call('GET', `/api/fleet/share-track/${token}`)).status).to.equal(404)
    expect((await clientOf(front.url).call('POST', '/api/fleet/positions', [])).status).to.equal(404)
    for (const { url } of [front, back])
      expect((await clientOf(url).call('GET', '/healthz')).status).to.equal(200)
  })

  it('works as two workers behind one port: REST, sockets, and clients that can only poll', async () => {
    const port = String(await freePort())
    const { url } = await start({ WORKERS: '2', PORT: port })
    await until(async () => (await fetch(`${url}/healthz`).catch(() => undefined))?.ok, 15_000)
    const { owner, vehicle, token } = await aSharedVehicle(url)

    const again = { reconnection: true } // the port listens as soon as one of the two does
    const viewers = await Promise.all([
      ...Array.from({ length: 6 }, () => watch(url, token, again)),
      ...Array.from({ length: 4 }, () => watch(url, token, { ...again, transports: ['polling'] })),
      watch(url, token, { ...again, transports: ['polling', 'websocket'] }),
    ])
    const drive = carDrive(8)
    const batch = drive.slice(0, 4).map((fix) => ({ imei: vehicle.imei, ...fix }))
    const { body: receipt } = await owner.call('POST', '/api/fleet/positions', batch)
    for (const fix of drive.slice(4)) expect(await reportByOsmand(url, vehicle, fix)).to.equal(200)
    const last = Date.parse(drive.at(-1)!.recorded_at)
    await until(() => viewers.every(({ seen }) => seen.at(-1)?.t === last))
    await owner.call('DELETE', `/api/fleet/share-track/delete/${vehicle.imei}`)
    await until(() => viewers.every(({ ends }) => ends[0]?.reason === 'revoked'))

    expect(receipt.accepted).to.equal(4)
    expect(await services.pop()!.stop()).to.equal(0)
  })

  it('goes on when its workers die one after the other: others take their places, and the viewers come back', async () => {
    const env = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      WORKERS: '2',
      PORT: String(await freePort()),
    }
    const { url, pid, stop } = await startHouse(await aFolder(), env)
    const { vehicle, token } = await aSharedVehicle(url)
    const patient = { reconnection: true, reconnectionDelay: 200, reconnectionDelayMax: 500 }
    const viewers = await Promise.all(Array.from({ length: 6 }, () => watch(url, token, patient)))
    const victims = childrenOf(pid)

    for (const victim of victims) {
      process.kill(victim, 'SIGKILL')
      await until(() => childrenOf(pid).length === 2 && !childrenOf(pid).includes(victim), 20_000)
      await until(async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.ok, 20_000)
    }
    // whichever worker held a viewer, it is gone: everyone has come back at least once
    await until(() => viewers.every(({ snapshots }) => snapshots.length > 1), 20_000)
    await until(() => viewers.every(isConnected), 20_000)
    const answers = await Promise.all(Array.from({ length: 8 }, () => clientOf(url).call('GET', '/readyz')))
    const [fix] = carDrive(1)
    await reportByOsmand(url, vehicle, fix!)
    await until(() => viewers.every(({ seen }) => seen.at(-1)?.t === Date.parse(fix!.recorded_at)), 10_000)

    expect(victims).to.have.length(2)
    expect(answers.map(({ status }) => status)).to.deep.equal(answers.map(() => 200))
    expect(childrenOf(pid)).not.to.have.any.members(victims)
    expect(await stop()).to.equal(0)
  })

  it('ends where no worker can start, and does not try for ever', async () => {
    const closed = await freePort()
    const env = { DATABASE_URL: `postgres://nobody@127.0.0.1:${closed}/none`, REDIS_URL: redis.url }
    const failure = await startHouse(await aFolder(), {
      ...env,
      WORKERS: '2',
      PORT: String(await freePort()),
    }).then(
      () => undefined,
      (error: Error) => error.message,
    )

    expect(failure).to.match(/ended with 1\b[\s\S]*ECONNREFUSED/)
  })
})

const isConnected = ({ socket }: Watching) => socket.connected

const childrenOf = (parent: number): number[] =>
  execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, ppid, state]) => Number(ppid) === parent && !state!.startsWith('Z'))
    .map(([pid]) => Number(pid))
