import type { Kysely } from 'kysely'
import type { LinkStats } from '../domain/share-links/service.ts'
import type { Database } from './schema.ts'

/** How many links there are, by state. */
export const counted = (db: Kysely<Database>, now: Date) =>
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

export const statsOf = (row: {
  total: string
  revoked: string
  expired: string
  nextExpiry: Date | null
}): LinkStats => {
  const [total, revoked, expired] = [Number(row.total), Number(row.revoked), Number(row.expired)]
  return { total, active: total - revoked - expired, expired, revoked, nextExpiry: row.nextExpiry }
}
