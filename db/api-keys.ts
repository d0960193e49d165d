import { type Kysely, sql } from 'kysely'
import type { ApiKey } from '../domain/api-keys/key.ts'
import type { ApiKeyDirectory, ApiKeyStore } from '../domain/api-keys/service.ts'
import { recordEvents, withEvents } from './events.ts'
import type { Database } from './schema.ts'

const columns = [
  'apiKey.id',
  'apiKey.tenantId',
  'apiKey.name',
  'apiKey.prefix',
  'apiKey.role',
  'apiKey.expiresAt',
  'apiKey.lastUsedAt',
  'apiKey.createdAt',
  'apiKey.revokedAt',
] as const

export const apiKeyStore = (db: Kysely<Database>, tenantId: number): ApiKeyStore => {
  const keys = (source: Kysely<Database>) =>
    source.selectFrom('apiKey').where('apiKey.tenantId', '=', tenantId)
  const whole = (source: Kysely<Database>) =>
    keys(source)
      .innerJoin('account', 'account.id', 'apiKey.createdBy')
      .select(columns)
      .select(['account.id as makerId', 'account.fullName as makerName'])
  const endsAfter = (at: Date) => sql<boolean>`least(api_key.revoked_at, api_key.expires_at) is null
    or least(api_key.revoked_at, api_key.expires_at) > ${at}`

  const find = async (source: Kysely<Database>, id: string): Promise<ApiKey | undefined> => {
    const row = await whole(source).where('apiKey.id', '=', id).executeTakeFirst()
    return row && toKey(row)
  }

  return {
    async list(endedSince, { limit, offset }) {
      const [{ count }, rows] = await Promise.all([
        keys(db)
          .where((eb) => eb.parens(endsAfter(endedSince)))
          .select((eb) => eb.fn.countAll<string>().as('count'))
          .executeTakeFirstOrThrow(),
        whole(db)
          .where((eb) => eb.parens(endsAfter(endedSince)))
          .orderBy('apiKey.createdAt', 'desc')
          .orderBy('apiKey.id', 'desc')
          .limit(limit)
          .offset(offset)
          .execute(),
      ])
      return { count: Number(count), rows: rows.map(toKey) }
    },

    find: (id) => find(db, id),

    insert: (key, most, event) =>
      db.transaction().execute(async (trx) => {
        // Two who make the last one at a time wait for each other.
        await trx.selectFrom('tenant').select('id').where('id', '=', tenantId).forNoKeyUpdate().execute()
        const { count } = await keys(trx)
          .where('apiKey.revokedAt', 'is', null)
          .where((eb) =>
            eb.or([eb('apiKey.expiresAt', 'is', null), eb('apiKey.expiresAt', '>', key.createdAt)]),
          )
          .select((eb) => eb.fn.countAll<string>().as('count'))
          .executeTakeFirstOrThrow()
        if (Number(count) >= most) return undefined
        await trx
          .insertInto('apiKey')
          .values({ ...key, tenantId })
          .execute()
        await recordEvents(trx, tenantId, [event])
        return find(trx, key.id)
      }),

    revoke: (id, at, event) =>
      withEvents(db, tenantId, [event], async (trx) => {
        const row = await trx
          .updateTable('apiKey')
          .set({ revokedAt: at })
          .where('tenantId', '=', tenantId)
          .where('id', '=', id)
          .where('revokedAt', 'is', null) // the first withdrawal is the one on record
          .returning('id')
          .executeTakeFirst()
        return row !== undefined
      }),
  }
}

export const apiKeyDirectory = (system: Kysely<Database>): ApiKeyDirectory => ({
  async byHash(keyHash) {
    const row = await system
      .selectFrom('apiKey')
      .innerJoin('membership', (join) =>
        join
          .onRef('membership.tenantId', '=', 'apiKey.tenantId')
          .onRef('membership.userId', '=', 'apiKey.createdBy'),
      )
      .select(['apiKey.id', 'apiKey.tenantId', 'apiKey.createdBy as makerId', 'apiKey.role'])
      .select(['apiKey.expiresAt', 'apiKey.lastUsedAt', 'apiKey.revokedAt', 'membership.role as makerRole'])
      .where('apiKey.keyHash', '=', keyHash)
      .executeTakeFirst()
    if (!row) return undefined
    const { makerRole, ...key } = row
    return { key, makerRole }
  },

  async noteUse(id, at) {
    await system.updateTable('apiKey').set({ lastUsedAt: at }).where('id', '=', id).execute()
  },

  async forgetEndedBefore(at) {
    const { numDeletedRows } = await system
      .deleteFrom('apiKey')
      .where(sql<boolean>`least(revoked_at, expires_at) < ${at}`)
      .executeTakeFirst()
    return Number(numDeletedRows)
  },
})

type Row = Omit<ApiKey, 'createdBy'> & { readonly makerId: number; readonly makerName: string }
const toKey = ({ makerId, makerName, ...key }: Row): ApiKey => ({
  ...key,
  createdBy: { id: makerId, fullName: makerName },
})
