import { type Kysely, sql, type Transaction } from 'kysely'
import type { Face, ShareLink } from '../domain/share-links/link.ts'
import { stateOf } from '../domain/share-links/link.ts'
import type { LinkDirectory, LinkStats, SealedLink, ShareLinkStore } from '../domain/share-links/service.ts'
import type { EndedLink, ShareTrackUpkeep } from '../domain/share-links/share-tracks.ts'
import { isUniqueViolation } from './errors.ts'
import type { Database } from './schema.ts'

const columns = [
  'id',
  'tenantId',
  'face',
  'resourceKind',
  'resourceId',
  'title',
  'trailMinutes',
  'createdBy',
  'createdAt',
  'expiresAt',
  'revokedAt',
] as const

export const shareLinkStore = (db: Kysely<Database>, tenantId: number): ShareLinkStore => {
  const primaries = (source: Kysely<Database>, face: Face, resource: ShareLink['resource']) =>
    source
      .selectFrom('shareLink')
      .select([...columns, 'tokenSealed'])
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
    const { resource, ...rest } = link
    const row = { ...rest, ...secret, isPrimary: true, resourceKind: resource.kind, resourceId: resource.id }
    return trx.insertInto('shareLink').values(row).execute()
  }

  const extendOrInsert: ShareLinkStore['extendOrInsertPrimary'] = (link, secret, now) =>
    db.transaction().execute(async (trx) => {
      const primary = await primaries(trx, link.face, link.resource).forUpdate().executeTakeFirst()
      if (primary?.tokenSealed && stateOf(primary, now) === 'live') {
        const { expiresAt } = link
        await trx
          .updateTable('shareLink')
          .set({ expiresAt, updatedAt: now })
          .where('tenantId', '=', tenantId)
          .where('id', '=', primary.id)
          .execute()
        return { ...toSealed({ ...primary, expiresAt }), isNew: false }
      }
      if (primary)
        await trx
          .updateTable('shareLink')
          .set({ isPrimary: false })
          .where('tenantId', '=', tenantId)
          .where('id', '=', primary.id)
          .execute()
      await insertPrimary(trx, link, secret)
      return { link, tokenSealed: secret.tokenSealed, isNew: true }
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
          .select([...columns, 'tokenSealed'])
          .orderBy('id', 'desc')
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
        .returning(columns)
        .execute()
      return rows.map(toShareLink)
    },

    async stats(face, now) {
      const query = counted(db, face, now).where('tenantId', '=', tenantId)
      return statsOf(await query.executeTakeFirstOrThrow())
    },
  }
}

/** Links of every tenant, found by what their holder knows. */
export const linkDirectory = (system: Kysely<Database>): LinkDirectory => ({
  async byTokenHash(hash) {
    const row = await system
      .selectFrom('shareLink')
      .select(columns)
      .where('tokenHash', '=', hash)
      .executeTakeFirst()
    return row && toShareLink(row)
  },

  async states(ids, now) {
    if (ids.length === 0) return new Map()
    const rows = await system
      .selectFrom('shareLink')
      .select(['id', 'expiresAt', 'revokedAt'])
      .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
      .execute()
    return new Map(rows.map((row) => [row.id, stateOf(row, now)]))
  },
})

export const shareTrackUpkeep = (system: Kysely<Database>): ShareTrackUpkeep => ({
  async stats(now) {
    return statsOf(await counted(system, 'share_track', now).executeTakeFirstOrThrow())
  },

  async cleanUp(now, forgetBefore, dryRun) {
    const ended = await system
      .selectFrom('shareLink')
      .select(['id', 'expiresAt', 'revokedAt', 'tokenSealed'])
      .where('face', '=', 'share_track')
      .where(hasEnded(now))
      .where((eb) => eb.or([eb('tokenSealed', 'is not', null), endedBefore(forgetBefore)]))
      .orderBy('expiresAt')
      .limit(10_000)
      .execute()
    const links = ended.map((row) => ({ ...toEnded(row), isSealed: row.tokenSealed !== null }))
    const deleted = links.filter(({ endedAt }) => endedAt < forgetBefore)
    const sealed = links.filter(({ endedAt, isSealed }) => isSealed && endedAt >= forgetBefore)
    if (dryRun) return { sealed: sealed.map(withoutState), deleted: deleted.map(withoutState) }

    // Judged again where it is written: a link that was extended meanwhile stays as it is.
    const gone = await system
      .deleteFrom('shareLink')
      .where('id', '=', anyOf(deleted))
      .where(hasEnded(now))
      .returning('id')
      .execute()
    const withdrawn = await system
      .updateTable('shareLink')
      .set({ tokenSealed: null, isPrimary: false, updatedAt: now })
      .where('id', '=', anyOf(sealed))
      .where(hasEnded(now))
      .returning('id')
      .execute()
    return { sealed: only(withdrawn, sealed), deleted: only(gone, deleted) }
  },
})

const counted = (db: Kysely<Database>, face: Face, now: Date) =>
  db
    .selectFrom('shareLink')
    .select((eb) => [
      eb.fn.countAll<string>().as('total'),
      eb.fn.count<string>('id').filterWhere('revokedAt', 'is not', null).as('revoked'),
      eb.fn
        .count<string>('id')
        .filterWhere('revokedAt', 'is', null)
        .filterWhere('expiresAt', '<=', now)
        .as('expired'),
      eb.fn
        .min('expiresAt')
        .filterWhere('revokedAt', 'is', null)
        .filterWhere('expiresAt', '>', now)
        .as('nextExpiry'),
    ])
    .where('face', '=', face)

const statsOf = (row: {
  total: string
  revoked: string
  expired: string
  nextExpiry: Date | null
}): LinkStats => {
  const [total, revoked, expired] = [Number(row.total), Number(row.revoked), Number(row.expired)]
  return { total, active: total - revoked - expired, expired, revoked, nextExpiry: row.nextExpiry }
}

const hasEnded = (now: Date) => sql<boolean>`(revoked_at is not null or expires_at <= ${now})`
const endedBefore = (moment: Date) => sql<boolean>`least(revoked_at, expires_at) < ${moment}`
const anyOf = (links: readonly { id: string }[]) => sql<string>`any(${links.map(({ id }) => id)}::uuid[])`
const only = (done: readonly { id: string }[], links: readonly EndedLink[]): EndedLink[] => {
  const ids = new Set(done.map(({ id }) => id))
  return links.filter(({ id }) => ids.has(id)).map(withoutState)
}
const withoutState = ({ id, endedAt, reason }: EndedLink): EndedLink => ({ id, endedAt, reason })

const toEnded = (row: { id: string; expiresAt: Date | null; revokedAt: Date | null }): EndedLink => ({
  id: row.id,
  endedAt: new Date(Math.min(row.revokedAt?.getTime() ?? Infinity, row.expiresAt?.getTime() ?? Infinity)),
  reason: row.revokedAt ? 'revoked' : 'expired',
})

interface ShareLinkRow {
  id: string
  tenantId: number
  face: string
  resourceKind: string
  resourceId: string
  title: string | null
  trailMinutes: number
  createdBy: number
  createdAt: Date
  expiresAt: Date | null
  revokedAt: Date | null
}

const toShareLink = ({ resourceKind, resourceId, ...row }: ShareLinkRow): ShareLink => ({
  id: row.id,
  tenantId: row.tenantId,
  face: row.face as Face,
  resource: { kind: resourceKind as 'vehicle', id: resourceId },
  title: row.title,
  trailMinutes: row.trailMinutes,
  createdBy: row.createdBy,
  createdAt: row.createdAt,
  expiresAt: row.expiresAt,
  revokedAt: row.revokedAt,
})

const toSealed = ({ tokenSealed, ...row }: ShareLinkRow & { tokenSealed: Buffer | null }): SealedLink => ({
  link: toShareLink(row),
  tokenSealed,
})
