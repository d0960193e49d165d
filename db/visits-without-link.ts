import { type Kysely, sql } from 'kysely'
import type { VisitsWithoutLink } from '../domain/customer-links/service.ts'
import type { Database } from './schema.ts'

/**
 * Of every tenant. A link that was withdrawn was there: its visit is none of these. Where nobody knows any more who said
 * that the technician left, it was whoever planned the visit.
 */
export const visitsWithoutLink =
  (system: Kysely<Database>): VisitsWithoutLink =>
  (departed, atMost) =>
    system
      .selectFrom('assignment')
      .select(['assignment.id', 'assignment.tenantId'])
      .select(
        sql<number>`coalesce((
          select by_user from assignment_change
          where assignment_id = assignment.id and to_status = 'en_route' order by id desc limit 1
        ), assignment.created_by)`.as('startedBy'),
      )
      .where('assignment.status', '=', 'en_route')
      .where('assignment.departedAt', '>', departed.after)
      .where('assignment.departedAt', '<', departed.before)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('shareLink')
              .select('shareLink.id')
              .whereRef('shareLink.tenantId', '=', 'assignment.tenantId')
              .where('shareLink.face', '=', 'trakservice')
              .where('shareLink.resourceKind', '=', 'assignment')
              .where('shareLink.resourceId', '=', sql<string>`assignment.id::text`),
          ),
        ),
      )
      .orderBy('assignment.departedAt', 'desc')
      .limit(atMost)
      .execute()
