import type { Kysely } from 'kysely'
import type { AssignmentStore } from '../domain/assignments/ports.ts'
import { Problem } from '../domain/problem.ts'
import { isForeignKeyViolation } from './errors.ts'
import { withEvents } from './events.ts'
import type { Database } from './schema.ts'

const columns = ['score', 'comment', 'createdAt', 'updatedAt'] as const

/** What customers said of visits: one rating a visit, the last word counts. */
export const visitRatingStore = (
  db: Kysely<Database>,
  tenantId: number,
): Pick<AssignmentStore, 'rating' | 'rate'> => ({
  rating: (assignmentId) =>
    db
      .selectFrom('visitRating')
      .select(columns)
      .where('tenantId', '=', tenantId)
      .where('assignmentId', '=', assignmentId)
      .executeTakeFirst(),

  async rate(assignmentId, { score, comment }, at, events) {
    try {
      return await withEvents(db, tenantId, events, (trx) =>
        trx
          .insertInto('visitRating')
          .values({ assignmentId, tenantId, score, comment, createdAt: at, updatedAt: at })
          .onConflict((conflict) =>
            conflict.column('assignmentId').doUpdateSet({ score, comment, updatedAt: at }),
          )
          .returning(columns)
          .executeTakeFirstOrThrow(),
      )
    } catch (error) {
      const isGone = isForeignKeyViolation(error, 'visit_rating_assignment_id_fkey')
      throw isGone ? new Problem('not_found') : error
    }
  },
})
