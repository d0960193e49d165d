import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { isAlive } from '../../db/embedded-process.ts'
import { addVehicle, register } from '../support/client.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { freePort } from '../support/free-port.ts'
import { launch, ServiceEnded, startService, unlimited } from '../support/service.ts'
import { until } from '../support/until.ts'
import { carDrive } from './support/drives.ts'
import { aFolder, endHouses, postmasterOf, startHouse } from './support/house.ts'
import { ask, connect, disconnectAll, next, watch } from './support/sockets.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe('running the service', function () {
  this.timeout(90_000)
  const children: ChildProcess[] = []
  const databases: TestDatabase[] = []

  afterEach(async () => {
    disconnectAll()
    for (const child of children.splice(0)) await endProcess(child)
    await endHouses()
    for (const database of databases.splice(0)) await database.drop()
  })

  const aDatabase = async () => {
    const database = await createDatabase()
    databases.push(database)
    return database
  }

  it('ends within ten seconds of SIGTERM, with everything acknowledged stored, and hands over to its successor', async () => {
    const database = await aDatabase()
    const port = String(await freePort())
    const first = await startService({ PORT: port }, database)
    const owner = await register(first.url)
    const vehicle = await addVehicle(owner)
    const fields = { imei: vehicle.imei, duration_minutes: 60 }
    const { body: link } = await owner.call('POST', '/api/fleet/share-track/create', fields)
    const patient = { reconnection: true, reconnectionDelay: 200, reconnectionDelayMax: 500 }
    const viewer = await watch(first.url, link.token, patient)
    const poller = await watch(first.url, link.token, { ...patient, transports: ['polling'] })
    const device = connect(first.url, '/ingest', { device_id: vehicle.imei, key: vehicle.ingestKey }, patient)
    await next(device, 'connect')
    const fixes = carDrive(1_000)
    const last = fixes.pop()!

    const outcomes: { status: number; batch: typeof fixes }[] = []
    const report = async (batch: typeof fixes) => {
      const body = batch.map((fix) => ({ imei: vehicle.imei, ...fix }))
      const status = await owner.call('POST', '/api/fleet/positions', body).then(
        (reply) => reply.status,
        () => 0, // the connection was closed: nothing was promised
      )
      outcomes.push({ status, batch })
    }
    const batches = Array.from({ length: 111 }, (_, i) => fixes.slice(i * 9, (i + 1) * 9))
    const reporting = [0, 1, 2].map(async (lane) => {
      for (const batch of batches.filter((_, i) => i % 3 === lane)) await report(batch)
    })
    await until(() => outcomes.length > 5)
    const began = Date.now()
    const code = await first.stop()
    const took = Date.now() - began
    await Promise.all(reporting)
    const second = await startService({ PORT: port }, database)
    await until(() => viewer.snapshots.length > 1 && poller.snapshots.length > 1 && device.connected, 20_000)
    const receipt = await ask(device, 'position', last)
    await until(() => [viewer, poller].every(({ seen }) => seen.at(-1)?.t === Date.parse(last.recorded_at)))

    expect(code).to.equal(0)
    expect(took).to.be.below(10_000)
    expect(new Set(outcomes.map(({ status }) => status))).to.include(202)
    for (const { status } of outcomes) expect(status).to.be.oneOf([202, 503, 0])
    const stored = await database.query('select recorded_at from position')
    const times = new Set(stored.map(({ recorded_at }) => (recorded_at as Date).toISOString()))
    const acknowledged = outcomes.filter(({ status }) => status === 202).flatMap(({ batch }) => batch)
    expect(acknowledged.filter(({ recorded_at }) => !times.has(recorded_at))).to.deep.equal([])
    expect(receipt.accepted).to.equal(1)
    await second.stop()
  })

  it('does not start with wrong settings, and names every one of them', async () => {
    const wrong = {
      PORT: 'http',
      REDIS_URL: 'localhost:6379',
      ROLES: 'http,cook',
      RATE_LIMIT_LOGIN: 'ten',
      LINK_KEY: 'short',
      JWT_KEYS: 'a:short',
      RETENTION_POSITIONS_DAYS: '0',
    }

    const ended = await refusedStart(wrong)

    expect(ended.code).to.equal(2)
    for (const name of Object.keys(wrong)) expect(ended.words).to.contain(name)
    expect(ended.words).not.to.match(/ at .+\.ts:\d/)
  })

  it('does not start as several processes that cannot hear of each other', async () => {
    const database = await aDatabase()

    const workers = await refusedStart({ DATABASE_URL: database.url, WORKERS: '2' })
    const split = await refusedStart({ DATABASE_URL: database.url, ROLES: 'http' })

    for (const { code, words } of [workers, split]) {
      expect(code).to.equal(2)
      expect(words).to.contain('REDIS_URL')
    }
  })

  it('does not start twice on one folder, and says which', async () => {
    const folder = await aFolder()
    const first = await startHouse(folder)

    const second = await refusedStart({ ...unlimited, DATA_DIR: folder })
    const health = await fetch(`${first.url}/readyz`)

    expect(second.code).to.equal(2)
    expect(second.words).to.contain(folder).and.to.contain('Another Fleeting is running')
    expect(health.status).to.equal(200)
    expect(await first.stop()).to.equal(0)
    expect(await postmasterOf(folder)).to.equal(undefined)
  })

  it('starts by `npm start`’s script, serves its first page, and leaves nothing when it is told to end', async () => {
    const folder = await aFolder()
    const port = await freePort()

    const { child, said } = run('scripts/start.ts', { DATA_DIR: folder, PORT: String(port) })
    await until(() => said().includes('"listening"'), 45_000, 'the service listens')
    const page = await fetch(`http://127.0.0.1:${port}/`, { headers: { accept: 'text/html' } })
    const postmaster = await postmasterOf(folder)

    expect(page.status).to.equal(200)
    expect(await page.text()).to.contain('"firstRun":true')
    expect(await endProcess(child)).to.equal(0)
    expect(postmaster && (await isAlive(postmaster))).to.equal(false)
    await refuses(port)
  })

  it('shows a link that moves by `npm run demo`’s script, and leaves nothing when it is told to end', async () => {
    expect(existsSync(`${root}scripts/demo.ts`)).to.equal(true)
    const folder = await aFolder()
    const port = await freePort()

    const { child, said } = run('scripts/demo.ts', { DATA_DIR: folder, PORT: String(port) })
    const link = () => /https?:\/\/\S+\/share\/([A-Za-z0-9_-]{22})/.exec(said())
    await until(link, 60_000, 'a link is printed')
    const url = `http://127.0.0.1:${port}`
    const page = await fetch(`${url}/share/${link()![1]}/`, { headers: { accept: 'text/html' } })
    const { seen } = await watch(url, link()![1]!)
    await until(() => new Set(seen.map(({ lat, lon }) => `${lat} ${lon}`)).size > 1, 30_000)
    const postmaster = await postmasterOf(folder)

    expect(page.status).to.equal(200)
    expect(await endProcess(child)).to.equal(0)
    expect(postmaster && (await isAlive(postmaster))).to.equal(false)
    await refuses(port)
  })

  const run = (script: string, env: Record<string, string>) => {
    const child = spawn(process.execPath, [script], {
      cwd: root,
      env: {
        PATH: process.env.PATH,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        HOME: process.env.HOME,
        HOST: '127.0.0.1',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    children.push(child)
    let words = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (words += chunk))
    return { child, said: () => words }
  }
})

const refusedStart = async (env: Record<string, string>): Promise<ServiceEnded> => {
  try {
    const { child } = await launch(env)
    await endProcess(child)
  } catch (error) {
    if (error instanceof ServiceEnded) return error
    throw error
  }
  throw new Error('it started')
}

/** SIGTERM, and the exit code; a script that does not hear it within 15 s is killed. */
const endProcess = async (child: ChildProcess): Promise<number | null> => {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const gone = once(child, 'exit') as Promise<[number | null]>
  child.kill('SIGTERM')
  const impatience = setTimeout(() => child.kill('SIGKILL'), 15_000)
  const [code] = await gone
  clearTimeout(impatience)
  return code
}

const refuses = async (port: number): Promise<void> => {
  const error = await fetch(`http://127.0.0.1:${port}/healthz`).catch((reason: Error) => reason)
  expect(error).to.be.instanceOf(Error)
}
