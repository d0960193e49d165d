import type { Child } from './child.ts'
import type { Sent } from './ingest-load.ts'
import { cpuSeconds } from './machine.ts'
import { copyRate, insertRate, type PlainRow, withClient } from './plain-table.ts'
import type { Plan } from './plan.ts'
import { median, type Row, short } from './report.ts'

export interface IngestParts {
  readonly plan: Plan
  readonly load: Child
  readonly send: ReturnType<typeof senderTo>
  /** The service's database, and one beside it for what the service is compared with. */
  readonly database: string
  readonly plain: string
}

/** What was sent how fast, and the CPU time that the service and the sender used for each. */
interface Cost {
  readonly stored: number
  readonly perSecond: number
  readonly serviceUs: number
  readonly senderUs: number
}

export const senderTo =
  (load: Child, service: number) =>
  async (name: string, value?: unknown): Promise<Cost> => {
    const before = cpuSeconds(service)
    const { stored, milliseconds, cpuUs } = await load.ask<Sent>(name, value, 120_000)
    const serviceUs = ((cpuSeconds(service) - before) * 1e6) / stored
    return { stored, perSecond: (stored / milliseconds) * 1000, serviceUs, senderUs: cpuUs / stored }
  }

/** How many batches are under way at once, each of other vehicles. */
const senders = 8
const sockets = 200
const trackers = 64
const insertConnections = 16

/** P8. */
export const measureBatches = async ({ plan, load, send, database, plain }: IngestParts): Promise<Row> => {
  const rows = plan.isQuick ? 100_000 : 320_000
  const [copied, costs]: [number[], Cost[]] = [[], []]
  await load.ask('prepareBatches', { senders, rows: 40_000 })
  await send('sendBatches') // code that has never run is slow
  for (const run of plan.eachRun()) {
    const copy = await copyRate(plain, plainRows(rows))
    const expected = await load.ask<number>('prepareBatches', { senders, rows })
    const before = await storedIn(database)
    const cost = await send('sendBatches')
    const there = (await storedIn(database)) - before
    if (cost.stored !== expected || there !== expected)
      throw new Error(`of ${expected} positions ${cost.stored} were acknowledged and ${there} stored`)
    copied.push(copy)
    costs.push(cost)
    plan.say(`run ${run}: COPY ${short(copy)} rows/s; batches of 1,000 ${short(cost.perSecond)} rows/s`)
  }
  return rowOf(costs, copied, {
    name: 'P8',
    what: `durable ingest by HTTP, batches of 1,000, ${senders} at once; rows/s`,
    baseline: 'COPY text by hand',
    target: { atLeast: 0.35 },
  })
}

/** P9. */
export const measurePings = async ({ plan, send, plain }: IngestParts): Promise<Row> => {
  const [inserted, costs]: [number[], Cost[]] = [[], []]
  const milliseconds = plan.stretchMs + 500
  await send('sendPings', { sockets, milliseconds: 1_000 })
  for (const run of plan.eachRun()) {
    const inserts = await insertRate(plain, insertConnections, milliseconds)
    const cost = await send('sendPings', { sockets, milliseconds })
    inserted.push(inserts)
    costs.push(cost)
    plan.say(
      `run ${run}: inserts ${short(inserts)}/s; pings over ${sockets} sockets ${short(cost.perSecond)}/s`,
    )
  }
  return rowOf(costs, inserted, {
    name: 'P9',
    what: `durable single pings over ${sockets} sockets, acknowledged after the commit; pings/s`,
    baseline: `single-row inserts on ${insertConnections} connections`,
    target: { atLeast: 4 },
  })
}

/** P10. */
export const measureTrackers = async ({ plan, send }: IngestParts, expressPort: number): Promise<Row> => {
  const [answered, costs]: [number[], Cost[]] = [[], []]
  const asked = { sockets: trackers, milliseconds: plan.stretchMs }
  await send('sendOsmand', { ...asked, milliseconds: 1_000 })
  await send('sendRequests', { ...asked, milliseconds: 1_000, port: expressPort })
  for (const run of plan.eachRun()) {
    const { perSecond } = await send('sendRequests', { ...asked, port: expressPort })
    const cost = await send('sendOsmand', asked)
    answered.push(perSecond)
    costs.push(cost)
    plan.say(`run ${run}: Express ${short(perSecond)}/s; OsmAnd ${short(cost.perSecond)}/s`)
  }
  return rowOf(costs, answered, {
    name: 'P10',
    what: `durable single pings by HTTP (OsmAnd), ${trackers} connections; pings/s`,
    baseline: 'an Express route that says 200',
    target: { atLeast: 0.6 },
  })
}

const rowOf = (
  costs: readonly Cost[],
  baseline: readonly number[],
  { name, what, baseline: against, target }: Pick<Row, 'name' | 'what' | 'baseline' | 'target'>,
): Row => {
  const us = (pick: (cost: Cost) => number) => median(costs.map(pick)).toFixed(1)
  return {
    name,
    what,
    baseline: `${against} ${short(median(baseline))}`,
    measured: short(median(costs.map(({ perSecond }) => perSecond))),
    ratio: median(costs.map(({ perSecond }, run) => perSecond / baseline[run]!)),
    target,
    note: `CPU each: service ${us(({ serviceUs }) => serviceUs)} µs, sender ${us(({ senderUs }) => senderUs)} µs`,
    runs: costs.map((cost, run) => ({ ...cost, baseline: baseline[run]! })),
  }
}

/** A fleet, second by second, as a program would write it out. */
const plainRows = (count: number): PlainRow[] =>
  Array.from({ length: count }, (_, i) => {
    const second = Math.floor(i / 1_000)
    const [latE7, lonE7] = [525_200_066 + second * 100, 134_049_540 + second * 100]
    return { subjectKey: (i % 1_000) + 1, recordedAt: Date.now() - (86_400 - second) * 1000, latE7, lonE7 }
  })

const storedIn = (url: string): Promise<number> =>
  withClient(url, async (client) => {
    const { rows } = await client.query('select count(*)::int as count from position')
    return rows[0].count as number
  })
