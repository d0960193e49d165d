import { type Kysely, sql } from 'kysely'

/**
 * Albums and what is in them; `tenant_id` is the album's throughout, while an item may be an asset of another
 * organization. `album_access` says who accepted which link: what that gives is asked of the link, every time.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table album (
      id integer generated always as identity primary key,
      tenant_id integer not null references tenant on delete cascade,
      owner_id integer not null references account on delete cascade,
      title text not null,
      description text,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now()
    )`.execute(db)
  await sql`create index album_owner on album (tenant_id, owner_id, id)`.execute(db)
  await sql`
    create table album_item (
      album_id integer not null references album on delete cascade,
      asset_id integer not null constraint album_item_asset references asset on delete cascade,
      tenant_id integer not null,
      position integer not null,
      added_by integer references account on delete set null,
      added_at timestamptz(3) not null default now(),
      primary key (album_id, asset_id)
    )`.execute(db)
  await sql`create index album_item_asset on album_item (asset_id)`.execute(db)
  await sql`
    create table album_access (
      link_id uuid not null references share_link on delete cascade,
      user_id integer not null references account on delete cascade,
      album_id integer not null references album on delete cascade,
      tenant_id integer not null,
      password_version integer not null,
      accepted_at timestamptz(3) not null,
      primary key (link_id, user_id)
    )`.execute(db)
  await sql`create index album_access_user on album_access (user_id, album_id)`.execute(db)
  await sql`create index album_access_album on album_access (album_id)`.execute(db)

  for (const table of ['album', 'album_item', 'album_access']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy own on ${sql.table(table)} to fleeting_app using (tenant_id = current_tenant())`.execute(
      db,
    )
    await sql`create policy system on ${sql.table(table)} to fleeting_system using (true) with check (true)`.execute(
      db,
    )
  }
  await sql`grant select, insert, update, delete on album, album_item, album_access to fleeting_app`.execute(
    db,
  )
  await sql`grant select on album, album_item, album_access to fleeting_system`.execute(db)
}
