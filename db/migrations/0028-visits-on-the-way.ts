import { type Kysely, sql } from 'kysely'

/** Who is on the way is looked for every minute among all visits that ever were. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create index assignment_on_the_way on assignment (departed_at) where status = 'en_route'`.execute(
    db,
  )
}
