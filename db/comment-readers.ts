import { type Kysely, sql } from 'kysely'
import type { CommentStore } from '../domain/comments/ports.ts'
import { type SessionRole, sessionRoles } from '../domain/sessions/session.ts'
import type { Database } from './schema.ts'

/** Who may be named in a comment and told of it, and what guests called themselves. */
export const commentReaders = (
  db: Kysely<Database>,
  tenantId: number,
): Pick<CommentStore, 'guestName' | 'readersByEmail' | 'readersById'> => {
  const readers = (assetId: number) =>
    db
      .selectFrom('membership')
      .innerJoin('account', 'account.id', 'membership.userId')
      .select(['membership.userId', 'membership.role'])
      .select(mostRole(tenantId, assetId).as('sessionRole'))
      .where('membership.tenantId', '=', tenantId)
      .orderBy('membership.userId')

  return {
    async guestName(guestId) {
      const { rows } = await sql<{ name: string }>`
        select name from (
          select author_name as name, created_at as at from comment
          where tenant_id = ${tenantId} and guest_id = ${guestId} and author_name <> ''
          union all
          select name, joined_at from collab_participant
          where tenant_id = ${tenantId} and guest_id = ${guestId} and joined_at is not null
        ) called order by at desc limit 1`.execute(db)
      return rows[0]?.name
    },

    readersByEmail: async (assetId, emails) =>
      emails.length === 0
        ? []
        : readers(assetId)
            .where('account.email', 'in', [...emails])
            .execute(),

    readersById: async (assetId, userIds) =>
      userIds.length === 0
        ? []
        : readers(assetId)
            .where('membership.userId', 'in', [...userIds])
            .execute(),
  }
}

/** The most that an open session on the file makes of the member of the row. */
export const mostRole = (tenantId: number, assetId: number) => sql<SessionRole | null>`(
  select p.role from collab_participant p join collab_session s on s.id = p.session_id
  where p.tenant_id = ${tenantId} and s.tenant_id = ${tenantId} and s.asset_id = ${assetId}
    and p.user_id = membership.user_id and p.removed_at is null
    and s.ended_at is null and s.expires_at > now()
  order by array_position(${[...sessionRoles]}::text[], p.role) limit 1)`
