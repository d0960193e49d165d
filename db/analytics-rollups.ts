import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Day } from '../domain/analytics/days.ts'
import type { Scope } from '../domain/analytics/facts.ts'
import { bucketGrowth, type DayTotals, dimensions, mostValues } from '../domain/analytics/totals.ts'
import type { Database } from './schema.ts'

const columns = sql.raw(
  'tenant_id, scope, day, views, downloads, unlocks, failed_unlocks, bot_views, visitors, dimensions, seconds, load_ms',
)

/**
 * The accesses of `target` (tenant_id, scope, day). A day of some zone lies within 14 hours before and 12 hours after
 * the same day of UTC, which is what the indexes know.
 */
const accessesOf = (kind: 'link' | 'resource') => sql`
  select t.tenant_id, t.scope, t.day, e.type, e.is_bot, e.visitor, e.country, e.device_type, e.browser, e.os, e.referrer,
    e.channel, e.seconds, e.load_ms
  from target t join access_event e on e.tenant_id = t.tenant_id and e.day = t.day
    and e.at >= t.day::timestamp at time zone 'UTC' - interval '14 hours'
    and e.at < t.day::timestamp at time zone 'UTC' + interval '36 hours'
    and ${kind === 'link' ? sql`e.link_id = substr(t.scope, 6)::uuid` : sql`e.resource = t.scope`}
  where ${kind === 'link' ? sql`t.scope like 'link:%'` : sql`t.scope not like 'link:%'`}`

const histogram = (column: 'seconds' | 'load_ms') => sql`
  select tenant_id, scope, day, jsonb_object_agg(bucket, n) as ${sql.ref(column)} from (
    select tenant_id, scope, day, case when ${sql.ref(column)} < 1 then -1
      else floor(ln(${sql.ref(column)}::float8) / ln(${sql.lit(bucketGrowth)}::float8))::int end as bucket, count(*) as n
    from access where type = 'time' and not is_bot and ${sql.ref(column)} is not null group by 1, 2, 3, 4
  ) b group by 1, 2, 3`

/**
 * Counts the accesses of `target` anew, as common table expressions that end in `counted`. Views are first gathered by
 * all their values at once, which leaves few rows to be taken apart by dimension. A target without accesses has no row.
 */
const counting = sql`
  access as materialized (${accessesOf('link')} union all ${accessesOf('resource')}),
  gathered as (
    select tenant_id, scope, day, ${sql.raw(dimensions.join(', '))}, count(*) as n
    from access where type = 'view' and not is_bot
    group by tenant_id, scope, day, ${sql.raw(dimensions.join(', '))}
  ),
  valued as (
    select tenant_id, scope, day, dimension, value, n, row_number() over (
      partition by tenant_id, scope, day, dimension order by value = 'unknown' desc, n desc, value
    ) as place
    from (
      select tenant_id, scope, day, dimension, coalesce(value, 'unknown') as value, sum(n) as n from gathered
      cross join lateral (values ${sql.raw(dimensions.map((name) => `('${name}', ${name})`).join(', '))})
        v (dimension, value)
      group by 1, 2, 3, 4, 5
    ) v
  ),
  dimension as (
    select tenant_id, scope, day, jsonb_object_agg(dimension, counts) as dimensions from (
      select tenant_id, scope, day, dimension, jsonb_object_agg(value, n) as counts from (
        select tenant_id, scope, day, dimension,
          case when place <= ${sql.lit(mostValues)} then value else 'other' end as value, sum(n) as n
        from valued group by 1, 2, 3, 4, 5
      ) kept group by 1, 2, 3, 4
    ) d group by 1, 2, 3
  ),
  seconds as (${histogram('seconds')}),
  load_ms as (${histogram('load_ms')}),
  total as (
    select tenant_id, scope, day,
      count(*) filter (where type = 'view' and not is_bot)::int as views,
      count(*) filter (where type = 'download' and not is_bot)::int as downloads,
      count(*) filter (where type = 'unlock')::int as unlocks,
      count(*) filter (where type = 'unlock_failed')::int as failed_unlocks,
      count(*) filter (where type = 'view' and is_bot)::int as bot_views,
      count(distinct visitor) filter (where type = 'view' and not is_bot)::int as visitors
    from access group by 1, 2, 3
  ),
  counted as (
    select tenant_id, scope, day, views, downloads, unlocks, failed_unlocks, bot_views, visitors,
      coalesce(dimensions, '{}') as dimensions, coalesce(seconds, '{}') as seconds, coalesce(load_ms, '{}') as load_ms
    from total left join dimension using (tenant_id, scope, day)
      left join seconds using (tenant_id, scope, day) left join load_ms using (tenant_id, scope, day)
  )`

/** What was counted before, and what has changed since counted now: one statement, so one moment. */
export const readTotals = async (
  db: Kysely<Database>,
  tenantId: number,
  scopes: readonly Scope[],
  from: Day,
  to: Day,
): Promise<DayTotals[]> => {
  const asked = sql`tenant_id = ${tenantId} and scope = any(${[...scopes]}::text[])
    and day between ${from}::date and ${to}::date`
  const { rows } = await sql<Omit<DayTotals, 'day'> & { day: string }>`
    with target as materialized (select tenant_id, scope, day from access_dirty where ${asked}), ${counting},
    known as (
      select ${columns} from access_day where ${asked}
        and (tenant_id, scope, day) not in (select tenant_id, scope, day from target)
    )
    select day::text as day, views, downloads, unlocks, failed_unlocks, bot_views, visitors, dimensions, seconds, load_ms
    from (select ${columns} from known union all select ${columns} from counted) answer order by day`.execute(
    db,
  )
  return rows
}

/** Days that are counted in one statement. */
const perStatement = 20

interface Dirty {
  readonly tenantId: number
  readonly scope: string
  readonly day: string
  readonly marks: string
}

/**
 * Recounts every day that has changed, and answers how many. The marks are read before the accesses and compared when
 * they are taken away: a day that changes meanwhile stays marked and is counted again the next time. Marks go one by
 * one, so that nothing ever waits for two of them.
 */
export const rollUp = async (system: Kysely<Database>): Promise<number> => {
  let done = 0
  let after: RawBuilder<unknown> = sql`true`
  for (;;) {
    const { rows } = await sql<Dirty>`
      select tenant_id, scope, day::text as day, marks::text as marks from access_dirty where ${after}
      order by tenant_id, scope, day limit ${sql.lit(perStatement)}`.execute(system)
    const last = rows.at(-1)
    if (!last) return done
    await recount(system, rows)
    for (const { tenantId, scope, day, marks } of rows)
      await sql`delete from access_dirty where tenant_id = ${tenantId} and scope = ${scope} and day = ${day}::date
        and marks = ${marks}::bigint`.execute(system)
    done += rows.length
    after = sql`(tenant_id, scope, day) > (${last.tenantId}, ${last.scope}, ${last.day}::date)`
  }
}

const recount = async (system: Kysely<Database>, days: readonly Dirty[]): Promise<void> => {
  await sql`
    with target as materialized (
      select * from unnest(${days.map(({ tenantId }) => tenantId)}::int[], ${days.map(({ scope }) => scope)}::text[],
        ${days.map(({ day }) => day)}::date[]) as t (tenant_id, scope, day)
    ), ${counting}
    insert into access_day (${columns}) select ${columns} from counted
    on conflict (tenant_id, scope, day) do update set
      views = excluded.views, downloads = excluded.downloads, unlocks = excluded.unlocks,
      failed_unlocks = excluded.failed_unlocks, bot_views = excluded.bot_views, visitors = excluded.visitors,
      dimensions = excluded.dimensions, seconds = excluded.seconds, load_ms = excluded.load_ms`.execute(
    system,
  )
}
