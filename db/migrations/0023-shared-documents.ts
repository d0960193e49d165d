import { type Kysely, sql } from 'kysely'

/**
 * The document that a session edits together (Yjs): a merged state up to `seq`, and the updates after it. An update is
 * stored before it is acknowledged. A Yjs client id belongs to the participant who wrote with it first.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table collab_document (
      session_id uuid primary key references collab_session on delete cascade,
      tenant_id integer not null references tenant on delete cascade,
      state bytea not null,
      state_seq bigint not null,
      last_seq bigint not null,
      size integer not null,
      updated_at timestamptz(3) not null default now()
    )`.execute(db)
  await sql`
    create table collab_document_update (
      session_id uuid not null references collab_session on delete cascade,
      seq bigint not null,
      tenant_id integer not null references tenant on delete cascade,
      participant_id uuid not null,
      content bytea not null,
      at timestamptz(3) not null default now(),
      primary key (session_id, seq)
    )`.execute(db)
  await sql`
    create table collab_document_client (
      session_id uuid not null references collab_session on delete cascade,
      client bigint not null,
      tenant_id integer not null references tenant on delete cascade,
      participant_id uuid not null,
      primary key (session_id, client)
    )`.execute(db)
  for (const table of ['collab_document', 'collab_document_update', 'collab_document_client']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy own on ${sql.table(table)} to fleeting_app using (tenant_id = current_tenant())`.execute(
      db,
    )
    await sql`create policy system on ${sql.table(table)} to fleeting_system using (true) with check (true)`.execute(
      db,
    )
  }
  await sql`grant select, insert, update on collab_document to fleeting_app`.execute(db)
  await sql`grant select, insert, delete on collab_document_update to fleeting_app`.execute(db)
  await sql`grant select, insert on collab_document_client to fleeting_app`.execute(db)
  await sql`grant select on collab_document to fleeting_system`.execute(db)
}
