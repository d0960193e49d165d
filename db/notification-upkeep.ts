import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { DigestNotice } from '../domain/mail/service.ts'
import type { Digest } from '../domain/notifications/notification.ts'
import type { NotificationUpkeep } from '../domain/notifications/ports.ts'
import type { Database } from './schema.ts'

/** Rows that are forgotten in one statement: none of them holds anybody up. */
const perStatement = 10_000

/** Notifications of all organizations. */
export const notificationUpkeep = (system: Kysely<Database>): NotificationUpkeep => ({
  async waiting(before, after = { tenantId: 0, userId: 0 }, limit) {
    const rows = await system
      .with('waiting', (query) =>
        query
          .selectFrom('notification')
          .select((eb) => ['tenantId', 'userId', eb.fn.min('createdAt').as('oldestAt')])
          .where('readAt', 'is', null)
          .where('mailedAt', 'is', null)
          .where('createdAt', '<=', before)
          .where(sql<boolean>`(tenant_id, user_id) > (${after.tenantId}::integer, ${after.userId}::integer)`)
          .groupBy(['tenantId', 'userId']),
      )
      .selectFrom('waiting')
      .innerJoin('tenant', 'tenant.id', 'waiting.tenantId')
      // Whoever has left is told nothing more.
      .innerJoin('membership', (join) =>
        join
          .onRef('membership.tenantId', '=', 'waiting.tenantId')
          .onRef('membership.userId', '=', 'waiting.userId'),
      )
      .innerJoin('account', 'account.id', 'waiting.userId')
      .leftJoin('notificationPreference', (join) =>
        join
          .onRef('notificationPreference.tenantId', '=', 'waiting.tenantId')
          .onRef('notificationPreference.userId', '=', 'waiting.userId'),
      )
      .select(['waiting.tenantId', 'waiting.userId', 'waiting.oldestAt', 'account.email', 'account.fullName'])
      .select(['tenant.name as organization', 'tenant.timezone as timeZone', 'tenant.locale'])
      .select('notificationPreference.digest')
      .select((eb) =>
        eb
          .selectFrom('notification')
          .select((max) => max.fn.max('mailedAt').as('at'))
          .whereRef('notification.tenantId', '=', 'waiting.tenantId')
          .whereRef('notification.userId', '=', 'waiting.userId')
          .as('lastMailedAt'),
      )
      .where(sql<boolean>`notification_preference.digest is distinct from 'off'`)
      .orderBy('waiting.tenantId')
      .orderBy('waiting.userId')
      .limit(limit)
      .execute()
    return rows.map(({ digest, ...row }) => ({ ...row, digest: (digest as Digest | null) ?? undefined }))
  },

  async forget(readBefore, before, dryRun) {
    const old = sql`(read_at < ${readBefore} or created_at < ${before})`
    return dryRun ? countOf(system, old) : forgetAll(system, old)
  },
})

/** Only inside of the transaction that stores their mail. Answers how many it is about. */
export const markMailed = async (
  trx: Kysely<Database>,
  { tenantId, userId, until }: DigestNotice,
  at: Date,
): Promise<number> => {
  const { numUpdatedRows } = await trx
    .updateTable('notification')
    .set({ mailedAt: at })
    .where('tenantId', '=', tenantId)
    .where('userId', '=', userId)
    .where('readAt', 'is', null)
    .where('mailedAt', 'is', null)
    .where('createdAt', '<=', until)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

const countOf = async (system: Kysely<Database>, which: RawBuilder<unknown>): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from notification where ${which}`.execute(system)
  return rows[0]!.count
}

const forgetAll = async (system: Kysely<Database>, which: RawBuilder<unknown>): Promise<number> => {
  for (let gone = 0; ; ) {
    const { numAffectedRows = 0n } = await sql`
      delete from notification where ctid = any(array(
        select ctid from notification where ${which} limit ${sql.lit(perStatement)}))`.execute(system)
    gone += Number(numAffectedRows)
    if (Number(numAffectedRows) < perStatement) return gone
  }
}
