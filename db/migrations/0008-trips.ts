import { type Kysely, sql } from 'kysely'

/**
 * Trips, their days and the places of a day; and who opened a trip's link: one row a user and link. A day has no
 * number of its own: it follows from its date.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table trip (
      id integer generated always as identity primary key,
      tenant_id integer not null references tenant on delete cascade,
      user_id integer not null references account on delete cascade,
      name text not null,
      start_date date not null,
      end_date date not null constraint trip_span check (end_date >= start_date),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now()
    )`.execute(db)
  await sql`create index trip_maker on trip (tenant_id, user_id, start_date)`.execute(db)
  await sql`
    create table trip_day (
      id integer generated always as identity primary key,
      tenant_id integer not null,
      trip_id integer not null references trip on delete cascade,
      date date not null,
      constraint trip_day_date unique (trip_id, date)
    )`.execute(db)
  await sql`
    create table trip_place (
      id integer generated always as identity primary key,
      tenant_id integer not null,
      day_id integer not null references trip_day on delete cascade,
      added_at timestamptz(3) not null default now(),
      name text not null,
      place_id integer,
      notes text,
      description text,
      category_id integer,
      category_name text,
      maps_link text,
      ratings double precision,
      reviews_count integer,
      images_url text,
      entry_free boolean,
      operating_hours text,
      province_id integer,
      province_name text,
      latitude double precision,
      longitude double precision
    )`.execute(db)
  await sql`create index trip_place_day on trip_place (day_id, id)`.execute(db)
  await sql`
    create table trip_access (
      link_id uuid not null references share_link on delete cascade,
      user_id integer not null references account on delete cascade,
      tenant_id integer not null,
      first_at timestamptz(3) not null,
      last_at timestamptz(3) not null,
      primary key (link_id, user_id)
    )`.execute(db)
  await sql`create index trip_access_user on trip_access (user_id)`.execute(db)

  for (const table of ['trip', 'trip_day', 'trip_place', 'trip_access']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy own on ${sql.table(table)} to fleeting_app using (tenant_id = current_tenant())`.execute(
      db,
    )
    await sql`create policy system on ${sql.table(table)} to fleeting_system using (true) with check (true)`.execute(
      db,
    )
  }
  await sql`grant select, insert, update, delete on trip, trip_day, trip_place, trip_access to fleeting_app`.execute(
    db,
  )
  await sql`grant select on trip_access to fleeting_system`.execute(db)
}
