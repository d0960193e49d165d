import type { Asset } from '../assets/asset.ts'
import { faulty, found, Problem } from '../problem.ts'
import type { Counted, Id, SerialId, Slice } from '../schema.ts'
import { isChange } from '../versions.ts'
import { type Comment, type Commenter, isAuthor, type Visibility } from './comment.ts'
import { createCommenters } from './commenters.ts'
import { placed } from './place.ts'
import type { Changed, CommentFilter, CommentHouse, CommentStore, Stored } from './ports.ts'
import type { CreateComment, EditComment } from './schema.ts'
import { createTelling, type TellingPorts, toldOf } from './telling.ts'

export interface CommentServicePorts extends CommentHouse, TellingPorts {
  readonly commentsOf: (tenantId: SerialId) => CommentStore
  readonly newId: () => Id
  readonly now: () => Date
}

export type Comments = ReturnType<typeof createComments>
export type CommentQuery = Pick<CommentFilter, 'isResolved' | 'visibility'>

/** Of two who change one comment at once, one reads again; so often, before they are told. */
const mostTries = 5
/** What is read at once for an export. */
const portion = 500
const longestContent = 5_000

/**
 * What is said of a file: one use case, whichever way somebody came. What changes a comment, the log of every session
 * that is open on the file, the event and the notifications are kept together, and told once they are.
 */
export const createComments = (ports: CommentServicePorts) => {
  const { commentsOf, asset, newId, now } = ports
  const commenters = createCommenters(ports)
  const { namedIn, concerning, tell } = createTelling(ports)
  const storeOf = ({ tenantId }: Pick<Commenter, 'tenantId'>) => commentsOf(tenantId)

  const assetOf = async ({ tenantId, assetId }: Commenter): Promise<Asset> =>
    found(await asset(tenantId, assetId))

  const isSeen = (commenter: Commenter, { assetId, visibility }: Comment): boolean =>
    assetId === commenter.assetId && (commenter.sees === 'all' || visibility === 'public')

  const get = async (commenter: Commenter, id: Id): Promise<Comment> => {
    const comment = found(await storeOf(commenter).find(id))
    if (comment.deletedAt || !isSeen(commenter, comment)) throw new Problem('not_found')
    return comment
  }

  const parentFor = async (commenter: Commenter, id: Id): Promise<Comment> => {
    const parent = await storeOf(commenter).find(id)
    if (!parent || parent.deletedAt || !isSeen(commenter, parent))
      throw faulty({ field: 'parent_comment_id', message: 'is not known' })
    if (parent.parentId) throw new Problem('thread_too_deep')
    return parent
  }

  /** `attempt` answers `undefined` where somebody was faster. */
  const untilDone = async <T>(attempt: () => Promise<T | undefined>): Promise<T> => {
    for (let tries = 0; tries < mostTries; tries++) {
      const done = await attempt()
      if (done !== undefined) return done
    }
    throw new Problem('conflict')
  }

  return {
    commenters,

    /** The same `client_id` again is the same comment again: nothing is stored, logged or told a second time. */
    async create(commenter: Commenter, said: CreateComment): Promise<Stored> {
      assertMayWrite(commenter)
      const asset = await assetOf(commenter)
      const content = cleanContent(said.content)
      const place = placed(asset, said)
      assertVisible(commenter, said.visibility)
      const mentions = await namedIn(commenter, asset, content)
      const store = storeOf(commenter)
      const author = {
        assetId: asset.id,
        authorId: commenter.userId,
        guestId: commenter.userId === null ? (commenter.guest?.id ?? null) : null,
      }
      const storing = untilDone(async () => {
        const parent = said.parent_comment_id
          ? await parentFor(commenter, said.parent_comment_id.toLowerCase())
          : undefined
        const at = now()
        const comment: Comment = {
          ...place,
          ...author,
          id: newId(),
          tenantId: commenter.tenantId,
          parentId: parent?.id ?? null,
          authorName: commenter.name,
          content,
          visibility: visibilityOf(said.visibility ?? 'public', parent),
          mentions,
          resolvedAt: null,
          resolvedBy: null,
          createdAt: at,
          updatedAt: at,
          deletedAt: null,
        }
        const concerned = await concerning(commenter, asset, comment.id, {
          owner: asset.ownerId,
          writers: parent ? await store.writersOf(parent.id) : [],
          named: mentions,
        })
        const told = toldOf('comment.created', commenter, comment, undefined, concerned)
        const stored = await store.insert(comment, said.client_id ?? null, parent, told)
        if (stored?.isNew) tell(commenter, stored, told)
        return stored
      })
      // What it answers may have gone since the first try was stored.
      return storing.catch(async (error: unknown) => {
        const known = said.client_id ? await store.stored(author, said.client_id) : undefined
        if (known) return known
        throw error
      })
    },

    /** By its author, and nobody else. What stays as it was is no change, and nobody is told of it. */
    async edit(commenter: Commenter, id: Id, said: EditComment): Promise<Changed> {
      assertMayWrite(commenter)
      const asset = await assetOf(commenter)
      const content = said.content === undefined ? undefined : cleanContent(said.content)
      assertVisible(commenter, said.visibility)
      const mentions = content === undefined ? undefined : await namedIn(commenter, asset, content)
      const store = storeOf(commenter)
      return untilDone(async () => {
        const before = await get(commenter, id)
        if (!isAuthor(commenter, before)) throw new Problem('comment_not_yours')
        const parent = before.parentId ? await store.find(before.parentId) : undefined
        const change = {
          ...placed(asset, said, before),
          content: content ?? before.content,
          mentions: mentions ?? before.mentions,
          visibility: visibilityOf(said.visibility ?? before.visibility, parent),
        }
        if (!isChange<Comment>(before, change)) return { comment: before, logged: [] }
        const concerned = await concerning(commenter, asset, id, {
          named: change.mentions.filter((userId) => !before.mentions.includes(userId)),
        })
        const told = toldOf('comment.updated', commenter, { ...before, ...change }, before, concerned)
        const changed = await store.change(id, before.updatedAt, change, now(), told)
        if (changed) tell(commenter, changed, told)
        return changed
      })
    },

    /** Of a thread, which an answer stands for too: by its author, or whoever may moderate. Once is enough. */
    async resolve(commenter: Commenter, id: Id, isResolved = true): Promise<Changed> {
      assertMayWrite(commenter)
      const asset = await assetOf(commenter)
      return untilDone(async () => {
        const named = await get(commenter, id)
        const before = named.parentId ? await get(commenter, named.parentId) : named
        if (!commenter.mayModerate && !isAuthor(commenter, before))
          throw new Problem('role_too_small', { role: 'collaborator' })
        if ((before.resolvedAt !== null) === isResolved) return { comment: before, logged: [] }
        const at = now()
        const change = isResolved
          ? { resolvedAt: at, resolvedBy: commenter.name }
          : { resolvedAt: null, resolvedBy: null }
        const concerned = await concerning(
          commenter,
          asset,
          before.id,
          isResolved ? { resolved: before.authorId } : {},
        )
        const name = isResolved ? 'comment.resolved' : 'comment.reopened'
        const told = toldOf(name, commenter, before, before, concerned)
        const changed = await storeOf(commenter).change(before.id, before.updatedAt, change, at, told)
        if (changed) tell(commenter, changed, told)
        return changed
      })
    },

    /** By its author, or whoever may moderate. It says nothing any more; its answers stay. */
    async remove(commenter: Commenter, id: Id): Promise<Changed> {
      assertMayWrite(commenter)
      const before = await get(commenter, id)
      if (!commenter.mayModerate && !isAuthor(commenter, before)) throw new Problem('comment_not_yours')
      const told = toldOf('comment.deleted', commenter, before, before)
      const removed = found(await storeOf(commenter).remove(before.id, now(), told))
      tell(commenter, removed, told)
      return removed
    },

    list: (commenter: Commenter, query: CommentQuery, slice: Slice): Promise<Counted<Comment>> =>
      storeOf(commenter).list(filterOf(commenter, query), slice),

    /** The last ones, oldest first; `more`: there are others before them. */
    newest: (commenter: Commenter, limit = 200) => storeOf(commenter).newest(filterOf(commenter), limit),

    /** All that somebody may read, for an export. */
    async all(commenter: Commenter, query: CommentQuery): Promise<readonly Comment[]> {
      const all: Comment[] = []
      for (;;) {
        const slice = { limit: portion, offset: all.length }
        const { rows } = await storeOf(commenter).list(filterOf(commenter, query), slice)
        all.push(...rows)
        if (rows.length < portion) return all
      }
    },
  }
}

const filterOf = ({ assetId, sees }: Commenter, query: CommentQuery = {}): CommentFilter => ({
  assetId,
  sees,
  ...query,
})

const assertMayWrite = ({ mayWrite }: Commenter): void => {
  if (!mayWrite) throw new Problem('role_too_small', { role: 'commenter' })
}

/** Guests neither read nor write what is internal. */
const assertVisible = ({ sees }: Commenter, visibility: Visibility | undefined): void => {
  if (visibility === 'internal' && sees !== 'all')
    throw faulty({ field: 'visibility', message: 'must be public' })
}

/** What is said to something internal is internal. */
const visibilityOf = (wanted: Visibility, parent: Pick<Comment, 'visibility'> | undefined): Visibility =>
  parent?.visibility === 'internal' ? 'internal' : wanted

/** Text as people wrote it, one spelling a letter; nobody renders anything of it. */
const cleanContent = (text: string): string => {
  const content = text.toWellFormed().normalize('NFC').replace(/\r\n?/g, '\n').trim()
  if (content === '') throw faulty({ field: 'content', message: 'must not be empty' })
  if (content.length > longestContent)
    throw faulty({ field: 'content', message: `must NOT have more than ${longestContent} characters` })
  return content
}
