import Type, { type Static } from 'typebox'
import { CalendarDate, Id, Latitude, Longitude, Nullable } from '../schema.ts'
import { TimeOfDay } from '../technicians/schema.ts'
import { AssignmentView } from './schema.ts'

const closed = { additionalProperties: false } as const

/** A week, as boards show it. */
export const mostPlanDays = 7

export const PlanQuery = Type.Object({ date_from: CalendarDate, date_to: CalendarDate }, closed)
export type PlanQuery = Static<typeof PlanQuery>

/** An assignment with all that a board draws of it. */
export const PlanVisitView = Type.Object(
  {
    ...AssignmentView.properties,
    /** Its place in the technician's day, from 0; `null` where nobody put the day in order. */
    route_place: Nullable(Type.Integer({ minimum: 0 })),
    /** Where the work order is, and for whom. */
    latitude: Nullable(Latitude),
    longitude: Nullable(Longitude),
    customer: Nullable(
      Type.Object(
        { name: Type.String(), phone: Nullable(Type.String()), email: Nullable(Type.String()) },
        closed,
      ),
    ),
  },
  { $id: 'PlanVisit', ...closed },
)
export type PlanVisitView = Static<typeof PlanVisitView>

export const PlanTechnicianView = Type.Object(
  {
    id: Id,
    full_name: Type.String(),
    phone: Type.String(),
    skills: Type.Array(Type.String()),
    work_start_time: TimeOfDay,
    work_end_time: TimeOfDay,
    is_active: Type.Boolean(),
    allow_tracking: Type.Boolean(),
    /** Of the technician on maps, `#rrggbb`. */
    color: Type.String(),
  },
  { $id: 'PlanTechnician', ...closed },
)
export type PlanTechnicianView = Static<typeof PlanTechnicianView>

export const PlanView = Type.Object(
  {
    /** By name: everybody who is active, and whoever has a visit in these days. */
    technicians: Type.Array(PlanTechnicianView),
    /** In the order of lists. */
    visits: Type.Array(PlanVisitView),
    /** How many visits there are; more than `visits` where a plan is beyond what anybody can see at once. */
    count: Type.Integer({ minimum: 0 }),
  },
  { $id: 'Plan', ...closed },
)
export type PlanView = Static<typeof PlanView>
