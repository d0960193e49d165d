import { type Kysely, sql } from 'kysely'

/**
 * Uploaded files. `storage_use` is what an organization's files take: reserving room is one conditional update.
 * `asset_leftover` names files that belong to no asset: of an upload under way, with the room it has reserved, and of
 * an asset that was removed. Whatever stays there too long is swept away.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table asset (
      id integer primary key generated always as identity,
      uuid uuid not null unique,
      tenant_id integer not null references tenant on delete cascade,
      owner_id integer references account on delete set null,
      title text not null,
      filename text not null,
      content_type text not null,
      kind text not null constraint asset_kind
        check (kind in ('image', 'video', 'audio', 'pdf', 'document', 'other')),
      size bigint not null,
      width integer,
      height integer,
      duration_s double precision,
      clean jsonb not null,
      thumbnail jsonb,
      preview jsonb,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now()
    )`.execute(db)
  await sql`create index asset_owner on asset (tenant_id, owner_id, id)`.execute(db)
  await sql`create index asset_tenant on asset (tenant_id, id)`.execute(db)

  await sql`
    create table storage_use (
      tenant_id integer primary key references tenant on delete cascade,
      used bigint not null default 0 constraint storage_use_used check (used >= 0)
    )`.execute(db)

  // No reference to the tenant: its files outlive its row until they are swept.
  await sql`
    create table asset_leftover (
      uuid uuid primary key,
      tenant_id integer not null,
      reserved bigint not null default 0,
      since timestamptz(3) not null default now()
    )`.execute(db)
  await sql`create index asset_leftover_since on asset_leftover (since)`.execute(db)

  for (const table of ['asset', 'storage_use', 'asset_leftover']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy own on ${sql.table(table)} to fleeting_app using (tenant_id = current_tenant())`.execute(
      db,
    )
    await sql`create policy system on ${sql.table(table)} to fleeting_system using (true) with check (true)`.execute(
      db,
    )
  }
  await sql`grant select, insert, update, delete on asset, asset_leftover to fleeting_app`.execute(db)
  await sql`grant select, insert, update on storage_use to fleeting_app`.execute(db)
  await sql`grant select on asset to fleeting_system`.execute(db)
  await sql`grant select, update on storage_use to fleeting_system`.execute(db)
  await sql`grant select, delete on asset_leftover to fleeting_system`.execute(db)
}
