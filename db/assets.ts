import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { Asset, AssetKind, CleanCopy, Derived } from '../domain/assets/asset.ts'
import type { AssetStore, LeftoverStore } from '../domain/assets/service.ts'
import { assetUses } from './asset-uses.ts'
import type { Database } from './schema.ts'

const columns = [
  'id',
  'uuid',
  'tenantId',
  'ownerId',
  'title',
  'filename',
  'contentType',
  'kind',
  'size',
  'width',
  'height',
  'durationS',
  'clean',
  'thumbnail',
  'preview',
  'createdAt',
  'updatedAt',
] as const satisfies readonly (keyof AssetRow)[]

type AssetRow = Selectable<Database['asset']>

export const assetStore = (db: Kysely<Database>, tenantId: number): AssetStore => ({
  ...assetUses(db, tenantId),

  async begin(uuid) {
    await db
      .insertInto('storageUse')
      .values({ tenantId })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await db.insertInto('assetLeftover').values({ uuid, tenantId }).execute()
  },

  async reserve(uuid, bytes, quota) {
    const { numAffectedRows } = await sql`
      with taken as (
        update storage_use set used = used + ${bytes}
        where tenant_id = ${tenantId} and used + ${bytes} <= ${quota}
          and exists (select from asset_leftover where tenant_id = ${tenantId} and uuid = ${uuid})
        returning tenant_id
      )
      update asset_leftover set reserved = reserved + ${bytes}
      where uuid = ${uuid} and tenant_id in (select tenant_id from taken)`.execute(db)
    return numAffectedRows === 1n
  },

  async isBegun(uuid) {
    const row = await db
      .selectFrom('assetLeftover')
      .select('uuid')
      .where('tenantId', '=', tenantId)
      .where('uuid', '=', uuid)
      .executeTakeFirst()
    return row !== undefined
  },

  insert: ({ clean, thumbnail, preview, ...asset }) =>
    db.transaction().execute(async (trx) => {
      const leftover = await takeLeftover(trx, asset.uuid)
      if (!leftover || Number(leftover.reserved) < asset.size)
        throw new Error(`no room was reserved for ${asset.uuid}`)
      await addUse(trx, tenantId, asset.size - Number(leftover.reserved))
      const row = await trx
        .insertInto('asset')
        .values({
          ...asset,
          tenantId,
          clean: JSON.stringify(clean),
          thumbnail: thumbnail && JSON.stringify(thumbnail),
          preview: preview && JSON.stringify(preview),
        })
        .returning(columns)
        .executeTakeFirstOrThrow()
      return toAsset(row)
    }),

  abandon: (uuid) => db.transaction().execute((trx) => forget(trx, uuid)),

  async find(id) {
    const row = await db
      .selectFrom('asset')
      .select(columns)
      .where('tenantId', '=', tenantId)
      .where('id', '=', id)
      .executeTakeFirst()
    return row && toAsset(row)
  },

  async list({ ownerId, kind, search, sort = 'newest' }, { limit, offset }) {
    const pattern = search && `%${search.replace(/[\\%_]/g, '\\$&')}%`
    const matching = db
      .selectFrom('asset')
      .where('tenantId', '=', tenantId)
      .$if(ownerId !== null, (query) => query.where('ownerId', '=', ownerId))
      .$if(kind !== undefined, (query) => query.where('kind', '=', kind!))
      .$if(pattern !== undefined, (query) =>
        query.where((eb) => eb.or([eb('title', 'ilike', pattern!), eb('filename', 'ilike', pattern!)])),
      )
    const [{ count }, rows] = await Promise.all([
      matching.select((eb) => eb.fn.countAll<string>().as('count')).executeTakeFirstOrThrow(),
      matching
        .select(columns)
        .$if(sort === 'title', (query) => query.orderBy(sql`lower(title)`))
        .$if(sort === 'largest', (query) => query.orderBy('size', 'desc'))
        .orderBy('id', sort === 'oldest' ? 'asc' : 'desc')
        .limit(limit)
        .offset(offset)
        .execute(),
    ])
    return { count: Number(count), rows: rows.map(toAsset) }
  },

  async rename(id, title) {
    const row = await db
      .updateTable('asset')
      .set({ title, updatedAt: sql`now()` })
      .where('tenantId', '=', tenantId)
      .where('id', '=', id)
      .returning(columns)
      .executeTakeFirst()
    return row && toAsset(row)
  },

  remove: (id) =>
    db.transaction().execute(async (trx) => {
      const row = await trx
        .deleteFrom('asset')
        .where('tenantId', '=', tenantId)
        .where('id', '=', id)
        .returning(columns)
        .executeTakeFirst()
      if (!row) return undefined
      await addUse(trx, tenantId, -Number(row.size))
      // Old enough to be swept at once.
      await trx
        .insertInto('assetLeftover')
        .values({ uuid: row.uuid, tenantId, since: new Date(0) })
        .execute()
      return toAsset(row)
    }),

  async used() {
    const row = await db
      .selectFrom('storageUse')
      .select('used')
      .where('tenantId', '=', tenantId)
      .executeTakeFirst()
    return Number(row?.used ?? 0)
  },
})

/** Files of every tenant that belong to no asset. */
export const leftoverStore = (system: Kysely<Database>): LeftoverStore => ({
  before: (moment, limit) =>
    system
      .selectFrom('assetLeftover')
      .select(['uuid', 'tenantId'])
      .where('since', '<', moment)
      .orderBy('since')
      .limit(limit)
      .execute(),

  forget: (uuid) => system.transaction().execute((trx) => forget(trx, uuid)),
})

const takeLeftover = (trx: Transaction<Database>, uuid: string) =>
  trx
    .deleteFrom('assetLeftover')
    .where('uuid', '=', uuid)
    .returning(['tenantId', 'reserved'])
    .executeTakeFirst()

const forget = async (trx: Transaction<Database>, uuid: string): Promise<void> => {
  const leftover = await takeLeftover(trx, uuid)
  if (leftover) await addUse(trx, leftover.tenantId, -Number(leftover.reserved))
}

const addUse = async (trx: Transaction<Database>, tenantId: number, bytes: number): Promise<void> => {
  if (bytes === 0) return
  await trx
    .updateTable('storageUse')
    .set({ used: sql`used + ${bytes}` })
    .where('tenantId', '=', tenantId)
    .execute()
}

const toAsset = (row: Pick<AssetRow, (typeof columns)[number]>): Asset => ({
  ...row,
  kind: row.kind as AssetKind,
  size: Number(row.size),
  clean: row.clean as unknown as CleanCopy,
  thumbnail: row.thumbnail as unknown as Derived | null,
  preview: row.preview as unknown as Derived | null,
})

export { columns as assetColumns, toAsset }
