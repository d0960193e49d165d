import type { Id, SerialId } from '../schema.ts'
import type { Technician, TimeOfDay } from '../technicians/technician.ts'
import type { WorkOrder } from '../work-orders/work-order.ts'

export const assignmentStatuses = ['scheduled', 'en_route', 'on_site', 'done', 'canceled'] as const
export type AssignmentStatus = (typeof assignmentStatuses)[number]

/** One technician, one work order, one day. */
export interface Assignment {
  readonly id: Id
  readonly tenantId: SerialId
  readonly workOrder: WorkOrder
  readonly technician: Technician
  /** `YYYY-MM-DD`, in the organization's time zone. */
  readonly scheduledDate: string
  readonly scheduledStart: TimeOfDay | null
  readonly scheduledEnd: TimeOfDay | null
  /** Its place in the technician's day, from 0, where somebody has put the day in order. */
  readonly routePlace: number | null
  readonly status: AssignmentStatus
  readonly departedAt: Date | null
  readonly arrivedAt: Date | null
  readonly completedAt: Date | null
  readonly canceledAt: Date | null
  readonly notes: string
  readonly cancellationReason: string
  readonly createdBy: SerialId
  /** Empty for somebody who has left. */
  readonly createdByName: string
  readonly createdAt: Date
  readonly updatedAt: Date
}

const onwards: Readonly<Record<AssignmentStatus, readonly AssignmentStatus[]>> = {
  scheduled: ['en_route', 'canceled'],
  en_route: ['on_site', 'canceled'],
  on_site: ['done', 'canceled'],
  done: [],
  canceled: [],
}

/** scheduled → en_route → on_site → done, and from each but the last to canceled. */
export const mayBecome = (from: AssignmentStatus, to: AssignmentStatus): boolean => onwards[from].includes(to)

/** Neither done nor canceled. */
export const isOpen = ({ status }: Pick<Assignment, 'status'>): boolean => onwards[status].length > 0
