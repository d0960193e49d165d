import type { Language } from '../problem.ts'
import type { Id } from '../schema.ts'
import { shareUrlOf } from '../share-links/share-tracks.ts'
import type { Assignment } from './assignment.ts'
import type { AssignmentStep, CustomerLink, VisitRating } from './ports.ts'
import type {
  AssignmentHistory,
  AssignmentView,
  CustomerLinkView,
  PlannedAssignmentView,
  VisitRatingView,
  WholeAssignmentView,
} from './schema.ts'
import { overlapWords, statusName } from './words.ts'

export const presentAssignment = (assignment: Assignment, language: Language): AssignmentView => {
  const { workOrder, technician } = assignment
  return {
    id: assignment.id,
    work_order: workOrder.id,
    work_order_number: workOrder.number,
    work_order_description: workOrder.description,
    work_order_priority: workOrder.priority,
    work_order_status: workOrder.status,
    asset_name: workOrder.assetName,
    asset_location: workOrder.assetLocation,
    technician: {
      id: technician.id,
      full_name: technician.user.fullName,
      email: technician.user.email,
      is_active: technician.isActive,
    },
    scheduled_date: assignment.scheduledDate,
    scheduled_start: assignment.scheduledStart,
    scheduled_end: assignment.scheduledEnd,
    status: assignment.status,
    status_display: statusName(assignment.status, language),
    departed_at: assignment.departedAt?.toISOString() ?? null,
    arrived_at: assignment.arrivedAt?.toISOString() ?? null,
    completed_at: assignment.completedAt?.toISOString() ?? null,
    canceled_at: assignment.canceledAt?.toISOString() ?? null,
    notes: assignment.notes,
    cancellation_reason: assignment.cancellationReason,
    created_by: assignment.createdBy,
    created_by_name: assignment.createdByName,
    created_at: assignment.createdAt.toISOString(),
    updated_at: assignment.updatedAt.toISOString(),
  }
}

/** The document's shape, and warnings only where there is something to warn of. */
export const presentPlanned = (
  { assignment, overlaps }: { readonly assignment: Assignment; readonly overlaps: readonly Id[] },
  language: Language,
): PlannedAssignmentView => ({
  ...presentAssignment(assignment, language),
  ...(overlaps.length > 0 && {
    warnings: [{ code: 'overlap', detail: overlapWords[language], assignments: [...overlaps] }],
  }),
})

/** `customerLink` is `undefined` where nobody asks for one: nothing is said of it then. */
export const presentWhole = (
  {
    assignment,
    customerLink,
  }: { readonly assignment: Assignment; readonly customerLink: CustomerLink | null | undefined },
  language: Language,
  publicUrl: string,
): WholeAssignmentView => ({
  ...presentAssignment(assignment, language),
  ...(customerLink !== undefined && {
    customer_link: customerLink && presentCustomerLink(customerLink, publicUrl),
  }),
})

const presentCustomerLink = ({ token, expiresAt }: CustomerLink, publicUrl: string): CustomerLinkView => ({
  token,
  share_url: shareUrlOf(publicUrl, token),
  expires_at: expiresAt?.toISOString() ?? null,
})

export const presentHistory = (steps: readonly AssignmentStep[]): AssignmentHistory => ({
  results: steps.map(({ from, to, reason, byUser, byName, at }) => ({
    from,
    to,
    reason,
    by: byUser === null ? null : { id: byUser, full_name: byName },
    at: at.toISOString(),
  })),
})

export const presentRating = ({ score, comment, createdAt, updatedAt }: VisitRating): VisitRatingView => ({
  score,
  comment,
  created_at: createdAt.toISOString(),
  updated_at: updatedAt.toISOString(),
})
