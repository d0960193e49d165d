import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { startEmbeddedPostgres } from '../../db/embedded.ts'
import { launchChromium } from '../../spec/support/chromium.ts'
import { type Person, register } from '../../spec/support/client.ts'
import { build } from '../build.ts'
import { type Look, lookAt } from './fleet-look.ts'
import { withClient } from './plain-table.ts'
import type { Plan } from './plan.ts'
import { median, type Row } from './report.ts'
import { startService, stopServices } from './service.ts'

const many = 10_000
const few = 100
/** Each vehicle reports so often, seconds. */
const every = 5

interface Run {
  readonly many: Look
  readonly few: Look
}

const stops: (() => Promise<void>)[] = []

/** Ends what the part began, last first. */
export const stopFleetPage = async (): Promise<void> => {
  for (const stop of stops.splice(0).reverse()) await stop()
}

/** The members' page with ten thousand vehicles that move, and with a hundred, in the browser of the specs. */
export const measureFleetPage = async (plan: Plan): Promise<Row[]> => {
  try {
    await build(plan.say)
    const dataDir = await mkdtemp(join(tmpdir(), 'fleeting-bench-'))
    stops.push(() => rm(dataDir, { recursive: true, force: true }))
    const postgres = await startEmbeddedPostgres({ dataDir })
    stops.push(() => postgres.stop(), stopServices)
    const { url } = await startService(postgres.url, join(dataDir, 'service'))
    const [large, small] = [await aFleet(postgres.url, url, many), await aFleet(postgres.url, url, few)]
    plan.say(`the service runs, with fleets of ${many} and ${few} vehicles`)
    const browser = await launchChromium()
    stops.push(() => browser.close())
    const runs: Run[] = []
    for (const number of plan.eachRun()) runs.push(await once(plan, number, browser, { large, small }))
    return rowsOf(runs)
  } finally {
    await stopFleetPage()
  }
}

const once = async (
  plan: Plan,
  number: number,
  browser: Browser,
  { large, small }: Readonly<Record<'large' | 'small', Person>>,
): Promise<Run> => {
  const milliseconds = plan.isQuick ? 4_000 : 12_000
  const look = async (owner: Person, vehicles: number) => {
    const moving = keepMoving(owner, vehicles)
    try {
      const seen = await lookAt(browser, owner, milliseconds)
      plan.say(`run ${number}, ${vehicles} vehicles: ${inWords(seen)}`)
      return seen
    } finally {
      await moving.stop()
    }
  }
  return { few: await look(small, few), many: await look(large, many) }
}

const inWords = ({ framesPerSecond, mainMsPerFrame, taskMsPerFrame, longTasks, usableMs }: Look): string =>
  `${framesPerSecond.toFixed(1)} frames/s, page's own work ${mainMsPerFrame.toFixed(2)} of ${taskMsPerFrame.toFixed(1)} ms a frame, ${longTasks} long tasks, usable after ${Math.round(usableMs)} ms`

const rowsOf = (runs: readonly Run[]): Row[] => {
  const of = (pick: (run: Run) => number) => median(runs.map(pick))
  return [
    {
      name: 'fleet-page',
      what: `${many} vehicles that report every ${every} s: script, style and layout a frame, panned and zoomed`,
      baseline: `${of((run) => run.few.mainMsPerFrame).toFixed(2)} ms (${few})`,
      measured: `${of((run) => run.many.mainMsPerFrame).toFixed(2)} ms`,
      ratio: of((run) => run.many.mainMsPerFrame / run.few.mainMsPerFrame),
      target: { atMost: 2 },
      note: [
        `all of the main thread ${of((run) => run.many.taskMsPerFrame).toFixed(1)} ms of the 16.7 that 60 frames/s leave`,
        `${of((run) => run.many.framesPerSecond).toFixed(1)} frames/s against ${of((run) => run.few.framesPerSecond).toFixed(1)}, drawn in software`,
        `long tasks ${of((run) => run.many.longTasks)} against ${of((run) => run.few.longTasks)}, longest ${of((run) => run.many.longestMs).toFixed(0)} ms`,
        `usable after ${of((run) => run.many.usableMs).toFixed(0)} ms against ${of((run) => run.few.usableMs).toFixed(0)} ms`,
      ].join(' · '),
      runs,
    },
  ]
}

/** An organization whose vehicles are strewn over a hundred kilometres; made in SQL, as nobody waits for ten thousand keys. */
const aFleet = async (database: string, url: string, vehicles: number): Promise<Person> => {
  const owner = await register(url, `Bench ${vehicles}`)
  await withClient(database, (client) =>
    client.query(
      `insert into vehicle (id, tenant_id, imei, name, icon, color, ingest_key_hash)
       select gen_random_uuid(), $1::integer, 'bench-' || $1::integer || '-' || n, 'Vehicle ' || n,
         (array['car', 'van', 'truck', 'bus'])[n % 4 + 1], (array['#2563eb', '#d9480f', '#2b8a3e', '#9c36b5'])[n / 4 % 4 + 1],
         sha256(('bench ' || $1::integer || ' ' || n)::bytea)
       from generate_series(0, $2::integer - 1) n`,
      [owner.tenantId, vehicles],
    ),
  )
  for (let from = 0; from < vehicles; from += 5_000)
    await report(owner, Math.min(vehicles, from + 5_000) - from, from)
  return owner
}

/** Somewhere in its own circle of two hundred metres, half of one a minute. */
const report = async (owner: Person, count: number, from: number): Promise<void> => {
  const now = Date.now()
  const positions = Array.from({ length: count }, (_, i) => {
    const n = from + i
    const turn = now / 20_000 + n
    return {
      imei: `bench-${owner.tenantId}-${n}`,
      latitude: 48 + ((n * 7_919) % 10_007) / 10_007 + Math.sin(turn) * 0.002,
      longitude: 11 + ((n * 104_729) % 10_009) / 10_009 + Math.cos(turn) * 0.002,
      speed: 40,
      heading: ((turn * 180) / Math.PI) % 360,
      recorded_at: new Date(now).toISOString(),
    }
  })
  const { status } = await owner.call('POST', '/api/fleet/positions', positions)
  if (status !== 202) throw new Error(`positions were answered ${status}`)
}

const keepMoving = (owner: Person, vehicles: number) => {
  const share = Math.ceil(vehicles / every)
  let turn = 0
  let last: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    const from = (turn++ % every) * share
    last = last.then(() => report(owner, Math.min(share, vehicles - from), from))
  }, 1000)
  return {
    async stop() {
      clearInterval(timer)
      await last
    },
  }
}
