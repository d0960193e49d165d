import type { Member } from '../actor.ts'
import { wallClock, weekOf } from '../local-time.ts'
import { faulty, Problem } from '../problem.ts'
import type { Counted, Id, SerialId, Slice } from '../schema.ts'
import type { TechnicianStore } from '../technicians/ports.ts'
import type { Technician } from '../technicians/technician.ts'
import type { TenantProfiles } from '../tenants/profiles.ts'
import { type Assignment, isDispatcher } from './assignment.ts'
import { readPlan } from './plan.ts'
import type { AssignmentFilter, AssignmentStore } from './ports.ts'

export interface AssignmentListPorts {
  readonly assignmentsOf: (tenantId: SerialId) => Pick<AssignmentStore, 'list'>
  readonly techniciansOf: (tenantId: SerialId) => Pick<TechnicianStore, 'find' | 'byIds' | 'list'>
  readonly profiles: Pick<TenantProfiles, 'of'>
  readonly now: () => Date
}

/** Lists are narrowed to what is somebody's own, and not refused. */
export const createAssignmentLists = ({
  assignmentsOf,
  techniciansOf,
  profiles,
  now,
}: AssignmentListPorts) => {
  const list = async (
    actor: Member,
    filter: AssignmentFilter,
    slice: Slice,
  ): Promise<Counted<Assignment>> => {
    const { dateFrom, dateTo } = filter
    if (dateFrom !== undefined && dateTo !== undefined && dateTo < dateFrom)
      throw faulty({ field: 'date_to', message: 'must not be before date_from' })
    const own = isDispatcher(actor) ? {} : { userId: actor.userId }
    return assignmentsOf(actor.tenantId).list({ ...filter, ...own }, slice)
  }

  const todayOf = async (tenantId: SerialId): Promise<string> =>
    wallClock((await profiles.of(tenantId)).timeZone, now().getTime()).date

  /** To dispatchers a removed one as well: what they did stays. */
  const technicianFor = async (actor: Member, id: Id): Promise<Technician | undefined> => {
    const technicians = techniciansOf(actor.tenantId)
    if (isDispatcher(actor)) return (await technicians.byIds([id]))[0]
    const technician = await technicians.find(id)
    return technician?.user.id === actor.userId ? technician : undefined
  }

  return {
    list,

    /** A day or a week with everybody who works in it. */
    plan: readPlan({ techniciansOf, list }),

    /** Today's, by the organization's clock. */
    async today(actor: Member, filter: AssignmentFilter, slice: Slice): Promise<Counted<Assignment>> {
      return list(actor, { ...filter, date: await todayOf(actor.tenantId) }, slice)
    },

    /** From Monday to Sunday of this week, by the organization's clock. */
    async week(actor: Member, filter: AssignmentFilter, slice: Slice): Promise<Counted<Assignment>> {
      const { monday, sunday } = weekOf(await todayOf(actor.tenantId))
      return list(actor, { ...filter, dateFrom: monday, dateTo: sunday }, slice)
    },

    async ofTechnician(
      technicianId: Id,
      actor: Member,
      filter: AssignmentFilter,
      slice: Slice,
    ): Promise<Counted<Assignment>> {
      if (!(await technicianFor(actor, technicianId))) throw new Problem('not_found')
      return list(actor, { ...filter, technicianId }, slice)
    },
  }
}
