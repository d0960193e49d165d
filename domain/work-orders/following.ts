import type { AssignmentStatus } from '../assignments/assignment.ts'
import type { NewEvent } from '../events/event.ts'
import type { SerialId } from '../schema.ts'
import { statusAfter, type WorkOrder, type WorkOrderStatus } from './work-order.ts'

/** How work orders follow their visits: what becomes of one, and what is told of that. */
export interface Following {
  readonly statusOf: (now: WorkOrderStatus, visits: readonly AssignmentStatus[]) => WorkOrderStatus
  readonly events: (order: WorkOrder) => readonly NewEvent[]
  readonly at: Date
}

/** `actorId`: whose doing the change of the visit was. */
export const followingOf = (actorId: SerialId | null, at: Date): Following => ({
  statusOf: statusAfter,
  events: ({ id, status, priority }) => [
    workOrderEvent(actorId, 'work_order.updated', id, { status, priority, fields: ['status'] }),
  ],
  at,
})

export const workOrderEvent = (
  actorId: SerialId | null,
  name: NewEvent['name'],
  id: SerialId,
  data: NewEvent['data'],
): NewEvent => ({ name, aggregateType: 'work_order', aggregateId: String(id), actorId, data })
