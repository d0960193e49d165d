import type { Member } from '../actor.ts'
import { faulty, type Language } from '../problem.ts'
import type { Counted, SerialId, Slice } from '../schema.ts'
import type { TechnicianStore } from '../technicians/ports.ts'
import type { Technician } from '../technicians/technician.ts'
import type { Assignment } from './assignment.ts'
import { mostPlanDays, type PlanQuery, type PlanTechnicianView, type PlanVisitView } from './plan-schema.ts'
import type { AssignmentFilter } from './ports.ts'
import { presentAssignment } from './present.ts'

export interface PlanPorts {
  readonly techniciansOf: (tenantId: SerialId) => Pick<TechnicianStore, 'list'>
  readonly list: (actor: Member, filter: AssignmentFilter, slice: Slice) => Promise<Counted<Assignment>>
}

export interface Plan {
  readonly technicians: readonly Technician[]
  readonly visits: readonly Assignment[]
  readonly count: number
}

const mostVisits = 5_000
const mostTechnicians = 1_000
const dayMs = 86_400_000

/** Who has what to do in a day or a week: all that a dispatcher's board shows, read at once. */
export const readPlan =
  ({ techniciansOf, list }: PlanPorts) =>
  async (actor: Member, { date_from: dateFrom, date_to: dateTo }: PlanQuery): Promise<Plan> => {
    if (Date.parse(dateTo) - Date.parse(dateFrom) >= mostPlanDays * dayMs)
      throw faulty({ field: 'date_to', message: `must be within ${mostPlanDays} days of date_from` })
    const [{ count, rows: visits }, { rows: active }] = await Promise.all([
      list(actor, { dateFrom, dateTo }, { limit: mostVisits, offset: 0 }),
      techniciansOf(actor.tenantId).list({ isActive: true }, { limit: mostTechnicians, offset: 0 }),
    ])
    const all = new Map([...active, ...visits.map((visit) => visit.technician)].map((one) => [one.id, one]))
    const technicians = [...all.values()].sort(
      (a, b) => a.user.fullName.localeCompare(b.user.fullName) || (a.id < b.id ? -1 : 1),
    )
    return { technicians, visits, count }
  }

export const presentPlanVisit = (assignment: Assignment, language: Language): PlanVisitView => {
  const { place, customer } = assignment.workOrder
  return {
    ...presentAssignment(assignment, language),
    route_place: assignment.routePlace,
    latitude: place?.latitude ?? null,
    longitude: place?.longitude ?? null,
    customer: customer && { name: customer.name, phone: customer.phone, email: customer.email },
  }
}

export const presentPlanTechnician = (technician: Technician): PlanTechnicianView => ({
  id: technician.id,
  full_name: technician.user.fullName,
  phone: technician.phone,
  skills: [...technician.skills],
  work_start_time: technician.workStartTime,
  work_end_time: technician.workEndTime,
  is_active: technician.isActive,
  allow_tracking: technician.allowTracking,
  color: technician.color,
})
