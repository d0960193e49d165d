import { type ExpressionBuilder, type Kysely, sql } from 'kysely'
import { jsonObjectFrom } from 'kysely/helpers/postgres'
import type { Delivery, LastAttempt, NewDelivery } from '../domain/webhooks/delivery.ts'
import type { WebhookStore } from '../domain/webhooks/ports.ts'
import { eventColumns, toEvent } from './event-log.ts'
import type { Database } from './schema.ts'

const columns = [
  'id',
  'webhookId',
  'eventSeq',
  'isReplay',
  'messageId',
  'eventName',
  'status',
  'attempts',
  'createdAt',
  'dueAt',
  'settledAt',
] as const

const attemptColumns = ['number', 'at', 'statusCode', 'error', 'milliseconds', 'answer'] as const

type Row = Omit<Delivery, 'eventSeq'> & { readonly eventSeq: string | null }
const toDelivery = (row: Row): Delivery => ({
  id: row.id,
  webhookId: row.webhookId,
  eventSeq: row.eventSeq === null ? null : Number(row.eventSeq),
  isReplay: row.isReplay,
  messageId: row.messageId,
  eventName: row.eventName,
  status: row.status,
  attempts: row.attempts,
  createdAt: row.createdAt,
  dueAt: row.dueAt,
  settledAt: row.settledAt,
})

/** Due as soon as it is made. */
export const insertDeliveries = async (db: Kysely<Database>, all: readonly NewDelivery[]): Promise<void> => {
  if (all.length === 0) return
  await db
    .insertInto('webhookDelivery')
    .values(all.map((one) => ({ ...one, status: 'pending' as const, dueAt: one.createdAt })))
    .execute()
}

type LogStore = Pick<
  WebhookStore,
  'insertDelivery' | 'deliveries' | 'delivery' | 'seenEvents' | 'insertDeliveries'
>

/** What was sent to the webhooks of one organization. */
export const webhookLog = (db: Kysely<Database>, tenantId: number): LogStore => {
  const ofWebhook = (webhookId: string) =>
    db.selectFrom('webhookDelivery').where('tenantId', '=', tenantId).where('webhookId', '=', webhookId)

  return {
    insertDelivery: (delivery) => insertDeliveries(db, [delivery]),

    async insertDeliveries(deliveries) {
      await db.transaction().execute(async (trx) => {
        for (let i = 0; i < deliveries.length; i += 500)
          await insertDeliveries(trx, deliveries.slice(i, i + 500))
      })
    },

    async deliveries(webhookId, { status, event }, { limit, offset }) {
      const wanted = ofWebhook(webhookId)
        .$if(status !== undefined, (query) => query.where('status', '=', status!))
        .$if(event !== undefined, (query) => query.where('eventName', '=', event!))
      const [{ count }, rows] = await Promise.all([
        wanted.select((eb) => eb.fn.countAll<string>().as('count')).executeTakeFirstOrThrow(),
        wanted
          .select(columns)
          .select((eb) => lastAttempt(eb).as('last'))
          .orderBy('createdAt', 'desc')
          .orderBy('eventSeq', 'desc') // those of one round were made in one moment
          .orderBy('id', 'desc')
          .limit(limit)
          .offset(offset)
          .execute(),
      ])
      return {
        count: Number(count),
        rows: rows.map((row) => ({ ...toDelivery(row), last: row.last && toLast(row.last) })),
      }
    },

    async delivery(webhookId, id) {
      const row = await ofWebhook(webhookId)
        .select(columns)
        .select('payload')
        .where('id', '=', id)
        .executeTakeFirst()
      if (!row) return undefined
      const tries = await db
        .selectFrom('webhookAttempt')
        .select(attemptColumns)
        .where('tenantId', '=', tenantId)
        .where('deliveryId', '=', id)
        .orderBy('number')
        .execute()
      return { ...toDelivery(row), payload: row.payload, tries }
    },

    async seenEvents(webhookId, after, until, limit) {
      const rows = await db
        .selectFrom('event')
        .select(eventColumns)
        .where('tenantId', '=', tenantId)
        .where('seq', '>', String(after))
        .where('seq', '<=', (eb) =>
          eb
            .selectFrom('webhook')
            .select('seenSeq')
            .where('webhook.tenantId', '=', tenantId)
            .where('webhook.id', '=', webhookId),
        )
        .$if(until !== undefined, (query) => query.where('seq', '<=', String(until)))
        .orderBy('seq')
        .limit(limit)
        .execute()
      return rows.map(toEvent)
    },
  }
}

const lastAttempt = (eb: ExpressionBuilder<Database, 'webhookDelivery'>) =>
  jsonObjectFrom(
    eb
      .selectFrom('webhookAttempt')
      .select([
        // JSON has no times, and its names are not the plugin's to rename.
        sql<number>`(extract(epoch from webhook_attempt.at) * 1000)::float8`.as('at'),
        'webhookAttempt.error',
        'webhookAttempt.milliseconds',
        sql<number | null>`webhook_attempt.status_code`.as('status'),
      ])
      .whereRef('webhookAttempt.deliveryId', '=', 'webhookDelivery.id')
      .orderBy('webhookAttempt.number', 'desc')
      .limit(1),
  )

const toLast = (last: {
  at: number
  error: string | null
  milliseconds: number
  status: number | null
}): LastAttempt => ({
  at: new Date(last.at),
  statusCode: last.status,
  error: last.error,
  milliseconds: last.milliseconds,
})
