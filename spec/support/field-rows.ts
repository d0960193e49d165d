import type { AssignmentStatus } from '../../domain/assignments/assignment.ts'
import type { NewEvent } from '../../domain/events/event.ts'
import type { TechnicianStore } from '../../domain/technicians/ports.ts'
import type { WorkOrderStore } from '../../domain/work-orders/ports.ts'
import { createUuidV7 } from '../../server/secrets.ts'
import type { TestDatabase } from './database.ts'

type NewTechnician = Parameters<TechnicianStore['insert']>[0]
type NewWorkOrder = Parameters<WorkOrderStore['insert']>[0]

export const aTechnician = (userId: number, from: Partial<NewTechnician> = {}): NewTechnician => ({
  id: createUuidV7(Date.now()),
  userId,
  phone: '',
  skills: [],
  workStartTime: '08:00:00',
  workEndTime: '18:00:00',
  isActive: true,
  allowTracking: false,
  color: '#2563eb',
  ...from,
})

export const aWorkOrder = (createdBy: number, from: Partial<NewWorkOrder> = {}): NewWorkOrder => ({
  description: 'Manutenção preventiva - Chiller',
  priority: 'MEDIUM',
  status: 'OPEN',
  assetName: 'Chiller York 200TR',
  assetLocation: 'Bloco A / Sala de Máquinas',
  place: null,
  customer: null,
  createdBy,
  ...from,
})

/** A visit as its row says it, and its id. */
export const addVisit = async (
  { query }: TestDatabase,
  tenantId: number,
  workOrderId: number,
  technicianId: string,
  status: AssignmentStatus = 'scheduled',
): Promise<string> => {
  const [row] = await query(
    `insert into assignment (id, tenant_id, work_order_id, technician_id, scheduled_date, status, notes,
       cancellation_reason, created_by) values (gen_random_uuid(), $1, $2, $3, '2026-01-15', $4, '', '', 1) returning id`,
    [tenantId, workOrderId, technicianId, status],
  )
  return row!.id as string
}

export const anEvent = (name: NewEvent['name'], aggregateId: string): NewEvent => ({
  name,
  aggregateType: name.split('.')[0]!,
  aggregateId,
  actorId: null,
  data: {},
})

/** The names of what was told of one organization, in order. */
export const eventNamesOf = async ({ query }: TestDatabase, tenantId: number): Promise<string[]> =>
  (await query('select name from event where tenant_id = $1 order by seq', [tenantId])).map(
    ({ name }) => name as string,
  )
