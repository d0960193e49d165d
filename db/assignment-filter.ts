import { type Kysely, sql } from 'kysely'
import type { AssignmentFilter } from '../domain/assignments/ports.ts'
import { holdsFolded } from './folded.ts'
import type { Database } from './schema.ts'

/** Without what is shown beside them: that is read for one page, and not for all that are counted. */
export const matchingAssignments = (db: Kysely<Database>, tenantId: number, filter: AssignmentFilter) => {
  const { date, dateFrom, dateTo, technicianId, workOrderId, status, search, userId } = filter
  return db
    .selectFrom('assignment')
    .where('tenantId', '=', tenantId)
    .$if(date !== undefined, (query) => query.where('scheduledDate', '=', onDay(date!)))
    .$if(dateFrom !== undefined, (query) => query.where('scheduledDate', '>=', onDay(dateFrom!)))
    .$if(dateTo !== undefined, (query) => query.where('scheduledDate', '<=', onDay(dateTo!)))
    .$if(technicianId !== undefined, (query) => query.where('technicianId', '=', technicianId!))
    .$if(workOrderId !== undefined, (query) => query.where('workOrderId', '=', workOrderId!))
    .$if(status !== undefined, (query) => query.where('status', 'in', status!))
    .$if(search !== undefined, (query) => query.where('workOrderId', 'in', workWith(db, tenantId, search!)))
    .$if(userId !== undefined, (query) => query.where('technicianId', 'in', profileOf(db, tenantId, userId!)))
}

/** Somebody's assignments are those of their profile of now. */
export const profileOf = (db: Kysely<Database>, tenantId: number, userId: number) =>
  db
    .selectFrom('technician')
    .select('id')
    .where('tenantId', '=', tenantId)
    .where('userId', '=', userId)
    .where('removedAt', 'is', null)

const workWith = (db: Kysely<Database>, tenantId: number, words: string) =>
  db.selectFrom('workOrder').select('id').where('tenantId', '=', tenantId).where(holdsFolded(words, 'words'))

/** By day, start (those without one last) and place in the route. */
export const listed = sql`assignment.scheduled_date, assignment.scheduled_start, assignment.route_place, assignment.id`

export const onDay = (date: string) => sql<Date>`${date}::date`
