import type { Kysely } from 'kysely'
import { faulty, unknownOf } from '../domain/assignments/assignment.ts'
import type { AssignmentFields } from '../domain/assignments/ports.ts'
import type { Database } from './schema.ts'

/**
 * Keeps work order and technician there until the end of the transaction. References alone would neither notice a
 * technician who is only marked as removed, nor that one of the two is another organization's.
 */
export const holdParties = async (
  trx: Kysely<Database>,
  tenantId: number,
  { workOrderId, technicianId }: Partial<AssignmentFields>,
): Promise<void> => {
  if (workOrderId !== undefined) {
    const order = await trx
      .selectFrom('workOrder')
      .select('id')
      .where('tenantId', '=', tenantId)
      .where('id', '=', workOrderId)
      .forKeyShare()
      .executeTakeFirst()
    if (!order) throw faulty(unknownOf('work_order'))
  }
  if (technicianId === undefined) return
  const technician = await trx
    .selectFrom('technician')
    .select('id')
    .where('tenantId', '=', tenantId)
    .where('id', '=', technicianId)
    .where('removedAt', 'is', null)
    .forKeyShare()
    .executeTakeFirst()
  if (!technician) throw faulty(unknownOf('technician'))
}
