import { type Kysely, sql } from 'kysely'
import type { ExtensionStore } from '../domain/mail/extensions.ts'
import type { MailStore, Notice } from '../domain/mail/service.ts'
import { markMailed } from './notification-upkeep.ts'
import type { Database } from './schema.ts'
import { linkColumns, toMaker, toShareLink } from './share-link-rows.ts'

/** The outbox of the whole server; a mail is taken by one process at a time. */
export const mailStore = (system: Kysely<Database>): MailStore => ({
  add: ({ createdAt, ...mail }, notice) =>
    system.transaction().execute(async (trx) => {
      if (notice && !(await isFirst(trx, notice, createdAt))) return false
      await trx
        .insertInto('mail')
        .values({ ...mail, createdAt, dueAt: createdAt })
        .execute()
      return true
    }),

  take: (now, until) =>
    system
      .updateTable('mail')
      .set((eb) => ({ attempts: eb('attempts', '+', 1), dueAt: until }))
      .where('id', '=', (eb) =>
        eb
          .selectFrom('mail')
          .select('id')
          .where('letterSealed', 'is not', null)
          .where('dueAt', '<=', now)
          .orderBy('dueAt')
          .limit(1)
          .forUpdate()
          .skipLocked(),
      )
      .returning(['id', 'tenantId', 'template', 'attempts', 'createdAt', 'usefulUntil'])
      .returning(sql<Buffer>`letter_sealed`.as('letterSealed'))
      .executeTakeFirst(),

  async putBack(id, dueAt) {
    await system.updateTable('mail').set({ dueAt }).where('id', '=', id).execute()
  },

  async settle(id, as, at) {
    await system
      .updateTable('mail')
      .set({ letterSealed: null, ...(as === 'sent' ? { sentAt: at } : { givenUpAt: at }) })
      .where('id', '=', id)
      .where('letterSealed', 'is not', null) // the first outcome is the one on record
      .execute()
  },

  async forgetBefore(at) {
    await system.deleteFrom('expiryNotice').where('expiresAt', '<', at).execute()
    const { numDeletedRows } = await system.deleteFrom('mail').where('createdAt', '<', at).executeTakeFirst()
    return Number(numDeletedRows)
  },

  senderOf: (tenantId) =>
    system
      .selectFrom('tenant')
      .select(['name as organization', 'timezone as timeZone', 'locale'])
      .where('id', '=', tenantId)
      .executeTakeFirst(),

  async memberAddress(tenantId, userId) {
    const row = await system
      .selectFrom('membership')
      .innerJoin('account', 'account.id', 'membership.userId')
      .select('account.email')
      .where('membership.tenantId', '=', tenantId)
      .where('membership.userId', '=', userId)
      .executeTakeFirst()
    return row?.email
  },
})

/** Keeps that it is told of, for nobody else to tell it. */
const isFirst = async (trx: Kysely<Database>, notice: Notice, at: Date): Promise<boolean> => {
  if ('userId' in notice) return (await markMailed(trx, notice, at)) > 0
  const kept = await trx
    .insertInto('expiryNotice')
    .values(notice)
    .onConflict((conflict) => conflict.doNothing())
    .returning('shareId')
    .executeTakeFirst()
  return kept !== undefined
}

/** The ends of links, across tenants. */
export const extensionStore = (system: Kysely<Database>): ExtensionStore => ({
  async ending(now, before, longerThanMs, atMost) {
    const rows = await system
      .selectFrom('shareLink')
      .innerJoin('membership', (join) =>
        join
          .onRef('membership.tenantId', '=', 'shareLink.tenantId')
          .onRef('membership.userId', '=', 'shareLink.createdBy'),
      )
      .innerJoin('account', 'account.id', 'shareLink.createdBy')
      .innerJoin('tenant', 'tenant.id', 'shareLink.tenantId')
      .distinctOn([sql`share_link.expires_at`, shareOf])
      .select(linkColumns.map((column) => `shareLink.${column}` as const))
      .select(['membership.role as makerRole', 'account.email as makerEmail'])
      .select(['tenant.name as organization', 'tenant.timezone as timeZone', 'tenant.locale'])
      .where('shareLink.revokedAt', 'is', null)
      .where('shareLink.expiresAt', '>', now)
      .where('shareLink.expiresAt', '<=', before)
      .where(lifeOf, '>', longerThanMs)
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('expiryNotice')
              .select('shareId')
              .where('expiryNotice.shareId', '=', shareOf)
              .whereRef('expiryNotice.expiresAt', '=', 'shareLink.expiresAt'),
          ),
        ),
      )
      .orderBy('shareLink.expiresAt')
      .orderBy(shareOf)
      .orderBy('shareLink.number')
      .limit(atMost)
      .execute()
    return rows.map((row) => ({
      link: toShareLink(row),
      maker: toMaker(row),
      makerEmail: row.makerEmail,
      organization: row.organization,
      timeZone: row.timeZone,
      locale: row.locale,
    }))
  },

  async moveEnd(link, expiresAt, at) {
    const rows = await system
      .updateTable('shareLink')
      .set({ expiresAt, updatedAt: at })
      .where('tenantId', '=', link.tenantId)
      .where(shareOf, '=', link.shareId ?? link.id)
      .where('expiresAt', '=', link.expiresAt)
      .where('revokedAt', 'is', null)
      .where('tokenSealed', 'is not', null)
      .where((eb) => eb.or([eb('face', '=', 'core'), eb('isPrimary', '=', true)]))
      .returning(linkColumns)
      .execute()
    return rows.map(toShareLink)
  },
})

const shareOf = sql<string>`coalesce(share_link.share_id, share_link.id)`
const lifeOf = sql<number>`extract(epoch from share_link.expires_at - coalesce(share_link.starts_at, share_link.created_at)) * 1000`
