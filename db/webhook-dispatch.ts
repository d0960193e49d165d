import { type Kysely, sql } from 'kysely'
import type { DeliveryStore, TakenDelivery } from '../domain/webhooks/ports.ts'
import { eventColumns, toEvent } from './event-log.ts'
import { recordEvents } from './events.ts'
import type { Database } from './schema.ts'
import { insertDeliveries } from './webhook-log.ts'

/** The way out, for all organizations. */
export const deliveryStore = (system: Kysely<Database>): DeliveryStore => ({
  fanOut: (atMost, make) =>
    system.transaction().execute(async (trx) => {
      const webhook = await trx
        .selectFrom('webhook')
        .innerJoin('eventCounter', 'eventCounter.tenantId', 'webhook.tenantId')
        .select(['webhook.id', 'webhook.tenantId', 'webhook.events', 'webhook.seenSeq'])
        .where('webhook.isActive', '=', true)
        .whereRef('webhook.seenSeq', '<', 'eventCounter.last')
        .orderBy(sql`event_counter.last - webhook.seen_seq`) // who has a week to catch up with is waited for by nobody
        .limit(1)
        .forNoKeyUpdate('webhook')
        .skipLocked()
        .executeTakeFirst()
      if (!webhook) return false
      const { id, tenantId } = webhook
      const rows = await trx
        .selectFrom('event')
        .select(eventColumns)
        .where('tenantId', '=', tenantId)
        .where('seq', '>', webhook.seenSeq)
        .orderBy('seq')
        .limit(atMost)
        .execute()
      const events = rows.map(toEvent)
      await insertDeliveries(trx, make({ id, tenantId, filters: webhook.events, events }))
      // Where the newest events are forgotten already, there is nothing to come to but the counter.
      const seen = events.at(-1)?.seq
      await trx
        .updateTable('webhook')
        .set({
          seenSeq: seen ?? sql<string>`(select last from event_counter where tenant_id = ${tenantId})`,
        })
        .where('tenantId', '=', tenantId)
        .where('id', '=', id)
        .where('seenSeq', '=', webhook.seenSeq)
        .execute()
      return true
    }),

  take: (now, until, atMost, perWebhook) =>
    system.transaction().execute(async (trx) => {
      // Whoever holds a webhook counts its deliveries in a statement of their own: it sees what the one before took.
      const { rows: webhooks } = await sql<{ id: string }>`
        select w.id from webhook w where exists (
          select from webhook_delivery d where d.webhook_id = w.id and d.status = 'pending' and d.due_at <= ${now}
            and (w.is_active or d.event_seq is null)
        ) and (
          select count(*) from webhook_delivery d
          where d.webhook_id = w.id and d.status = 'pending' and d.taken_until > ${now}
        ) < ${perWebhook}
        order by (
          select min(d.due_at) from webhook_delivery d where d.webhook_id = w.id and d.status = 'pending'
        )
        limit ${atMost} for no key update of w skip locked`.execute(trx)
      if (webhooks.length === 0) return []
      const { rows } = await sql<TakenDelivery>`
        update webhook_delivery d set attempts = d.attempts + 1, due_at = ${until}, taken_until = ${until}
        from webhook w, (
          select next.id from unnest(${webhooks.map(({ id }) => id)}::uuid[]) as held (id)
          join webhook on webhook.id = held.id
          cross join lateral (
            select one.id, one.due_at from webhook_delivery one
            where one.webhook_id = held.id and one.status = 'pending' and one.due_at <= ${now}
              and (webhook.is_active or one.event_seq is null)
            order by one.due_at, one.event_seq, one.id
            limit greatest(0, ${perWebhook} - (
              select count(*) from webhook_delivery busy
              where busy.webhook_id = held.id and busy.status = 'pending' and busy.taken_until > ${now}))
          ) next
          order by next.due_at limit ${atMost}
        ) due
        where d.id = due.id and w.id = d.webhook_id
        returning d.id, d.tenant_id, d.webhook_id, d.message_id, d.event_name, d.attempts, d.created_at, d.payload,
          d.give_up_at, w.url, w.secret_sealed, w.previous_secret_sealed, w.previous_until,
          w.last_delivered_at`.execute(trx)
      return rows
    }),

  settle: ({ id, tenantId, webhookId, attempts }, attempt, outcome, pause) =>
    system.transaction().execute(async (trx) => {
      const isPending = outcome.status === 'pending'
      const isOurs = await trx
        .selectFrom('webhookDelivery')
        .select('id')
        .where('tenantId', '=', tenantId)
        .where('id', '=', id)
        .where('status', '=', 'pending')
        .where('attempts', '=', attempts)
        .executeTakeFirst()
      if (!isOurs) return

      // The webhook before its deliveries, as whoever removes it does, so that neither waits for the other.
      const webhook = trx.updateTable('webhook').where('tenantId', '=', tenantId).where('id', '=', webhookId)
      if (outcome.status === 'delivered')
        await webhook
          .set({ lastDeliveredAt: attempt.at })
          // To the minute is enough: who takes thousands of events is not written thousands of times.
          .where((eb) =>
            eb.or([
              eb('lastDeliveredAt', 'is', null),
              eb('lastDeliveredAt', '<', new Date(attempt.at.getTime() - 60_000)),
            ]),
          )
          .execute()
      const paused =
        pause &&
        (await webhook
          .set({ isActive: false, pausedBecause: pause.because, updatedAt: attempt.at })
          .where('isActive', '=', true)
          .returning('id')
          .executeTakeFirst())

      const settled = await trx
        .updateTable('webhookDelivery')
        .set({
          status: outcome.status,
          takenUntil: null,
          ...(isPending ? { dueAt: outcome.dueAt } : { settledAt: sql<Date>`clock_timestamp()` }),
        })
        .where('tenantId', '=', tenantId)
        .where('id', '=', id)
        .where('status', '=', 'pending')
        .where('attempts', '=', attempts)
        .returning('id')
        .executeTakeFirst()
      if (settled)
        await trx
          .insertInto('webhookAttempt')
          .values({ deliveryId: id, tenantId, ...attempt })
          .execute()
      if (pause && paused) await recordEvents(trx, tenantId, [pause.event])
    }),

  async forgetBefore(at) {
    const { numDeletedRows } = await system
      .deleteFrom('webhookDelivery')
      .where('createdAt', '<', at)
      .executeTakeFirst()
    return Number(numDeletedRows)
  },
})
