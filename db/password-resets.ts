import { type Kysely, sql } from 'kysely'
import type { PasswordResetStore } from '../domain/accounts/password-reset.ts'
import type { Database } from './schema.ts'

export const passwordResetStore = (system: Kysely<Database>): PasswordResetStore => ({
  personOf: (email) =>
    system
      .selectFrom('account')
      .leftJoin('membership', 'membership.userId', 'account.id')
      .select(['account.id as userId', 'account.email', 'account.fullName', 'membership.tenantId'])
      .where(sql<boolean>`lower(account.email) = lower(${email})`)
      .orderBy('membership.createdAt')
      .orderBy('membership.tenantId')
      .limit(1)
      .executeTakeFirst(),

  async keep(userId, code) {
    await system
      .insertInto('passwordReset')
      .values({ userId, ...code })
      .onConflict((conflict) => conflict.column('userId').doUpdateSet({ ...code, tries: 0 }))
      .execute()
  },

  async check({ selector, codeHash }, mostTries, now) {
    const row = await system
      .updateTable('passwordReset')
      .from('account')
      .set({ tries: sql`tries + case when code_hash = ${codeHash} then 0 else 1 end` })
      .whereRef('account.id', '=', 'passwordReset.userId')
      .where('selector', '=', selector)
      .where('expiresAt', '>', now)
      .where('tries', '<', mostTries)
      .returning(['account.email', sql<boolean>`code_hash = ${codeHash}`.as('isRight')])
      .executeTakeFirst()
    return row?.isRight ? row.email : undefined
  },

  use: ({ selector, codeHash }, mostTries, passwordHash, at) =>
    system.transaction().execute(async (trx) => {
      const good = () =>
        trx
          .deleteFrom('passwordReset')
          .where('selector', '=', selector)
          .where('codeHash', '=', codeHash)
          .where('expiresAt', '>', at)
          .where('tries', '<', mostTries)
          .returning('userId')
      // The person first, as everybody who changes a password does.
      const person = await trx
        .selectFrom('account')
        .innerJoin('passwordReset', 'passwordReset.userId', 'account.id')
        .select('account.id')
        .where('selector', '=', selector)
        .forNoKeyUpdate('account')
        .executeTakeFirst()
      const used = person && (await good().executeTakeFirst())
      if (!used) return undefined
      const { userId } = used
      await trx.updateTable('account').set({ passwordHash }).where('id', '=', userId).execute()
      const ended = await trx
        .updateTable('tokenFamily')
        .set({ endedAt: at })
        .where('userId', '=', userId)
        .where('endedAt', 'is', null)
        .returning('tenantId')
        .execute()
      return { userId, tenantIds: [...new Set(ended.map(({ tenantId }) => tenantId))] }
    }),
})
