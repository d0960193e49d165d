import { type Kysely, sql } from 'kysely'

/**
 * What happened, one row each, written in the transaction that made it so: outbox of the webhooks, source of
 * `GET /api/events`, and the organization's audit. `seq` counts within the organization and follows the order of
 * commits: the counter's row is held until the transaction ends. `data` names things by their ids and carries nothing
 * personal.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table event_counter (
      tenant_id integer primary key references tenant on delete cascade,
      last bigint not null
    )`.execute(db)
  await sql`
    create table event (
      tenant_id integer not null references tenant on delete cascade,
      seq bigint not null,
      id uuid not null default gen_random_uuid(),
      name text not null,
      aggregate_type text not null,
      aggregate_id text not null,
      actor_id integer,
      data jsonb not null,
      at timestamptz(3) not null default now(),
      primary key (tenant_id, seq)
    )`.execute(db)
  // The two are kept for different times, and the audit shows the one without the other.
  await sql`create index event_accesses on event (tenant_id, at) where name = 'share.accessed'`.execute(db)
  await sql`create index event_age on event (tenant_id, at) where name <> 'share.accessed'`.execute(db)
  await sql`create index event_audit on event (tenant_id, seq) where name <> 'share.accessed'`.execute(db)
  await sql`create index event_aggregate on event (tenant_id, aggregate_type, aggregate_id, seq)`.execute(db)

  await sql`
    create function record_event(tenant integer, event_name text, type text, aggregate text, actor integer, facts jsonb)
    returns bigint language plpgsql as $$
    declare number bigint;
    begin
      insert into event_counter as c (tenant_id, last) values (tenant, 1)
      on conflict (tenant_id) do update set last = c.last + 1 returning last into number;
      insert into event (tenant_id, seq, name, aggregate_type, aggregate_id, actor_id, data)
      values (tenant, number, event_name, type, aggregate, actor, facts);
      return number;
    end $$`.execute(db)

  for (const table of ['event_counter', 'event']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy own on ${sql.table(table)} to fleeting_app using (tenant_id = current_tenant())`.execute(
      db,
    )
    await sql`create policy system on ${sql.table(table)} to fleeting_system using (true) with check (true)`.execute(
      db,
    )
  }
  await sql`grant select, insert, update on event_counter to fleeting_app, fleeting_system`.execute(db)
  // Nobody rewrites what happened; only the job that forgets by age deletes.
  await sql`grant select, insert on event to fleeting_app`.execute(db)
  await sql`grant select, insert, delete on event to fleeting_system`.execute(db)
}
