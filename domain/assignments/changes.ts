import { withSeconds } from '../technicians/technician.ts'
import type { Assignment, DispatchFields } from './assignment.ts'
import type { CreateAssignment, UpdateAssignment } from './schema.ts'

/** Ids are compared here: a UUID is written one way inside of the house. */
export const fieldsIn = (body: CreateAssignment): DispatchFields => ({
  workOrderId: body.work_order,
  technicianId: body.technician.toLowerCase(),
  scheduledDate: body.scheduled_date,
  scheduledStart: timeIn(body.scheduled_start) ?? null,
  scheduledEnd: timeIn(body.scheduled_end) ?? null,
  routePlace: null,
  notes: body.notes ?? '',
})

const wireNames: Readonly<Record<keyof DispatchFields, keyof UpdateAssignment>> = {
  workOrderId: 'work_order',
  technicianId: 'technician',
  scheduledDate: 'scheduled_date',
  scheduledStart: 'scheduled_start',
  scheduledEnd: 'scheduled_end',
  routePlace: 'route_place',
  notes: 'notes',
}

/** As clients write them. */
export const wireNamesOf = (changes: Partial<DispatchFields>): readonly string[] =>
  (Object.keys(changes) as (keyof DispatchFields)[]).map((field) => wireNames[field])

/** What becomes different. A place in the day's order is lost with the day or the technician that it was for. */
export const changesIn = (before: Assignment, body: UpdateAssignment): Partial<DispatchFields> => {
  const is: DispatchFields = {
    workOrderId: before.workOrder.id,
    technicianId: before.technician.id,
    scheduledDate: before.scheduledDate,
    scheduledStart: before.scheduledStart,
    scheduledEnd: before.scheduledEnd,
    routePlace: before.routePlace,
    notes: before.notes,
  }
  const wanted = {
    workOrderId: body.work_order,
    technicianId: body.technician?.toLowerCase(),
    scheduledDate: body.scheduled_date,
    scheduledStart: timeIn(body.scheduled_start),
    scheduledEnd: timeIn(body.scheduled_end),
    routePlace: body.route_place,
    notes: body.notes,
  }
  const changes = different(is, wanted)
  const isElsewhere = 'technicianId' in changes || 'scheduledDate' in changes
  return isElsewhere && body.route_place === undefined
    ? { ...changes, ...different({ routePlace: is.routePlace }, { routePlace: null }) }
    : changes
}

const timeIn = (time: string | null | undefined) => (time ? withSeconds(time) : time)

const different = <T extends object>(
  is: T,
  wanted: { readonly [K in keyof T]: T[K] | undefined },
): Partial<T> =>
  Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => value !== undefined && value !== is[name as keyof T]),
  ) as Partial<T>
