import { type Kysely, sql } from 'kysely'

/**
 * Vehicles and their positions. `key` is the small number that positions carry instead of a UUID; it never leaves the
 * house. Positions are partitioned by day of `recorded_at`, so that forgetting a day is dropping a table.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create sequence subject_key as integer`.execute(db)
  await sql`
    create table vehicle (
      id uuid primary key,
      tenant_id integer not null references tenant on delete cascade,
      key integer not null unique default nextval('subject_key'),
      imei text not null constraint vehicle_imei unique,
      name text not null,
      plate text,
      icon text not null,
      color text not null,
      ingest_key_hash bytea not null unique,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now()
    )`.execute(db)
  await sql`create index vehicle_tenant on vehicle (tenant_id, id)`.execute(db)

  await sql`
    create table newest_position (
      subject_key integer primary key,
      tenant_id integer not null,
      lat_e7 integer not null,
      lon_e7 integer not null,
      recorded_at timestamptz(3) not null,
      speed real,
      heading real,
      accuracy real,
      altitude real
    ) with (fillfactor = 70)`.execute(db)
  await sql`create index newest_position_tenant on newest_position (tenant_id)`.execute(db)
  await sql`alter table vehicle add column last_seen_at timestamptz(3)`.execute(db)

  await sql`
    create table position (
      recorded_at timestamptz(3) not null,
      received_at timestamptz(3) not null default now(),
      subject_key integer not null,
      tenant_id integer not null,
      lat_e7 integer not null,
      lon_e7 integer not null,
      speed real,
      heading real,
      accuracy real,
      altitude real,
      quarantined boolean not null default false,
      attributes jsonb,
      primary key (subject_key, recorded_at)
    ) partition by range (recorded_at)`.execute(db)

  for (const table of ['vehicle', 'newest_position', 'position']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy own on ${sql.table(table)} to fleeting_app using (tenant_id = current_tenant())`.execute(
      db,
    )
    await sql`create policy system on ${sql.table(table)} to fleeting_system using (true) with check (true)`.execute(
      db,
    )
  }
  await sql`grant usage on sequence subject_key to fleeting_app`.execute(db)
  await sql`grant select, insert, update, delete on vehicle to fleeting_app`.execute(db)
  await sql`grant select on newest_position, position to fleeting_app`.execute(db)
  await sql`grant select, update (last_seen_at) on vehicle to fleeting_system`.execute(db)
  await sql`grant select, insert, update on newest_position to fleeting_system`.execute(db)
  await sql`grant select, insert, delete on position to fleeting_system`.execute(db)

  // Definer's rights: the roles may keep the partitions in order without owning them.
  await sql`
    create function keep_position_partitions(first_day date, last_day date) returns integer
    language plpgsql security definer set search_path = pg_catalog, public as $$
    declare day date; made integer := 0;
    begin
      perform pg_advisory_xact_lock(hashtext('fleeting position partitions'));
      for day in select generate_series(first_day, last_day, interval '1 day')::date loop
        continue when to_regclass('public.position_' || to_char(day, 'YYYYMMDD')) is not null;
        execute format('create table public.%I partition of public.position for values from (%L) to (%L)',
          'position_' || to_char(day, 'YYYYMMDD'), day || ' 00:00:00+00', (day + 1) || ' 00:00:00+00');
        made := made + 1;
      end loop;
      return made;
    end $$`.execute(db)
  await sql`
    create function drop_position_partitions(before_day date, dry_run boolean) returns setof text
    language plpgsql security definer set search_path = pg_catalog, public as $$
    declare name text;
    begin
      perform pg_advisory_xact_lock(hashtext('fleeting position partitions'));
      for name in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'public.position'::regclass and c.relname < 'position_' || to_char(before_day, 'YYYYMMDD')
        order by 1
      loop
        if not dry_run then execute format('drop table public.%I', name); end if;
        return next name;
      end loop;
    end $$`.execute(db)
  await sql`revoke all on function keep_position_partitions(date, date), drop_position_partitions(date, boolean) from public`.execute(
    db,
  )
  await sql`
    grant execute on function keep_position_partitions(date, date), drop_position_partitions(date, boolean)
    to fleeting_system`.execute(db)
}
