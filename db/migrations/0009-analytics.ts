import { type Kysely, sql } from 'kysely'

/**
 * What happened at links. `access_event` is forgotten after a year, `access_day` never. Whatever is stored is counted in
 * the same statement, as an `access_part` of its day; what a day has is its `access_day` and all of its parts, which are
 * added to it one by one. `day` is the organization's own day, in the time zone it had at that moment. A scope is a link
 * (`link:<uuid>`) or a resource (`asset:12`). `access_visitor` tells who was already counted on a day; `mark` is a hash of
 * scope and visitor.
 *
 * Words are compared byte by byte (`C`): they are grouped far more often than they are read. What a day says of each value
 * is `json`, not `jsonb`: it is read whole, 366 times for a year, and nobody looks into it here.
 *
 * No address is stored anywhere: `visitor` is a hash under a key that lives for a day and is then deleted.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table access_event (
      id bigint generated always as identity,
      tenant_id integer not null references tenant on delete cascade,
      link_id uuid not null,
      resource text collate "C" not null,
      at timestamptz(3) not null,
      day date not null,
      type text collate "C" not null,
      is_bot boolean not null,
      visit_id text collate "C",
      visitor bytea,
      country text collate "C",
      device_type text collate "C",
      browser text collate "C",
      os text collate "C",
      referrer text collate "C",
      channel text collate "C",
      seconds integer,
      load_ms integer,
      told integer not null default 1,
      seconds_before integer,
      load_ms_before integer,
      primary key (link_id, at, id)
    )`.execute(db)
  await sql`create index access_event_age on access_event using brin (at)`.execute(db)
  await sql`create unique index access_event_visit on access_event (link_id, visit_id) where type = 'time'`.execute(
    db,
  )

  const totals = sql.raw(`
      accesses integer not null default 0,
      views integer not null default 0,
      downloads integer not null default 0,
      unlocks integer not null default 0,
      failed_unlocks integer not null default 0,
      bot_views integer not null default 0,
      visitors integer not null default 0,
      dimensions json not null default '{}',
      seconds json not null default '{}',
      load_ms json not null default '{}'`)
  await sql`
    create table access_day (
      tenant_id integer not null references tenant on delete cascade,
      scope text collate "C" not null,
      day date not null,
      ${totals},
      primary key (tenant_id, scope, day)
    )`.execute(db)
  await sql`
    create table access_part (
      id bigint generated always as identity,
      tenant_id integer not null references tenant on delete cascade,
      scope text collate "C" not null,
      day date not null,
      ${totals},
      primary key (tenant_id, scope, day, id)
    )`.execute(db)
  await sql`
    create table access_visitor (
      day date not null,
      tenant_id integer not null references tenant on delete cascade,
      mark bytea not null,
      primary key (day, tenant_id, mark)
    )`.execute(db)
  await sql`create table visitor_key (day date primary key, key bytea not null)`.execute(db)

  // A zone that this server's PostgreSQL has not heard of costs the right day, not the whole batch.
  await sql`
    create function local_day(moment timestamptz, zone text) returns date language plpgsql stable as $$
    begin
      return (moment at time zone zone)::date;
    exception when invalid_parameter_value then
      return (moment at time zone 'UTC')::date;
    end $$`.execute(db)

  for (const table of ['access_event', 'access_day', 'access_part']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy own on ${sql.table(table)} to fleeting_app using (tenant_id = current_tenant())`.execute(
      db,
    )
    await sql`create policy system on ${sql.table(table)} to fleeting_system using (true) with check (true)`.execute(
      db,
    )
  }
  await sql`grant select on access_event, access_day, access_part to fleeting_app`.execute(db)
  await sql`grant select, insert, update, delete on access_event to fleeting_system`.execute(db)
  await sql`grant select, insert, update on access_day to fleeting_system`.execute(db)
  await sql`grant select, insert, delete on access_part, access_visitor to fleeting_system`.execute(db)
  for (const table of ['access_visitor', 'visitor_key']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy system on ${sql.table(table)} to fleeting_system using (true) with check (true)`.execute(
      db,
    )
  }
  await sql`grant select, insert, delete on visitor_key to fleeting_system`.execute(db)
}
