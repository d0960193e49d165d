import { type Kysely, sql } from 'kysely'
import type { AssignmentBefore, AssignmentStore, StatusChange } from '../domain/assignments/ports.ts'
import { listed, matchingAssignments, onDay, profileOf } from './assignment-filter.ts'
import { holdParties } from './assignment-parties.ts'
import { selectAssignments, toAssignment } from './assignment-rows.ts'
import { changedAt } from './changed-at.ts'
import { withEvents } from './events.ts'
import { withFollowedWork } from './followed-work.ts'
import type { Database } from './schema.ts'
import { visitRatingStore } from './visit-ratings.ts'

const final = ['done', 'canceled'] as const
const underWay = ['en_route', 'on_site'] as const

export const assignmentStore = (db: Kysely<Database>, tenantId: number): AssignmentStore => {
  const assignments = (from = db) => selectAssignments(from).where('assignment.tenantId', '=', tenantId)
  const read = async (id: string, from = db) => {
    const row = await assignments(from).where('assignment.id', '=', id).executeTakeFirst()
    return row && toAssignment(row)
  }
  const openOf = (technicianId: string, date: string, from = db) =>
    from
      .selectFrom('assignment')
      .select('id')
      .where('tenantId', '=', tenantId)
      .where('technicianId', '=', technicianId)
      .where('scheduledDate', '=', onDay(date))
      .where('status', 'not in', final)

  /** Only what is still as it was before. */
  const changeOf = (trx: Kysely<Database>, { id, updatedAt }: AssignmentBefore) =>
    trx
      .updateTable('assignment')
      .where('tenantId', '=', tenantId)
      .where('id', '=', id)
      .where('updatedAt', '=', updatedAt)

  return {
    ...visitRatingStore(db, tenantId),

    async find(id, userId) {
      const row = await assignments()
        .where('assignment.id', '=', id)
        .$if(userId !== undefined, (query) =>
          query.where('assignment.technicianId', 'in', profileOf(db, tenantId, userId!)),
        )
        .executeTakeFirst()
      return row && toAssignment(row)
    },

    insert: ({ scheduledDate, ...assignment }, at, events) =>
      withEvents(db, tenantId, events, async (trx) => {
        await holdParties(trx, tenantId, assignment)
        await trx
          .insertInto('assignment')
          .values({
            ...assignment,
            scheduledDate,
            tenantId,
            status: 'scheduled',
            cancellationReason: '',
            createdAt: at,
            updatedAt: at,
          })
          .execute()
        await addStep(trx, tenantId, assignment.id, null, 'scheduled', {
          byUser: assignment.createdBy,
          reason: '',
          at,
        })
        return (await read(assignment.id, trx))!
      }),

    async list(filter, { limit, offset }) {
      const page = matchingAssignments(db, tenantId, filter)
        .select('id')
        .orderBy(listed)
        .limit(limit)
        .offset(offset)
      const [{ count }, rows] = await Promise.all([
        matchingAssignments(db, tenantId, filter)
          .select((eb) => eb.fn.countAll<string>().as('count'))
          .executeTakeFirstOrThrow(),
        assignments().where('assignment.id', 'in', page).orderBy(listed).execute(),
      ])
      return { count: Number(count), rows: rows.map(toAssignment) }
    },

    async ofDay(technicianId, date) {
      const rows = await assignments()
        .where('assignment.technicianId', '=', technicianId)
        .where('assignment.scheduledDate', '=', onDay(date))
        .orderBy('assignment.routePlace')
        .orderBy('assignment.scheduledStart')
        .orderBy('assignment.id')
        .execute()
      return rows.map(toAssignment)
    },

    async overlapping(technicianId, date, { start, end }, except) {
      const rows = await openOf(technicianId, date)
        .where('scheduledStart', '<', end)
        .where('scheduledEnd', '>', start)
        .$if(except !== undefined, (query) => query.where('id', '!=', except!))
        .orderBy('scheduledStart')
        .orderBy('id')
        .execute()
      return rows.map(({ id }) => id)
    },

    async underWay(technicianId) {
      const row = await assignments()
        .where('assignment.technicianId', '=', technicianId)
        .where('assignment.status', 'in', underWay)
        .orderBy('assignment.departedAt', (order) => order.desc().nullsLast())
        .orderBy('assignment.id', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row && toAssignment(row)
    },

    update: (before, changes, at, events, following) => {
      const workOrderIds = changes.workOrderId === undefined ? [] : [before.workOrder.id, changes.workOrderId]
      return withFollowedWork(db, tenantId, { workOrderIds, following }, events, {
        async change(trx) {
          await holdParties(trx, tenantId, changes)
          const { numUpdatedRows } = await changeOf(trx, before)
            .set({ ...changes, updatedAt: changedAt(at) })
            .executeTakeFirst()
          return numUpdatedRows > 0n
        },
        answer: (trx) => read(before.id, trx),
      })
    },

    changeStatus: (before, change, step, events, following) =>
      withFollowedWork(db, tenantId, { workOrderIds: [before.workOrder.id], following }, events, {
        async change(trx) {
          const { numUpdatedRows } = await changeOf(trx, before)
            .set({ ...change, updatedAt: changedAt(step.at) })
            .where('status', '=', before.status)
            .executeTakeFirst()
          if (numUpdatedRows === 0n) return false
          await addStep(trx, tenantId, before.id, before.status, change.status, step)
          return true
        },
        answer: (trx) => read(before.id, trx),
      }),

    setRoute: (technicianId, date, ids, at, events) =>
      withEvents(db, tenantId, events, async (trx) => {
        const open = await openOf(technicianId, date, trx).orderBy('id').forUpdate().execute()
        const wanted = new Set(ids)
        if (open.length === 0) return ids.length === 0
        const isWhole = wanted.size === ids.length && ids.length === open.length
        if (!isWhole || !open.every(({ id }) => wanted.has(id))) return false
        await trx
          .updateTable('assignment')
          .set({
            routePlace: sql<number>`array_position(${ids}::uuid[], id) - 1`,
            updatedAt: changedAt(at),
          })
          .where('tenantId', '=', tenantId)
          .where('id', 'in', ids)
          .execute()
        return true
      }),

    async remove({ id, updatedAt, workOrder }, events, following) {
      const change = async (trx: Kysely<Database>) => {
        const { numDeletedRows } = await trx
          .deleteFrom('assignment')
          .where('tenantId', '=', tenantId)
          .where('id', '=', id)
          .where('updatedAt', '=', updatedAt)
          .executeTakeFirst()
        return numDeletedRows > 0n
      }
      const work = { workOrderIds: [workOrder.id], following }
      return (
        (await withFollowedWork(db, tenantId, work, events, { change, answer: async () => true })) === true
      )
    },

    history: (id) =>
      db
        .selectFrom('assignmentChange')
        .leftJoin('account', 'account.id', 'assignmentChange.byUser')
        .select([
          'assignmentChange.fromStatus as from',
          'assignmentChange.toStatus as to',
          'assignmentChange.reason',
          'assignmentChange.byUser',
          'assignmentChange.at',
        ])
        .select((eb) => eb.fn.coalesce('account.fullName', sql.lit('')).as('byName'))
        .where('assignmentChange.tenantId', '=', tenantId)
        .where('assignmentChange.assignmentId', '=', id)
        .orderBy('assignmentChange.id')
        .execute(),
  }
}

const addStep = async (
  trx: Kysely<Database>,
  tenantId: number,
  assignmentId: string,
  fromStatus: StatusChange['status'] | null,
  toStatus: StatusChange['status'],
  step: Parameters<AssignmentStore['changeStatus']>[2],
): Promise<void> => {
  await trx
    .insertInto('assignmentChange')
    .values({ ...step, tenantId, assignmentId, fromStatus, toStatus })
    .execute()
}
