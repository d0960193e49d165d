import { type Kysely, sql } from 'kysely'

/**
 * What privacy law asks to be known of tracking: each consent and each withdrawal, each position taken or refused, and
 * who looked. Rows are added and never changed; `location_view` joins the looks of ten minutes.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table tracking_consent (
      id bigint generated always as identity primary key,
      tenant_id integer not null references tenant on delete cascade,
      technician_id uuid not null references technician,
      allowed boolean not null,
      version text not null,
      by_user integer not null,
      at timestamptz(3) not null
    )`.execute(db)
  await sql`create index tracking_consent_of on tracking_consent (technician_id, id)`.execute(db)
  await sql`
    create table location_audit (
      id bigint generated always as identity primary key,
      tenant_id integer not null references tenant on delete cascade,
      technician_id uuid,
      user_id integer,
      outcome text not null check (outcome in ('accepted', 'duplicate', 'refused')),
      code text,
      device_id text,
      source text,
      recorded_at timestamptz(3),
      at timestamptz(3) not null
    )`.execute(db)
  await sql`create index location_audit_of on location_audit (technician_id, id)`.execute(db)
  await sql`create index location_audit_age on location_audit (tenant_id, at)`.execute(db)
  await sql`
    create table location_view (
      id bigint generated always as identity primary key,
      tenant_id integer not null references tenant on delete cascade,
      technician_id uuid not null references technician,
      viewer_id integer,
      link_id uuid,
      via text not null check (via in ('latest', 'trail', 'live', 'customer_link', 'mileage', 'export')),
      looks integer not null default 1,
      first_at timestamptz(3) not null,
      last_at timestamptz(3) not null,
      slot timestamptz(3) not null,
      constraint location_view_slot unique nulls not distinct (technician_id, viewer_id, link_id, via, slot)
    )`.execute(db)
  await sql`create index location_view_of on location_view (technician_id, last_at)`.execute(db)

  for (const table of ['tracking_consent', 'location_audit', 'location_view']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy own on ${sql.table(table)} to fleeting_app using (tenant_id = current_tenant())`.execute(
      db,
    )
    await sql`create policy system on ${sql.table(table)} to fleeting_system using (true) with check (true)`.execute(
      db,
    )
  }
  await sql`grant select, insert on tracking_consent, location_audit to fleeting_app`.execute(db)
  await sql`grant select, insert, update on location_view to fleeting_app`.execute(db)
  await sql`grant select on tracking_consent to fleeting_system`.execute(db)
  await sql`grant select, insert, delete on location_audit to fleeting_system`.execute(db)
  await sql`grant select, insert, update, delete on location_view to fleeting_system`.execute(db)
}
