import { type Kysely, sql } from 'kysely'
import type { MailStore } from '../domain/mail/service.ts'
import type { Database } from './schema.ts'

/** The outbox of the whole server; a mail is taken by one process at a time. */
export const mailStore = (system: Kysely<Database>): MailStore => ({
  add: ({ createdAt, ...mail }, notice) =>
    system.transaction().execute(async (trx) => {
      if (notice) {
        const isFirst = await trx
          .insertInto('expiryNotice')
          .values(notice)
          .onConflict((conflict) => conflict.doNothing())
          .returning('linkId')
          .executeTakeFirst()
        if (!isFirst) return false
      }
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
