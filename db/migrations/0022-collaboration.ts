import { type Kysely, sql } from 'kysely'

/**
 * Working together on one file: who takes part, who is there now, what was said, and the numbered log of it all. `seq`
 * counts within a session and follows the order of commits: the session's row is held until the transaction ends. The log
 * names things and says nothing of its own, so what is edited or taken away is so wherever the log is read.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table collab_session (
      id uuid primary key,
      tenant_id integer not null references tenant on delete cascade,
      asset_id integer not null references asset on delete cascade,
      link_id uuid references share_link on delete set null,
      created_by integer references account on delete set null,
      allow_download boolean not null,
      cursor_tracking boolean not null,
      voice_chat boolean not null,
      screen_sharing boolean not null,
      recording boolean not null,
      max_participants integer not null,
      invitation_message text,
      playback jsonb,
      last_seq bigint not null default 0,
      created_at timestamptz(3) not null default now(),
      expires_at timestamptz(3) not null,
      ended_at timestamptz(3)
    )`.execute(db)
  await sql`create index collab_session_listed on collab_session (tenant_id, created_at)`.execute(db)
  await sql`create index collab_session_asset on collab_session (asset_id) where ended_at is null`.execute(db)
  await sql`create index collab_session_link on collab_session (link_id)`.execute(db)
  await sql`create index collab_session_open on collab_session (expires_at) where ended_at is null`.execute(
    db,
  )

  await sql`
    create table collab_participant (
      id uuid primary key,
      tenant_id integer not null references tenant on delete cascade,
      session_id uuid not null references collab_session on delete cascade,
      user_id integer references account on delete cascade,
      guest_id uuid,
      link_id uuid,
      email text,
      name text not null,
      role text not null check (role in ('host', 'collaborator', 'commenter', 'viewer')),
      color text not null,
      joined_at timestamptz(3),
      removed_at timestamptz(3),
      constraint collab_participant_user unique (session_id, user_id),
      constraint collab_participant_guest unique (session_id, guest_id)
    )`.execute(db)
  await sql`create index collab_participant_person on collab_participant (user_id)`.execute(db)
  await sql`create index collab_participant_of_guest on collab_participant (guest_id)`.execute(db)

  await sql`
    create table collab_seat (
      id uuid primary key,
      tenant_id integer not null references tenant on delete cascade,
      session_id uuid not null references collab_session on delete cascade,
      participant_id uuid not null references collab_participant on delete cascade,
      node text not null,
      state text not null default 'active' check (state in ('active', 'idle')),
      in_call boolean not null default false,
      is_muted boolean not null default false,
      shares_screen boolean not null default false,
      joined_at timestamptz(3) not null default now(),
      seen_at timestamptz(3) not null default now()
    )`.execute(db)
  await sql`create index collab_seat_session on collab_seat (session_id)`.execute(db)
  await sql`create index collab_seat_participant on collab_seat (participant_id)`.execute(db)
  await sql`create index collab_seat_node on collab_seat (node)`.execute(db)
  await sql`create index collab_seat_seen on collab_seat (seen_at)`.execute(db)

  await sql`
    create table collab_event (
      session_id uuid not null references collab_session on delete cascade,
      seq bigint not null,
      tenant_id integer not null references tenant on delete cascade,
      name text not null,
      participant_id uuid,
      data jsonb not null,
      at timestamptz(3) not null default now(),
      primary key (session_id, seq)
    )`.execute(db)

  await sql`
    create table comment (
      id uuid primary key,
      tenant_id integer not null references tenant on delete cascade,
      asset_id integer not null references asset on delete cascade,
      parent_id uuid references comment on delete cascade,
      author_id integer references account on delete set null,
      guest_id uuid,
      link_id uuid,
      author_name text not null,
      content text not null,
      position_x double precision check (position_x between 0 and 1),
      position_y double precision check (position_y between 0 and 1),
      timestamp_ms integer check (timestamp_ms >= 0),
      page integer check (page > 0),
      drawing jsonb,
      visibility text not null check (visibility in ('public', 'internal')),
      client_id text,
      resolved_at timestamptz(3),
      resolved_by text,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      deleted_at timestamptz(3),
      constraint comment_author check (deleted_at is not null or author_id is null or guest_id is null)
    )`.execute(db)
  await sql`create index comment_listed on comment (asset_id, created_at)`.execute(db)
  await sql`create index comment_thread on comment (parent_id)`.execute(db)
  await sql`create index comment_of_person on comment (author_id)`.execute(db)
  await sql`create index comment_of_guest on comment (guest_id) where guest_id is not null`.execute(db)
  await sql`
    create unique index comment_once on comment
      (asset_id, coalesce(author_id::text, guest_id::text), client_id) where client_id is not null`.execute(
    db,
  )
  await sql`
    create table comment_mention (
      comment_id uuid not null references comment on delete cascade,
      user_id integer not null references account on delete cascade,
      tenant_id integer not null references tenant on delete cascade,
      primary key (comment_id, user_id)
    )`.execute(db)
  await sql`create index comment_mention_of on comment_mention (user_id)`.execute(db)

  await sql`
    create function append_collab_event(tenant integer, session uuid, event_name text, participant uuid, facts jsonb)
    returns bigint language plpgsql as $$
    declare number bigint;
    begin
      update collab_session set last_seq = last_seq + 1
      where id = session and tenant_id = tenant returning last_seq into number;
      if number is null then return null; end if;
      insert into collab_event (session_id, seq, tenant_id, name, participant_id, data)
      values (session, number, tenant, event_name, participant, facts);
      return number;
    end $$`.execute(db)

  for (const table of tables) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy own on ${sql.table(table)} to fleeting_app using (tenant_id = current_tenant())`.execute(
      db,
    )
    await sql`create policy system on ${sql.table(table)} to fleeting_system using (true) with check (true)`.execute(
      db,
    )
  }
  // What was logged is not rewritten; it goes with its session.
  await sql`grant select, insert, update on collab_session, collab_participant, comment to fleeting_app`.execute(
    db,
  )
  await sql`grant select, insert, update, delete on collab_seat to fleeting_app`.execute(db)
  await sql`grant select, insert on collab_event to fleeting_app`.execute(db)
  await sql`grant select, insert, delete on comment_mention to fleeting_app`.execute(db)
  await sql`grant select, update, delete on collab_session, collab_seat to fleeting_system`.execute(db)
  await sql`grant select, update on collab_participant, comment to fleeting_system`.execute(db)
  await sql`grant select, insert on collab_event to fleeting_system`.execute(db)
  await sql`grant select, delete on comment_mention to fleeting_system`.execute(db)
}

const tables = [
  'collab_session',
  'collab_participant',
  'collab_seat',
  'collab_event',
  'comment',
  'comment_mention',
]
