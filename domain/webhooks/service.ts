import type { Member } from '../actor.ts'
import { namesOf } from '../events/filter.ts'
import { found, Problem } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'
import type { Resumption, WebhookChanges, WebhookSecrets, WebhookStore } from './ports.ts'
import type { CreateWebhook, UpdateWebhook } from './schema.ts'
import { backlogMs, mostWebhooks, triedForMs, type Webhook, webhookEvent } from './webhook.ts'

export interface WebhookPorts {
  readonly webhooksOf: (tenantId: SerialId) => WebhookStore
  readonly secrets: WebhookSecrets
  /** Throws whatever it likes for an address that is never called. */
  readonly checkUrl: (url: string) => Promise<void>
  readonly newId: () => Id
  readonly now: () => Date
}

export type Webhooks = ReturnType<typeof createWebhooks>

/** Where the events of an organization are sent. */
export const createWebhooks = ({ webhooksOf, secrets, checkUrl, newId, now }: WebhookPorts) => {
  const assertUrl = async (url: string): Promise<void> => {
    try {
      await checkUrl(url)
    } catch {
      const message = 'must be https, on a usual port, and lead to the internet'
      throw new Problem('address_refused', { errors: [{ field: 'url', message }] })
    }
  }

  const get = async ({ tenantId }: Member, id: Id): Promise<Webhook> =>
    found(await webhooksOf(tenantId).find(id))

  return {
    list: ({ tenantId }: Member): Promise<readonly Webhook[]> => webhooksOf(tenantId).list(),

    get,

    /** The secret is not shown again. */
    async create(member: Member, body: CreateWebhook): Promise<{ webhook: Webhook; secret: string }> {
      namesOf(body.events, 'events')
      await assertUrl(body.url)
      const { tenantId, userId } = member
      const id = newId()
      const secret = secrets.create()
      const isActive = body.is_active ?? true
      const webhook: Webhook = {
        id,
        tenantId,
        url: body.url,
        description: body.description?.trim() ?? '',
        events: body.events,
        isActive,
        pausedBecause: isActive ? null : 'by_hand',
        previousUntil: null,
        lastDeliveredAt: null,
        createdBy: userId,
        createdAt: now(),
        updatedAt: now(),
      }
      const event = webhookEvent('webhook.created', webhook, userId, {
        events: body.events,
        is_active: isActive,
      })
      const isKept = await webhooksOf(tenantId).insert(
        { ...webhook, secretSealed: secrets.seal(id, secret) },
        mostWebhooks,
        event,
      )
      if (!isKept) {
        const message = `an organization has at most ${mostWebhooks} webhooks`
        throw new Problem('validation_failed', { errors: [{ field: 'url', message }] })
      }
      return { webhook, secret }
    },

    async update(member: Member, id: Id, body: UpdateWebhook): Promise<Webhook> {
      if (body.events) namesOf(body.events, 'events')
      if (body.resume && !body.is_active) {
        const message = 'goes with is_active: true'
        throw new Problem('validation_failed', { errors: [{ field: 'resume', message }] })
      }
      const webhook = await get(member, id)
      if (body.url !== undefined && body.url !== webhook.url) await assertUrl(body.url)
      const changes = changesOf(body, webhook)
      const changed = Object.keys(changes).filter((name) => name !== 'pausedBecause')
      if (changed.length === 0) return webhook
      const event = webhookEvent('webhook.updated', { id, url: changes.url ?? webhook.url }, member.userId, {
        changed: changed.map((name) => (name === 'isActive' ? 'is_active' : name)),
        is_active: changes.isActive ?? webhook.isActive,
      })
      const resume = changes.isActive ? resumption(body.resume ?? 'backlog', now()) : undefined
      return found(await webhooksOf(member.tenantId).update(id, changes, resume, now(), event))
    },

    /** What was waiting goes with it. */
    async remove(member: Member, id: Id): Promise<void> {
      const webhook = await get(member, id)
      const event = webhookEvent('webhook.removed', webhook, member.userId)
      if (!(await webhooksOf(member.tenantId).remove(id, event))) throw new Problem('not_found')
    },

    /** A new secret, beside which the one of before signs for a while; a second rotation ends the first one's. */
    async rotateSecret(
      member: Member,
      id: Id,
      overlapHours: number,
    ): Promise<{ webhook: Webhook; secret: string }> {
      const webhook = await get(member, id)
      const secret = secrets.create()
      const until = new Date(now().getTime() + overlapHours * 3_600_000)
      const event = webhookEvent('webhook.updated', webhook, member.userId, {
        changed: ['secret'],
        is_active: webhook.isActive,
      })
      const store = webhooksOf(member.tenantId)
      return { webhook: found(await store.rotate(id, secrets.seal(id, secret), until, now(), event)), secret }
    },
  }
}

/** What differs, and nothing else. */
const changesOf = (body: UpdateWebhook, webhook: Webhook): WebhookChanges => {
  const { url, events, is_active } = body
  const description = body.description?.trim()
  return {
    ...(url !== undefined && url !== webhook.url && { url }),
    ...(events && events.join() !== webhook.events.join() && { events }),
    ...(description !== undefined && description !== webhook.description && { description }),
    ...(is_active !== undefined &&
      is_active !== webhook.isActive && { isActive: is_active, pausedBecause: is_active ? null : 'by_hand' }),
  }
}

const resumption = (from: 'now' | 'backlog', now: Date): Resumption =>
  from === 'now'
    ? { from }
    : {
        from,
        after: new Date(now.getTime() - backlogMs),
        giveUpAt: new Date(now.getTime() + triedForMs),
      }
