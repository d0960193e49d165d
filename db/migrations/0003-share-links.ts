import { type Kysely, sql } from 'kysely'

/**
 * One table for links of every kind. The token is found by its keyed hash and kept sealed, so that its owner can copy
 * it again while a stolen database opens nothing. `face` says which API made the link; a resource has at most one
 * primary link a face.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table share_link (
      id uuid primary key,
      tenant_id integer not null references tenant on delete cascade,
      face text not null,
      is_primary boolean not null default false,
      resource_kind text not null,
      resource_id text not null,
      token_hash bytea not null unique,
      token_sealed bytea,
      title text,
      trail_minutes integer not null default 10,
      created_by integer not null,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      expires_at timestamptz(3),
      revoked_at timestamptz(3)
    )`.execute(db)
  await sql`
    create unique index share_link_primary on share_link (tenant_id, face, resource_kind, resource_id)
    where is_primary`.execute(db)
  await sql`create index share_link_resource on share_link (tenant_id, resource_kind, resource_id)`.execute(
    db,
  )
  await sql`create index share_link_maker on share_link (tenant_id, created_by, id)`.execute(db)
  await sql`create index share_link_ending on share_link (expires_at)`.execute(db)

  await sql`alter table share_link enable row level security`.execute(db)
  await sql`create policy own on share_link to fleeting_app using (tenant_id = current_tenant())`.execute(db)
  await sql`create policy system on share_link to fleeting_system using (true) with check (true)`.execute(db)
  await sql`grant select, insert, update, delete on share_link to fleeting_app`.execute(db)
  await sql`grant select, update, delete on share_link to fleeting_system`.execute(db)
}
