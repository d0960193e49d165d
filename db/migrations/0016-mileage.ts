import { type Kysely, sql } from 'kysely'

/**
 * How far a technician went on a day that is over: stays when the positions are forgotten. `gaps` are silences, by time
 * and length, and say nothing of places.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table mileage_day (
      tenant_id integer not null references tenant on delete cascade,
      technician_id uuid not null references technician,
      date date not null,
      distance_m integer not null,
      bridged_m integer not null,
      gaps jsonb not null,
      positions integer not null,
      first_at timestamptz(3),
      last_at timestamptz(3),
      counted_at timestamptz(3) not null,
      primary key (technician_id, date)
    )`.execute(db)
  await sql`create index mileage_day_tenant on mileage_day (tenant_id, date)`.execute(db)
  await sql`alter table mileage_day enable row level security`.execute(db)
  await sql`create policy own on mileage_day to fleeting_app using (tenant_id = current_tenant())`.execute(db)
  await sql`create policy system on mileage_day to fleeting_system using (true) with check (true)`.execute(db)
  await sql`grant select, insert, update on mileage_day to fleeting_app`.execute(db)
  await sql`grant select, insert, update, delete on mileage_day to fleeting_system`.execute(db)
}
