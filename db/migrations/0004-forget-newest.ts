import { type Kysely, sql } from 'kysely'

/** A removed vehicle leaves nothing behind: not where it was last seen either. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`grant delete on newest_position to fleeting_system`.execute(db)
  await sql`
    delete from newest_position
    where not exists (select from vehicle where vehicle.key = newest_position.subject_key)`.execute(db)
  await sql`
    delete from position
    where not exists (select from vehicle where vehicle.key = position.subject_key)`.execute(db)
}
