import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Day } from '../domain/analytics/days.ts'
import type { Scope } from '../domain/analytics/facts.ts'
import { bucketGrowth, type DayTotals, dimensions, mostValues } from '../domain/analytics/totals.ts'
import type { Database } from './schema.ts'

const columns = sql.raw(
  'tenant_id, scope, day, views, downloads, unlocks, failed_unlocks, bot_views, visitors, dimensions, seconds, load_ms',
)

/**
 * The accesses of `target` (tenant_id, scope, day, place). A day of some zone lies within 14 hours before and 12 hours
 * after the same day of UTC, which is what the indexes know. `offset 0` has each day looked up by its index: planned as a
 * join, one day would read the whole table.
 */
const accessesOf = (kind: 'link' | 'resource') => sql`
  select t.place, e.* from target t cross join lateral (
    select e.type, e.is_bot, e.visitor, ${sql.raw(dimensions.map((name) => `e.${name}`).join(', '))}, e.seconds, e.load_ms
    from access_event e where e.tenant_id = t.tenant_id and e.day = t.day
      and e.at >= t.day::timestamp at time zone 'UTC' - interval '14 hours'
      and e.at < t.day::timestamp at time zone 'UTC' + interval '36 hours'
      and ${
        kind === 'link'
          ? sql`e.link_id = case when t.scope like 'link:%' then substr(t.scope, 6)::uuid end`
          : sql`e.resource = t.scope`
      }
    offset 0
  ) e where t.scope ${kind === 'link' ? sql`like` : sql`not like`} 'link:%'`

const histogram = (column: 'seconds' | 'load_ms') => sql`
  select place, jsonb_object_agg(bucket, n) as ${sql.ref(column)} from (
    select place, case when ${sql.ref(column)} < 1 then -1
      else floor(ln(${sql.ref(column)}::float8) / ln(${sql.lit(bucketGrowth)}::float8))::int end as bucket, count(*) as n
    from access where type = 'time' and not is_bot and ${sql.ref(column)} is not null group by 1, 2
  ) b group by 1`

/** One pass over all views for each dimension: taking each view apart first would make six of it. */
const valued = sql.join(
  dimensions.map(
    (name) => sql`
    select place, ${sql.lit(name)} as dimension, coalesce(${sql.ref(name)}, 'unknown') as value, count(*) as n
    from access where type = 'view' and not is_bot group by place, ${sql.ref(name)}`,
  ),
  sql` union all `,
)

/**
 * Counts the accesses of `target` anew, as common table expressions that end in `counted`. A target without accesses has
 * no row. `place` is a number that stands for tenant, scope and day on the way.
 */
const counting = sql`
  access as materialized (${accessesOf('link')} union all ${accessesOf('resource')}),
  valued as (${valued}),
  ranked as (
    select place, dimension, value, n, row_number() over (
      partition by place, dimension order by value = 'unknown' desc, n desc, value
    ) as rank from valued
  ),
  dimension as (
    select place, jsonb_object_agg(dimension, counts) as dimensions from (
      select place, dimension, jsonb_object_agg(value, n) as counts from (
        select place, dimension, case when rank <= ${sql.lit(mostValues)} then value else 'other' end as value,
          sum(n) as n
        from ranked group by 1, 2, 3
      ) kept group by 1, 2
    ) d group by 1
  ),
  seconds as (${histogram('seconds')}),
  load_ms as (${histogram('load_ms')}),
  visitor as (
    select place, count(*)::int as visitors from (
      select distinct place, visitor from access where type = 'view' and not is_bot and visitor is not null
    ) v group by 1
  ),
  total as (
    select place,
      count(*) filter (where type = 'view' and not is_bot)::int as views,
      count(*) filter (where type = 'download' and not is_bot)::int as downloads,
      count(*) filter (where type = 'unlock')::int as unlocks,
      count(*) filter (where type = 'unlock_failed')::int as failed_unlocks,
      count(*) filter (where type = 'view' and is_bot)::int as bot_views
    from access group by 1
  ),
  counted as (
    select tenant_id, scope, day, views, downloads, unlocks, failed_unlocks, bot_views,
      coalesce(visitors, 0) as visitors, coalesce(dimensions, '{}')::json as dimensions,
      coalesce(seconds, '{}')::json as seconds, coalesce(load_ms, '{}')::json as load_ms
    from total join target using (place) left join visitor using (place) left join dimension using (place)
      left join seconds using (place) left join load_ms using (place)
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
    with target as materialized (
      select tenant_id, scope, day, row_number() over ()::int as place from access_dirty where ${asked}
    ), ${counting},
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

/** Days that are counted in one statement: few, so that days of many accesses stay far from the timeout of statements. */
const perStatement = 5

interface Dirty {
  readonly tenantId: number
  readonly scope: string
  readonly day: string
  readonly marks: string
}

/**
 * Recounts every day that has changed, and answers how many. The marks are read before the accesses and compared when
 * they are taken away: a day that changes meanwhile stays marked and is counted again the next time.
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
    await takeAway(system, rows)
    done += rows.length
    after = sql`(tenant_id, scope, day) > (${last.tenantId}, ${last.scope}, ${last.day}::date)`
  }
}

/** Passes over marks that somebody is at, so that nothing waits for two of them at once. */
const takeAway = async (system: Kysely<Database>, days: readonly Dirty[]): Promise<void> => {
  await sql`
    with counted as (${listed(days)}), free as materialized (
      select d.tenant_id, d.scope, d.day from access_dirty d join counted using (tenant_id, scope, day)
      where d.marks = counted.marks for update of d skip locked
    )
    delete from access_dirty d using free f
    where d.tenant_id = f.tenant_id and d.scope = f.scope and d.day = f.day`.execute(system)
}

const listed = (days: readonly Dirty[]) => sql`
  select * from unnest(${days.map(({ tenantId }) => tenantId)}::int[], ${days.map(({ scope }) => scope)}::text[],
    ${days.map(({ day }) => day)}::date[], ${days.map(({ marks }) => marks)}::bigint[], ${days.map((_, i) => i)}::int[])
    as t (tenant_id, scope, day, marks, place)`

const recount = async (system: Kysely<Database>, days: readonly Dirty[]): Promise<void> => {
  await sql`
    with target as materialized (${listed(days)}), ${counting}
    insert into access_day (${columns}) select ${columns} from counted
    on conflict (tenant_id, scope, day) do update set
      views = excluded.views, downloads = excluded.downloads, unlocks = excluded.unlocks,
      failed_unlocks = excluded.failed_unlocks, bot_views = excluded.bot_views, visitors = excluded.visitors,
      dimensions = excluded.dimensions, seconds = excluded.seconds, load_ms = excluded.load_ms`.execute(
    system,
  )
}
