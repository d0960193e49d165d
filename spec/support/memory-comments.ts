import type { Comment } from '../../domain/comments/comment.ts'
import type { CommentStore, Reader, Told } from '../../domain/comments/ports.ts'

export interface KnownReader extends Reader {
  readonly email: string
}

/** Comments of one organization in memory, and what was kept with them; one session is open on every file. */
export const memoryComments = (tenantId: number, readers: readonly KnownReader[]) => {
  const rows = new Map<string, { comment: Comment; clientId: string | null }>()
  const kept: Told[] = []
  let before: (() => Promise<unknown>) | undefined
  const keep = (what: Told) => {
    kept.push(what)
    return [{ tenantId, sessionId: 'a-session', seq: kept.length }]
  }
  const all = () => [...rows.values()].map(({ comment }) => comment)
  const answersOf = (id: string) => all().filter(({ parentId, deletedAt }) => parentId === id && !deletedAt)
  const readersOf = (isOne: (reader: KnownReader) => boolean) =>
    readers.filter(isOne).map(({ userId, role, sessionRole }) => ({ userId, role, sessionRole }))

  const seen = (
    { assetId, authorId, guestId }: Pick<Comment, 'assetId' | 'authorId' | 'guestId'>,
    clientId: string,
  ) => {
    const row = [...rows.values()].find(
      ({ comment, clientId: given }) =>
        given === clientId &&
        comment.assetId === assetId &&
        comment.authorId === authorId &&
        comment.guestId === guestId,
    )
    return row && { comment: row.comment, logged: [], isNew: false }
  }

  const store: CommentStore = {
    async find(id) {
      return rows.get(id)?.comment
    },
    async writersOf(threadId) {
      const thread = all().filter(({ id, parentId }) => id === threadId || parentId === threadId)
      return thread.flatMap(({ authorId, deletedAt }) => (authorId === null || deletedAt ? [] : [authorId]))
    },
    async list({ assetId, sees }, { limit, offset }) {
      const listed = all()
        .filter((one) => one.assetId === assetId && (sees === 'all' || one.visibility === 'public'))
        .filter(({ id, deletedAt }) => !deletedAt || answersOf(id).length > 0)
      return { count: listed.length, rows: listed.slice(offset, offset + limit) }
    },
    async newest(filter, limit) {
      const { count, rows: listed } = await store.list(filter, { limit: 1_000_000, offset: 0 })
      return { comments: listed.slice(-limit), more: count > limit }
    },
    stored: async (author, clientId) => seen(author, clientId),
    async insert(comment, clientId, parent, what) {
      await meanwhile()
      const again = clientId === null ? undefined : seen(comment, clientId)
      if (again) return again
      const held = comment.parentId ? rows.get(comment.parentId)?.comment : undefined
      if (parent && (!held || held.deletedAt || held.visibility !== parent.visibility)) return undefined
      rows.set(comment.id, { comment, clientId })
      return { comment, logged: keep(what), isNew: true }
    },
    async change(id, updatedAt, change, at, what) {
      await meanwhile()
      const row = rows.get(id)
      if (!row || row.comment.deletedAt || row.comment.updatedAt.getTime() !== updatedAt.getTime())
        return undefined
      const later = new Date(Math.max(at.getTime(), updatedAt.getTime() + 1))
      const comment = { ...row.comment, ...change, updatedAt: later }
      rows.set(id, { ...row, comment })
      return { comment, logged: keep(what) }
    },
    async remove(id, at, what) {
      const row = rows.get(id)
      if (!row || row.comment.deletedAt) return undefined
      const comment = {
        ...row.comment,
        content: '',
        drawing: null,
        mentions: [],
        deletedAt: at,
        updatedAt: at,
      }
      rows.set(id, { ...row, comment })
      return { comment, logged: keep(what) }
    },
    async guestName(guestId) {
      return all().findLast((one) => one.guestId === guestId)?.authorName
    },
    readersByEmail: async (_, emails) => readersOf(({ email }) => emails.includes(email)),
    readersById: async (_, userIds) => readersOf(({ userId }) => userIds.includes(userId)),
  }
  /** What somebody else does between the reading and the next writing, once. */
  const meanwhile = async () => {
    const work = before
    before = undefined
    await work?.()
  }

  return {
    store,
    kept,
    comesBetween(work: () => Promise<unknown>) {
      before = work
    },
  }
}
