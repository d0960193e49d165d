import type { Member } from '../actor.ts'
import type { NewEvent } from '../events/event.ts'
import type { Counted, Id, SerialId, Slice } from '../schema.ts'
import type { Following } from '../work-orders/following.ts'
import type { Assignment, AssignmentStatus, DispatchFields } from './assignment.ts'

export type AssignmentFields = DispatchFields

/** What a change of status writes beside the status itself. */
export type StatusChange = Pick<Assignment, 'status'> &
  Partial<Pick<Assignment, 'departedAt' | 'arrivedAt' | 'completedAt' | 'canceledAt' | 'cancellationReason'>>

export interface AssignmentFilter {
  readonly date?: string | undefined
  readonly dateFrom?: string | undefined
  readonly dateTo?: string | undefined
  readonly technicianId?: Id | undefined
  readonly workOrderId?: SerialId | undefined
  readonly status?: readonly AssignmentStatus[] | undefined
  /** In the work order's number, description and asset, accents and case folded. */
  readonly search?: string | undefined
  /** Only those of this person's technician profile. */
  readonly userId?: SerialId | undefined
}

/** What a change is based on. */
export type AssignmentBefore = Pick<Assignment, 'id' | 'updatedAt'> & {
  readonly workOrder: Pick<Assignment['workOrder'], 'id'>
}

/** One step of an assignment's history. */
export interface AssignmentStep {
  readonly from: AssignmentStatus | null
  readonly to: AssignmentStatus
  readonly reason: string
  readonly byUser: SerialId | null
  readonly byName: string
  readonly at: Date
}

export interface VisitRating {
  readonly score: number
  readonly comment: string
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** The assignments of one tenant. */
export interface AssignmentStore {
  /**
   * The first step of its history comes with it. Work order and technician are held meanwhile: throws what `assertReady`
   * throws.
   */
  insert(
    assignment: AssignmentFields & Pick<Assignment, 'id' | 'createdBy'>,
    at: Date,
    events: readonly NewEvent[],
  ): Promise<Assignment>
  /** Where somebody is named: only if it is one of their technician profile's. */
  find(id: Id, userId?: SerialId): Promise<Assignment | undefined>
  /** By date, start (those without one last), then place in the route. */
  list(filter: AssignmentFilter, slice: Slice): Promise<Counted<Assignment>>
  /** Open ones of the technician on that day that overlap the span. */
  overlapping(
    technicianId: Id,
    date: string,
    span: { readonly start: string; readonly end: string },
    except?: Id,
  ): Promise<readonly Id[]>
  /** A whole day of one technician, by place in the route, then by start. */
  ofDay(technicianId: Id, date: string): Promise<readonly Assignment[]>
  /** The one that the technician is on the way to, or at; of several, the one departed for last. */
  underWay(technicianId: Id): Promise<Assignment | undefined>
  /**
   * Only where it is still as it was before; `undefined` otherwise. Throws what `insert` throws. The work orders that it
   * leaves and comes to follow in the same transaction.
   */
  update(
    before: AssignmentBefore,
    changes: Partial<AssignmentFields>,
    at: Date,
    events: readonly NewEvent[],
    following: Following,
  ): Promise<Assignment | undefined>
  /** The same, and the step is added to its history. */
  changeStatus(
    before: AssignmentBefore & Pick<Assignment, 'status'>,
    change: StatusChange,
    step: { readonly byUser: SerialId | null; readonly reason: string; readonly at: Date },
    events: readonly NewEvent[],
    following: Following,
  ): Promise<Assignment | undefined>
  /** Puts a technician's day in order; `false` unless the ids are the open ones of that day, all of them. */
  setRoute(
    technicianId: Id,
    date: string,
    ids: readonly Id[],
    at: Date,
    events: readonly NewEvent[],
  ): Promise<boolean>
  /** Only where it is still as it was; its work order follows. */
  remove(before: AssignmentBefore, events: readonly NewEvent[], following: Following): Promise<boolean>
  history(id: Id): Promise<readonly AssignmentStep[]>
  rating(id: Id): Promise<VisitRating | undefined>
  /** Takes the place of an earlier one. Throws `not_found` where the assignment is gone. */
  rate(
    id: Id,
    rating: Pick<VisitRating, 'score' | 'comment'>,
    at: Date,
    events: readonly NewEvent[],
  ): Promise<VisitRating>
}

/** What the customer is given of a visit. */
export interface CustomerLink {
  readonly id: Id
  readonly token: string
  readonly expiresAt: Date | null
}

/** The link that the customer of a visit watches. None of these throws: a visit goes on without its link. */
export interface CustomerLinks {
  /** On the way: makes the link, and mails it where there is an address. The same link when it is asked for again. */
  begin(
    actor: Pick<Member, 'userId'>,
    assignment: Assignment,
    publicUrl: string,
  ): Promise<CustomerLink | undefined>
  /** The link of a visit that is under way. */
  of(assignment: Assignment): Promise<CustomerLink | undefined>
  /** Done or canceled: the link ends, on every node. */
  end(assignment: Assignment): Promise<void>
}
