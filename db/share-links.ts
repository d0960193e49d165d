import type { Kysely, Transaction } from 'kysely'
import type { Face, ShareLink } from '../domain/share-links/link.ts'
import { stateOf } from '../domain/share-links/link.ts'
import type { ShareLinkStore } from '../domain/share-links/service.ts'
import { isUniqueViolation } from './errors.ts'
import type { Database } from './schema.ts'
import { fromShareLink, laterThanBefore, linkColumns, toSealed, toShareLink } from './share-link-rows.ts'
import { counted, statsOf } from './share-link-stats.ts'

export const shareLinkStore = (db: Kysely<Database>, tenantId: number): ShareLinkStore => {
  const primaries = (source: Kysely<Database>, face: Face, resource: ShareLink['resource']) =>
    source
      .selectFrom('shareLink')
      .select([...linkColumns, 'tokenSealed'])
      .where('tenantId', '=', tenantId)
      .where('face', '=', face)
      .where('resourceKind', '=', resource.kind)
      .where('resourceId', '=', resource.id)
      .where('isPrimary', '=', true)

  const insertPrimary = (
    trx: Transaction<Database>,
    link: ShareLink,
    secret: { tokenHash: Buffer; tokenSealed: Buffer },
  ) => {
    const row = { ...fromShareLink(link), ...secret, isPrimary: true }
    return trx.insertInto('shareLink').values(row).returning('number').executeTakeFirstOrThrow()
  }

  const extendOrInsert: ShareLinkStore['extendOrInsertPrimary'] = (link, secret, now) =>
    db.transaction().execute(async (trx) => {
      const primary = await primaries(trx, link.face, link.resource).forUpdate().executeTakeFirst()
      if (primary?.tokenSealed && stateOf(primary, now) === 'live') {
        const { expiresAt } = link
        const { allowPreview, allowDownload, allowComments, allowCollaboration } = fromShareLink(link)
        const rights = { allowPreview, allowDownload, allowComments, allowCollaboration }
        const row = await trx
          .updateTable('shareLink')
          .set({ expiresAt, ...rights, updatedAt: laterThanBefore(now) })
          .where('tenantId', '=', tenantId)
          .where('id', '=', primary.id)
          .returning([...linkColumns, 'tokenSealed'])
          .executeTakeFirstOrThrow()
        return { ...toSealed(row), isNew: false }
      }
      if (primary)
        await trx
          .updateTable('shareLink')
          .set({ isPrimary: false })
          .where('tenantId', '=', tenantId)
          .where('id', '=', primary.id)
          .execute()
      const { number } = await insertPrimary(trx, link, secret)
      return { link: { ...link, number }, tokenSealed: secret.tokenSealed, isNew: true }
    })

  return {
    async primaryOf(face, resource) {
      const row = await primaries(db, face, resource).executeTakeFirst()
      return row && toSealed(row)
    },

    async extendOrInsertPrimary(link, secret, now) {
      try {
        return await extendOrInsert(link, secret, now)
      } catch (error) {
        if (!isUniqueViolation(error, 'share_link_primary')) throw error
        return extendOrInsert(link, secret, now) // somebody was first: theirs is extended
      }
    },

    async listPrimary(face, createdBy, now, { limit, offset }) {
      const mine = db
        .selectFrom('shareLink')
        .where('tenantId', '=', tenantId)
        .where('createdBy', '=', createdBy)
        .where('face', '=', face)
        .where('isPrimary', '=', true)
        .where('revokedAt', 'is', null)
        .where('expiresAt', '>', now)
      const [{ count }, rows] = await Promise.all([
        mine.select((eb) => eb.fn.countAll<string>().as('count')).executeTakeFirstOrThrow(),
        mine
          .select([...linkColumns, 'tokenSealed'])
          .orderBy('number', 'desc')
          .limit(limit)
          .offset(offset)
          .execute(),
      ])
      return { count: Number(count), rows: rows.map(toSealed) }
    },

    async revoke(id, at) {
      const { numUpdatedRows } = await db
        .updateTable('shareLink')
        .set({ revokedAt: at, updatedAt: at })
        .where('tenantId', '=', tenantId)
        .where('id', '=', id)
        .where('revokedAt', 'is', null)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    async revokeAllOf(resource, at) {
      const rows = await db
        .updateTable('shareLink')
        .set({ revokedAt: at, updatedAt: at })
        .where('tenantId', '=', tenantId)
        .where('resourceKind', '=', resource.kind)
        .where('resourceId', '=', resource.id)
        .where('revokedAt', 'is', null)
        .returning(linkColumns)
        .execute()
      return rows.map(toShareLink)
    },

    async endWith(resource, how, at) {
      return db
        .updateTable('shareLink')
        .set({
          ...(how === 'expired' ? { expiresAt: at } : { revokedAt: at }),
          updatedAt: laterThanBefore(at),
        })
        .where('tenantId', '=', tenantId)
        .where('resourceKind', '=', resource.kind)
        .where('resourceId', '=', resource.id)
        .where('endsOn', '=', 'done')
        .where('revokedAt', 'is', null)
        .where((eb) => eb.or([eb('expiresAt', 'is', null), eb('expiresAt', '>', at)]))
        .returning('id')
        .execute()
    },

    async stats(face, now) {
      const query = counted(db, now).where('tenantId', '=', tenantId).where('face', '=', face)
      return statsOf(await query.executeTakeFirstOrThrow())
    },
  }
}
