import { type Kysely, sql } from 'kysely'

/** Estimates. Money is whole cents; `items` are kept as they were offered, the totals as they were reckoned from them. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table quote (
      id uuid primary key,
      tenant_id integer not null references tenant on delete cascade,
      number text not null,
      work_order_id integer constraint quote_work_order references work_order,
      title text not null,
      notes text not null,
      currency text not null,
      customer_name text not null,
      customer_phone text,
      customer_email text,
      items jsonb not null,
      subtotal_cents bigint not null,
      discount_cents bigint not null,
      tax_cents bigint not null,
      total_cents bigint not null,
      valid_until date not null,
      status text not null check (status in ('draft', 'sent', 'approved', 'rejected', 'expired')),
      sent_at timestamptz(3),
      decided_at timestamptz(3),
      decided_by text,
      decision_comment text,
      created_by integer not null,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      constraint quote_number unique (tenant_id, number)
    )`.execute(db)
  await sql`create index quote_listed on quote (tenant_id, created_at)`.execute(db)
  await sql`create index quote_work_order_of on quote (work_order_id)`.execute(db)
  await sql`create index quote_open on quote (valid_until) where status = 'sent'`.execute(db)
  await sql`alter table quote enable row level security`.execute(db)
  await sql`create policy own on quote to fleeting_app using (tenant_id = current_tenant())`.execute(db)
  await sql`create policy system on quote to fleeting_system using (true) with check (true)`.execute(db)
  await sql`grant select, insert, update, delete on quote to fleeting_app`.execute(db)
  await sql`grant select, update on quote to fleeting_system`.execute(db)
}
