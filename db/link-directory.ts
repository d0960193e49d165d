import { type Kysely, sql } from 'kysely'
import { standingOf } from '../domain/share-links/policy.ts'
import type { LinkDirectory } from '../domain/share-links/service.ts'
import type { FoundLink } from '../domain/share-links/visits.ts'
import type { Database } from './schema.ts'
import { linkColumns, toMaker, toShareLink } from './share-link-rows.ts'

/** Links of every tenant, found by what their holder knows. */
export const linkDirectory = (system: Kysely<Database>): LinkDirectory => {
  const withMaker = () =>
    system
      .selectFrom('shareLink')
      .leftJoin('membership', (join) =>
        join
          .onRef('membership.tenantId', '=', 'shareLink.tenantId')
          .onRef('membership.userId', '=', 'shareLink.createdBy'),
      )
      .select(linkColumns.map((column) => `shareLink.${column}` as const))
      .select(['shareLink.passwordHash', 'membership.role as makerRole'])
  type Row = NonNullable<Awaited<ReturnType<ReturnType<typeof withMaker>['executeTakeFirst']>>>
  const toFound = (row: Row | undefined): FoundLink | undefined =>
    row && { link: toShareLink(row), maker: toMaker(row), passwordHash: row.passwordHash }

  return {
    async byTokenHash(hash) {
      return toFound(await withMaker().where('shareLink.tokenHash', '=', hash).executeTakeFirst())
    },

    async bySlug(slug) {
      return toFound(await withMaker().where('shareLink.slug', '=', slug).executeTakeFirst())
    },

    async byId(id) {
      return toFound(await withMaker().where('shareLink.id', '=', id).executeTakeFirst())
    },

    async states(ids, now) {
      if (ids.length === 0) return new Map()
      const rows = await system
        .selectFrom('shareLink')
        .leftJoin('membership', (join) =>
          join
            .onRef('membership.tenantId', '=', 'shareLink.tenantId')
            .onRef('membership.userId', '=', 'shareLink.createdBy'),
        )
        .select(linkColumns.map((column) => `shareLink.${column}` as const))
        .select('membership.role as makerRole')
        .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
        .execute()
      return new Map(rows.map((row) => [row.id, standingOf(toShareLink(row), toMaker(row), now)]))
    },

    async takeView(id, isNewVisitor, at) {
      return system
        .updateTable('shareLink')
        .set((eb) => ({
          views: eb('views', '+', 1),
          visitors: eb('visitors', '+', isNewVisitor ? 1 : 0),
          lastAccessedAt: at,
        }))
        .where('id', '=', id)
        .where((eb) => eb.or([eb('maxViews', 'is', null), eb('views', '<', eb.ref('maxViews'))]))
        .returning(['views', 'downloads', 'visitors', 'lastAccessedAt'])
        .executeTakeFirst()
    },

    async takeDownload(id, at) {
      return system
        .updateTable('shareLink')
        .set((eb) => ({ downloads: eb('downloads', '+', 1), lastAccessedAt: at }))
        .where('id', '=', id)
        .where((eb) => eb.or([eb('maxDownloads', 'is', null), eb('downloads', '<', eb.ref('maxDownloads'))]))
        .returning(['views', 'downloads', 'visitors', 'lastAccessedAt'])
        .executeTakeFirst()
    },

    async returnDownload(id) {
      await system
        .updateTable('shareLink')
        .set((eb) => ({ downloads: eb('downloads', '-', 1) }))
        .where('id', '=', id)
        .where('downloads', '>', 0)
        .execute()
    },
  }
}
