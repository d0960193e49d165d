import Type, { type Static } from 'typebox'
import {
  CalendarDate,
  Id,
  LineOrNone,
  Nullable,
  OneOf,
  PageQuery,
  SerialId,
  Text,
  Timestamp,
} from '../schema.ts'
import { TimeOfDay } from '../technicians/schema.ts'
import { priorities, workOrderStatuses } from '../work-orders/work-order.ts'
import { assignmentStatuses } from './assignment.ts'

const closed = { additionalProperties: false } as const

const Status = OneOf(...assignmentStatuses)

/** Times are those of the organization's clock. */
const schedule = {
  work_order: SerialId,
  technician: Id,
  scheduled_date: CalendarDate,
  scheduled_start: Type.Optional(Nullable(TimeOfDay)),
  scheduled_end: Type.Optional(Nullable(TimeOfDay)),
  notes: Type.Optional(Text(5000)),
}

export const CreateAssignment = Type.Object(schedule, { $id: 'CreateAssignment', ...closed })
export type CreateAssignment = Static<typeof CreateAssignment>

export const UpdateAssignment = Type.Partial(
  Type.Object({
    ...schedule,
    /** From 0; `null` takes it out of the day's order. */
    route_place: Nullable(Type.Integer({ minimum: 0, maximum: 10_000 })),
  }),
  { $id: 'UpdateAssignment', ...closed, minProperties: 1 },
)
export type UpdateAssignment = Static<typeof UpdateAssignment>

export const ChangeAssignmentStatus = Type.Object(
  { status: Status, reason: Type.Optional(Text(2000)) },
  { $id: 'ChangeAssignmentStatus', ...closed },
)
export type ChangeAssignmentStatus = Static<typeof ChangeAssignmentStatus>

const narrowing = {
  work_order_id: Type.Optional(SerialId),
  status: Type.Optional(Type.Array(Status, { maxItems: 20 })),
  /** In the work order's number, description and asset; accents and case do not matter. */
  search: Type.Optional(LineOrNone(200)),
  ...PageQuery.properties,
}
const byTechnician = { technician_id: Type.Optional(Id) }
const byDate = {
  date: Type.Optional(CalendarDate),
  date_from: Type.Optional(CalendarDate),
  date_to: Type.Optional(CalendarDate),
}

export const AssignmentQuery = Type.Object({ ...byDate, ...byTechnician, ...narrowing }, closed)
export type AssignmentQuery = Static<typeof AssignmentQuery>
/** For lists whose dates are given. */
export const AssignmentDayQuery = Type.Object({ ...byTechnician, ...narrowing }, closed)
/** For lists whose technician is given. */
export const TechniciansAssignmentQuery = Type.Object({ ...byDate, ...narrowing }, closed)

const view = {
  id: Id,
  work_order: SerialId,
  work_order_number: Type.String(),
  work_order_description: Type.String(),
  work_order_priority: OneOf(...priorities),
  work_order_status: OneOf(...workOrderStatuses),
  asset_name: Type.String(),
  asset_location: Type.String(),
  technician: Type.Object(
    { id: Id, full_name: Type.String(), email: Type.String(), is_active: Type.Boolean() },
    closed,
  ),
  scheduled_date: CalendarDate,
  scheduled_start: Nullable(TimeOfDay),
  scheduled_end: Nullable(TimeOfDay),
  status: Status,
  status_display: Type.String(),
  departed_at: Nullable(Timestamp),
  arrived_at: Nullable(Timestamp),
  completed_at: Nullable(Timestamp),
  canceled_at: Nullable(Timestamp),
  notes: Type.String(),
  cancellation_reason: Type.String(),
  created_by: SerialId,
  /** Empty for somebody who has left the organization. */
  created_by_name: Type.String(),
  created_at: Timestamp,
  updated_at: Timestamp,
}

export const AssignmentView = Type.Object(view, { $id: 'AssignmentView', ...closed })
export type AssignmentView = Static<typeof AssignmentView>

/** What stands against a plan without forbidding it. */
export const PlanWarning = Type.Object(
  { code: OneOf('overlap'), detail: Type.String(), assignments: Type.Array(Id) },
  { $id: 'PlanWarning', ...closed },
)

/** After it was made or changed: what else the technician has at that time, if anything. */
export const PlannedAssignmentView = Type.Object(
  { ...view, warnings: Type.Optional(Type.Array(PlanWarning)) },
  { $id: 'PlannedAssignmentView', ...closed },
)
export type PlannedAssignmentView = Static<typeof PlannedAssignmentView>

export const CustomerLinkView = Type.Object(
  { token: Type.String(), share_url: Type.String(), expires_at: Nullable(Timestamp) },
  { $id: 'CustomerLinkView', ...closed },
)
export type CustomerLinkView = Static<typeof CustomerLinkView>

/** One assignment, with the customer's link while the technician is under way. */
export const WholeAssignmentView = Type.Object(
  { ...view, customer_link: Type.Optional(Nullable(CustomerLinkView)) },
  { $id: 'WholeAssignmentView', ...closed },
)
export type WholeAssignmentView = Static<typeof WholeAssignmentView>

export const AssignmentHistory = Type.Object(
  {
    results: Type.Array(
      Type.Object(
        {
          from: Nullable(Status),
          to: Status,
          reason: Type.String(),
          /** Whose doing it was; `null` where it was nobody's. */
          by: Nullable(Type.Object({ id: SerialId, full_name: Type.String() }, closed)),
          at: Timestamp,
        },
        closed,
      ),
    ),
  },
  { $id: 'AssignmentHistory', ...closed },
)
export type AssignmentHistory = Static<typeof AssignmentHistory>

/** What the customer said of a visit. */
export const VisitRatingView = Type.Object(
  {
    score: Type.Integer({ minimum: 1, maximum: 5 }),
    comment: Type.String(),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'VisitRatingView', ...closed },
)
export type VisitRatingView = Static<typeof VisitRatingView>
