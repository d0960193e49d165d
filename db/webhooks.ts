import { type Kysely, sql } from 'kysely'
import type { Resumption, WebhookStore } from '../domain/webhooks/ports.ts'
import type { PauseReason, Webhook } from '../domain/webhooks/webhook.ts'
import { recordEvents, withEvents } from './events.ts'
import type { Database } from './schema.ts'
import { webhookLog } from './webhook-log.ts'

const columns = [
  'id',
  'tenantId',
  'url',
  'description',
  'events',
  'isActive',
  'pausedBecause',
  'previousUntil',
  'lastDeliveredAt',
  'createdBy',
  'createdAt',
  'updatedAt',
] as const

type Row = Omit<Webhook, 'pausedBecause'> & { readonly pausedBecause: string | null }
const toWebhook = (row: Row): Webhook => ({ ...row, pausedBecause: row.pausedBecause as PauseReason | null })

/** Only behind an event that was recorded in the same transaction: then the counter is ours until the end. */
const newestSeq = (tenantId: number) =>
  sql<string>`(select last from event_counter where tenant_id = ${tenantId})`

export const webhookStore = (db: Kysely<Database>, tenantId: number): WebhookStore => {
  const select = (source: Kysely<Database>) =>
    source.selectFrom('webhook').select(columns).where('tenantId', '=', tenantId)
  const change = (source: Kysely<Database>, id: string) =>
    source.updateTable('webhook').where('tenantId', '=', tenantId).where('id', '=', id)

  /** What was waiting while a webhook was paused gets its time anew, or is given up. */
  const takeUp = async (trx: Kysely<Database>, id: string, how: Resumption, at: Date): Promise<void> => {
    await trx
      .updateTable('webhookDelivery')
      .set(how.from === 'now' ? { status: 'failed', settledAt: at } : { dueAt: at, giveUpAt: how.giveUpAt })
      .where('tenantId', '=', tenantId)
      .where('webhookId', '=', id)
      .where('status', '=', 'pending')
      .execute()
  }

  /** From where it goes on. */
  const moveOn = async (trx: Kysely<Database>, id: string, how: Resumption): Promise<void> => {
    const newest = newestSeq(tenantId)
    if (how.from === 'now') {
      await change(trx, id).set({ seenSeq: newest }).execute()
      return
    }
    const firstWanted = sql<string>`(select min(seq) from event where tenant_id = ${tenantId} and at > ${how.after}
      and seq > webhook.seen_seq)`
    await change(trx, id)
      .set({ seenSeq: sql<string>`greatest(seen_seq, coalesce(${firstWanted} - 1, ${newest}))` })
      .execute()
  }

  return {
    ...webhookLog(db, tenantId),

    insert: ({ events, ...webhook }, most, event) =>
      db.transaction().execute(async (trx) => {
        // Two who add the last one at a time wait for each other.
        await trx.selectFrom('tenant').select('id').where('id', '=', tenantId).forNoKeyUpdate().execute()
        const { count } = await trx
          .selectFrom('webhook')
          .select((eb) => eb.fn.countAll<string>().as('count'))
          .where('tenantId', '=', tenantId)
          .executeTakeFirstOrThrow()
        if (Number(count) >= most) return false
        await trx
          .insertInto('webhook')
          .values({ ...webhook, events: [...events], seenSeq: 0 })
          .execute()
        await recordEvents(trx, tenantId, [event])
        await change(trx, webhook.id)
          .set({ seenSeq: newestSeq(tenantId) })
          .execute()
        return true
      }),

    async list() {
      return (await select(db).orderBy('createdAt').orderBy('id').execute()).map(toWebhook)
    },

    async find(id) {
      const row = await select(db).where('id', '=', id).executeTakeFirst()
      return row && toWebhook(row)
    },

    update: (id, { events, ...changes }, how, at, event) =>
      db.transaction().execute(async (trx) => {
        const row = await change(trx, id)
          .set({ ...changes, ...(events && { events: [...events] }), updatedAt: at })
          .returning(columns)
          .executeTakeFirst()
        if (!row) return undefined
        if (how) await takeUp(trx, id, how, at)
        await recordEvents(trx, tenantId, [event])
        if (how) await moveOn(trx, id, how)
        return toWebhook(row)
      }),

    rotate: (id, secretSealed, previousUntil, at, event) =>
      withEvents(db, tenantId, [event], async (trx) => {
        const row = await change(trx, id)
          .set((eb) => ({
            secretSealed,
            previousSecretSealed: eb.ref('secretSealed'),
            previousUntil,
            updatedAt: at,
          }))
          .returning(columns)
          .executeTakeFirst()
        return row && toWebhook(row)
      }),

    remove: (id, event) =>
      withEvents(db, tenantId, [event], async (trx) => {
        const row = await trx
          .deleteFrom('webhook')
          .where('tenantId', '=', tenantId)
          .where('id', '=', id)
          .returning('id')
          .executeTakeFirst()
        return row !== undefined
      }),
  }
}
