import type { Id, SerialId } from '../schema.ts'
import { type Comment, type Commenter, isAuthor, type Shape } from './comment.ts'
import { timeText } from './place.ts'
import type { CommentView } from './schema.ts'

/** Who reads a comment: a member as themself, or a guest, or somebody who has not written yet. */
export interface CommentReader {
  readonly userId: SerialId | null
  readonly guestId: Id | null
}

export const readerOf = ({ userId, guest }: Pick<Commenter, 'userId' | 'guest'>): CommentReader => ({
  userId,
  guestId: guest?.id ?? null,
})

/** Guests are told names, and no numbers of accounts. */
export const presentComment = (comment: Comment, reader: CommentReader): CommentView => ({
  id: comment.id,
  uuid: comment.id,
  parent_comment_id: comment.parentId,
  author: {
    name: comment.authorName,
    kind: comment.guestId === null ? 'member' : 'guest',
    user_id: reader.userId === null ? null : comment.authorId,
  },
  is_mine: isMine(comment, reader),
  content: comment.content,
  position_x: comment.pin?.x ?? null,
  position_y: comment.pin?.y ?? null,
  timestamp: comment.timestampMs === null ? null : timeText(comment.timestampMs),
  page: comment.page,
  drawing: comment.drawing?.map(presentShape) ?? null,
  visibility: comment.visibility,
  mentions: reader.userId === null ? [] : [...comment.mentions],
  resolved_at: comment.resolvedAt?.toISOString() ?? null,
  resolved_by: comment.resolvedBy,
  is_deleted: comment.deletedAt !== null,
  created_at: comment.createdAt.toISOString(),
  updated_at: comment.updatedAt.toISOString(),
})

const presentShape = ({ kind, color, width, points }: Shape) => ({
  kind,
  color,
  width,
  points: points.map(([x, y]) => [x, y]),
})

const isMine = (comment: Comment, { userId, guestId }: CommentReader): boolean =>
  isAuthor({ userId, guest: guestId === null ? null : { id: guestId } }, comment)
