import { type Kysely, sql } from 'kysely'
import type { AssetStore } from '../domain/assets/service.ts'
import { mostRole } from './comment-readers.ts'
import type { Database } from './schema.ts'

/** What hangs on a file, and who may read what is said of it. */
export const assetUses = (db: Kysely<Database>, tenantId: number): Pick<AssetStore, 'uses' | 'readers'> => ({
  async uses({ id, ownerId }, now) {
    const [owner, albums, { links }, { sessions }] = await Promise.all([
      ownerId === null
        ? undefined
        : db.selectFrom('account').select(['id', 'fullName']).where('id', '=', ownerId).executeTakeFirst(),
      db
        .selectFrom('albumItem')
        .innerJoin('album', 'album.id', 'albumItem.albumId')
        .select(['album.id', 'album.title'])
        .where('albumItem.tenantId', '=', tenantId)
        .where('albumItem.assetId', '=', id)
        .orderBy('album.id', 'desc')
        .limit(100)
        .execute(),
      db
        .selectFrom('shareLink')
        .select(sql<number>`count(*)::integer`.as('links'))
        .where('tenantId', '=', tenantId)
        .where('resourceKind', '=', 'asset')
        .where('resourceId', '=', String(id))
        .where('revokedAt', 'is', null)
        .where((eb) => eb.or([eb('expiresAt', 'is', null), eb('expiresAt', '>', now)]))
        .executeTakeFirstOrThrow(),
      db
        .selectFrom('collabSession')
        .select(sql<number>`count(*)::integer`.as('sessions'))
        .where('tenantId', '=', tenantId)
        .where('assetId', '=', id)
        .where('endedAt', 'is', null)
        .where('expiresAt', '>', now)
        .executeTakeFirstOrThrow(),
    ])
    return { owner: owner ?? null, albums, links, sessions }
  },

  readers({ id, ownerId }, search, limit) {
    const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`
    return db
      .selectFrom('membership')
      .innerJoin('account', 'account.id', 'membership.userId')
      .select(['account.id', 'account.fullName', 'account.email'])
      .where('membership.tenantId', '=', tenantId)
      .where((eb) =>
        eb.or([
          eb('membership.role', 'in', ['owner', 'admin']),
          ...(ownerId === null ? [] : [eb('membership.userId', '=', ownerId)]),
          eb(mostRole(tenantId, id), 'is not', null),
        ]),
      )
      .where((eb) => eb.or([eb('account.fullName', 'ilike', pattern), eb('account.email', 'ilike', pattern)]))
      .orderBy('account.fullName')
      .orderBy('account.id')
      .limit(limit)
      .execute()
  },
})
