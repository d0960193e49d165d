import { randomUUID } from 'node:crypto'
import type { Asset } from '../../domain/assets/asset.ts'
import { type Comment, isAuthor } from '../../domain/comments/comment.ts'
import { found, Problem } from '../../domain/problem.ts'
import type { LogName } from '../../domain/sessions/log.ts'
import type { CommentPort } from '../../gateway/collab/comments.ts'
import type { MemorySessions } from './memory-sessions.ts'

/** Comments in memory: told by the log of every session there is. */
export const memoryComments = (sessions: MemorySessions): CommentPort => {
  const byClientId = new Map<string, Comment>()
  const tell = (name: LogName, commentId: string) =>
    [...sessions.sessions.values()].map(({ id, tenantId }) => ({
      tenantId,
      sessionId: id,
      seq: sessions.append(id, name, { commentId }),
    }))
  const change = (id: string, changes: Partial<Comment>): Comment => {
    const at = sessions.said.findIndex((one) => one.id === id && !one.deletedAt)
    if (at < 0) throw new Problem('not_found')
    sessions.said[at] = { ...sessions.said[at]!, ...changes }
    return sessions.said[at]
  }
  return {
    async create(commenter, { content, client_id, visibility = 'public' }) {
      if (!commenter.mayWrite) throw new Problem('role_too_small', { role: 'commenter' })
      const known = client_id === undefined ? undefined : byClientId.get(client_id)
      if (known) return { comment: known, logged: [], isNew: false }
      const comment: Comment = {
        id: randomUUID(),
        tenantId: commenter.tenantId,
        assetId: commenter.assetId,
        parentId: null,
        authorId: commenter.userId,
        guestId: commenter.userId === null ? (commenter.guest?.id ?? null) : null,
        authorName: commenter.name,
        content,
        pin: null,
        timestampMs: null,
        page: null,
        drawing: null,
        visibility,
        mentions: [],
        resolvedAt: null,
        resolvedBy: null,
        createdAt: new Date(),
        updatedAt: new Date(),
        deletedAt: null,
      }
      sessions.said.push(comment)
      if (client_id) byClientId.set(client_id, comment)
      return { comment, logged: tell('comment:created', comment.id), isNew: true }
    },
    async edit(commenter, id, { content, visibility }) {
      const before = found(sessions.said.find((one) => one.id === id))
      if (!isAuthor(commenter, before)) throw new Problem('comment_not_yours')
      const comment = change(id, { ...(content && { content }), ...(visibility && { visibility }) })
      return { comment, logged: tell('comment:updated', id) }
    },
    async resolve(commenter, id, isResolved = true) {
      if (!commenter.mayModerate) throw new Problem('role_too_small', { role: 'collaborator' })
      const comment = change(id, { resolvedAt: isResolved ? new Date() : null })
      return { comment, logged: tell(isResolved ? 'comment:resolved' : 'comment:reopened', id) }
    },
    async remove(commenter, id) {
      if (!commenter.mayModerate) throw new Problem('comment_not_yours')
      const comment = change(id, { deletedAt: new Date() })
      return { comment, logged: tell('comment:deleted', id) }
    },
  } as CommentPort
}

/** What sessions in memory are about. */
export const plan: Asset = {
  id: 1,
  uuid: randomUUID(),
  tenantId: 1,
  ownerId: 1,
  title: 'Plan',
  filename: 'plan.png',
  contentType: 'image/png',
  kind: 'image',
  size: 1,
  width: 100,
  height: 100,
  durationS: null,
  clean: { as: 'same' },
  thumbnail: null,
  preview: null,
  createdAt: new Date(),
  updatedAt: new Date(),
}
