import { type Kysely, sql } from 'kysely'
import { Problem } from '../domain/problem.ts'
import type { ShareLink } from '../domain/share-links/link.ts'
import type { KeptShare, ShareStore } from '../domain/share-links/share-ports.ts'
import { isUniqueViolation } from './errors.ts'
import type { Database } from './schema.ts'
import { type Builder, conditionsOf, isPast, orderOf, within } from './share-filters.ts'
import {
  fromShareLink,
  laterThanBefore,
  linkColumns,
  toMaker,
  toSealed,
  toShareLink,
} from './share-link-rows.ts'

/** The links of one tenant for those who look after them. */
export const shareStore = (db: Kysely<Database>, tenantId: number): ShareStore => {
  const kept = () =>
    db
      .selectFrom('shareLink')
      .select(linkColumns.map((column) => `shareLink.${column}` as const))
      .select((eb) => [
        'shareLink.tokenSealed',
        eb
          .selectFrom('membership')
          .select('membership.role')
          .whereRef('membership.tenantId', '=', 'shareLink.tenantId')
          .whereRef('membership.userId', '=', 'shareLink.createdBy')
          .as('makerRole'),
      ])
      .where('shareLink.tenantId', '=', tenantId)
  type Row = Awaited<ReturnType<ReturnType<typeof kept>['execute']>>[number]
  const toKept = (row: Row): KeptShare => ({ ...toSealed(row), maker: toMaker(row) })

  const unrevoked = () =>
    db.updateTable('shareLink').where('tenantId', '=', tenantId).where('revokedAt', 'is', null)

  return {
    async insert(shares) {
      const rows = shares.map(({ link, tokenHash, tokenSealed, passwordHash }) => {
        return { ...fromShareLink(link), tokenHash, tokenSealed, passwordHash }
      })
      const made = await orSlugTaken(
        db.insertInto('shareLink').values(rows).returning(['id', 'number']).execute(),
      )
      const numbers = new Map(made.map(({ id, number }) => [id, number]))
      return shares.map(({ link }) => ({ ...link, number: numbers.get(link.id)! }))
    },

    async find(id) {
      const row = await kept().where('shareLink.id', '=', id).executeTakeFirst()
      return row && toKept(row)
    },

    async findAll(ids) {
      return (await kept().where('shareLink.id', '=', anyOf(ids)).execute()).map(toKept)
    },

    async list(filter, now, { limit, offset }) {
      const where = (eb: Builder) => eb.and(conditionsOf(eb, filter, now))
      const [{ count }, rows] = await Promise.all([
        db
          .selectFrom('shareLink')
          .select((eb) => eb.fn.countAll<string>().as('count'))
          .where('tenantId', '=', tenantId)
          .where(where)
          .executeTakeFirstOrThrow(),
        kept()
          .where(where)
          .$call((query) => (filter.sort ? query.orderBy(orderOf(filter.sort)) : query))
          .orderBy('shareLink.number', 'desc')
          .limit(limit)
          .offset(offset)
          .execute(),
      ])
      return { count: Number(count), rows: rows.map(toKept) }
    },

    async change(id, updatedAt, { permissions, destination, ...terms }, at) {
      const row = await orSlugTaken(
        unrevoked()
          .set({
            ...terms,
            ...(permissions && rightsOf(permissions)),
            ...(destination !== undefined && { destination: destination && JSON.stringify(destination) }),
            updatedAt: laterThanBefore(at),
          })
          .where('id', '=', id)
          .where('updatedAt', '=', updatedAt)
          .returning(linkColumns)
          .executeTakeFirst(),
      )
      return row && toShareLink(row)
    },

    async setToken(id, { tokenHash, tokenSealed }, at) {
      const row = await unrevoked()
        .set({ tokenHash, tokenSealed, rotatedAt: at, updatedAt: laterThanBefore(at) })
        .where('id', '=', id)
        .returning(linkColumns)
        .executeTakeFirst()
      return row && toShareLink(row)
    },

    async revoke({ scope, ids, resource, shareId }, at) {
      const rows = await unrevoked()
        .set({ revokedAt: at, updatedAt: laterThanBefore(at) })
        .$if(scope !== undefined, (query) => query.where((eb) => within(eb, scope!)))
        .$if(ids !== undefined, (query) => query.where('id', '=', anyOf(ids!)))
        .$if(resource !== undefined, (query) =>
          query.where('resourceKind', '=', resource!.kind).where('resourceId', '=', resource!.id),
        )
        .$if(shareId !== undefined, (query) =>
          query.where((eb) => eb.or([eb('id', '=', shareId!), eb('shareId', '=', shareId!)])),
        )
        .returning('id')
        .execute()
      return rows.map(({ id }) => id)
    },

    async going({ createdBy }, now, after, limit) {
      const rows = await kept()
        .where((eb) => eb.and([eb('revokedAt', 'is', null), eb.not(isPast(eb, now))]))
        .where('shareLink.number', '>', after)
        .$if(createdBy !== undefined, (query) => query.where('shareLink.createdBy', '=', createdBy!))
        .orderBy('shareLink.number')
        .limit(limit)
        .execute()
      return rows.map(toKept)
    },

    async adjust(shareId, { expiresAt, download }, at) {
      const rows = await unrevoked()
        .set({
          ...(expiresAt && { expiresAt }),
          ...(download !== undefined && { allowDownload: download }),
          updatedAt: laterThanBefore(at),
        })
        .where((eb) => eb.or([eb('id', '=', shareId), eb('shareId', '=', shareId)]))
        .returning(linkColumns)
        .execute()
      return rows.map(toShareLink)
    },

    async curb(ids, { expiresAt, permissions }, at) {
      const rows = await unrevoked()
        .set({ expiresAt, ...rightsOf(permissions), updatedAt: laterThanBefore(at) })
        .where('id', '=', anyOf(ids))
        .returning(linkColumns)
        .execute()
      return rows.map(toShareLink)
    },
  }
}

const anyOf = (ids: readonly string[]) => sql<string>`any(${[...ids]}::uuid[])`

const rightsOf = ({ preview, download, comment, collaborate }: ShareLink['permissions']) => ({
  allowPreview: preview,
  allowDownload: download,
  allowComments: comment,
  allowCollaboration: collaborate,
})

const orSlugTaken = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work
  } catch (error) {
    throw isUniqueViolation(error, 'share_link_slug') ? new Problem('slug_taken') : error
  }
}
