import { type Kysely, sql } from 'kysely'
import { isSerialId, type SerialId } from '../domain/schema.ts'
import { noSocial } from '../domain/share-links/handouts.ts'
import { usualPolicy } from '../domain/share-links/share-policy.ts'
import { usualRetention } from '../domain/tenants/retention.ts'
import type { Membership, TenantStore } from '../domain/tenants/service.ts'
import type { Tenant, TenantSettings } from '../domain/tenants/tenant.ts'
import { recordEvents } from './events.ts'
import type { Database } from './schema.ts'

/** Features and settings as text: the plugin that makes names camelCase would rename the keys of an object too. */
export const tenantColumns = [
  'tenant.id as tenantId',
  'tenant.schemaName',
  'tenant.name as tenantName',
  'tenant.slug',
  'tenant.timezone',
  'tenant.locale',
  sql<string>`tenant.features::text`.as('features'),
  sql<string>`tenant.settings::text`.as('settings'),
] as const

interface TenantRow {
  readonly tenantId: number
  readonly schemaName: string
  readonly tenantName: string
  readonly slug: string
  readonly timezone: string
  readonly locale: string
  readonly features: string
  readonly settings: string
}

export const toTenant = (row: TenantRow): Tenant => ({
  id: row.tenantId,
  schemaName: row.schemaName,
  name: row.tenantName,
  slug: row.slug,
  timezone: row.timezone,
  locale: row.locale,
  features: JSON.parse(row.features),
  settings: toSettings(JSON.parse(row.settings)),
})

/** The usual for what was never settled, or came to be only after it was. */
const toSettings = (kept: Partial<TenantSettings>): TenantSettings => ({
  social: { ...noSocial, ...kept.social },
  links: { ...usualPolicy, ...kept.links },
  retention: { ...usualRetention, ...kept.retention },
})

const memberColumns = [
  'membership.userId',
  'account.email',
  'account.fullName',
  'membership.role',
  'membership.createdAt as joinedAt',
] as const

export const tenantStore = (db: Kysely<Database>, tenantId: SerialId): TenantStore => {
  const members = () =>
    db
      .selectFrom('membership')
      .innerJoin('account', 'account.id', 'membership.userId')
      .where('membership.tenantId', '=', tenantId)

  return {
    async find() {
      const row = await db
        .selectFrom('tenant')
        .select(tenantColumns)
        .where('id', '=', tenantId)
        .executeTakeFirst()
      return row && toTenant(row)
    },

    async update({ features, settings, ...words }, at, events = []) {
      const row = await db
        .updateTable('tenant')
        .set({
          ...words,
          ...(features && {
            features: sql<string>`tenant.features || ${JSON.stringify(features)}::jsonb`,
          }),
          ...(settings && {
            settings: sql<string>`tenant.settings || ${JSON.stringify(settings)}::jsonb`,
          }),
          updatedAt: at,
        })
        .where('id', '=', tenantId)
        .returning(tenantColumns)
        .executeTakeFirst()
      if (row) await recordEvents(db, tenantId, events)
      return row && toTenant(row)
    },

    async members({ limit, offset }) {
      const rows: Membership[] = await members()
        .select(memberColumns)
        .orderBy('membership.createdAt')
        .orderBy('membership.userId')
        .limit(limit)
        .offset(offset)
        .execute()
      const { count } = await members()
        .select((eb) => eb.fn.countAll<string>().as('count'))
        .executeTakeFirstOrThrow()
      return { count: Number(count), rows }
    },

    member: (userId) =>
      members().select(memberColumns).where('membership.userId', '=', userId).executeTakeFirst(),

    async countOwners() {
      const { count } = await members()
        .where('membership.role', '=', 'owner')
        .select((eb) => eb.fn.countAll<string>().as('count'))
        .executeTakeFirstOrThrow()
      return Number(count)
    },

    async setRole(userId, role) {
      await db
        .updateTable('membership')
        .set({ role })
        .where('tenantId', '=', tenantId)
        .where('userId', '=', userId)
        .execute()
    },

    async remove(userId) {
      await db
        .deleteFrom('membership')
        .where('tenantId', '=', tenantId)
        .where('userId', '=', userId)
        .execute()
    },

    exclusively: (work) =>
      db.transaction().execute(async (trx) => {
        await trx.selectFrom('tenant').select('id').where('id', '=', tenantId).forNoKeyUpdate().execute()
        return work(tenantStore(trx, tenantId))
      }),
  }
}

/** By its slug, or by its number where that is what it looks like. */
export const findTenant =
  (system: Kysely<Database>) =>
  async (slugOrId: string): Promise<Tenant | undefined> => {
    const id = /^\d+$/.test(slugOrId) ? Number(slugOrId) : undefined
    if (id !== undefined && !isSerialId(id)) return undefined
    const row = await system
      .selectFrom('tenant')
      .select(tenantColumns)
      .where((eb) => (id === undefined ? eb('slug', '=', slugOrId) : eb('id', '=', id)))
      .executeTakeFirst()
    return row && toTenant(row)
  }
