import { type Kysely, sql } from 'kysely'

/** Places stand in an order of their maker's. Those that were there stand as they were added: all at 0, by their id. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`alter table trip_place add column position integer not null default 0`.execute(db)
}
