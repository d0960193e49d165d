/**
 * The end of a statement that has stored accesses (`stored`) and counted them (`part`): people's opens, unlocks and
 * downloads become events. Those of one link and kind that were stored together are one event with their `count`, so
 * that a crowd at a link does not become a crowd of webhooks.
 *
 * The organizations' counters are taken after everything else that may have to wait, in the order of their keys, once
 * each; they are held until the statement has ended.
 */
export const tellStored = `
  opened as materialized (
    select tenant_id, link_id, resource, type, count(*) as times, max(at) as at from stored
    where not is_bot and type in ('view', 'download', 'unlock') and (select count(*) from part) >= 0
    group by 1, 2, 3, 4
  ),
  numbered as (
    select *, row_number() over (partition by tenant_id order by at, link_id, type) as place,
      count(*) over (partition by tenant_id) as places
    from opened
  ),
  counter as (
    insert into event_counter as kept (tenant_id, last) select tenant_id, count(*) from opened group by 1 order by 1
    on conflict (tenant_id) do update set last = kept.last + excluded.last
    returning tenant_id, last
  )
  insert into event (tenant_id, seq, name, aggregate_type, aggregate_id, data, at)
  select tenant_id, last - places + place, 'share.accessed', 'share', link_id::text,
    jsonb_build_object('type', type, 'count', times, 'resource_type', split_part(resource, ':', 1),
      'resource_id', split_part(resource, ':', 2)), at
  from numbered join counter using (tenant_id)`
