import { type Kysely, sql, type Transaction } from 'kysely'
import type { AlbumDirectory, AlbumStore } from '../domain/albums/album-ports.ts'
import { assetColumns, toAsset } from './assets.ts'
import { isForeignKeyViolation } from './errors.ts'
import type { Database } from './schema.ts'
import { linkColumns, toMaker, toShareLink } from './share-link-rows.ts'

const albumColumns = ['id', 'tenantId', 'ownerId', 'title', 'description', 'createdAt', 'updatedAt'] as const

/** Albums with their owner's name, as far as the role may read it, and the number of their items. */
const selectAlbums = (db: Kysely<Database>) =>
  db
    .selectFrom('album')
    .leftJoin('account', 'account.id', 'album.ownerId')
    .select(albumColumns.map((column) => `album.${column}` as const))
    .select('account.fullName as ownerName')
    .select(
      sql<number>`(select count(*)::integer from album_item where album_item.album_id = album.id)`.as(
        'itemCount',
      ),
    )

export const albumStore = (db: Kysely<Database>, tenantId: number): AlbumStore => {
  const find = (id: number) =>
    selectAlbums(db).where('album.tenantId', '=', tenantId).where('album.id', '=', id).executeTakeFirst()

  /** Locks the album until the transaction ends: its items change one after the other. */
  const touch = async (trx: Transaction<Database>, id: number, at: Date): Promise<boolean> => {
    const { numUpdatedRows } = await trx
      .updateTable('album')
      .set({ updatedAt: at })
      .where('tenantId', '=', tenantId)
      .where('id', '=', id)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  return {
    find,

    async insert(album, at) {
      const { id } = await db
        .insertInto('album')
        .values({ ...album, tenantId, createdAt: at, updatedAt: at })
        .returning('id')
        .executeTakeFirstOrThrow()
      return (await find(id))!
    },

    async list(ownerId, { limit, offset }) {
      const [{ count }, rows] = await Promise.all([
        db
          .selectFrom('album')
          .select((eb) => eb.fn.countAll<string>().as('count'))
          .where('tenantId', '=', tenantId)
          .where('ownerId', '=', ownerId)
          .executeTakeFirstOrThrow(),
        selectAlbums(db)
          .where('album.tenantId', '=', tenantId)
          .where('album.ownerId', '=', ownerId)
          .orderBy('album.id', 'desc')
          .limit(limit)
          .offset(offset)
          .execute(),
      ])
      return { count: Number(count), rows }
    },

    async update(id, changes, at) {
      await db
        .updateTable('album')
        .set({ ...changes, updatedAt: at })
        .where('tenantId', '=', tenantId)
        .where('id', '=', id)
        .execute()
      return find(id)
    },

    async remove(id) {
      await db.deleteFrom('album').where('tenantId', '=', tenantId).where('id', '=', id).execute()
    },

    addItem: (id, { assetId, addedBy }, most, at) =>
      unlessGone(
        db.transaction().execute(async (trx) => {
          if (!(await touch(trx, id, at))) return 'gone'
          const { count, last, has } = await trx
            .selectFrom('albumItem')
            .select((eb) => [
              eb.fn.countAll<string>().as('count'),
              eb.fn.max('position').as('last'),
              sql<boolean>`coalesce(bool_or(${eb.ref('assetId')} = ${assetId}), false)`.as('has'),
            ])
            .where('tenantId', '=', tenantId)
            .where('albumId', '=', id)
            .executeTakeFirstOrThrow()
          if (has) return 'there'
          if (Number(count) >= most) return 'full'
          const position = (last ?? 0) + 1
          await trx
            .insertInto('albumItem')
            .values({ albumId: id, assetId, tenantId, position, addedBy, addedAt: at })
            .execute()
          return 'added'
        }),
      ),

    removeItem: (id, assetId, at) =>
      db.transaction().execute(async (trx) => {
        await touch(trx, id, at)
        const { numDeletedRows } = await trx
          .deleteFrom('albumItem')
          .where('tenantId', '=', tenantId)
          .where('albumId', '=', id)
          .where('assetId', '=', assetId)
          .executeTakeFirst()
        return numDeletedRows > 0n
      }),

    order: (id, assetIds, at) =>
      db.transaction().execute(async (trx) => {
        await touch(trx, id, at)
        const rows = await trx
          .selectFrom('albumItem')
          .select('assetId')
          .where('tenantId', '=', tenantId)
          .where('albumId', '=', id)
          .execute()
        const named = new Set(assetIds)
        const isExact = named.size === rows.length && rows.every(({ assetId }) => named.has(assetId))
        if (!isExact) return false
        await sql`
          update album_item set position = wanted.position
          from unnest(${[...assetIds]}::integer[]) with ordinality as wanted (asset_id, position)
          where album_item.tenant_id = ${tenantId} and album_item.album_id = ${id}
            and album_item.asset_id = wanted.asset_id`.execute(trx)
        return true
      }),

    async grant(albumId, { linkId, userId, passwordVersion }, at) {
      await db
        .insertInto('albumAccess')
        .values({ linkId, userId, albumId, tenantId, passwordVersion, acceptedAt: at })
        .onConflict((conflict) =>
          conflict.columns(['linkId', 'userId']).doUpdateSet({ passwordVersion, acceptedAt: at }),
        )
        .execute()
    },

    async endGrants(albumId, userId) {
      await db
        .deleteFrom('albumAccess')
        .where('tenantId', '=', tenantId)
        .where('albumId', '=', albumId)
        .where('userId', '=', userId)
        .execute()
    },
  }
}

const unlessGone = async <T>(work: Promise<T>): Promise<T | 'gone'> => {
  try {
    return await work
  } catch (error) {
    if (isForeignKeyViolation(error, 'album_item_asset')) return 'gone' // removed in the same moment
    throw error
  }
}

/** Enough for anybody; what was accepted before these reads as not accepted. */
const mostGrants = 1000

export const albumDirectory = (system: Kysely<Database>): AlbumDirectory => ({
  async items(tenantId, id, only) {
    const rows = await system
      .selectFrom('albumItem')
      .innerJoin('asset', 'asset.id', 'albumItem.assetId')
      .leftJoin('account', 'account.id', 'albumItem.addedBy')
      .select(assetColumns.map((column) => `asset.${column}` as const))
      .select(['albumItem.addedBy', 'account.fullName as addedByName', 'albumItem.addedAt'])
      .where('albumItem.tenantId', '=', tenantId)
      .where('albumItem.albumId', '=', id)
      .$if(only !== undefined, (query) => query.where('albumItem.assetId', '=', only!))
      .orderBy('albumItem.position')
      .orderBy('albumItem.assetId')
      .execute()
    return rows.map(({ addedBy, addedByName, addedAt, ...asset }) => ({
      asset: toAsset(asset),
      addedBy,
      addedByName,
      addedAt,
    }))
  },

  async covers(ids) {
    const rows = await system
      .selectFrom('albumItem')
      .innerJoin('asset', 'asset.id', 'albumItem.assetId')
      .distinctOn('albumItem.albumId')
      .select(['albumItem.albumId', 'albumItem.assetId'])
      .where('albumItem.albumId', 'in', [...ids])
      .where('asset.thumbnail', 'is not', null)
      .orderBy('albumItem.albumId')
      .orderBy('albumItem.position')
      .orderBy('albumItem.assetId')
      .execute()
    return new Map(rows.map(({ albumId, assetId }) => [albumId, assetId]))
  },

  async grants(userId, id) {
    const accepted = await system
      .selectFrom('albumAccess')
      .innerJoin('shareLink', 'shareLink.id', 'albumAccess.linkId')
      .leftJoin('membership', (join) =>
        join
          .onRef('membership.tenantId', '=', 'shareLink.tenantId')
          .onRef('membership.userId', '=', 'shareLink.createdBy'),
      )
      .select(linkColumns.map((column) => `shareLink.${column}` as const))
      .select([
        'albumAccess.albumId',
        'albumAccess.passwordVersion as provenVersion',
        'albumAccess.acceptedAt',
        'membership.role as makerRole',
      ])
      .where('albumAccess.userId', '=', userId)
      .$if(id !== undefined, (query) => query.where('albumAccess.albumId', '=', id!))
      .orderBy('albumAccess.acceptedAt', 'desc')
      .limit(mostGrants)
      .execute()
    if (accepted.length === 0) return []
    const ids = accepted.map(({ albumId }) => albumId)
    const albums = await selectAlbums(system).where('album.id', 'in', ids).execute()
    const byId = new Map(albums.map((album) => [album.id, album]))
    return accepted.flatMap((row) => {
      const album = byId.get(row.albumId)
      if (!album) return [] // removed in the same moment
      const { provenVersion: passwordVersion, acceptedAt } = row
      return [{ album, link: toShareLink(row), maker: toMaker(row), passwordVersion, acceptedAt }]
    })
  },
})
