import type { SerialId } from '../schema.ts'

export const priorities = ['LOW', 'MEDIUM', 'HIGH', 'URGENT'] as const
export type Priority = (typeof priorities)[number]
export const workOrderStatuses = ['OPEN', 'IN_PROGRESS', 'DONE', 'CANCELED'] as const
export type WorkOrderStatus = (typeof workOrderStatuses)[number]

/** For whom it is done. */
export interface Customer {
  readonly name: string
  readonly phone: string | null
  readonly email: string | null
}

/** What is to be done, on what and where. */
export interface WorkOrder {
  readonly id: SerialId
  readonly tenantId: SerialId
  /** `OS-YYYY-NNNN`, counted by organization and year. */
  readonly number: string
  readonly description: string
  readonly priority: Priority
  readonly status: WorkOrderStatus
  readonly assetName: string
  readonly assetLocation: string
  /** Degrees, WGS84; both or neither. */
  readonly place: { readonly latitude: number; readonly longitude: number } | null
  readonly customer: Customer | null
  readonly createdBy: SerialId
  readonly createdAt: Date
  readonly updatedAt: Date
}
