import type { NewEvent } from '../events/event.ts'
import type { NewNotification } from '../notifications/notification.ts'
import type { Counted, Id, SerialId, Slice } from '../schema.ts'
import type { Logged, NewLogEntry } from '../sessions/log.ts'
import type { Comment } from './comment.ts'

export interface CommentFilter {
  readonly assetId: SerialId
  readonly sees: 'all' | 'public'
  readonly isResolved?: boolean | undefined
}

/** What is kept with a change of a comment, all of it or nothing: log entries go to every session open on the file. */
export interface Told {
  readonly entry: NewLogEntry
  readonly event: NewEvent
  readonly notifications: readonly NewNotification[]
}

export interface Changed {
  readonly comment: Comment
  readonly logged: readonly Logged[]
}

/** The comments of one tenant. */
export interface CommentStore {
  find(id: Id): Promise<Comment | undefined>
  /** Threads in order of their first comments, oldest first, each followed by its answers. */
  list(filter: CommentFilter, slice: Slice): Promise<Counted<Comment>>
  /** The newest threads, oldest first. */
  newest(filter: CommentFilter, limit: number): Promise<readonly Comment[]>
  /** `clientId` seen before from the same author: what was stored then, and nothing new. */
  insert(
    comment: Comment,
    clientId: string | null,
    told: Told,
  ): Promise<Changed & { readonly isNew: boolean }>
  /** Only while it is not deleted, and still as it was at `updatedAt`. */
  change(
    id: Id,
    updatedAt: Date,
    change: Partial<
      Pick<
        Comment,
        | 'content'
        | 'pin'
        | 'timestampMs'
        | 'page'
        | 'drawing'
        | 'visibility'
        | 'mentions'
        | 'resolvedAt'
        | 'resolvedBy'
      >
    >,
    told: Told,
  ): Promise<Changed | undefined>
  /** Empties it; its answers stay. */
  remove(id: Id, at: Date, told: Told): Promise<Changed | undefined>
}
