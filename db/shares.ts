import { type ExpressionBuilder, type ExpressionWrapper, type Kysely, type SqlBool, sql } from 'kysely'
import { Problem } from '../domain/problem.ts'
import type { ShareLink } from '../domain/share-links/link.ts'
import { privateKinds } from '../domain/share-links/policy.ts'
import type { KeptShare, Scope, ShareFilter, ShareStore } from '../domain/share-links/share-ports.ts'
import { isUniqueViolation } from './errors.ts'
import type { Database } from './schema.ts'
import {
  fromShareLink,
  laterThanBefore,
  linkColumns,
  toMaker,
  toSealed,
  toShareLink,
} from './share-link-rows.ts'

type Builder = ExpressionBuilder<Database, 'shareLink'>
type Condition = ExpressionWrapper<Database, 'shareLink', SqlBool>

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
        kept().where(where).orderBy('shareLink.number', 'desc').limit(limit).offset(offset).execute(),
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

const within = (eb: Builder, { userId, everyone }: Scope): Condition => {
  const own = eb('shareLink.createdBy', '=', userId)
  return everyone ? eb.or([own, eb('shareLink.resourceKind', 'not in', [...privateKinds])]) : eb.and([own])
}

const isPast = (eb: Builder, now: Date): Condition =>
  eb.and([eb('shareLink.expiresAt', 'is not', null), eb('shareLink.expiresAt', '<=', now)])
const isAhead = (eb: Builder, now: Date): Condition =>
  eb.and([eb('shareLink.startsAt', 'is not', null), eb('shareLink.startsAt', '>', now)])

/** The same as `stateOf`, asked of many. */
const hasStatus = (eb: Builder, status: NonNullable<ShareFilter['status']>, now: Date): Condition => {
  if (status === 'revoked') return eb.and([eb('shareLink.revokedAt', 'is not', null)])
  const going = [eb('shareLink.revokedAt', 'is', null)]
  switch (status) {
    case 'expired':
      return eb.and([...going, isPast(eb, now)])
    case 'scheduled':
      return eb.and([...going, eb.not(isPast(eb, now)), isAhead(eb, now)])
    case 'active':
      return eb.and([...going, eb.not(isPast(eb, now)), eb.not(isAhead(eb, now))])
    default:
      return status satisfies never
  }
}

const conditionsOf = (
  eb: Builder,
  { scope, resourceKind, resourceId, status, search }: ShareFilter,
  now: Date,
): Condition[] => [
  within(eb, scope),
  ...(resourceKind ? [eb.and([eb('shareLink.resourceKind', '=', resourceKind)])] : []),
  ...(resourceId ? [eb.and([eb('shareLink.resourceId', '=', resourceId)])] : []),
  ...(status ? [hasStatus(eb, status, now)] : []),
  ...(search ? [eb.and([contains(search)])] : []),
]

/** Letters without their accents and case, by what every PostgreSQL has: https://unicode.org/reports/tr15/ (NFD). */
const folded = (text: ReturnType<typeof sql>) =>
  sql`lower(regexp_replace(normalize(${text}, NFKD), ${'[\u0300-\u036f]'}, '', 'g'))`
const searched = sql`concat_ws(${'\n'}::text, title, description, slug, recipient_name, recipient_email)`
const contains = (search: string) =>
  sql<boolean>`strpos(${folded(searched)}, ${folded(sql`${search}::text`)}) > 0`

const orSlugTaken = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work
  } catch (error) {
    throw isUniqueViolation(error, 'share_link_slug') ? new Problem('slug_taken') : error
  }
}
