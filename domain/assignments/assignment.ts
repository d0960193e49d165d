import { isAtLeast, type Member } from '../actor.ts'
import { type FieldError, faulty, Problem } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'
import type { Technician, TimeOfDay } from '../technicians/technician.ts'
import type { WorkOrder } from '../work-orders/work-order.ts'
import { type AssignmentStatus, isOpen, mayBecome } from './flow.ts'

export { type AssignmentStatus, assignmentStatuses, isOpen, isUnderWay, mayBecome } from './flow.ts'

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

/** Throws `transition_not_allowed`, with the statuses as programs know them. */
export const assertMayBecome = ({ status: from }: Pick<Assignment, 'status'>, to: AssignmentStatus): void => {
  if (!mayBecome(from, to)) throw new Problem('transition_not_allowed', { from, to })
}

/** What a change of status leaves on the assignment. A reason stays there only for a cancellation. */
export const changeTo = (status: AssignmentStatus, reason: string, at: Date) => {
  switch (status) {
    case 'scheduled':
      return { status }
    case 'en_route':
      return { status, departedAt: at }
    case 'on_site':
      return { status, arrivedAt: at }
    case 'done':
      return { status, completedAt: at }
    case 'canceled':
      return { status, canceledAt: at, cancellationReason: reason }
    default:
      return status satisfies never
  }
}

export type DispatchFields = Pick<
  Assignment,
  'scheduledDate' | 'scheduledStart' | 'scheduledEnd' | 'routePlace' | 'notes'
> & { readonly workOrderId: SerialId; readonly technicianId: Id }

const beforeDeparture: readonly (keyof DispatchFields)[] = ['workOrderId', 'technicianId', 'scheduledDate']

/** Who, what and which day are settled when the technician departs; when it is over, only the notes are open. */
export const assertChangeable = (
  { status }: Pick<Assignment, 'status'>,
  changed: readonly (keyof DispatchFields)[],
): void => {
  const settled = changed.filter((field) =>
    isOpen({ status }) ? status !== 'scheduled' && beforeDeparture.includes(field) : field !== 'notes',
  )
  if (settled.length > 0) throw new Problem('assignment_under_way')
}

/** A visit lies within its day: none goes across midnight. */
export const assertTimes = ({
  scheduledStart,
  scheduledEnd,
}: Pick<Assignment, 'scheduledStart' | 'scheduledEnd'>): void => {
  if (scheduledStart !== null && scheduledEnd !== null && scheduledEnd <= scheduledStart)
    throw faulty({ field: 'scheduled_end', message: 'must be after scheduled_start' })
}

/** What an assignment names: `undefined` where the organization has none such, `false` where nothing is said of it. */
export interface Parties {
  readonly workOrder: Pick<WorkOrder, 'status'> | undefined | false
  readonly technician: Pick<Technician, 'isActive'> | undefined | false
}

/** Throws for what nobody can be sent to, and for who cannot be sent. */
export const assertReady = ({ workOrder, technician }: Parties): void => {
  const unknown = [
    ...(workOrder === undefined ? [unknownOf('work_order')] : []),
    ...(technician === undefined ? [unknownOf('technician')] : []),
  ]
  if (unknown.length > 0) throw faulty(...unknown)
  if (technician && !technician.isActive) throw new Problem('technician_inactive')
  if (workOrder && (workOrder.status === 'DONE' || workOrder.status === 'CANCELED'))
    throw new Problem('work_order_closed')
}

/** Names something that is not there, or not yours. */
const unknownOf = (field: 'work_order' | 'technician'): FieldError => ({ field, message: 'is unknown' })

/** Dispatchers and those above them see every assignment, everybody else their own. */
export const isDispatcher = (actor: Pick<Member, 'role'>): boolean => isAtLeast(actor, 'dispatcher')
