import { type Kysely, sql } from 'kysely'
import type { CommentFilter, CommentStore } from '../domain/comments/ports.ts'
import { selectComments, toComment } from './comment-rows.ts'
import type { Database } from './schema.ts'

/** What was said of a file, thread by thread. */
export const commentLists = (
  db: Kysely<Database>,
  tenantId: number,
): Pick<CommentStore, 'list' | 'newest'> => {
  const comments = () => selectComments(db).where('comment.tenantId', '=', tenantId)

  return {
    async list(filter, { limit, offset }) {
      const matching = comments().where(isListed(filter))
      const [{ count }, rows] = await Promise.all([
        matching
          .clearSelect()
          .select((eb) => eb.fn.countAll<string>().as('count'))
          .executeTakeFirstOrThrow(),
        matching.orderBy(threadOrder).limit(limit).offset(offset).execute(),
      ])
      return { count: Number(count), rows: rows.map(toComment) }
    },

    async newest(filter, limit) {
      const rows = await comments()
        .where(isListed(filter))
        .orderBy(backwards)
        .limit(limit + 1)
        .execute()
      const kept = rows.slice(0, limit).reverse().map(toComment)
      const cut = kept[0]?.parentId
      const first = cut && (await comments().where('comment.id', '=', cut).executeTakeFirst())
      return { comments: first ? [toComment(first), ...kept] : kept, more: rows.length > limit }
    },
  }
}

/** What was deleted stands only where something that the reader may see answers it. */
const isListed = ({ assetId, sees, isResolved, visibility }: CommentFilter) => {
  const seen = (row: 'comment' | 'answer') =>
    sees === 'all' ? sql`true` : sql`${sql.table(row)}.visibility = 'public'`
  const resolved =
    isResolved === undefined
      ? sql`true`
      : sql`${isResolved} = (
          select first.resolved_at is not null from comment first
          where first.id = coalesce(comment.parent_id, comment.id))`
  return sql<boolean>`
    comment.asset_id = ${assetId} and ${seen('comment')} and ${resolved}
    and ${visibility === undefined ? sql`true` : sql`comment.visibility = ${visibility}`}
    and (comment.deleted_at is null or exists (
      select from comment answer
      where answer.parent_id = comment.id and answer.deleted_at is null and ${seen('answer')}))`
}

const threadKeys = [
  sql`coalesce((select first.created_at from comment first where first.id = comment.parent_id), comment.created_at)`,
  sql`coalesce(comment.parent_id, comment.id)`,
  sql`(comment.parent_id is not null)`,
  sql`comment.created_at`,
  sql`comment.id`,
]
const threadOrder = sql.join(threadKeys)
const backwards = sql.join(threadKeys.map((key) => sql`${key} desc`))
