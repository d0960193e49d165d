import type { SerialId } from '../schema.ts'

/** Everything that is told to programs. Names are `aggregate.past-participle`; `data` holds ids and states, nothing personal. */
export const eventNames = [
  'tenant.feature_updated',
  'api_key.created',
  'api_key.revoked',
  'share.created',
  'share.updated',
  'share.revoked',
  'share.accessed',
  'technician.created',
  'technician.updated',
  'technician.removed',
  'technician.tracking_changed',
  'work_order.created',
  'work_order.updated',
  'work_order.removed',
  'assignment.created',
  'assignment.updated',
  'assignment.removed',
  'assignment.status_changed',
  'assignment.rated',
  'quote.created',
  'quote.updated',
  'quote.removed',
  'quote.sent',
  'quote.approved',
  'quote.rejected',
  'quote.expired',
  'comment.created',
  'comment.updated',
  'comment.resolved',
  'comment.reopened',
  'comment.deleted',
  'session.created',
  'session.updated',
  'session.ended',
  'session.recording_started',
  'session.recording_stopped',
  'webhook.created',
  'webhook.updated',
  'webhook.removed',
  'person.exported',
  'person.erased',
  'customer.exported',
  'customer.erased',
] as const
export type EventName = (typeof eventNames)[number]

/** An event as a use case hands it to the store that makes it so: both are kept in one transaction, or neither is. */
export interface NewEvent {
  readonly name: EventName
  readonly aggregateType: string
  readonly aggregateId: string
  /** Who did it; `null` for a visitor or a job. */
  readonly actorId: SerialId | null
  readonly data: Readonly<Record<string, unknown>>
}

/** An event as it was kept. `seq` counts within the organization, without gaps, in the order of commits. */
export interface DomainEvent extends NewEvent {
  readonly seq: number
  readonly id: string
  readonly at: Date
}
