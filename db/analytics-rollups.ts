import { type Kysely, sql } from 'kysely'
import type { Day } from '../domain/analytics/days.ts'
import { type Scope, scopeOfLink } from '../domain/analytics/facts.ts'
import { addUp, type DayTotals, withMostFrequent } from '../domain/analytics/totals.ts'
import type { Database } from './schema.ts'

const totals = sql.raw(
  'views, downloads, unlocks, failed_unlocks, bot_views, visitors, dimensions, seconds, load_ms',
)

/** What is kept of days, and the parts that are not yet added to them: one statement, so one moment. */
export const readTotals = async (
  db: Kysely<Database>,
  tenantId: number,
  scopes: readonly Scope[],
  from: Day,
  to: Day,
): Promise<DayTotals[]> => {
  const asked = sql`tenant_id = ${tenantId} and scope = any(${[...scopes]}::text[])
    and day between ${from}::date and ${to}::date`
  const { rows } = await sql<DayTotals>`
    select day::text as day, ${totals} from access_day where ${asked}
    union all select day::text, ${totals} from access_part where ${asked}
    order by day`.execute(db)
  return [...Map.groupBy(rows, ({ day }) => day).values()].map(addUp)
}

/** How many single accesses of a link are there, without looking at them. */
export const countAccesses = async (
  db: Kysely<Database>,
  tenantId: number,
  linkId: string,
): Promise<number> => {
  const asked = sql`tenant_id = ${tenantId} and scope = ${scopeOfLink(linkId)}`
  const { rows } = await sql<{ count: string }>`
    select coalesce(sum(accesses), 0) as count from (
      select accesses from access_day where ${asked} union all select accesses from access_part where ${asked}
    ) a`.execute(db)
  return Number(rows[0]!.count)
}

/** Parts that are added in one transaction: few, so that it stays far from the timeout of statements. */
const perStep = 500

interface Part extends DayTotals {
  readonly tenantId: number
  readonly scope: string
  readonly accesses: number
}

/** Adds all parts to their days, and answers how many days have changed. Takes as long as there are parts, not accesses. */
export const rollUp = async (system: Kysely<Database>): Promise<number> => {
  for (let days = 0; ; ) {
    const step = await addParts(system)
    days += step.days
    if (step.parts < perStep) return days
  }
}

/** Either the parts are there or what they add: whoever reads sees no part twice and misses none. */
const addParts = (system: Kysely<Database>) =>
  system.transaction().execute(async (step) => {
    await sql`select pg_advisory_xact_lock(hashtext('fleeting:access-parts'))`.execute(step)
    const { rows: parts } = await sql<Part>`
      delete from access_part p using (
        select tenant_id, scope, day, id from access_part order by tenant_id, scope, day, id limit ${sql.lit(perStep)}
      ) first
      where (p.tenant_id, p.scope, p.day, p.id) = (first.tenant_id, first.scope, first.day, first.id)
      returning p.tenant_id, p.scope, p.day::text as day, accesses, ${totals}`.execute(step)
    const touched = Map.groupBy(parts, keyOf)
    if (touched.size > 0) await write(step, touched, await daysOf(step, touched))
    return { parts: parts.length, days: touched.size }
  })

const keyOf = ({ tenantId, scope, day }: Pick<Part, 'tenantId' | 'scope' | 'day'>) =>
  `${tenantId} ${scope} ${day}`

const daysOf = async (step: Kysely<Database>, touched: ReadonlyMap<string, readonly Part[]>) => {
  const keys = [...touched.values()].map(([first]) => first!)
  const { rows } = await sql<Part>`
    select tenant_id, scope, day::text as day, accesses, ${totals} from access_day
    where (tenant_id, scope, day) in (select * from unnest(${keys.map(({ tenantId }) => tenantId)}::int[],
      ${keys.map(({ scope }) => scope)}::text[], ${keys.map(({ day }) => day)}::date[]))`.execute(step)
  return new Map(rows.map((day) => [keyOf(day), day]))
}

const write = async (
  step: Kysely<Database>,
  touched: ReadonlyMap<string, readonly Part[]>,
  known: ReadonlyMap<string, Part>,
) => {
  const rows = [...touched].map(([key, parts]) => {
    const all = known.has(key) ? [known.get(key)!, ...parts] : parts
    const { tenantId, scope } = parts[0]!
    const sums = withMostFrequent(addUp(all))
    return {
      tenant_id: tenantId,
      scope,
      day: sums.day,
      accesses: all.reduce((sum, { accesses }) => sum + accesses, 0),
      views: sums.views,
      downloads: sums.downloads,
      unlocks: sums.unlocks,
      failed_unlocks: sums.failedUnlocks,
      bot_views: sums.botViews,
      visitors: sums.visitors,
      dimensions: sums.dimensions,
      seconds: sums.seconds,
      load_ms: sums.loadMs,
    }
  })
  await sql`
    insert into access_day (tenant_id, scope, day, accesses, ${totals})
    select tenant_id, scope, day, accesses, ${totals} from json_to_recordset(${JSON.stringify(rows)}::json)
      as r (tenant_id int, scope text, day date, accesses int, views int, downloads int, unlocks int, failed_unlocks int,
        bot_views int, visitors int, dimensions json, seconds json, load_ms json)
    on conflict (tenant_id, scope, day) do update set accesses = excluded.accesses,
      views = excluded.views, downloads = excluded.downloads, unlocks = excluded.unlocks,
      failed_unlocks = excluded.failed_unlocks, bot_views = excluded.bot_views, visitors = excluded.visitors,
      dimensions = excluded.dimensions, seconds = excluded.seconds, load_ms = excluded.load_ms`.execute(step)
}
