import type { DomainEvent, EventName, NewEvent } from '../events/event.ts'
import { presentEvent } from '../events/service.ts'
import type { Id, SerialId } from '../schema.ts'
import type { pauseReasons, WebhookView } from './schema.ts'

export type PauseReason = (typeof pauseReasons)[number]

/** Where an organization's events are sent. */
export interface Webhook {
  readonly id: Id
  readonly tenantId: SerialId
  readonly url: string
  readonly description: string
  readonly events: readonly string[]
  readonly isActive: boolean
  /** `null` while it is active. */
  readonly pausedBecause: PauseReason | null
  /** Until when the secret before signs as well. */
  readonly previousUntil: Date | null
  readonly lastDeliveredAt: Date | null
  readonly createdBy: SerialId
  readonly createdAt: Date
  readonly updatedAt: Date
}

const minute = 60_000
const hour = 60 * minute

export const mostWebhooks = 20
export const mostReplayed = 1_000
/** What is sent at most to a webhook that was paused, when it goes on. */
export const backlogMs = 7 * 24 * hour
/** How long a delivery is tried, and after how long of failures a webhook is paused. */
export const triedForMs = 24 * hour
/** How long a delivery is remembered. */
export const rememberedMs = 30 * 24 * hour
export const answerInMs = 10_000

const pauses = [5_000, 30_000, 2 * minute, 10 * minute, 30 * minute, hour, 2 * hour, 4 * hour, 8 * hour]

/**
 * When a delivery is tried again that has failed `attempts` times; `undefined`: not any more. The last try is made when
 * its time is over. `jitter` (0 to 1) spreads what failed together by a fifth to both sides.
 */
export const nextTry = (attempts: number, giveUpAt: Date, now: Date, jitter: number): Date | undefined => {
  if (now >= giveUpAt) return undefined
  const pause = pauses[Math.min(attempts, pauses.length) - 1] ?? pauses[0]!
  const at = now.getTime() + pause * (0.8 + 0.4 * jitter)
  return new Date(Math.min(at, giveUpAt.getTime()))
}

/** What is sent of an event. Made again later it is the same, letter by letter. */
export const payloadOf = (event: DomainEvent): string =>
  JSON.stringify({ type: event.name, timestamp: event.at.toISOString(), data: presentEvent(event) })

export const testName = 'webhook.test'

export const testPayload = (id: Id, webhookId: Id, at: Date): string =>
  JSON.stringify({ type: testName, timestamp: at.toISOString(), data: { id, webhook_id: webhookId } })

/** Paths and queries of such addresses are often secrets: of an address, events name the host. */
export const hostOf = (url: string): string => URL.parse(url)?.host ?? ''

export const webhookEvent = (
  name: Extract<EventName, `webhook.${string}`>,
  { id, url }: Pick<Webhook, 'id' | 'url'>,
  actorId: SerialId | null,
  data: NewEvent['data'] = {},
): NewEvent => ({
  name,
  aggregateType: 'webhook',
  aggregateId: id,
  actorId,
  data: { host: hostOf(url), ...data },
})

export const presentWebhook = (webhook: Webhook, now: Date): WebhookView => ({
  id: webhook.id,
  url: webhook.url,
  description: webhook.description,
  events: [...webhook.events],
  is_active: webhook.isActive,
  paused_because: webhook.pausedBecause,
  previous_secret_until:
    webhook.previousUntil && webhook.previousUntil > now ? webhook.previousUntil.toISOString() : null,
  last_delivered_at: webhook.lastDeliveredAt?.toISOString() ?? null,
  created_by: webhook.createdBy,
  created_at: webhook.createdAt.toISOString(),
  updated_at: webhook.updatedAt.toISOString(),
})
