import { type Kysely, sql } from 'kysely'
import type { NewSession } from '../domain/accounts/account.ts'
import type { AccountStore, Founder } from '../domain/accounts/store.ts'
import { Problem } from '../domain/problem.ts'
import type { SerialId } from '../domain/schema.ts'
import type { Membership, PeopleStore } from '../domain/tenants/service.ts'
import { schemaNameOf } from '../domain/tenants/tenant.ts'
import type { Database } from './schema.ts'
import { tenantColumns, toTenant } from './tenants.ts'

/**
 * Rows are locked from the person down (account, membership, family, token), so that nobody waits in a circle: removing
 * a member goes the same way by its cascade.
 */
export const accountStore = (system: Kysely<Database>): AccountStore => ({
  register: (founder, session) =>
    system.transaction().execute(async (trx) => {
      const userId = await insertAccount(trx, founder, session.startedAt)
      const tenantId = await insertTenant(trx, founder, session.startedAt)
      await insertMembership(trx, { tenantId, userId, role: 'owner', at: session.startedAt })
      await insertSession(trx, { tenantId, userId }, session)
      return (await findProfile(trx, tenantId, userId))!
    }),

  async findCredentials(email) {
    const account = await system
      .selectFrom('account')
      .select(['id', 'passwordHash'])
      .where(isEmail(email))
      .executeTakeFirst()
    if (!account) return undefined
    const tenants = await system
      .selectFrom('membership')
      .innerJoin('tenant', 'tenant.id', 'membership.tenantId')
      .select(['tenant.id as tenantId', 'tenant.slug'])
      .where('membership.userId', '=', account.id)
      .orderBy('membership.createdAt')
      .orderBy('tenant.id')
      .execute()
    return { userId: account.id, passwordHash: account.passwordHash, tenants }
  },

  async passwordHashOf(userId) {
    const row = await system
      .selectFrom('account')
      .select('passwordHash')
      .where('id', '=', userId)
      .executeTakeFirst()
    return row?.passwordHash
  },

  profile: (tenantId, userId) => findProfile(system, tenantId, userId),

  openSession: (member, passwordHash, session) =>
    system.transaction().execute(async (trx) => {
      const stillSo = await trx
        .selectFrom('account')
        .innerJoin('membership', 'membership.userId', 'account.id')
        .select('account.id')
        .where('membership.tenantId', '=', member.tenantId)
        .where('account.id', '=', member.userId)
        .where('account.passwordHash', '=', passwordHash)
        .forShare()
        .executeTakeFirst()
      if (stillSo) await insertSession(trx, member, session)
      return stillSo !== undefined
    }),

  rotate: (tokenHash, { tokenHash: nextHash, at, expiresAt }) =>
    system.transaction().execute(async (trx) => {
      const family = await trx
        .selectFrom('tokenFamily')
        .innerJoin('refreshToken', 'refreshToken.familyId', 'tokenFamily.id')
        .innerJoin('membership', (join) =>
          join
            .onRef('membership.tenantId', '=', 'tokenFamily.tenantId')
            .onRef('membership.userId', '=', 'tokenFamily.userId'),
        )
        .select(['tokenFamily.id as familyId', 'tokenFamily.tenantId', 'tokenFamily.userId'])
        .select(['membership.role', 'tokenFamily.endedAt', 'tokenFamily.expiresAt'])
        .where('refreshToken.tokenHash', '=', tokenHash)
        .forUpdate('tokenFamily')
        .executeTakeFirst()
      if (!family || family.endedAt) return { outcome: 'unknown' }
      if (family.expiresAt <= at) return { outcome: 'expired' }

      const { tenantId, userId, familyId, role } = family
      const { numUpdatedRows } = await trx
        .updateTable('refreshToken')
        .set({ usedAt: at })
        .where('tokenHash', '=', tokenHash)
        .where('usedAt', 'is', null)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) {
        await trx.updateTable('tokenFamily').set({ endedAt: at }).where('id', '=', familyId).execute()
        return { outcome: 'reused', member: { tenantId, userId } }
      }

      await trx.insertInto('refreshToken').values({ tokenHash: nextHash, familyId, createdAt: at }).execute()
      await trx.updateTable('tokenFamily').set({ expiresAt }).where('id', '=', familyId).execute()
      return { outcome: 'rotated', member: { tenantId, userId, familyId, role } }
    }),

  familyOfToken: (tokenHash) =>
    system
      .selectFrom('tokenFamily')
      .innerJoin('refreshToken', 'refreshToken.familyId', 'tokenFamily.id')
      .select(['tokenFamily.id as familyId', 'tokenFamily.tenantId', 'tokenFamily.userId'])
      .where('refreshToken.tokenHash', '=', tokenHash)
      .executeTakeFirst(),

  async endFamily(familyId, at) {
    await system
      .updateTable('tokenFamily')
      .set({ endedAt: at })
      .where('id', '=', familyId)
      .where('endedAt', 'is', null) // the first end is the one on record
      .execute()
  },

  changePassword: (userId, { from, to, exceptFamily, at }) =>
    system.transaction().execute(async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('account')
        .set({ passwordHash: to })
        .where('id', '=', userId)
        .where('passwordHash', '=', from)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) return undefined
      await trx.deleteFrom('passwordReset').where('userId', '=', userId).execute() // whoever knows it needs no code
      const ended = await trx
        .updateTable('tokenFamily')
        .set({ endedAt: at })
        .where('userId', '=', userId)
        .where('id', '!=', exceptFamily)
        .where('endedAt', 'is', null)
        .returning('tenantId')
        .execute()
      return [...new Set(ended.map(({ tenantId }) => tenantId))]
    }),

  standing: (familyIds, now) =>
    system
      .selectFrom('tokenFamily')
      .innerJoin('membership', (join) =>
        join
          .onRef('membership.tenantId', '=', 'tokenFamily.tenantId')
          .onRef('membership.userId', '=', 'tokenFamily.userId'),
      )
      .select(['tokenFamily.id as familyId', 'tokenFamily.tenantId', 'tokenFamily.userId', 'membership.role'])
      .where(sql<boolean>`token_family.id = any(${[...familyIds]}::uuid[])`)
      .where('tokenFamily.endedAt', 'is', null)
      .where('tokenFamily.expiresAt', '>', now)
      .execute(),

  async forgetSessionsBefore(at) {
    await system.deleteFrom('refreshToken').where('usedAt', '<', at).execute()
    const { numDeletedRows } = await system
      .deleteFrom('tokenFamily')
      .where((eb) => eb.or([eb('endedAt', '<', at), eb('expiresAt', '<', at)]))
      .executeTakeFirst()
    return Number(numDeletedRows)
  },
})

export const peopleStore = (system: Kysely<Database>): PeopleStore => ({
  async userIdOf(email) {
    const row = await system.selectFrom('account').select('id').where(isEmail(email)).executeTakeFirst()
    return row?.id
  },

  addMember: (tenantId, userId, role, at) => insertMembership(system, { tenantId, userId, role, at }),

  addPerson: (tenantId, person, role, at) =>
    system.transaction().execute(async (trx) => {
      const userId = await insertAccount(trx, person, at)
      await insertMembership(trx, { tenantId, userId, role, at })
      return userId
    }),
})

/** The index is on `lower(email)`; the same function on both sides finds by it, whatever the database's locale. */
const isEmail = (email: string) => sql<boolean>`lower(account.email) = lower(${email})`

/** Throws `email_taken`. */
const insertAccount = async (
  db: Kysely<Database>,
  { email, fullName, passwordHash }: { email: string; fullName: string; passwordHash: string },
  at: Date,
): Promise<SerialId> => {
  const row = await db
    .insertInto('account')
    .values({ email, fullName, passwordHash, createdAt: at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!row) throw new Problem('email_taken')
  return row.id
}

const insertMembership = async (
  db: Kysely<Database>,
  {
    tenantId,
    userId,
    role,
    at,
  }: { tenantId: SerialId; userId: SerialId; role: Membership['role']; at: Date },
): Promise<void> => {
  const row = await db
    .insertInto('membership')
    .values({ tenantId, userId, role, createdAt: at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('userId')
    .executeTakeFirst()
  if (!row) throw new Problem('email_taken')
}

const findProfile = async (db: Kysely<Database>, tenantId: SerialId, userId: SerialId) => {
  const row = await db
    .selectFrom('membership')
    .innerJoin('account', 'account.id', 'membership.userId')
    .innerJoin('tenant', 'tenant.id', 'membership.tenantId')
    .select(['account.id as userId', 'account.email', 'account.fullName', 'membership.role'])
    .select(tenantColumns)
    .where('membership.tenantId', '=', tenantId)
    .where('membership.userId', '=', userId)
    .executeTakeFirst()
  if (!row) return undefined
  const { email, fullName, role } = row
  return { account: { id: userId, email, fullName }, tenant: toTenant(row), role }
}

const insertTenant = async (
  trx: Kysely<Database>,
  { organization, slugs }: Founder,
  at: Date,
): Promise<SerialId> => {
  for (const slug of slugs) {
    const row = await trx
      .insertInto('tenant')
      .values({ name: organization, slug, schemaName: schemaNameOf(slug), createdAt: at, updatedAt: at })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (row) return row.id
  }
  throw new Error(`No address was free for an organization: ${slugs.join(', ')}`)
}

const insertSession = async (
  trx: Kysely<Database>,
  { tenantId, userId }: { tenantId: SerialId; userId: SerialId },
  { familyId, tokenHash, startedAt, expiresAt }: NewSession,
): Promise<void> => {
  await trx
    .insertInto('tokenFamily')
    .values({ id: familyId, tenantId, userId, createdAt: startedAt, expiresAt })
    .execute()
  await trx.insertInto('refreshToken').values({ tokenHash, familyId, createdAt: startedAt }).execute()
}
