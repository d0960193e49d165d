import { type Kysely, sql } from 'kysely'

/** Which technician does which work order when, every change of its status, and what the customer thought of it. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table assignment (
      id uuid primary key,
      tenant_id integer not null references tenant on delete cascade,
      work_order_id integer not null constraint assignment_work_order references work_order,
      technician_id uuid not null constraint assignment_technician references technician,
      scheduled_date date not null,
      scheduled_start time(0),
      scheduled_end time(0),
      route_place integer,
      status text not null check (status in ('scheduled', 'en_route', 'on_site', 'done', 'canceled')),
      departed_at timestamptz(3),
      arrived_at timestamptz(3),
      completed_at timestamptz(3),
      canceled_at timestamptz(3),
      notes text not null,
      cancellation_reason text not null,
      created_by integer not null,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now()
    )`.execute(db)
  await sql`create index assignment_day on assignment (tenant_id, scheduled_date)`.execute(db)
  await sql`create index assignment_technician_day on assignment (technician_id, scheduled_date)`.execute(db)
  await sql`create index assignment_order on assignment (work_order_id)`.execute(db)
  await sql`
    create table assignment_change (
      id bigint generated always as identity primary key,
      tenant_id integer not null references tenant on delete cascade,
      assignment_id uuid not null references assignment on delete cascade,
      from_status text,
      to_status text not null,
      reason text not null,
      by_user integer,
      at timestamptz(3) not null
    )`.execute(db)
  await sql`create index assignment_change_of on assignment_change (assignment_id, id)`.execute(db)
  await sql`
    create table visit_rating (
      assignment_id uuid primary key references assignment on delete cascade,
      tenant_id integer not null references tenant on delete cascade,
      score smallint not null check (score between 1 and 5),
      comment text not null,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null
    )`.execute(db)

  for (const table of ['assignment', 'assignment_change', 'visit_rating']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy own on ${sql.table(table)} to fleeting_app using (tenant_id = current_tenant())`.execute(
      db,
    )
    await sql`create policy system on ${sql.table(table)} to fleeting_system using (true) with check (true)`.execute(
      db,
    )
  }
  await sql`grant select, insert, update, delete on assignment, visit_rating to fleeting_app`.execute(db)
  await sql`grant select, insert on assignment_change to fleeting_app`.execute(db)
  await sql`grant select on assignment, assignment_change to fleeting_system`.execute(db)
  await sql`grant select, update, delete on visit_rating to fleeting_system`.execute(db)
}
