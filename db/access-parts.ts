import { scopeOfLink } from '../domain/analytics/facts.ts'
import { bucketGrowth, dimensions } from '../domain/analytics/totals.ts'
import { tellStored } from './access-events.ts'

/** A beacon that says more than the last one leaves the bucket it was in. */
const histogram = (column: 'seconds' | 'load_ms') => `
  select place, jsonb_object_agg(bucket, n) as ${column} from (
    select place, case when value < 1 then -1 else floor(ln(value::float8) / ln(${bucketGrowth}::float8))::int end as bucket,
      sum(weight) as n
    from scoped cross join lateral (values (${column}, 1), (${column}_before, -1)) v (value, weight)
    where type = 'time' and not is_bot and value is not null group by 1, 2 having sum(weight) <> 0
  ) b group by 1`

/** One pass over all views for each dimension: taking each view apart first would make six of it. */
const valued = dimensions
  .map(
    (name) => `
    select place, '${name}' as dimension, coalesce(${name}, 'unknown') as value, count(*) as n
    from scoped where type = 'view' and not is_bot group by place, ${name}`,
  )
  .join(' union all ')

/** `place` is a number that stands for tenant, scope and day on the way. */
const counting = `
  scoped as materialized (
    select dense_rank() over (order by stored.tenant_id, s.scope, stored.day)::int as place, s.scope, stored.*
    from stored cross join lateral (values ('${scopeOfLink('')}' || link_id), (resource)) s (scope)
  ),
  seen as materialized (
    select distinct place, day, tenant_id, substr(sha256(convert_to(scope, 'UTF8') || visitor), 1, 12) as mark
    from scoped where type = 'view' and not is_bot and visitor is not null
  ),
  first_seen as (
    insert into access_visitor (day, tenant_id, mark) select day, tenant_id, mark from seen order by 1, 2, 3
    on conflict do nothing returning day, tenant_id, mark
  ),
  visitor as (select place, count(*) as visitors from seen join first_seen using (day, tenant_id, mark) group by 1),
  valued as (${valued}),
  dimension as (
    select place, jsonb_object_agg(dimension, counts) as dimensions from (
      select place, dimension, jsonb_object_agg(value, n) as counts from valued group by 1, 2
    ) d group by 1
  ),
  seconds as (${histogram('seconds')}),
  load_ms as (${histogram('load_ms')}),
  total as (
    select place, tenant_id, scope, day,
      count(*) filter (where told = 1) as accesses,
      count(*) filter (where type = 'view' and not is_bot) as views,
      count(*) filter (where type = 'download' and not is_bot) as downloads,
      count(*) filter (where type = 'unlock') as unlocks,
      count(*) filter (where type = 'unlock_failed') as failed_unlocks,
      count(*) filter (where type = 'view' and is_bot) as bot_views
    from scoped group by 1, 2, 3, 4
  )`

const addParts = `
  insert into access_part (tenant_id, scope, day, accesses, views, downloads, unlocks, failed_unlocks, bot_views, visitors,
    dimensions, seconds, load_ms)
  select tenant_id, scope, day, accesses, views, downloads, unlocks, failed_unlocks, bot_views, coalesce(visitors, 0),
    coalesce(dimensions, '{}'), coalesce(seconds, '{}'), coalesce(load_ms, '{}')
  from total left join visitor using (place) left join dimension using (place) left join seconds using (place)
    left join load_ms using (place)`

/**
 * The end of a statement that has stored accesses: from the rows of `stored` (all columns of `access_event`) come the
 * parts that they add to their days. A visitor adds to those of a day once; where two nodes bring the same one, the
 * second waits until it is known whether the first has.
 */
export const countStored = `${counting} ${addParts}`

/** The same, and what is told of them afterwards. */
export const countAndTellStored = `${counting}, part as (${addParts} returning tenant_id), ${tellStored}`
