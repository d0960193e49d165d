import { type Kysely, sql } from 'kysely'

/**
 * Mails wait here until a mail server has them. All that they say, their addressee included, is one sealed box, so that
 * a stolen database opens no link and resets no password; it is emptied when the mail is on its way. `due_at` is also
 * the lease of the process that carries a mail: no other takes it before. `expiry_notice` remembers which end of which
 * share was announced; `password_reset` one code a person, as a keyed hash.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table mail (
      id uuid primary key,
      tenant_id integer references tenant on delete cascade,
      template text not null,
      letter_sealed bytea,
      attempts integer not null default 0,
      created_at timestamptz(3) not null default now(),
      due_at timestamptz(3) not null,
      useful_until timestamptz(3) not null,
      sent_at timestamptz(3),
      given_up_at timestamptz(3),
      constraint mail_settled check ((letter_sealed is null) = (sent_at is not null or given_up_at is not null))
    )`.execute(db)
  await sql`create index mail_due on mail (due_at) where letter_sealed is not null`.execute(db)
  await sql`create index mail_age on mail (created_at)`.execute(db)
  await sql`create index mail_tenant on mail (tenant_id)`.execute(db)

  await sql`
    create table expiry_notice (
      share_id uuid not null,
      expires_at timestamptz(3) not null,
      primary key (share_id, expires_at)
    )`.execute(db)

  await sql`
    create table password_reset (
      user_id integer primary key references account on delete cascade,
      selector text not null unique,
      code_hash bytea not null,
      tries integer not null default 0,
      created_at timestamptz(3) not null default now(),
      expires_at timestamptz(3) not null
    )`.execute(db)

  for (const table of ['mail', 'expiry_notice', 'password_reset']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy system on ${sql.table(table)} to fleeting_system using (true) with check (true)`.execute(
      db,
    )
  }
  await sql`grant select, insert, update, delete on mail, expiry_notice, password_reset to fleeting_system`.execute(
    db,
  )
}
