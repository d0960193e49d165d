import { type Kysely, sql } from 'kysely'
import type { Assignment } from '../domain/assignments/assignment.ts'
import type { Database } from './schema.ts'
import { active, profileColumns, toTechnician } from './technicians.ts'
import { toWorkOrder } from './work-orders.ts'

/** As text: the driver would make a moment of a day, in the zone of this machine. */
const scheduledDay = sql<string>`to_char(assignment.scheduled_date, 'YYYY-MM-DD')`

/** Assignments of whichever organizations `db` may see, each with its work order, its technician and who made it. */
export const selectAssignments = (db: Kysely<Database>) =>
  db
    .selectFrom('assignment')
    .innerJoin('workOrder', 'workOrder.id', 'assignment.workOrderId')
    .innerJoin('technician', 'technician.id', 'assignment.technicianId')
    .innerJoin('account', 'account.id', 'technician.userId')
    .leftJoin('membership', (join) =>
      join
        .onRef('membership.tenantId', '=', 'technician.tenantId')
        .onRef('membership.userId', '=', 'technician.userId'),
    )
    .leftJoin('account as maker', 'maker.id', 'assignment.createdBy')
    .select([
      'assignment.id',
      'assignment.tenantId',
      'assignment.workOrderId',
      'assignment.technicianId',
      'assignment.scheduledStart',
      'assignment.scheduledEnd',
      'assignment.routePlace',
      'assignment.status',
      'assignment.departedAt',
      'assignment.arrivedAt',
      'assignment.completedAt',
      'assignment.canceledAt',
      'assignment.notes',
      'assignment.cancellationReason',
      'assignment.createdBy',
      'maker.fullName as createdByName',
      'assignment.createdAt',
      'assignment.updatedAt',
    ])
    .select(scheduledDay.as('scheduledDay'))
    .select([
      'workOrder.number',
      'workOrder.description',
      'workOrder.priority',
      'workOrder.status as workOrderStatus',
      'workOrder.assetName',
      'workOrder.assetLocation',
      'workOrder.latitude',
      'workOrder.longitude',
      'workOrder.customerName',
      'workOrder.customerPhone',
      'workOrder.customerEmail',
      'workOrder.createdBy as workOrderCreatedBy',
      'workOrder.createdAt as workOrderCreatedAt',
      'workOrder.updatedAt as workOrderUpdatedAt',
    ])
    .select([
      ...profileColumns,
      'technician.createdAt as technicianCreatedAt',
      'technician.updatedAt as technicianUpdatedAt',
    ])
    .select(active.as('isActive'))

type AssignmentRow = Awaited<ReturnType<ReturnType<typeof selectAssignments>['executeTakeFirstOrThrow']>>

export const toAssignment = (row: AssignmentRow): Assignment => ({
  id: row.id,
  tenantId: row.tenantId,
  workOrder: toWorkOrder({
    ...row,
    id: row.workOrderId,
    status: row.workOrderStatus,
    createdBy: row.workOrderCreatedBy,
    createdAt: row.workOrderCreatedAt,
    updatedAt: row.workOrderUpdatedAt,
  }),
  technician: toTechnician({
    ...row,
    id: row.technicianId,
    createdAt: row.technicianCreatedAt,
    updatedAt: row.technicianUpdatedAt,
  }),
  scheduledDate: row.scheduledDay,
  scheduledStart: row.scheduledStart,
  scheduledEnd: row.scheduledEnd,
  routePlace: row.routePlace,
  status: row.status,
  departedAt: row.departedAt,
  arrivedAt: row.arrivedAt,
  completedAt: row.completedAt,
  canceledAt: row.canceledAt,
  notes: row.notes,
  cancellationReason: row.cancellationReason,
  createdBy: row.createdBy,
  createdByName: row.createdByName ?? '',
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
})
