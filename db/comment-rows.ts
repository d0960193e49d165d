import { type Kysely, type Selectable, sql } from 'kysely'
import type { Comment, Drawing } from '../domain/comments/comment.ts'
import type { Database } from './schema.ts'

const columns = [
  'id',
  'tenantId',
  'assetId',
  'parentId',
  'authorId',
  'guestId',
  'authorName',
  'content',
  'positionX',
  'positionY',
  'timestampMs',
  'page',
  'drawing',
  'visibility',
  'resolvedAt',
  'resolvedBy',
  'createdAt',
  'updatedAt',
  'deletedAt',
] as const

/** Comments with the members who are named in them. */
export const selectComments = (db: Kysely<Database>) =>
  db
    .selectFrom('comment')
    .select(columns.map((column) => `comment.${column}` as const))
    .select((eb) =>
      eb
        .selectFrom('commentMention')
        .select(sql<number[]>`coalesce(array_agg(user_id order by user_id), '{}')`.as('ids'))
        .whereRef('commentMention.commentId', '=', 'comment.id')
        .as('mentions'),
    )

type CommentRow = Pick<Selectable<Database['comment']>, (typeof columns)[number]> & {
  readonly mentions: number[] | null
}

export const toComment = (row: CommentRow): Comment => ({
  id: row.id,
  tenantId: row.tenantId,
  assetId: row.assetId,
  parentId: row.parentId,
  authorId: row.authorId,
  guestId: row.guestId,
  authorName: row.authorName,
  content: row.content,
  pin: row.positionX === null || row.positionY === null ? null : { x: row.positionX, y: row.positionY },
  timestampMs: row.timestampMs,
  page: row.page,
  drawing: row.drawing as Drawing | null,
  visibility: row.visibility,
  mentions: row.mentions ?? [],
  resolvedAt: row.resolvedAt,
  resolvedBy: row.resolvedBy,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
  deletedAt: row.deletedAt,
})

/** Those that are there, by their ids. */
export const commentsById = async (
  db: Kysely<Database>,
  tenantId: number,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Comment>> => {
  if (ids.length === 0) return new Map()
  const rows = await selectComments(db)
    .where('comment.tenantId', '=', tenantId)
    .where('comment.id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .execute()
  return new Map(rows.map((row) => [row.id, toComment(row)]))
}
