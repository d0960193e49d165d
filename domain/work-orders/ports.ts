import type { NewEvent } from '../events/event.ts'
import type { Counted, SerialId, Slice } from '../schema.ts'
import type { Priority, WorkOrder, WorkOrderStatus } from './work-order.ts'

export type WorkOrderFields = Pick<
  WorkOrder,
  'description' | 'priority' | 'status' | 'assetName' | 'assetLocation' | 'place' | 'customer'
>

export interface WorkOrderFilter {
  readonly status?: readonly WorkOrderStatus[] | undefined
  readonly priority?: readonly Priority[] | undefined
  /** Whether there is a visit to it that is neither done nor canceled. */
  readonly isPlanned?: boolean | undefined
  /** In number, description, asset or customer, accents and case folded. */
  readonly search?: string | undefined
  /** Only those that this person's technician profile was ever sent to. */
  readonly userId?: SerialId | undefined
}

/** The work orders of one tenant. Events are made of what was stored: the number is given by the store. */
export interface WorkOrderStore {
  insert(
    order: WorkOrderFields & Pick<WorkOrder, 'createdBy'>,
    year: number,
    events: (order: WorkOrder) => readonly NewEvent[],
  ): Promise<WorkOrder>
  /** Where somebody is named: only if their technician profile was ever sent to it. */
  find(id: SerialId, userId?: SerialId): Promise<WorkOrder | undefined>
  byIds(ids: readonly SerialId[]): Promise<readonly WorkOrder[]>
  /** Newest first. */
  list(filter: WorkOrderFilter, slice: Slice): Promise<Counted<WorkOrder>>
  /** Only where it is still as it was at `updatedAt`; `undefined` otherwise. */
  update(
    id: SerialId,
    updatedAt: Date,
    changes: Partial<WorkOrderFields>,
    at: Date,
    events: readonly NewEvent[],
  ): Promise<WorkOrder | undefined>
  /** Only where it is still as it was at `updatedAt`. Throws `work_order_in_use`. */
  remove(id: SerialId, updatedAt: Date, events: readonly NewEvent[]): Promise<boolean>
}
