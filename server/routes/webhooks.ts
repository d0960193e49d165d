import Type from 'typebox'
import { Id } from '../../domain/schema.ts'
import {
  CreatedWebhook,
  CreateWebhook,
  RotateSecret,
  UpdateWebhook,
  WebhookList,
  WebhookView,
} from '../../domain/webhooks/schema.ts'
import { presentWebhook } from '../../domain/webhooks/webhook.ts'
import { route } from '../route.ts'
import type { RouteContext } from './index.ts'

const ByWebhook = Type.Object({ id: Id })
const usual = { tag: 'Webhooks', who: 'admin' } as const
const one = '/api/webhooks/:id'

/** Where the organization's events are sent. */
export const webhookRoutes = ({ services: { webhooks, now } }: RouteContext) => [
  route({
    ...usual,
    method: 'post',
    path: '/api/webhooks',
    summary: 'Have events sent to an address; the secret that they are signed with is shown here only',
    status: 201,
    body: CreateWebhook,
    reply: CreatedWebhook,
    refusals: ['address_refused'],
    async handle({ actor, body }) {
      const { webhook, secret } = await webhooks.create(actor, body)
      return { ...presentWebhook(webhook, now()), secret }
    },
  }),
  route({
    ...usual,
    method: 'get',
    path: '/api/webhooks',
    summary: 'The webhooks of the organization, at most 20',
    reply: WebhookList,
    async handle({ actor }) {
      const all = await webhooks.list(actor)
      return { webhooks: all.map((webhook) => presentWebhook(webhook, now())) }
    },
  }),
  route({
    ...usual,
    method: 'get',
    path: one,
    summary: 'One webhook',
    params: ByWebhook,
    reply: WebhookView,
    refusals: ['not_found'],
    async handle({ actor, params }) {
      return presentWebhook(await webhooks.get(actor, params.id), now())
    },
  }),
  route({
    ...usual,
    method: 'patch',
    path: one,
    summary: 'Change a webhook, pause it, or have it go on, from now or from where it was',
    params: ByWebhook,
    body: UpdateWebhook,
    reply: WebhookView,
    refusals: ['not_found', 'address_refused'],
    async handle({ actor, params, body }) {
      return presentWebhook(await webhooks.update(actor, params.id, body), now())
    },
  }),
  route({
    ...usual,
    method: 'delete',
    path: one,
    summary: 'Remove a webhook, and all that was sent to it',
    params: ByWebhook,
    refusals: ['not_found'],
    async handle({ actor, params }) {
      await webhooks.remove(actor, params.id)
    },
  }),
  route({
    ...usual,
    method: 'post',
    path: `${one}/rotate-secret`,
    summary: 'A new secret, shown here only; the one before signs as well for some hours',
    params: ByWebhook,
    body: RotateSecret,
    reply: CreatedWebhook,
    refusals: ['not_found'],
    async handle({ actor, params, body }) {
      const { webhook, secret } = await webhooks.rotateSecret(actor, params.id, body.overlap_hours ?? 24)
      return { ...presentWebhook(webhook, now()), secret }
    },
  }),
]
