import { type Kysely, sql } from 'kysely'

/**
 * Where events are sent. `seen_seq` says up to which event deliveries were made of, each event once a webhook; a delivery
 * is tried until it is taken or a day is over, and each try is kept. While somebody tries it, `taken_until` says until
 * when at most. Secrets are sealed; the one before stays good for a while.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table webhook (
      id uuid primary key,
      tenant_id integer not null references tenant on delete cascade,
      url text not null,
      description text not null,
      events text[] not null,
      is_active boolean not null,
      paused_because text,
      secret_sealed bytea not null,
      previous_secret_sealed bytea,
      previous_until timestamptz(3),
      seen_seq bigint not null,
      last_delivered_at timestamptz(3),
      created_by integer not null,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now()
    )`.execute(db)
  await sql`create index webhook_tenant on webhook (tenant_id)`.execute(db)
  await sql`
    create table webhook_delivery (
      id uuid primary key,
      tenant_id integer not null references tenant on delete cascade,
      webhook_id uuid not null references webhook on delete cascade,
      event_seq bigint,
      is_replay boolean not null default false,
      message_id text not null,
      event_name text not null,
      payload text not null,
      status text not null check (status in ('pending', 'delivered', 'failed')),
      attempts integer not null default 0,
      created_at timestamptz(3) not null default now(),
      due_at timestamptz(3) not null,
      taken_until timestamptz(3),
      give_up_at timestamptz(3) not null,
      settled_at timestamptz(3)
    )`.execute(db)
  await sql`create index webhook_delivery_due on webhook_delivery (due_at) where status = 'pending'`.execute(
    db,
  )
  await sql`
    create index webhook_delivery_waiting on webhook_delivery (webhook_id, due_at) where status = 'pending'`.execute(
    db,
  )
  await sql`
    create unique index webhook_delivery_once on webhook_delivery (webhook_id, event_seq) where not is_replay`.execute(
    db,
  )
  await sql`create index webhook_delivery_log on webhook_delivery (webhook_id, created_at, event_seq, id)`.execute(
    db,
  )
  await sql`create index webhook_delivery_age on webhook_delivery (created_at)`.execute(db)
  await sql`
    create table webhook_attempt (
      delivery_id uuid not null references webhook_delivery on delete cascade,
      number integer not null,
      tenant_id integer not null references tenant on delete cascade,
      at timestamptz(3) not null,
      status_code integer,
      error text,
      milliseconds integer not null,
      answer text,
      primary key (delivery_id, number)
    )`.execute(db)

  for (const table of ['webhook', 'webhook_delivery', 'webhook_attempt']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy own on ${sql.table(table)} to fleeting_app using (tenant_id = current_tenant())`.execute(
      db,
    )
    await sql`create policy system on ${sql.table(table)} to fleeting_system using (true) with check (true)`.execute(
      db,
    )
  }
  await sql`grant select, insert, update, delete on webhook to fleeting_app`.execute(db)
  await sql`grant select, insert on webhook_delivery to fleeting_app`.execute(db)
  await sql`grant update (status, due_at, give_up_at, settled_at) on webhook_delivery to fleeting_app`.execute(
    db,
  )
  await sql`grant select on webhook_attempt to fleeting_app`.execute(db)
  await sql`grant select, update on webhook to fleeting_system`.execute(db)
  await sql`grant select, insert, update, delete on webhook_delivery, webhook_attempt to fleeting_system`.execute(
    db,
  )
}
