import { type Kysely, sql } from 'kysely'

/** What a member should know of. Its words are written when it is read, in the language of whoever reads. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table notification (
      id uuid primary key,
      tenant_id integer not null references tenant on delete cascade,
      user_id integer not null references account on delete cascade,
      type text not null,
      data jsonb not null,
      created_at timestamptz(3) not null default now(),
      read_at timestamptz(3),
      mailed_at timestamptz(3)
    )`.execute(db)
  await sql`create index notification_listed on notification (user_id, tenant_id, created_at)`.execute(db)
  await sql`create index notification_unread on notification (created_at) where read_at is null and mailed_at is null`.execute(
    db,
  )
  await sql`create index notification_unread_of on notification (tenant_id, user_id) where read_at is null`.execute(
    db,
  )
  await sql`create index notification_age on notification (created_at)`.execute(db)
  await sql`
    create table notification_preference (
      tenant_id integer not null references tenant on delete cascade,
      user_id integer not null references account on delete cascade,
      digest text not null check (digest in ('hourly', 'daily', 'off')),
      primary key (tenant_id, user_id)
    )`.execute(db)
  for (const table of ['notification', 'notification_preference']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy own on ${sql.table(table)} to fleeting_app using (tenant_id = current_tenant())`.execute(
      db,
    )
    await sql`create policy system on ${sql.table(table)} to fleeting_system using (true) with check (true)`.execute(
      db,
    )
  }
  await sql`grant select, insert, update on notification, notification_preference to fleeting_app`.execute(db)
  await sql`grant select, update, delete on notification to fleeting_system`.execute(db)
  await sql`grant select, delete on notification_preference to fleeting_system`.execute(db)
}
