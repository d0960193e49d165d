import { type Kysely, sql } from 'kysely'
import type { Comment } from '../domain/comments/comment.ts'
import type { CommentStore, Stored, Told } from '../domain/comments/ports.ts'
import { Problem } from '../domain/problem.ts'
import type { Logged } from '../domain/sessions/log.ts'
import { changedAt } from './changed-at.ts'
import { commentLists } from './comment-lists.ts'
import { commentReaders } from './comment-readers.ts'
import { selectComments, toComment } from './comment-rows.ts'
import { isForeignKeyViolation } from './errors.ts'
import { recordEvents } from './events.ts'
import { addNotifications } from './notify.ts'
import type { Database } from './schema.ts'
import { appendToLogsOf } from './session-log.ts'

export const commentStore = (db: Kysely<Database>, tenantId: number): CommentStore => {
  const comments = (from = db) => selectComments(from).where('comment.tenantId', '=', tenantId)
  const read = async (id: string, from = db): Promise<Comment | undefined> => {
    const row = await comments(from).where('comment.id', '=', id).executeTakeFirst()
    return row && toComment(row)
  }
  const ofThread = (trx: Kysely<Database>, id: string) =>
    trx.updateTable('comment').where('tenantId', '=', tenantId).where('parentId', '=', id)

  /** A thread and its answers change one after the other: whoever holds its first comment is alone with it. */
  const hold = (trx: Kysely<Database>, id: string) =>
    trx
      .selectFrom('comment')
      .select(['id', 'parentId', 'visibility', 'deletedAt'])
      .where('tenantId', '=', tenantId)
      .where('id', '=', (eb) =>
        eb
          .selectFrom('comment as named')
          .select(sql<string>`coalesce(named.parent_id, named.id)`.as('first'))
          .where('named.id', '=', id),
      )
      .forNoKeyUpdate()
      .executeTakeFirst()

  /** What goes with a change, in the order that keeps two from waiting for each other; the events last. */
  const keep = async (
    trx: Kysely<Database>,
    { assetId }: Pick<Comment, 'assetId'>,
    { entry, event, notifications }: Told,
    others: readonly string[] = [],
  ): Promise<readonly Logged[]> => {
    await addNotifications(trx, tenantId, notifications)
    const entries = [entry, ...others.map((commentId) => ({ ...entry, about: { commentId } }))]
    const logged = await appendToLogsOf(trx, tenantId, assetId, ...entries)
    const parent = { ...event.data, parent_comment_id: event.aggregateId }
    const events = [event, ...others.map((aggregateId) => ({ ...event, aggregateId, data: parent }))]
    await recordEvents(trx, tenantId, events)
    return logged
  }

  const setMentions = async (trx: Kysely<Database>, id: string, mentions: readonly number[]) => {
    await trx
      .deleteFrom('commentMention')
      .where('tenantId', '=', tenantId)
      .where('commentId', '=', id)
      .execute()
    if (mentions.length > 0)
      await trx
        .insertInto('commentMention')
        .values(mentions.map((userId) => ({ commentId: id, userId, tenantId })))
        .execute()
  }

  /** What an earlier try stored, with the numbers that it has in the logs of sessions that are still open. */
  const earlier = async (
    trx: Kysely<Database>,
    { assetId, authorId, guestId }: Pick<Comment, 'assetId' | 'authorId' | 'guestId'>,
    clientId: string,
  ): Promise<Stored | undefined> => {
    const row = await comments(trx)
      .where('comment.assetId', '=', assetId)
      .where('comment.clientId', '=', clientId)
      .where((eb) =>
        authorId === null ? eb('comment.guestId', '=', guestId) : eb('comment.authorId', '=', authorId),
      )
      .executeTakeFirst()
    if (!row) return undefined
    const entries = await trx
      .selectFrom('collabEvent')
      .innerJoin('collabSession', 'collabSession.id', 'collabEvent.sessionId')
      .select(['collabEvent.sessionId', 'collabEvent.seq'])
      .where('collabEvent.tenantId', '=', tenantId)
      .where('collabSession.assetId', '=', assetId)
      .where('collabSession.endedAt', 'is', null)
      .where('collabEvent.name', '=', 'comment:created')
      .where(sql<string>`collab_event.data ->> 'commentId'`, '=', row.id)
      .execute()
    const logged = entries.map(({ sessionId, seq }) => ({ tenantId, sessionId, seq: Number(seq) }))
    return { comment: toComment(row), logged, isNew: false }
  }

  return {
    find: (id) => read(id),

    async writersOf(threadId) {
      const rows = await db
        .selectFrom('comment')
        .select('authorId')
        .distinct()
        .where('tenantId', '=', tenantId)
        .where((eb) => eb.or([eb('id', '=', threadId), eb('parentId', '=', threadId)]))
        .where('authorId', 'is not', null)
        .where('deletedAt', 'is', null)
        .orderBy('authorId')
        .execute()
      return rows.map(({ authorId }) => authorId!)
    },

    stored: (author, clientId) => earlier(db, author, clientId),

    insert: (comment, clientId, parent, told) =>
      orGone(() =>
        db.transaction().execute(async (trx) => {
          const held = comment.parentId ? await hold(trx, comment.parentId) : undefined
          if (parent && (!held || held.deletedAt || held.visibility !== parent.visibility)) return undefined
          const made = await trx
            .insertInto('comment')
            .values({ ...rowOf(comment), clientId })
            .onConflict((conflict) => conflict.doNothing())
            .returning('id')
            .executeTakeFirst()
          if (!made) return earlier(trx, comment, clientId!)
          await setMentions(trx, comment.id, comment.mentions)
          const logged = await keep(trx, comment, told)
          return { comment: (await read(comment.id, trx))!, logged, isNew: true }
        }),
      ),

    change: (id, updatedAt, { pin, drawing, mentions, ...change }, at, told) =>
      db.transaction().execute(async (trx) => {
        const held = await hold(trx, id)
        // An answer to what became internal meanwhile does not become public.
        if (held && held.id !== id && held.visibility === 'internal' && change.visibility === 'public')
          return undefined
        const { numUpdatedRows } = await trx
          .updateTable('comment')
          .set({
            ...change,
            ...(pin !== undefined && { positionX: pin?.x ?? null, positionY: pin?.y ?? null }),
            ...(drawing !== undefined && { drawing: drawing && JSON.stringify(drawing) }),
            updatedAt: changedAt(at),
          })
          .where('tenantId', '=', tenantId)
          .where('id', '=', id)
          .where('updatedAt', '=', updatedAt)
          .where('deletedAt', 'is', null)
          .executeTakeFirst()
        if (numUpdatedRows === 0n) return undefined
        if (mentions) await setMentions(trx, id, mentions)
        const followed =
          change.visibility === 'internal'
            ? await ofThread(trx, id)
                .set({ visibility: 'internal', updatedAt: changedAt(at) })
                .where('visibility', '=', 'public')
                .returning('id')
                .execute()
            : []
        const comment = (await read(id, trx))!
        const others = followed.map((one) => one.id).sort()
        return { comment, logged: await keep(trx, comment, told, others) }
      }),

    remove: (id, at, told) =>
      db.transaction().execute(async (trx) => {
        await hold(trx, id)
        const { numUpdatedRows } = await trx
          .updateTable('comment')
          .set({ content: '', drawing: null, deletedAt: at, updatedAt: changedAt(at) })
          .where('tenantId', '=', tenantId)
          .where('id', '=', id)
          .where('deletedAt', 'is', null)
          .executeTakeFirst()
        if (numUpdatedRows === 0n) return undefined
        await setMentions(trx, id, [])
        await forgetNames(trx, tenantId, id)
        const comment = (await read(id, trx))!
        return { comment, logged: await keep(trx, comment, told) }
      }),

    ...commentLists(db, tenantId),
    ...commentReaders(db, tenantId),
  }
}

/** A deleted comment, and the one that it answered, keep their authors' names only as long as something answers them. */
const forgetNames = async (trx: Kysely<Database>, tenantId: number, id: string): Promise<void> => {
  await sql`
    update comment set author_name = ''
    where tenant_id = ${tenantId} and deleted_at is not null
      and id in (select unnest(array[c.id, c.parent_id]) from comment c where c.id = ${id})
      and not exists (select from comment answer where answer.parent_id = comment.id and answer.deleted_at is null)`.execute(
    trx,
  )
}

const rowOf = ({ pin, drawing, mentions: _, ...comment }: Comment) => ({
  ...comment,
  positionX: pin?.x ?? null,
  positionY: pin?.y ?? null,
  drawing: drawing && JSON.stringify(drawing),
})

/** The file was deleted, and everything that was said of it with it. */
const orGone = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    throw isForeignKeyViolation(error, 'comment_asset_id_fkey') ? new Problem('not_found') : error
  }
}
