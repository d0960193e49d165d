import type { DomainEvent, NewEvent } from '../events/event.ts'
import type { Counted, Id, SerialId, Slice } from '../schema.ts'
import type {
  Attempt,
  Delivery,
  DeliveryStatus,
  ListedDelivery,
  NewDelivery,
  WholeDelivery,
} from './delivery.ts'
import type { PauseReason, Webhook } from './webhook.ts'

export type NewWebhook = Omit<Webhook, 'lastDeliveredAt' | 'previousUntil'> & {
  readonly secretSealed: Buffer
}

export interface WebhookChanges {
  readonly url?: string
  readonly events?: readonly string[]
  readonly description?: string
  readonly isActive?: boolean
  readonly pausedBecause?: PauseReason | null
}

/** How a webhook that was paused goes on. */
export type Resumption =
  /** Nothing of what happened meanwhile; what was waiting is given up. */
  | { readonly from: 'now' }
  /** What happened after this moment, and what was waiting, which gets its time anew. */
  | { readonly from: 'backlog'; readonly after: Date; readonly giveUpAt: Date }

/** The webhooks of one organization. Each change and its event are kept together. */
export interface WebhookStore {
  /** What happens from now on is sent to it. `false`: there are `most` already. */
  insert(webhook: NewWebhook, most: number, event: NewEvent): Promise<boolean>
  /** In the order they were made. */
  list(): Promise<readonly Webhook[]>
  find(id: Id): Promise<Webhook | undefined>
  update(
    id: Id,
    changes: WebhookChanges,
    resume: Resumption | undefined,
    at: Date,
    event: NewEvent,
  ): Promise<Webhook | undefined>
  /** The secret of before signs until `previousUntil` as well. */
  rotate(
    id: Id,
    secretSealed: Buffer,
    previousUntil: Date,
    at: Date,
    event: NewEvent,
  ): Promise<Webhook | undefined>
  remove(id: Id, event: NewEvent): Promise<boolean>

  insertDelivery(delivery: NewDelivery): Promise<void>
  /** The newest first. */
  deliveries(
    webhookId: Id,
    filter: { readonly status?: DeliveryStatus; readonly event?: string },
    slice: Slice,
  ): Promise<Counted<ListedDelivery>>
  delivery(webhookId: Id, id: Id): Promise<WholeDelivery | undefined>
  /** Events after `after` and up to `until`, of those that deliveries were made of already; at most `limit`, in order. */
  seenEvents(
    webhookId: Id,
    after: number,
    until: number | undefined,
    limit: number,
  ): Promise<readonly DomainEvent[]>
  insertDeliveries(deliveries: readonly NewDelivery[]): Promise<void>
}

/** A webhook that has events to catch up with. */
export interface Behind {
  readonly id: Id
  readonly tenantId: SerialId
  readonly filters: readonly string[]
  readonly events: readonly DomainEvent[]
}

/** A delivery in the hands of whoever tries it now. */
export interface TakenDelivery
  extends Pick<Delivery, 'id' | 'webhookId' | 'messageId' | 'eventName' | 'attempts' | 'createdAt'> {
  readonly tenantId: SerialId
  readonly payload: string
  readonly giveUpAt: Date
  readonly url: string
  readonly secretSealed: Buffer
  readonly previousSecretSealed: Buffer | null
  readonly previousUntil: Date | null
  readonly lastDeliveredAt: Date | null
}

/** What becomes of a delivery after a try. */
export type Outcome =
  | { readonly status: 'delivered' | 'failed' }
  | { readonly status: 'pending'; readonly dueAt: Date }

/** The way out, of all organizations; safe with as many processes as there are. */
export interface DeliveryStore {
  /**
   * Takes a webhook that is behind for itself, lets `make` say what is to be delivered of its next events, and keeps
   * that together with how far it has come: no event twice, and none left out. `false`: none is behind, or all of
   * them are in others' hands.
   */
  fanOut(atMost: number, make: (behind: Behind) => readonly NewDelivery[]): Promise<boolean>
  /**
   * Takes deliveries that are due, at most `atMost`, and of one webhook no more than leave `perWebhook` of it in
   * anybody's hands. Until `until` nobody else takes them.
   */
  take(now: Date, until: Date, atMost: number, perWebhook: number): Promise<readonly TakenDelivery[]>
  /**
   * Keeps a try and what it means for the delivery; whoever was later than their time changes nothing. `pause`: the
   * webhook is sent nothing any more, which is told.
   */
  settle(
    delivery: Pick<TakenDelivery, 'id' | 'webhookId' | 'tenantId' | 'attempts'>,
    attempt: Attempt,
    outcome: Outcome,
    pause?: { readonly because: PauseReason; readonly event: NewEvent },
  ): Promise<void>
  forgetBefore(at: Date): Promise<number>
}

/** Texts of one webhook that only we can read. */
export interface WebhookSecrets {
  /** `whsec_` and 32 random bytes in base64. */
  create(): string
  seal(webhookId: Id, secret: string): Buffer
  /** `undefined` for what was sealed under another key. */
  open(webhookId: Id, box: Buffer): string | undefined
}

/** One call of a receiver. Never throws. */
export type CallReceiver = (call: {
  readonly url: string
  /** Each of them signs. */
  readonly secrets: readonly string[]
  readonly messageId: string
  readonly payload: string
  readonly at: Date
  readonly timeoutMs: number
}) => Promise<Pick<Attempt, 'statusCode' | 'error' | 'answer'>>
