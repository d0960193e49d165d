import type { Connections } from '../../db/connect.ts'
import { createStores } from '../../db/stores.ts'
import type { Comment } from '../../domain/comments/comment.ts'
import type { CommentFilter, Told } from '../../domain/comments/ports.ts'
import { createUuidV7 } from '../../server/secrets.ts'
import { addAccount, addAsset } from '../support/album-rows.ts'
import type { TestDatabase } from '../support/database.ts'
import { addTenant } from '../support/rows.ts'

export const noon = new Date('2026-06-01T12:00:00.000Z')
/** So many seconds later. */
export const at = (seconds: number) => new Date(noon.getTime() + seconds * 1000)

export type Discussion = Awaited<ReturnType<typeof aDiscussion>>

/** A file of somebody's, and how to say something of it, straight into its store. */
export const aDiscussion = async (database: TestDatabase, connections: Connections) => {
  const stores = createStores(connections)
  const tenantId = await addTenant(database)
  const userId = await addAccount(database, tenantId)
  const assetId = await addAsset(database, { tenantId, userId })
  const comments = stores.collaboration.commentsOf(tenantId)

  const aComment = (from: Partial<Comment> = {}): Comment => ({
    id: createUuidV7(Date.now()),
    tenantId,
    assetId,
    parentId: null,
    authorId: userId,
    guestId: null,
    authorName: 'Ana',
    content: 'Brighter, please',
    pin: null,
    timestampMs: null,
    page: null,
    drawing: null,
    visibility: 'public',
    mentions: [],
    resolvedAt: null,
    resolvedBy: null,
    createdAt: noon,
    updatedAt: noon,
    deletedAt: null,
    ...from,
  })
  const toldOf = ({ id }: Comment, action: 'created' | 'updated' | 'deleted' = 'created'): Told => ({
    entry: { name: `comment:${action}`, participantId: null, about: { commentId: id } },
    event: {
      name: `comment.${action}`,
      aggregateType: 'comment',
      aggregateId: id,
      actorId: userId,
      data: { asset_id: assetId },
    },
    notifications: [],
  })
  const say = async (from: Partial<Comment> = {}, clientId: string | null = null) => {
    const comment = aComment(from)
    const parent = comment.parentId ? ({ visibility: 'public' } as const) : undefined
    return (await comments.insert(comment, clientId, parent, toldOf(comment)))!
  }

  return {
    stores,
    tenantId,
    userId,
    assetId,
    comments,
    aComment,
    toldOf,
    say,
    answer: (to: Comment, from: Partial<Comment> = {}) => say({ parentId: to.id, ...from }),
    async contents(filter: Partial<CommentFilter> = {}, slice = { limit: 50, offset: 0 }) {
      const { count, rows } = await comments.list({ assetId, sees: 'all', ...filter }, slice)
      return { count, said: rows.map(({ content }) => content) }
    },
    eventsOf: (id: string) =>
      database.query('select name, data from event where aggregate_id = $1 order by seq', [id]),
    logOf: (sessionId: string) =>
      database.query(
        'select seq::int, name, participant_id, data from collab_event where session_id = $1 order by seq',
        [sessionId],
      ),
  }
}
