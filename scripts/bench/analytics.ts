import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
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

/** P11: a year of one link, over ten million accesses, as a member's page asks for it. */
export const measureAnalytics = async (plan: Plan): Promise<Row> => {
  const events = plan.isQuick ? 1_000_000 : 10_000_000
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
): Promise<Row> => {
  const making = await startService(url, folder)
  const owner = await register(making.url, 'Bench')
  const links = await Promise.all(Array.from({ length: otherLinks + 1 }, () => newLink(owner)))
  await making.stop() // its job would count beside us

  await fill(url, owner.tenantId, links, events)
  plan.say(`${short(events)} accesses of a year are there`)
  const began = performance.now()
  const days = await countDays(url)
  const seconds = (performance.now() - began) / 1000
  plan.say(`${days} days counted in ${seconds.toFixed(1)} s`)
  // Somebody has just been there: today is to be counted while the answer is made.
  await withClient(url, (client) =>
    client.query(`insert into access_dirty values ($1, $2, current_date, 1)`, [
      owner.tenantId,
      `link:${links[0]}`,
    ]),
  )

  const service = await startService(url, folder)
  const member = await signIn(service.url, owner)
  const path = `/api/v3/shares/${links[0]}/analytics/?days=366`
  const ask = async () => {
    const askedAt = performance.now()
    const { status, body } = await member.call('GET', path)
    const ms = performance.now() - askedAt
    if (status !== 200 || body.daily_breakdown.length !== 366 || body.summary.total_views < events / 4)
      throw new Error(`a year answered ${status}: ${JSON.stringify(body).slice(0, 200)}`)
    return ms
  }
  await ask() // code that has never run is slow
  const times: number[] = []
  while (times.length < answers) times.push(await ask())
  const slowest = Math.max(...times)
  plan.say(`a year of one link: median ${median(times).toFixed(1)} ms of ${answers}`)
  return {
    name: 'P11',
    what: `a year of one link that has half of ${short(events)} accesses, today not counted yet; ms`,
    baseline: '100 ms',
    measured: median(times).toFixed(1),
    ratio: median(times) / 100,
    target: { atMost: 1 },
    note: `slowest of ${answers}: ${slowest.toFixed(1)} ms; ${days} days counted in ${seconds.toFixed(1)} s`,
    runs: times,
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

const columns = `tenant_id, link_id, resource, at, day, type, is_bot, visit_id, visitor, country, device_type, browser, os,
  referrer, channel, seconds, load_ms`

const fill = async (url: string, tenantId: number, links: readonly string[], events: number) => {
  await withClient(url, async (client) => {
    await client.query('alter table access_event drop constraint access_event_pkey')
    await client.query('drop index access_event_resource, access_event_visit, access_event_age')
  })
  const halves = [0, 1].map((half) => loadPart(url, tenantId, links, events, half))
  await Promise.all(halves)
  await withClient(url, async (client) => {
    await client.query(`set maintenance_work_mem = '512MB'`)
    await client.query('alter table access_event add primary key (link_id, at, id)')
    await client.query('create index access_event_resource on access_event (tenant_id, resource, at)')
    await client.query('create index access_event_age on access_event using brin (at)')
    await client.query(
      `create unique index access_event_visit on access_event (link_id, visit_id) where type = 'time'`,
    )
    await client.query(
      `insert into access_dirty select distinct tenant_id, 'link:' || link_id, day, 1 from access_event`,
    )
    await client.query('analyze access_event')
  })
}

/**
 * A year in the order in which it happened. The random numbers decide who and what, small ones being frequent: 40
 * countries, 300 referrers, 20,000 visitors a day; of 100 accesses 80 are views, 8 downloads and 10 beacons.
 */
const loadPart = (
  url: string,
  tenantId: number,
  links: readonly string[],
  events: number,
  half: number,
): Promise<unknown> =>
  withClient(url, async (client: pg.Client) => {
    await client.query(`set session_replication_role = replica`) // rows are of a tenant that is there
    await client.query(`set synchronous_commit = off`)
    await client.query(
      `insert into access_event (${columns})
       select $1, link, 'vehicle:' || link, at, at::date,
         case when kind < 0.8 then 'view' when kind < 0.88 then 'download' when kind < 0.98 then 'time' else 'preview' end,
         who < 0.03, case when kind >= 0.88 and kind < 0.98 then 'visit ' || i end,
         substr(sha256(int8send((who * 20000)::bigint + i / 27000 * 100000)), 1, 12),
         'C' || (r * r * 40)::int, (array['desktop', 'mobile', 'mobile', 'tablet'])[1 + (r * 3.99)::int % 4],
         'Browser ' || (r * r * 9)::int, 'System ' || (who * 6)::int, 'host-' || (r * r * r * 300)::int || '.example',
         (array['direct', 'referral', 'qr', 'reddit', 'twitter', 'embed'])[1 + (who * 5.99)::int % 6],
         case when kind >= 0.88 and kind < 0.98 then (r * r * 600)::int end,
         case when kind >= 0.88 and kind < 0.98 then (100 + r * r * 3000)::int end
       from (
         select i, now() - interval '365 days' + i * (interval '365 days' / $3::float8) as at,
           ($2::uuid[])[case when random() < 0.5 then 1 else 2 + floor(random() * ${otherLinks})::int end] as link,
           random() as kind, random() as who, random() as r
         from generate_series($4::int, $5::int) i
       ) e`,
      [tenantId, links, events, (events / 2) * half + 1, (events / 2) * (half + 1)],
    )
  })

const countDays = async (url: string): Promise<number> => {
  const connections = connect(url)
  try {
    return await createStores(connections).analyticsUpkeep.rollUp()
  } finally {
    await connections.close()
  }
}
