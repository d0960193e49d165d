import { type Kysely, type SqlBool, sql } from 'kysely'
import type { NotificationData, NotificationType } from '../domain/notifications/notification.ts'
import type { NotificationStore, Told, Which } from '../domain/notifications/ports.ts'
import type { Database } from './schema.ts'

/** Characters of a comment that are read: more than anybody is shown, should some of them show as nothing. */
const excerpt = 600

/** As one organization sees them: names are those of its members, and everything else is its own too. */
export const notificationStore = (db: Kysely<Database>, tenantId: number): NotificationStore => {
  const of = (userId: number) =>
    allOf(db).where('notification.tenantId', '=', tenantId).where('notification.userId', '=', userId)
  const told = (userId: number) => withSubjects(of(userId))
  const countOf = async (rows: ReturnType<typeof of>): Promise<number> => {
    const { count } = await rows
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow()
    return Number(count)
  }
  const unreadOf = (userId: number) => of(userId).where('notification.readAt', 'is', null)
  const unread = (userId: number) => countOf(unreadOf(userId))

  return {
    unread,

    async list(userId, { isUnread }, { limit, offset }) {
      const [unreadCount, count, rows] = await Promise.all([
        unread(userId),
        isUnread ? undefined : countOf(of(userId)),
        told(userId)
          .$if(isUnread, (query) => query.where('notification.readAt', 'is', null))
          .limit(limit)
          .offset(offset)
          .execute(),
      ])
      return { count: count ?? unreadCount, rows: rows.map(toTold), unread: unreadCount }
    },

    async find(userId, id) {
      const row = await told(userId).where('notification.id', '=', id).executeTakeFirst()
      return row && toTold(row)
    },

    async markRead(userId, which, at) {
      const { numUpdatedRows } = await db
        .updateTable('notification')
        .set({ readAt: at })
        .where('tenantId', '=', tenantId)
        .where('userId', '=', userId)
        .where('readAt', 'is', null) // the first time is the one on record
        .where(isAmong(tenantId, userId, which))
        .executeTakeFirst()
      return Number(numUpdatedRows)
    },

    async unmailed(userId, until, limit) {
      const [count, rows] = await Promise.all([
        countOf(
          unreadOf(userId)
            .where('notification.mailedAt', 'is', null)
            .where('notification.createdAt', '<=', until),
        ),
        told(userId)
          .where('notification.readAt', 'is', null)
          .where('notification.mailedAt', 'is', null)
          .where('notification.createdAt', '<=', until)
          .limit(limit)
          .execute(),
      ])
      return { count, rows: rows.map(toTold) }
    },

    async digest(userId) {
      const row = await db
        .selectFrom('notificationPreference')
        .select('digest')
        .where('tenantId', '=', tenantId)
        .where('userId', '=', userId)
        .executeTakeFirst()
      return row?.digest
    },

    async setDigest(userId, digest) {
      await db
        .insertInto('notificationPreference')
        .values({ tenantId, userId, digest })
        .onConflict((conflict) => conflict.columns(['tenantId', 'userId']).doUpdateSet({ digest }))
        .execute()
    },
  }
}

const isAmong = (tenantId: number, userId: number, which: Which) => {
  if (which === 'all') return sql<SqlBool>`true`
  if ('ids' in which) return sql<SqlBool>`id = any(${which.ids}::uuid[])`
  return sql<SqlBool>`(created_at, id) <= (
    select n.created_at, n.id from notification n
    where n.tenant_id = ${tenantId} and n.user_id = ${userId} and n.id = ${which.upTo})`
}

/** Newest first, each with what it is about. */
const withSubjects = (notifications: ReturnType<typeof allOf>) =>
  notifications
    .leftJoin('asset', (join) =>
      join
        .onRef('asset.tenantId', '=', 'notification.tenantId')
        .on(sql<SqlBool>`asset.id = (notification.data ->> 'assetId')::integer`),
    )
    .leftJoin('membership', (join) =>
      join
        .onRef('membership.tenantId', '=', 'notification.tenantId')
        .on(sql<SqlBool>`membership.user_id = (notification.data ->> 'actorId')::integer`),
    )
    .leftJoin('account', 'account.id', 'membership.userId')
    .leftJoin('membership as reader', (join) =>
      join
        .onRef('reader.tenantId', '=', 'notification.tenantId')
        .onRef('reader.userId', '=', 'notification.userId'),
    )
    .leftJoin('comment', (join) =>
      join
        .onRef('comment.tenantId', '=', 'notification.tenantId')
        .on(sql<SqlBool>`comment.id = (notification.data ->> 'commentId')::uuid`),
    )
    .leftJoin('collabSession', (join) =>
      join
        .onRef('collabSession.tenantId', '=', 'notification.tenantId')
        .on(sql<SqlBool>`collab_session.id = (notification.data ->> 'sessionId')::uuid`),
    )
    .select([
      'notification.id',
      'notification.tenantId',
      'notification.userId',
      'notification.type',
      'notification.data',
      'notification.createdAt',
      'notification.readAt',
      'asset.title as assetTitle',
      'asset.ownerId',
      'reader.role as readerRole',
      'account.fullName as actorName',
      'comment.id as commentId',
      'comment.authorName',
      'comment.deletedAt',
      'collabSession.id as sessionId',
      'collabSession.endedAt',
      'collabSession.expiresAt',
      'collabSession.invitationMessage',
      sql<string | null>`left(comment.content, ${sql.lit(excerpt)})`.as('content'),
      sql<boolean>`exists (
        select from comment_mention m where m.comment_id = comment.id and m.user_id = notification.user_id)`.as(
        'mentionsReader',
      ),
      participates.as('participates'),
    ])
    .orderBy('notification.createdAt', 'desc')
    .orderBy('notification.id', 'desc')

const participates = sql<boolean>`exists (
  select from collab_participant p join collab_session s on s.id = p.session_id
  where p.tenant_id = notification.tenant_id and p.user_id = notification.user_id and p.removed_at is null
    and s.asset_id = asset.id and s.ended_at is null and s.expires_at > now())`

const allOf = (db: Kysely<Database>) => db.selectFrom('notification')

type Row = Awaited<ReturnType<ReturnType<typeof withSubjects>['execute']>>[number]

const toTold = (row: Row): Told => ({
  id: row.id,
  tenantId: row.tenantId,
  userId: row.userId,
  type: row.type as NotificationType,
  data: row.data as unknown as NotificationData,
  createdAt: row.createdAt,
  readAt: row.readAt,
  asset: row.assetTitle === null ? null : { title: row.assetTitle, ownerId: row.ownerId! },
  reader: row.readerRole && { role: row.readerRole, participates: row.participates },
  actorName: row.actorName,
  comment:
    row.commentId === null
      ? null
      : {
          authorName: row.authorName!,
          content: row.content!,
          isDeleted: row.deletedAt !== null,
          mentionsReader: row.mentionsReader,
        },
  session:
    row.sessionId === null
      ? null
      : { endedAt: row.endedAt, expiresAt: row.expiresAt!, invitationMessage: row.invitationMessage },
})
