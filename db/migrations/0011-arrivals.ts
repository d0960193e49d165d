import { type Kysely, sql } from 'kysely'

/** The few links that end on arrival are looked for every few seconds, among all that there are. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create index share_link_travelling on share_link (id) where ends_on is not null and revoked_at is null`.execute(
    db,
  )
}
