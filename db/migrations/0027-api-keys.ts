import { type Kysely, sql } from 'kysely'

/**
 * What programs come in by. Of a secret its keyed hash is kept and its first characters, nothing else. Keys go with the
 * membership of whoever made them, so that somebody who comes back does not bring their old keys to life.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table api_key (
      id uuid primary key,
      tenant_id integer not null,
      created_by integer not null,
      name text not null,
      prefix text not null,
      key_hash bytea not null,
      role text not null check (role in ('admin', 'dispatcher', 'technician', 'member')),
      created_at timestamptz(3) not null default now(),
      expires_at timestamptz(3),
      last_used_at timestamptz(3),
      revoked_at timestamptz(3),
      constraint api_key_hash unique (key_hash),
      foreign key (tenant_id, created_by) references membership (tenant_id, user_id) on delete cascade
    )`.execute(db)
  await sql`create index api_key_maker on api_key (tenant_id, created_by)`.execute(db)
  await sql`alter table api_key enable row level security`.execute(db)
  await sql`create policy own on api_key to fleeting_app using (tenant_id = current_tenant())`.execute(db)
  await sql`create policy system on api_key to fleeting_system using (true) with check (true)`.execute(db)
  // An organization reads everything of its keys but the hash, makes them, and ends them.
  await sql`
    grant select (id, tenant_id, created_by, name, prefix, role, created_at, expires_at, last_used_at, revoked_at)
      on api_key to fleeting_app`.execute(db)
  await sql`grant insert, update (revoked_at) on api_key to fleeting_app`.execute(db)
  await sql`grant select, delete, update (last_used_at) on api_key to fleeting_system`.execute(db)
}
