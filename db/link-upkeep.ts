import { type Kysely, sql } from 'kysely'
import type { EndedLink, LinkUpkeep } from '../domain/share-links/share-tracks.ts'
import type { Database } from './schema.ts'
import { counted, statsOf } from './share-link-stats.ts'

export const linkUpkeep = (system: Kysely<Database>): LinkUpkeep => ({
  async stats(now) {
    return statsOf(await counted(system, now).executeTakeFirstOrThrow())
  },

  async cleanUp(now, forgetBefore, dryRun) {
    const ended = await system
      .selectFrom('shareLink')
      .select(['id', 'face', 'expiresAt', 'revokedAt', 'tokenSealed'])
      .where(hasEnded(now))
      .where((eb) =>
        eb.or([
          eb.and([eb('tokenSealed', 'is not', null), isOver(forgetBefore)]),
          eb.and([eb('face', '=', 'share_track'), endedBefore(forgetBefore)]),
        ]),
      )
      .orderBy('expiresAt')
      .limit(10_000)
      .execute()
    const links = ended.map((row) => ({ ...toEnded(row), face: row.face }))
    const isForgotten = ({ face, endedAt }: (typeof links)[number]) =>
      face === 'share_track' && endedAt < forgetBefore
    const deleted = links.filter(isForgotten)
    const sealed = links.filter((link) => !isForgotten(link))
    const forgotten = await forgetRecipients(system, now, dryRun)
    if (dryRun) return { sealed: sealed.map(withoutState), deleted: deleted.map(withoutState), forgotten }

    // Judged again where it is written: a link that was extended meanwhile stays as it is.
    const gone = await system
      .deleteFrom('shareLink')
      .where('id', '=', anyOf(deleted))
      .where(hasEnded(now))
      .returning('id')
      .execute()
    const withdrawn = await system
      .updateTable('shareLink')
      .set((eb) => ({
        tokenSealed: null,
        // A protected link has a hash; none was ever made that is empty.
        passwordHash: eb.case().when('passwordHash', 'is not', null).then('').else(null).end(),
        isPrimary: false,
        updatedAt: now,
      }))
      .where('id', '=', anyOf(sealed))
      .where(hasEnded(now))
      .returning('id')
      .execute()
    return { sealed: only(withdrawn, sealed), deleted: only(gone, deleted), forgotten }
  },
})

/** For whom a link was made is of use for as long as somebody may ask about it. */
const recipientDays = 90
const perStatement = 10_000

/** Answers how many links named somebody. What did not come to its turn does so in ten minutes. */
const forgetRecipients = async (system: Kysely<Database>, now: Date, dryRun: boolean): Promise<number> => {
  const before = new Date(now.getTime() - recipientDays * 86_400_000)
  const old = system
    .selectFrom('shareLink')
    .select('id')
    .where(sql<boolean>`(recipient_name is not null or recipient_email is not null)`)
    .where(endedBefore(before))
    .limit(perStatement)
  if (dryRun) return (await old.execute()).length
  const { numUpdatedRows } = await system
    .updateTable('shareLink')
    .set({ recipientName: null, recipientEmail: null })
    .where('id', 'in', old)
    .where(endedBefore(before))
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

const hasEnded = (now: Date) => sql<boolean>`(revoked_at is not null or expires_at <= ${now})`
/** Of links that have ended: whether they stay so. Those of the core can be extended, but for the revoked, for a while. */
const isOver = (forgetBefore: Date) =>
  sql<boolean>`(face <> 'core' or revoked_at is not null or expires_at < ${forgetBefore})`
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
