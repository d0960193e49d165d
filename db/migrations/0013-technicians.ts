import { type Kysely, sql } from 'kysely'

/**
 * Field service: who goes out, and what is to be done. A technician's positions stand beside those of vehicles, under a
 * `key` of the same sequence. Numbers such as OS-2026-0042 count by organization and year.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create function folded(words text) returns text language sql immutable parallel safe
    as $$ select lower(regexp_replace(normalize(words, NFKD), '[\u0300-\u036f]', '', 'g')) $$`.execute(db)
  await sql`
    create table document_counter (
      tenant_id integer not null references tenant on delete cascade,
      kind text not null,
      year integer not null,
      last integer not null,
      primary key (tenant_id, kind, year)
    )`.execute(db)
  await sql`
    create table technician (
      id uuid primary key,
      tenant_id integer not null references tenant on delete cascade,
      key integer not null unique default nextval('subject_key'),
      user_id integer not null references account,
      phone text not null,
      skills text[] not null,
      work_start_time time(0) not null,
      work_end_time time(0) not null,
      is_active boolean not null,
      allow_tracking boolean not null,
      color text not null,
      ingest_key_hash bytea unique,
      last_seen_at timestamptz(3),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      removed_at timestamptz(3)
    )`.execute(db)
  await sql`create unique index technician_user on technician (tenant_id, user_id) where removed_at is null`.execute(
    db,
  )
  await sql`create index technician_person on technician (user_id)`.execute(db)
  // What is searched is folded when it is written: folding thousands of rows takes longer than anybody waits for a list.
  await sql`
    create table work_order (
      id integer generated always as identity primary key,
      tenant_id integer not null references tenant on delete cascade,
      number text not null,
      description text not null,
      priority text not null check (priority in ('LOW', 'MEDIUM', 'HIGH', 'URGENT')),
      status text not null check (status in ('OPEN', 'IN_PROGRESS', 'DONE', 'CANCELED')),
      asset_name text not null,
      asset_location text not null,
      latitude double precision,
      longitude double precision,
      customer_name text,
      customer_phone text,
      customer_email text,
      created_by integer not null,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      words text not null generated always as
        (folded(number || E'\n' || description || E'\n' || asset_name)) stored,
      further_words text not null generated always as
        (folded(asset_location || E'\n' || coalesce(customer_name, '') || E'\n' || coalesce(customer_phone, '')
          || E'\n' || coalesce(customer_email, ''))) stored,
      constraint work_order_number unique (tenant_id, number)
    )`.execute(db)

  for (const table of ['document_counter', 'technician', 'work_order']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy own on ${sql.table(table)} to fleeting_app using (tenant_id = current_tenant())`.execute(
      db,
    )
    await sql`create policy system on ${sql.table(table)} to fleeting_system using (true) with check (true)`.execute(
      db,
    )
  }
  // Whoever left the organization keeps their name in what they did for it.
  await sql`
    create policy former_technicians on account for select to fleeting_app
    using (exists (select from technician t where t.user_id = account.id and t.tenant_id = current_tenant()))`.execute(
    db,
  )
  await sql`grant select, insert, update on document_counter to fleeting_app`.execute(db)
  await sql`grant select, insert, update, delete on technician, work_order to fleeting_app`.execute(db)
  await sql`grant select, update on technician, work_order to fleeting_system`.execute(db)
}
