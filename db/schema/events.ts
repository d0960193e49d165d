import type { ColumnType, Generated } from 'kysely'
import type { Made } from './columns.ts'

/** What happened, and whom it is sent to. */
export interface EventTables {
  event: EventTable
  eventCounter: { tenantId: number; last: number }
  webhook: WebhookTable
  webhookDelivery: WebhookDeliveryTable
  webhookAttempt: WebhookAttemptTable
}

/** `bigint` arrives as text. */
type Big = ColumnType<string, number | string, number | string>

interface EventTable {
  tenantId: number
  seq: Big
  id: Generated<string>
  name: string
  aggregateType: string
  aggregateId: string
  actorId: number | null
  data: ColumnType<Record<string, unknown>, string, never>
  at: Made
}

interface WebhookTable {
  id: string
  tenantId: number
  url: string
  description: string
  events: string[]
  isActive: boolean
  pausedBecause: string | null
  secretSealed: Buffer
  previousSecretSealed: Buffer | null
  previousUntil: Date | null
  seenSeq: Big
  lastDeliveredAt: Date | null
  createdBy: number
  createdAt: Made
  updatedAt: Generated<Date>
}

interface WebhookDeliveryTable {
  id: string
  tenantId: number
  webhookId: string
  eventSeq: ColumnType<string | null, number | string | null, never>
  isReplay: Generated<boolean>
  messageId: string
  eventName: string
  payload: string
  status: 'pending' | 'delivered' | 'failed'
  attempts: Generated<number>
  createdAt: Made
  dueAt: Date
  takenUntil: Date | null
  giveUpAt: Date
  settledAt: Date | null
}

interface WebhookAttemptTable {
  deliveryId: string
  number: number
  tenantId: number
  at: Date
  statusCode: number | null
  error: string | null
  milliseconds: number
  answer: string | null
}
