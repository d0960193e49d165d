import { type Kysely, sql } from 'kysely'
import { Problem } from '../domain/problem.ts'
import type { WorkOrderFields, WorkOrderStore } from '../domain/work-orders/ports.ts'
import type { WorkOrder } from '../domain/work-orders/work-order.ts'
import { changedAt } from './changed-at.ts'
import { nextNumber } from './document-numbers.ts'
import { isForeignKeyViolation } from './errors.ts'
import { withEvents } from './events.ts'
import { holdsFolded } from './folded.ts'
import type { Database } from './schema.ts'

export const workOrderStore = (db: Kysely<Database>, tenantId: number): WorkOrderStore => {
  const orders = (from = db) => selectWorkOrders(from).where('workOrder.tenantId', '=', tenantId)

  return {
    insert: ({ createdBy, ...fields }, year, events) =>
      withEvents(db, tenantId, events, async (trx) => {
        const number = await nextNumber(trx, tenantId, 'OS', year)
        const row = await trx
          .insertInto('workOrder')
          .values({ ...newRow(fields), tenantId, number, createdBy })
          .returning(workOrderColumns)
          .executeTakeFirstOrThrow()
        return toWorkOrder(row)
      }),

    async find(id, userId) {
      const row = await orders()
        .where('workOrder.id', '=', id)
        .$if(userId !== undefined, (query) => query.where(isWorkOf(userId!)))
        .executeTakeFirst()
      return row && toWorkOrder(row)
    },

    async byIds(ids) {
      if (ids.length === 0) return []
      return (await orders().where('workOrder.id', 'in', ids).orderBy('workOrder.id').execute()).map(
        toWorkOrder,
      )
    },

    async list({ status, priority, isPlanned, search, userId }, { limit, offset }) {
      const matching = orders()
        .$if(status !== undefined, (query) => query.where('workOrder.status', 'in', status!))
        .$if(priority !== undefined, (query) => query.where('workOrder.priority', 'in', priority!))
        .$if(isPlanned !== undefined, (query) => query.where(isOpenWork(isPlanned!)))
        .$if(search !== undefined, (query) =>
          query.where(holdsFolded(search!, 'workOrder.words', 'workOrder.furtherWords')),
        )
        .$if(userId !== undefined, (query) => query.where(isWorkOf(userId!)))
      const [{ count }, rows] = await Promise.all([
        matching
          .clearSelect()
          .select((eb) => eb.fn.countAll<string>().as('count'))
          .executeTakeFirstOrThrow(),
        matching.orderBy('workOrder.id', 'desc').limit(limit).offset(offset).execute(),
      ])
      return { count: Number(count), rows: rows.map(toWorkOrder) }
    },

    update: (id, updatedAt, changes, at, events) =>
      withEvents(db, tenantId, events, async (trx) => {
        const row = await trx
          .updateTable('workOrder')
          .set({ ...toRow(changes), updatedAt: changedAt(at) })
          .where('tenantId', '=', tenantId)
          .where('id', '=', id)
          .where('updatedAt', '=', updatedAt)
          .returning(workOrderColumns)
          .executeTakeFirst()
        return row && toWorkOrder(row)
      }),

    async remove(id, updatedAt, events) {
      try {
        return await withEvents(db, tenantId, events, async (trx) => {
          const { numDeletedRows } = await trx
            .deleteFrom('workOrder')
            .where('tenantId', '=', tenantId)
            .where('id', '=', id)
            .where('updatedAt', '=', updatedAt)
            .executeTakeFirst()
          return numDeletedRows > 0n
        })
      } catch (error) {
        const isInUse = ['assignment_work_order', 'quote_work_order'].some((reference) =>
          isForeignKeyViolation(error, reference),
        )
        throw isInUse ? new Problem('work_order_in_use') : error
      }
    },
  }
}

/** Whether somebody is to go there, or is under way. */
const isOpenWork = (isPlanned: boolean) => sql<boolean>`${isPlanned} = exists (
  select from assignment where assignment.work_order_id = work_order.id
    and assignment.tenant_id = work_order.tenant_id and assignment.status in ('scheduled', 'en_route', 'on_site'))`

/** Somebody's work is what their profile of now was ever sent to. */
const isWorkOf = (userId: number) => sql<boolean>`exists (
  select from assignment join technician on technician.id = assignment.technician_id
  where assignment.work_order_id = work_order.id and technician.tenant_id = work_order.tenant_id
    and technician.user_id = ${userId} and technician.removed_at is null)`

export const workOrderColumns = [
  'workOrder.id',
  'workOrder.tenantId',
  'workOrder.number',
  'workOrder.description',
  'workOrder.priority',
  'workOrder.status',
  'workOrder.assetName',
  'workOrder.assetLocation',
  'workOrder.latitude',
  'workOrder.longitude',
  'workOrder.customerName',
  'workOrder.customerPhone',
  'workOrder.customerEmail',
  'workOrder.createdBy',
  'workOrder.createdAt',
  'workOrder.updatedAt',
] as const

/** Work orders of whichever organizations `db` may see. */
export const selectWorkOrders = (db: Kysely<Database>) => db.selectFrom('workOrder').select(workOrderColumns)

type WorkOrderRow = Awaited<ReturnType<ReturnType<typeof selectWorkOrders>['executeTakeFirstOrThrow']>>

const placeRow = (place: WorkOrder['place']) => ({
  latitude: place?.latitude ?? null,
  longitude: place?.longitude ?? null,
})

const customerRow = (customer: WorkOrder['customer']) => ({
  customerName: customer?.name ?? null,
  customerPhone: customer?.phone ?? null,
  customerEmail: customer?.email ?? null,
})

const newRow = ({ place, customer, ...words }: WorkOrderFields) => ({
  ...words,
  ...placeRow(place),
  ...customerRow(customer),
})

/** What is not named stays as it is. */
const toRow = ({ place, customer, ...words }: Partial<WorkOrderFields>) => ({
  ...words,
  ...(place !== undefined && placeRow(place)),
  ...(customer !== undefined && customerRow(customer)),
})

export const toWorkOrder = (row: WorkOrderRow): WorkOrder => ({
  id: row.id,
  tenantId: row.tenantId,
  number: row.number,
  description: row.description,
  priority: row.priority,
  status: row.status,
  assetName: row.assetName,
  assetLocation: row.assetLocation,
  place:
    row.latitude === null || row.longitude === null
      ? null
      : { latitude: row.latitude, longitude: row.longitude },
  customer:
    row.customerName === null
      ? null
      : { name: row.customerName, phone: row.customerPhone, email: row.customerEmail },
  createdBy: row.createdBy,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
})
