import type { Kysely } from 'kysely'
import type { NewEvent } from '../domain/events/event.ts'
import type { Following } from '../domain/work-orders/following.ts'
import { changedAt } from './changed-at.ts'
import { withEvents } from './events.ts'
import type { Database } from './schema.ts'
import { selectWorkOrders, toWorkOrder, workOrderColumns } from './work-orders.ts'

/**
 * A change of visits, and what it makes of their work orders, in one transaction: none is left as it was before. The
 * work orders are held before anything else is, and in the order of their ids, so that nobody waits for each other.
 */
export const withFollowedWork = <T>(
  db: Kysely<Database>,
  tenantId: number,
  { workOrderIds, following }: { workOrderIds: readonly number[]; following: Following },
  events: readonly NewEvent[],
  {
    change,
    answer,
  }: { change(trx: Kysely<Database>): Promise<boolean>; answer(trx: Kysely<Database>): Promise<T> },
): Promise<T | undefined> => {
  const told = [...events]
  return withEvents<T | undefined>(
    db,
    tenantId,
    () => told,
    async (trx) => {
      const orders = await holdWork(trx, tenantId, workOrderIds)
      if (!(await change(trx))) return undefined
      for (const order of orders) {
        const status = following.statusOf(order.status, await visitsOf(trx, tenantId, order.id))
        if (status === order.status) continue
        const row = await trx
          .updateTable('workOrder')
          .set({ status, updatedAt: changedAt(following.at) })
          .where('tenantId', '=', tenantId)
          .where('id', '=', order.id)
          .returning(workOrderColumns)
          .executeTakeFirstOrThrow()
        told.push(...following.events(toWorkOrder(row)))
      }
      return answer(trx)
    },
  )
}

const holdWork = async (trx: Kysely<Database>, tenantId: number, ids: readonly number[]) =>
  ids.length === 0
    ? []
    : selectWorkOrders(trx)
        .where('workOrder.tenantId', '=', tenantId)
        .where('workOrder.id', 'in', ids)
        .orderBy('workOrder.id')
        .forNoKeyUpdate()
        .execute()

const visitsOf = async (trx: Kysely<Database>, tenantId: number, workOrderId: number) => {
  const rows = await trx
    .selectFrom('assignment')
    .select('status')
    .where('tenantId', '=', tenantId)
    .where('workOrderId', '=', workOrderId)
    .execute()
  return rows.map(({ status }) => status)
}
