import Type from 'typebox'
import { Id, Page } from '../../domain/schema.ts'
import { presentDelivery, presentWhole } from '../../domain/webhooks/delivery.ts'
import {
  DeliveryQuery,
  DeliveryView,
  ReplayEvents,
  ReplayedEvents,
  WholeDeliveryView,
} from '../../domain/webhooks/schema.ts'
import { presentPage, sliceOf } from '../pages-of.ts'
import { route } from '../route.ts'
import type { RouteContext } from './index.ts'

const ByWebhook = Type.Object({ id: Id })
const ByDelivery = Type.Object({ id: Id, delivery_id: Id })
const usual = { tag: 'Webhooks', who: 'admin', refusals: ['not_found'] } as const
const base = '/api/webhooks/:id'

/** What was sent to a webhook, how it was taken, and sending it again. */
export const webhookDeliveryRoutes = ({ services: { webhookLog } }: RouteContext) => [
  route({
    ...usual,
    method: 'post',
    path: `${base}/test`,
    summary: 'Send a webhook.test now, once, even where the webhook is paused',
    status: 201,
    params: ByWebhook,
    reply: WholeDeliveryView,
    async handle({ actor, params }) {
      return presentWhole(await webhookLog.test(actor, params.id))
    },
  }),
  route({
    ...usual,
    method: 'get',
    path: `${base}/deliveries`,
    summary: 'What was sent, the newest first',
    params: ByWebhook,
    query: DeliveryQuery,
    reply: Page(DeliveryView, 'DeliveryPage'),
    async handle({ actor, params, query, request }) {
      const { status, event } = query
      const filter = { ...(status && { status }), ...(event && { event }) }
      const { count, rows } = await webhookLog.list(actor, params.id, filter, sliceOf(query))
      return presentPage({ count, rows: rows.map(presentDelivery) }, query, request.publicUrl, request.path)
    },
  }),
  route({
    ...usual,
    method: 'get',
    path: `${base}/deliveries/:delivery_id`,
    summary: 'One delivery: what was sent, and every try',
    params: ByDelivery,
    reply: WholeDeliveryView,
    async handle({ actor, params }) {
      return presentWhole(await webhookLog.get(actor, params.id, params.delivery_id))
    },
  }),
  route({
    ...usual,
    method: 'post',
    path: `${base}/deliveries/:delivery_id/replay`,
    summary: 'Send the same message once more, under the same webhook-id',
    status: 201,
    params: ByDelivery,
    reply: WholeDeliveryView,
    async handle({ actor, params }) {
      return presentWhole(await webhookLog.replay(actor, params.id, params.delivery_id))
    },
  }),
  route({
    ...usual,
    method: 'post',
    path: `${base}/replay`,
    summary: 'Send events once more that were sent or passed over already, at most 1,000 at a time',
    params: ByWebhook,
    body: ReplayEvents,
    reply: ReplayedEvents,
    async handle({ actor, params, body }) {
      return webhookLog.replayEvents(actor, params.id, body)
    },
  }),
]
