import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { countStored } from '../../db/access-parts.ts'
import { connect } from '../../db/connect.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../db/embedded.ts'
import { createStores } from '../../db/stores.ts'
import { addVehicle, clientOf, type Person, register } from '../../spec/support/client.ts'
import { withClient } from './plain-table.ts'
import type { Plan } from './plan.ts'
import { median, type Row, short } from './report.ts'
import { startService, stopServices } from './service.ts'

const answers = 20
/** One link has half of everything; nine others share the rest. */
const otherLinks = 9
/** As many as one statement of the service stores. */
const perStatement = 500
/** Of the year, where nobody waits: more at once. */
const perLoad = 2_500

/**
 * P11: a year of one link, over ten million accesses, as a member's page asks for it; the same while today has a million
 * more, of which none and half are rolled up.
 */
export const measureAnalytics = async (plan: Plan): Promise<Row[]> => {
  const events = plan.isQuick ? 500_000 : 10_000_000
  const dataDir = await mkdtemp(join(tmpdir(), 'fleeting-bench-'))
  const starting = startEmbeddedPostgres({ dataDir })
  stops.push(async () => {
    const started = await starting.catch(() => undefined)
    await started?.stop()
    await rm(dataDir, { recursive: true, force: true })
  })
  try {
    return await measureOn(plan, await starting, join(dataDir, 'service'), events)
  } finally {
    await stopAnalytics()
  }
}

const stops: (() => Promise<void>)[] = []
let stopping = Promise.resolve()

export const stopAnalytics = (): Promise<void> => {
  stopping = stopping.then(async () => {
    await stopServices()
    for (const stop of stops.splice(0)) await stop()
  })
  return stopping
}

const measureOn = async (
  plan: Plan,
  { url }: EmbeddedPostgres,
  folder: string,
  events: number,
): Promise<Row[]> => {
  const today = events / 10
  const making = await startService(url, folder)
  const owner = await register(making.url, 'Bench')
  const links = await Promise.all(Array.from({ length: otherLinks + 1 }, () => newLink(owner)))
  await making.stop() // its job would roll up beside us
  const [link, crowded] = links as [string, string]

  await fillYear(url, owner.tenantId, links, events)
  await rollUp(url)
  plan.say(`${short(events)} accesses of a year are there`)

  const service = await startService(url, folder)
  const member = await signIn(service.url, owner)
  const ask = async (of: string, atLeast: number) => {
    const askedAt = performance.now()
    const { status, body } = await member.call('GET', `/api/v3/shares/${of}/analytics/?days=366`)
    const ms = performance.now() - askedAt
    if (status !== 200 || body.daily_breakdown.length !== 366 || body.summary.total_views < atLeast)
      throw new Error(`a year answered ${status}: ${JSON.stringify(body).slice(0, 200)}`)
    return ms
  }
  const measure = async (name: string, what: string, of: string, atLeast: number, note = '') => {
    await ask(of, atLeast) // code that has never run is slow
    const times: number[] = []
    while (times.length < answers) times.push(await ask(of, atLeast))
    plan.say(`${what}: median ${median(times).toFixed(1)} of ${answers}`)
    const slowest = `slowest of ${answers}: ${Math.max(...times).toFixed(1)} ms`
    return {
      name,
      what,
      baseline: '100 ms',
      measured: median(times).toFixed(1),
      ratio: median(times) / 100,
      target: { atMost: 1 },
      note: note ? `${slowest}; ${note}` : slowest,
      runs: times,
    }
  }
  const calm = await measure(
    'P11',
    `a year of one link that has half of ${short(events)} accesses; ms`,
    link,
    events / 4,
  )

  const holder = new pg.Client({ connectionString: url })
  await holder.connect()
  const hold = () => holder.query(`select pg_advisory_lock(hashtext('fleeting:access-parts'))`)
  const release = () => holder.query(`select pg_advisory_unlock(hashtext('fleeting:access-parts'))`)
  try {
    await hold() // the service's own job
    const half = await storeToday(url, owner.tenantId, crowded, 0, today / 2)
    await release()
    const rolledUp = await rollUp(url)
    await hold()
    await storeToday(url, owner.tenantId, crowded, today / 2, today / 2)
    const halved = await measure(
      'P11b',
      `the same of a link with ${short(today)} accesses today, half of them not rolled up; ms`,
      crowded,
      today / 2,
      `stored at ${short(Math.round(today / 2 / half))} a second, ${short(today / 2)} rolled up in ${rolledUp.toFixed(1)} s`,
    )
    const other = links[2]!
    await storeToday(url, owner.tenantId, other, today, today)
    const none = await measure(
      'P11c',
      `the same of a link with ${short(today)} accesses today, none of them rolled up; ms`,
      other,
      today / 2,
    )
    return [calm, halved, none]
  } finally {
    await holder.end()
  }
}

const newLink = async (owner: Person): Promise<string> => {
  const { imei } = await addVehicle(owner)
  const { body } = await owner.call('POST', '/api/fleet/share-track/create', { imei, duration_minutes: 1440 })
  return body.id
}

const signIn = async (url: string, { email, password }: Person) => {
  const { body } = await clientOf(url).call('POST', '/api/auth/login', { email, password })
  return clientOf(url, body.access_token)
}

/**
 * So many accesses from the first on, and their parts, as the service's own statement makes them. The random numbers
 * decide who and what, small ones being frequent: 40 countries, 300 referrers, 20,000 visitors a day; of 100 accesses 80
 * are views, 8 downloads and 10 beacons.
 */
const someAccesses = (link: string, at: string) => `
  with stored as (
    insert into access_event (tenant_id, link_id, resource, at, day, type, is_bot, visit_id, visitor, country, device_type,
      browser, os, referrer, channel, seconds, load_ms)
    select $1::int, link, 'vehicle:' || link, at, at::date,
      case when kind < 0.8 then 'view' when kind < 0.88 then 'download' when kind < 0.98 then 'time' else 'preview' end,
      who < 0.03, case when kind >= 0.88 and kind < 0.98 then 'visit ' || i end,
      substr(sha256(int8send((who * 20000)::bigint + (at::date - date '2000-01-01') * 100000)), 1, 12),
      'C' || (r * r * 40)::int, (array['desktop', 'mobile', 'mobile', 'tablet'])[1 + (r * 3.99)::int % 4],
      'Browser ' || (r * r * 9)::int, 'System ' || (who * 6)::int, 'host-' || (r * r * r * 300)::int || '.example',
      (array['direct', 'referral', 'qr', 'reddit', 'twitter', 'embed'])[1 + (who * 5.99)::int % 6],
      case when kind >= 0.88 and kind < 0.98 then (r * r * 600)::int end,
      case when kind >= 0.88 and kind < 0.98 then (100 + r * r * 3000)::int end
    from (
      select i, ${at} as at, ${link} as link, random() as kind, random() as who, random() as r
      from generate_series($3::int, $4::int) i
    ) e
    returning *
  ), ${countStored}`

/** A year in the order in which it happened; without a journal and indexes until it is there. */
const fillYear = async (url: string, tenantId: number, links: readonly string[], events: number) => {
  await withClient(url, async (client) => {
    await client.query('alter table access_event drop constraint access_event_pkey')
    await client.query('drop index access_event_visit, access_event_age')
    await client.query('alter table access_event set unlogged')
  })
  const text = someAccesses(
    `($2::uuid[])[case when random() < 0.5 then 1 else 2 + floor(random() * ${otherLinks})::int end]`,
    `now() - interval '365 days' + i * (interval '365 days' / $5::float8)`,
  )
  await bothHalves(url, events / perLoad, (client, i) =>
    client.query({
      name: 'year',
      text,
      values: [tenantId, links, i * perLoad + 1, (i + 1) * perLoad, events],
    }),
  )
  await withClient(url, async (client) => {
    await client.query(`set maintenance_work_mem = '512MB'`)
    await client.query('alter table access_event add primary key (link_id, at, id)')
    await client.query('create index access_event_age on access_event using brin (at)')
    await client.query(
      `create unique index access_event_visit on access_event (link_id, visit_id) where type = 'time'`,
    )
    await client.query('analyze access_event, access_day')
  })
}

/** By statements as large as the service's; answers in how many seconds. */
const storeToday = async (url: string, tenantId: number, link: string, from: number, count: number) => {
  const text = someAccesses('$2::uuid', 'now()')
  const began = performance.now()
  await bothHalves(url, count / perStatement, (client, i) => {
    const first = 100_000_000 + from + i * perStatement
    return client.query({
      name: 'today',
      text,
      values: [tenantId, link, first, first + perStatement - 1],
    })
  })
  return (performance.now() - began) / 1000
}

/** On two connections, for two cores. */
const bothHalves = async (
  url: string,
  steps: number,
  run: (client: pg.Client, step: number) => Promise<unknown>,
) => {
  const part = (parity: number) =>
    withClient(url, async (client: pg.Client) => {
      await client.query(`set session_replication_role = replica`) // rows are of a tenant that is there
      await client.query(`set synchronous_commit = off`)
      await client.query(`set work_mem = '64MB'`)
      for (let step = parity; step < steps; step += 2) await run(client, step)
    })
  await Promise.all([part(0), part(1)])
}

const rollUp = async (url: string): Promise<number> => {
  const connections = connect(url)
  const began = performance.now()
  try {
    await createStores(connections).analyticsUpkeep.rollUp()
    return (performance.now() - began) / 1000
  } finally {
    await connections.close()
  }
}
