import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from './build.ts'
import { shareAlbum } from './demo/album.ts'
import { createApi } from './demo/api.ts'
import { planTogether } from './demo/collaboration.ts'
import { fillTheDay } from './demo/colleagues.ts'
import { trackerKinds } from './demo/devices.ts'
import { sendTechnician } from './demo/field-service.ts'
import { type Recording, readLiverpool, readMunich } from './demo/recordings.ts'
import { drive, lapOf, pastOf, startOf, wayAhead } from './demo/replay.ts'
import { planTrip } from './demo/trip.ts'
import { runService } from './service.ts'

/**
 * `npm run demo -- [--speed 4] [--port 3000] [--data ./data/demo]`: the service on its embedded database, a tenant whose
 * vehicles repeat real recordings through the same doors that devices use, and a link that moves when it is opened.
 */
const { values } = parseArgs({
  options: {
    speed: { type: 'string', default: '4' },
    port: { type: 'string' },
    data: { type: 'string', default: process.env.DATA_DIR ?? './data/demo' },
  },
})

const speed = Number(values.speed)
if (!(speed > 0 && speed <= 4)) {
  console.error('--speed is a number from 0.1 to 4: a bus that drives faster is not believed.')
  process.exit(2)
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })

const freePort = async (from: number): Promise<number> => ((await isFree(from)) ? from : freePort(from + 1))

/** Who owns the demo's vehicles; kept beside the data, so that later runs sign in as the same. */
const readOwner = async (): Promise<{ email: string; password: string }> => {
  const file = join(values.data, 'demo.json')
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    const owner = { email: 'demo@example.org', password: randomBytes(9).toString('base64url') }
    await mkdir(values.data, { recursive: true })
    await writeFile(file, JSON.stringify(owner), { mode: 0o600 })
    return owner
  }
}

interface DemoVehicle extends Recording {
  readonly imei: string
  readonly name: string
  readonly icon: string
}

const fleet = (): DemoVehicle[] => [
  ...readLiverpool().map(({ vehicle, fixes }) => ({
    vehicle,
    fixes,
    imei: `liverpool-${vehicle}`,
    name: `Bus ${vehicle}, route 14`,
    icon: 'bus',
  })),
  ...readMunich().map(({ vehicle, fixes }) => ({
    vehicle,
    fixes,
    imei: 'munich-1',
    name: 'Car in Munich',
    icon: 'car',
  })),
]

const say = (line = '') => console.log(line)

await build(say)
const port =
  values.port === undefined ? await freePort(Number(process.env.PORT ?? 3000)) : Number(values.port)
const url = `http://localhost:${port}`
const openFreeMap = 'https://tiles.openfreemap.org/styles/liberty'
const env = {
  LOG_LEVEL: 'warn',
  HOST: '127.0.0.1',
  MAP_STYLE_URL: openFreeMap,
  ...process.env,
  PORT: String(port),
  DATA_DIR: values.data,
}
say('demo: starting the service and its database')
const halt = new AbortController()
const service = runService(env, (line) => say(line))
service.once('exit', () => halt.abort())

const api = createApi(url)
await api.untilReady(halt.signal)
await api.signIn(await readOwner(), 'Fleeting demo')

const now = Date.now()
const vehicles = fleet().map((vehicle) => ({ ...vehicle, lap: lapOf(vehicle.fixes, speed) }))
for (const [index, vehicle] of vehicles.entries()) {
  const { lap } = vehicle
  const ingestKey = await api.ensureVehicle(vehicle)
  const startedAt = startOf(lap, now)
  for (const begun of [startedAt - lap.lengthMs, startedAt])
    await api.reportPast(vehicle.imei, pastOf(lap, begun, now))
  const report = trackerKinds[index % trackerKinds.length]!({ url, imei: vehicle.imei, ingestKey })
  void drive(lap, startedAt, report, halt.signal)
}

/** Half a lap behind the car, and on her way to where the car turns round. */
const sendJoana = async (): Promise<string> => {
  const [munich] = readMunich()
  const lap = lapOf(munich!.fixes, speed)
  const { password } = await readOwner()
  const { tracker, link } = await sendTechnician(api, { url, password, place: lap.fixes.at(-1)! })
  const report = trackerKinds[1]!(tracker)
  void drive(lap, startOf(lap, now) - lap.lengthMs / 2, report, halt.signal)
  return link
}
const visit = await sendJoana()
await fillTheDay(api, (await readOwner()).password)
const plan = await planTogether(api)
const album = await shareAlbum(api)
const trip = await planTrip(api)

/** Buses wait at stops and rest between trips: the first link is of one that is about to move. */
const soonMs = 25_000
const liveliest = vehicles.toSorted(
  (a, b) => wayAhead(b.lap, Date.now(), soonMs) - wayAhead(a.lap, Date.now(), soonMs),
)
const bus = liveliest.find(({ icon, lap }) => icon === 'bus' && wayAhead(lap, Date.now(), soonMs) > 30)
const car = vehicles.find(({ icon }) => icon === 'car')
const shared = [bus ?? liveliest[0], car].filter(
  (vehicle, i, all) => vehicle && all.indexOf(vehicle) === i,
) as typeof vehicles
say()
say(`  ${vehicles.length} vehicles are on their way, ${speed} times as fast as they were.`)
say('  Links that move when they are opened, for two hours:')
for (const { imei, name } of shared) say(`    ${name.padEnd(24)} ${await api.share(imei, 120)}`)
say()
say('  What a customer sees of the technician who is on her way:')
say(`    Joana                    ${visit}`)
say()
say('  A plan to work on together: open it in two windows.')
say(`    Floor plan               ${url}${plan}`)
say()
say('  What does not move: an album that others may add to, and a trip for friends who sign in.')
say(`    A weekend at the lake    ${album}`)
say(`    Liverpool to Munich      ${trip}`)
const { email, password } = await readOwner()
say()
say(`  The fleet, for members:  ${url}/    (${email}, password ${password})`)
say(`  The API:                 ${url}/docs`)
say('  Ctrl-C ends it.')
say()
