import { type Kysely, sql } from 'kysely'

/**
 * What a link may say of itself beyond its vehicle and its end. `number` is for programs that keep numbers. A slug is
 * an address on the whole server. Counters are columns of the link: a limit is one conditional update.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    alter table share_link
      add column number integer generated always as identity,
      add column share_type text not null default 'public'
        constraint share_link_type check (share_type in ('public', 'private', 'protected')),
      add column password_hash text,
      add column password_version integer not null default 0,
      add column allow_preview boolean not null default true,
      add column allow_download boolean not null default false,
      add column allow_comments boolean not null default false,
      add column allow_collaboration boolean not null default false,
      add column description text,
      add column slug text,
      add column share_id uuid,
      add column recipient_name text,
      add column recipient_email text,
      add column ends_on text,
      add column destination jsonb,
      add column notify_on_access boolean not null default false,
      add column max_views integer,
      add column max_downloads integer,
      add column views integer not null default 0,
      add column downloads integer not null default 0,
      add column visitors integer not null default 0,
      add column last_accessed_at timestamptz(3),
      add column starts_at timestamptz(3),
      add column rotated_at timestamptz(3),
      add constraint share_link_protected check (share_type <> 'protected' or password_hash is not null)`.execute(
    db,
  )
  await sql`create unique index share_link_number on share_link (number)`.execute(db)
  await sql`create unique index share_link_slug on share_link (slug)`.execute(db)
  await sql`create index share_link_share on share_link (share_id) where share_id is not null`.execute(db)
  await sql`create index share_link_listed on share_link (tenant_id, number)`.execute(db)
}
