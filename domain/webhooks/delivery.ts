import type { Id, SerialId } from '../schema.ts'
import type { DeliveryView, WholeDeliveryView } from './schema.ts'

export type DeliveryStatus = 'pending' | 'delivered' | 'failed'

/** One event, or a test, on its way to one webhook. */
export interface Delivery {
  readonly id: Id
  readonly webhookId: Id
  /** `null`: a test. */
  readonly eventSeq: number | null
  readonly isReplay: boolean
  readonly messageId: string
  readonly eventName: string
  readonly status: DeliveryStatus
  readonly attempts: number
  readonly createdAt: Date
  readonly dueAt: Date
  readonly settledAt: Date | null
}

/** A delivery as it is made. It is tried until `giveUpAt`, and at least once. */
export interface NewDelivery
  extends Pick<
    Delivery,
    'id' | 'webhookId' | 'eventSeq' | 'isReplay' | 'messageId' | 'eventName' | 'createdAt'
  > {
  readonly tenantId: SerialId
  readonly payload: string
  readonly giveUpAt: Date
}

/** One try, and what came of it. */
export interface Attempt {
  readonly number: number
  readonly at: Date
  readonly statusCode: number | null
  /** Why it does not count; `null` where the receiver took it. */
  readonly error: string | null
  readonly milliseconds: number
  /** The beginning of what was answered. */
  readonly answer: string | null
}

export type LastAttempt = Omit<Attempt, 'number' | 'answer'>

export interface ListedDelivery extends Delivery {
  readonly last: LastAttempt | null
}

export interface WholeDelivery extends Delivery {
  readonly payload: string
  /** In the order they were made. */
  readonly tries: readonly Attempt[]
}

const presentTry = ({ at, statusCode, error, milliseconds }: LastAttempt) => ({
  at: at.toISOString(),
  status_code: statusCode,
  error,
  milliseconds,
})

export const presentDelivery = (delivery: ListedDelivery): DeliveryView => ({
  id: delivery.id,
  event_name: delivery.eventName,
  event_seq: delivery.eventSeq,
  is_replay: delivery.isReplay,
  status: delivery.status,
  attempts: delivery.attempts,
  created_at: delivery.createdAt.toISOString(),
  next_at: delivery.status === 'pending' ? delivery.dueAt.toISOString() : null,
  settled_at: delivery.settledAt?.toISOString() ?? null,
  last: delivery.last && presentTry(delivery.last),
})

export const presentWhole = ({ tries, payload, ...delivery }: WholeDelivery): WholeDeliveryView => ({
  ...presentDelivery({ ...delivery, last: tries.at(-1) ?? null }),
  message_id: delivery.messageId,
  payload: JSON.parse(payload) as Record<string, unknown>,
  tries: tries.map((one) => ({ number: one.number, ...presentTry(one), answer: one.answer })),
})
