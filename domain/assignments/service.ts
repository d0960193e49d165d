import type { Member } from '../actor.ts'
import type { EventName, NewEvent } from '../events/event.ts'
import { found, Problem } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'
import { assertBasedOn, type BasedOn } from '../versions.ts'
import { followingOf } from '../work-orders/following.ts'
import {
  type Assignment,
  assertChangeable,
  assertMayBecome,
  assertTimes,
  changeTo,
  type DispatchFields,
  isDispatcher,
  isOpen,
  isUnderWay,
} from './assignment.ts'
import { changesIn, fieldsIn, wireNamesOf } from './changes.ts'
import { createFollowUp, type FollowUpPorts } from './follow-up.ts'
import { type AssignmentListPorts, createAssignmentLists } from './lists.ts'
import type { AssignmentStep, AssignmentStore, CustomerLink, VisitRating } from './ports.ts'
import type { ChangeAssignmentStatus, CreateAssignment, UpdateAssignment } from './schema.ts'

export interface AssignmentPorts extends AssignmentListPorts, FollowUpPorts {
  readonly assignmentsOf: (tenantId: SerialId) => AssignmentStore
  readonly newId: () => Id
}

/** An assignment as it was planned, and what else the technician has at that time. */
export interface Planned {
  readonly assignment: Assignment
  readonly overlaps: readonly Id[]
}

/** With the customer's link: `null` where there is none, `undefined` where nobody asks for one. */
export interface WholeAssignment {
  readonly assignment: Assignment
  readonly customerLink: CustomerLink | null | undefined
}

export type Assignments = ReturnType<typeof createAssignments>

/**
 * Who goes where and when. Dispatchers and those above them see and do everything; everybody else has the assignments of
 * their own technician profile, writes notes and moves the status. To the others an assignment is `not_found`.
 */
export const createAssignments = (ports: AssignmentPorts) => {
  const { assignmentsOf, newId, now } = ports
  const followUp = createFollowUp(ports)

  const get = async (actor: Member, id: Id): Promise<Assignment> =>
    found(await assignmentsOf(actor.tenantId).find(id, isDispatcher(actor) ? undefined : actor.userId))

  const planned = async (assignment: Assignment): Promise<Planned> => {
    const { id, tenantId, technician, scheduledDate, scheduledStart: start, scheduledEnd: end } = assignment
    const overlaps =
      isOpen(assignment) && start !== null && end !== null
        ? await assignmentsOf(tenantId).overlapping(technician.id, scheduledDate, { start, end }, id)
        : []
    return { assignment, overlaps }
  }

  return {
    ...createAssignmentLists(ports),

    async get(actor: Member, id: Id): Promise<WholeAssignment> {
      const assignment = await get(actor, id)
      return { assignment, customerLink: await followUp.linkOf(assignment) }
    },

    async create(actor: Member, body: CreateAssignment): Promise<Planned> {
      assertDispatcher(actor)
      const fields = fieldsIn(body)
      assertTimes(fields)
      const assignment = { ...fields, id: newId(), createdBy: actor.userId }
      const event = eventOf('assignment.created', actor, assignment.id, {
        work_order_id: fields.workOrderId,
        technician_id: fields.technicianId,
        scheduled_date: fields.scheduledDate,
      })
      return planned(await assignmentsOf(actor.tenantId).insert(assignment, now(), [event]))
    },

    /** What is named and stays as it was is no change. */
    async update(actor: Member, id: Id, body: UpdateAssignment, expected?: BasedOn): Promise<Planned> {
      const before = await get(actor, id)
      if (Object.keys(body).some((field) => field !== 'notes')) assertDispatcher(actor)
      assertBasedOn(expected, before)
      const changes = changesIn(before, body)
      const changed = wireNamesOf(changes)
      if (changed.length === 0) return planned(before)
      assertChangeable(before, Object.keys(changes) as (keyof DispatchFields)[])
      assertTimes({ ...before, ...changes })
      const event = eventOf('assignment.updated', actor, before.id, { fields: changed })
      const at = now()
      const following = followingOf(actor.userId, at)
      const after = await assignmentsOf(actor.tenantId).update(before, changes, at, [event], following)
      return planned(unlessChanged(after))
    },

    /** The work order follows with it. What else follows is done when the change is kept, and cannot undo it. */
    async changeStatus(
      actor: Member,
      id: Id,
      { status, reason = '' }: ChangeAssignmentStatus,
      publicUrl: string,
      expected?: BasedOn,
    ): Promise<WholeAssignment> {
      const before = await get(actor, id)
      assertBasedOn(expected, before)
      assertMayBecome(before, status)
      const at = now()
      const event = eventOf('assignment.status_changed', actor, before.id, {
        from: before.status,
        to: status,
        technician_id: before.technician.id,
        work_order_id: before.workOrder.id,
      })
      const step = { byUser: actor.userId, reason, at }
      const after = await assignmentsOf(actor.tenantId).changeStatus(
        before,
        changeTo(status, reason, at),
        step,
        [event],
        followingOf(actor.userId, at),
      )
      return followUp.changed({ actor, before, after: unlessChanged(after), at, publicUrl })
    },

    /** Not while the technician is under way: what is begun is canceled, not unmade. */
    async remove(actor: Member, id: Id, expected?: BasedOn): Promise<void> {
      const before = await get(actor, id)
      assertDispatcher(actor)
      assertBasedOn(expected, before)
      if (isUnderWay(before)) throw new Problem('assignment_in_use')
      const event = eventOf('assignment.removed', actor, before.id, {
        work_order_id: before.workOrder.id,
        technician_id: before.technician.id,
      })
      const following = followingOf(actor.userId, now())
      if (!(await assignmentsOf(actor.tenantId).remove(before, [event], following)))
        throw new Problem('conflict')
      await followUp.removed(before)
    },

    async history(actor: Member, id: Id): Promise<readonly AssignmentStep[]> {
      await get(actor, id)
      return assignmentsOf(actor.tenantId).history(id)
    },

    async rating(actor: Member, id: Id): Promise<VisitRating> {
      await get(actor, id)
      return found(await assignmentsOf(actor.tenantId).rating(id))
    },

    /** A customer's word on a visit that is done; a later one takes its place. Whoever calls has judged their link. */
    async rate(
      tenantId: SerialId,
      id: Id,
      { score, comment = '' }: { readonly score: number; readonly comment?: string | undefined },
    ): Promise<VisitRating> {
      const assignment = await assignmentsOf(tenantId).find(id)
      if (assignment?.status !== 'done') throw new Problem('not_found')
      const event = eventOf('assignment.rated', undefined, assignment.id, { score })
      const rating = await assignmentsOf(tenantId).rate(id, { score, comment }, now(), [event])
      await followUp.rated(assignment, rating.updatedAt)
      return rating
    },

    /** Puts a day in order: all the open assignments that the technician has then, or it is a `conflict`. */
    async order(actor: Member, technicianId: Id, date: string, ids: readonly Id[]): Promise<void> {
      assertDispatcher(actor)
      const wanted = ids.map((id) => id.toLowerCase())
      const events = wanted.map((id) => eventOf('assignment.updated', actor, id, { fields: ['route_place'] }))
      const isDone = await assignmentsOf(actor.tenantId).setRoute(technicianId, date, wanted, now(), events)
      if (!isDone) throw new Problem('conflict')
    },

    /** For other features, which judge themselves who may see what of it. */
    find: (tenantId: SerialId, id: Id) => assignmentsOf(tenantId).find(id),
    underWay: (tenantId: SerialId, technicianId: Id) => assignmentsOf(tenantId).underWay(technicianId),
    ofDay: (tenantId: SerialId, technicianId: Id, date: string) =>
      assignmentsOf(tenantId).ofDay(technicianId, date),
  }
}

const assertDispatcher = (actor: Member): void => {
  if (!isDispatcher(actor)) throw new Problem('forbidden')
}

const unlessChanged = (after: Assignment | undefined): Assignment => {
  if (!after) throw new Problem('conflict')
  return after
}

const eventOf = (
  name: EventName,
  actor: Pick<Member, 'userId'> | undefined,
  id: Id,
  data: NewEvent['data'],
): NewEvent => ({
  name,
  aggregateType: 'assignment',
  aggregateId: id,
  actorId: actor?.userId ?? null,
  data,
})
