import { presentComment } from '../../domain/comments/present.ts'
import type { Comments } from '../../domain/comments/service.ts'
import { Problem } from '../../domain/problem.ts'
import type { Logged } from '../../domain/sessions/log.ts'
import { assertMayDo } from '../../domain/sessions/rights.ts'
import type { CollabPart, CollabSeat } from './part.ts'
import { readerOf } from './telling.ts'

/** The same use case as over REST. */
export type CommentPort = Pick<Comments, 'create' | 'edit' | 'resolve' | 'remove'>

/** What is said of the file, by those who are in. Everybody hears of it by the log. */
export const createCommentRequests = (comments: CommentPort): CollabPart => {
  const commenterOf = ({ admitted }: CollabSeat) => {
    assertMayDo(admitted.role, 'comment')
    return admitted.commenter
  }
  /** 0: nothing was logged, as nothing has changed. */
  const seqOf = ({ room }: CollabSeat, logged: readonly Logged[]): number =>
    logged.find(({ sessionId }) => sessionId === room.sessionId)?.seq ?? 0
  const kept = (seat: CollabSeat, { comment, logged }: Awaited<ReturnType<CommentPort['edit']>>) => ({
    ok: true as const,
    seq: seqOf(seat, logged),
    comment: presentComment(comment, readerOf(seat)),
  })

  return {
    name: 'comments',
    requests: {
      'comment:create': async (seat, said) => kept(seat, await comments.create(commenterOf(seat), said)),
      'comment:update': async (seat, { id, client_id: _, ...said }) => {
        if (Object.keys(said).length === 0)
          throw new Problem('validation_failed', {
            errors: [{ field: '', message: 'names nothing to change' }],
          })
        return kept(seat, await comments.edit(commenterOf(seat), id.toLowerCase(), said))
      },
      'comment:resolve': async (seat, { id, resolved = true }) =>
        kept(seat, await comments.resolve(commenterOf(seat), id.toLowerCase(), resolved)),
      'comment:delete': async (seat, { id }) => {
        const { logged } = await comments.remove(commenterOf(seat), id.toLowerCase())
        return { ok: true as const, seq: seqOf(seat, logged) }
      },
    },
  }
}
