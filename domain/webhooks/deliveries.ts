import type { Member } from '../actor.ts'
import type { DomainEvent } from '../events/event.ts'
import { isWanted } from '../events/filter.ts'
import { found } from '../problem.ts'
import type { Counted, Id, SerialId, Slice } from '../schema.ts'
import type { DeliveryStatus, ListedDelivery, NewDelivery, WholeDelivery } from './delivery.ts'
import type { WebhookStore } from './ports.ts'
import type { ReplayEvents } from './schema.ts'
import { mostReplayed, payloadOf, testName, testPayload, triedForMs } from './webhook.ts'

export interface DeliveryLogPorts {
  readonly webhooksOf: (tenantId: SerialId) => WebhookStore
  /** Somebody wants to see it arrive. */
  readonly wake: () => void
  readonly newId: () => Id
  readonly now: () => Date
}

/** An event on its way to a webhook. Its message is known by the event's own id. */
export const deliveryOf = (
  event: DomainEvent,
  webhook: { readonly id: Id; readonly tenantId: SerialId },
  made: { readonly id: Id; readonly at: Date; readonly isReplay: boolean },
): NewDelivery => ({
  id: made.id,
  tenantId: webhook.tenantId,
  webhookId: webhook.id,
  eventSeq: event.seq,
  isReplay: made.isReplay,
  messageId: event.id,
  eventName: event.name,
  payload: payloadOf(event),
  createdAt: made.at,
  giveUpAt: new Date(made.at.getTime() + triedForMs),
})

export type DeliveryLog = ReturnType<typeof createDeliveryLog>

/** What was sent to a webhook, and sending it again. */
export const createDeliveryLog = ({ webhooksOf, wake, newId, now }: DeliveryLogPorts) => {
  const storeFor = async ({ tenantId }: Member, webhookId: Id) => {
    const store = webhooksOf(tenantId)
    return { store, webhook: found(await store.find(webhookId)) }
  }

  const get = async (member: Member, webhookId: Id, id: Id): Promise<WholeDelivery> =>
    found(await webhooksOf(member.tenantId).delivery(webhookId, id))

  const add = async (member: Member, delivery: NewDelivery): Promise<WholeDelivery> => {
    await webhooksOf(member.tenantId).insertDelivery(delivery)
    const made = await get(member, delivery.webhookId, delivery.id)
    wake()
    return made
  }

  return {
    async list(
      member: Member,
      webhookId: Id,
      filter: { readonly status?: DeliveryStatus; readonly event?: string },
      slice: Slice,
    ): Promise<Counted<ListedDelivery>> {
      const { store } = await storeFor(member, webhookId)
      return store.deliveries(webhookId, filter, slice)
    },

    get,

    /** Tried once, now, whether the webhook is paused or not. */
    async test(member: Member, webhookId: Id): Promise<WholeDelivery> {
      const { webhook } = await storeFor(member, webhookId)
      const at = now()
      const messageId = newId()
      return add(member, {
        id: newId(),
        tenantId: webhook.tenantId,
        webhookId,
        eventSeq: null,
        isReplay: false,
        messageId,
        eventName: testName,
        payload: testPayload(messageId, webhookId, at),
        createdAt: at,
        giveUpAt: at,
      })
    },

    /** The same message once more, as a delivery of its own. */
    async replay(member: Member, webhookId: Id, id: Id): Promise<WholeDelivery> {
      const { messageId, eventSeq, eventName, payload } = await get(member, webhookId, id)
      const at = now()
      const tried = eventName === testName ? 0 : triedForMs
      return add(member, {
        id: newId(),
        tenantId: member.tenantId,
        webhookId,
        eventSeq,
        isReplay: true,
        messageId,
        eventName,
        payload,
        createdAt: at,
        giveUpAt: new Date(at.getTime() + tried),
      })
    },

    /**
     * Those events once more that the webhook asks for now, whether they were delivered or not; what it has not come to
     * yet is on its way anyway.
     */
    async replayEvents(
      member: Member,
      webhookId: Id,
      { after_seq, until_seq }: ReplayEvents,
    ): Promise<{ deliveries: number; last: number; more: boolean }> {
      const { store, webhook } = await storeFor(member, webhookId)
      const events = await store.seenEvents(webhookId, after_seq, until_seq, mostReplayed + 1)
      const within = events.slice(0, mostReplayed)
      const at = now()
      const deliveries = within
        .filter(({ name }) => isWanted(webhook.events, name))
        .map((event) => deliveryOf(event, webhook, { id: newId(), at, isReplay: true }))
      await store.insertDeliveries(deliveries)
      wake()
      return {
        deliveries: deliveries.length,
        last: within.at(-1)?.seq ?? after_seq,
        more: events.length > mostReplayed,
      }
    },
  }
}
