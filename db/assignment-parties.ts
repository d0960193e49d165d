import type { Kysely } from 'kysely'
import { assertReady } from '../domain/assignments/assignment.ts'
import type { AssignmentFields } from '../domain/assignments/ports.ts'
import type { Database } from './schema.ts'
import { active } from './technicians.ts'

/**
 * Judges work order and technician, and keeps them as they are until the end of the transaction. References alone would
 * notice neither that one of the two is another organization's, nor that it was closed, switched off or removed meanwhile.
 */
export const holdParties = async (
  trx: Kysely<Database>,
  tenantId: number,
  { workOrderId, technicianId }: Partial<AssignmentFields>,
): Promise<void> => {
  const workOrder =
    workOrderId !== undefined &&
    (await trx
      .selectFrom('workOrder')
      .select('status')
      .where('tenantId', '=', tenantId)
      .where('id', '=', workOrderId)
      .forShare()
      .executeTakeFirst())
  const technician =
    technicianId !== undefined &&
    (await trx
      .selectFrom('technician')
      .leftJoin('membership', (join) =>
        join
          .onRef('membership.tenantId', '=', 'technician.tenantId')
          .onRef('membership.userId', '=', 'technician.userId'),
      )
      .select(active.as('isActive'))
      .where('technician.tenantId', '=', tenantId)
      .where('technician.id', '=', technicianId)
      .where('technician.removedAt', 'is', null)
      .forShare('technician')
      .executeTakeFirst())
  assertReady({ workOrder, technician })
}
