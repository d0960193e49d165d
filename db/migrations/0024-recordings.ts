import { type Kysely, sql } from 'kysely'

/** What moved while a session was recorded, in chunks of about a second; what was said stands in the session's log. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table collab_recording (
      id uuid primary key,
      session_id uuid not null references collab_session on delete cascade,
      tenant_id integer not null references tenant on delete cascade,
      started_by uuid,
      started_at timestamptz(3) not null default now(),
      stopped_at timestamptz(3),
      first_seq bigint not null,
      last_seq bigint,
      size bigint not null default 0,
      is_truncated boolean not null default false
    )`.execute(db)
  await sql`create unique index collab_recording_running on collab_recording (session_id) where stopped_at is null`.execute(
    db,
  )
  await sql`create index collab_recording_session on collab_recording (session_id, started_at)`.execute(db)
  await sql`create index collab_recording_age on collab_recording (stopped_at)`.execute(db)
  await sql`
    create table collab_consent (
      recording_id uuid not null references collab_recording on delete cascade,
      participant_id uuid not null,
      tenant_id integer not null references tenant on delete cascade,
      agreed boolean not null,
      at timestamptz(3) not null default now(),
      primary key (recording_id, participant_id)
    )`.execute(db)
  await sql`
    create table collab_recording_chunk (
      recording_id uuid not null references collab_recording on delete cascade,
      id bigint generated always as identity,
      tenant_id integer not null references tenant on delete cascade,
      from_ms integer not null,
      to_ms integer not null,
      content jsonb not null,
      primary key (recording_id, id)
    )`.execute(db)
  await sql`create index collab_recording_chunk_time on collab_recording_chunk (recording_id, from_ms)`.execute(
    db,
  )
  for (const table of ['collab_recording', 'collab_consent', 'collab_recording_chunk']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy own on ${sql.table(table)} to fleeting_app using (tenant_id = current_tenant())`.execute(
      db,
    )
    await sql`create policy system on ${sql.table(table)} to fleeting_system using (true) with check (true)`.execute(
      db,
    )
  }
  await sql`grant select, insert, update, delete on collab_recording to fleeting_app`.execute(db)
  await sql`grant select, insert, update on collab_consent to fleeting_app`.execute(db)
  await sql`grant select, insert on collab_recording_chunk to fleeting_app`.execute(db)
  await sql`grant select, delete on collab_recording to fleeting_system`.execute(db)
  await sql`grant select on collab_consent to fleeting_system`.execute(db)
}
