import type { Member } from '../actor.ts'
import type { Asset } from '../assets/asset.ts'
import type { NewEvent } from '../events/event.ts'
import type { Guest } from '../guests.ts'
import type { NewNotification } from '../notifications/notification.ts'
import type { Counted, Id, SerialId, Slice } from '../schema.ts'
import type { Logged, NewLogEntry } from '../sessions/log.ts'
import type { SessionRole } from '../sessions/session.ts'
import type { ShareLink } from '../share-links/link.ts'
import type { Comment, Visibility } from './comment.ts'

export interface CommentFilter {
  readonly assetId: SerialId
  readonly sees: 'all' | 'public'
  /** Of the thread, answers and all. */
  readonly isResolved?: boolean | undefined
  readonly visibility?: Visibility | undefined
}

/** A member of the organization, with what lets them read what is said of a file. */
export interface Reader extends Pick<Member, 'userId' | 'role'> {
  /** What they are in the sessions that are open on the file, invited or come: the most; `null`: in none. */
  readonly sessionRole: SessionRole | null
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

export interface Stored extends Changed {
  /** `false`: it was stored before, and nothing happened now. `logged` is what was logged then. */
  readonly isNew: boolean
}

/** The comments of one tenant. */
export interface CommentStore {
  find(id: Id): Promise<Comment | undefined>
  /** Members who wrote in this thread: its first comment, or an answer that still stands. */
  writersOf(threadId: Id): Promise<readonly SerialId[]>
  /** Threads in order of their first comments, oldest first, each followed by its answers. */
  list(filter: CommentFilter, slice: Slice): Promise<Counted<Comment>>
  /** The last `limit` of that order, in that order; a thread that is cut off has its first comment nonetheless. */
  newest(
    filter: CommentFilter,
    limit: number,
  ): Promise<{ readonly comments: readonly Comment[]; readonly more: boolean }>
  /** What this author stored under this `clientId`, whatever became of it. */
  stored(
    author: Pick<Comment, 'assetId' | 'authorId' | 'guestId'>,
    clientId: string,
  ): Promise<Stored | undefined>
  /**
   * `clientId` seen before from the same author: what was stored then, and nothing new. `undefined`: what it answers is
   * deleted, or has become internal. Throws `not_found` for a file that is gone.
   */
  insert(
    comment: Comment,
    clientId: string | null,
    parent: Pick<Comment, 'visibility'> | undefined,
    told: Told,
  ): Promise<Stored | undefined>
  /**
   * Only while it is not deleted, and still as it was at `updatedAt`; the answers of what becomes internal become so
   * too, each with an entry of its own.
   */
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
    at: Date,
    told: Told,
  ): Promise<Changed | undefined>
  /** Empties it; its answers stay, and as long as there are any, its author's name. `undefined`: it was deleted before. */
  remove(id: Id, at: Date, told: Told): Promise<Changed | undefined>

  /** What a guest called themself last, in a comment or a session. */
  guestName(guestId: Id): Promise<string | undefined>
  /** Of these addresses, as `normaliseEmail` writes them, those of members. */
  readersByEmail(assetId: SerialId, emails: readonly string[]): Promise<readonly Reader[]>
  readersById(assetId: SerialId, userIds: readonly SerialId[]): Promise<readonly Reader[]>
}

/** What the service asks of the rest of the house. */
export interface CommentHouse {
  /** `undefined` for a file that is not this organization's. */
  readonly asset: (tenantId: SerialId, id: SerialId) => Promise<Asset | undefined>
  /** What a member is called, of whatever organization. */
  readonly nameOf: (member: Member) => Promise<string | undefined>
  /** What a guest is in the session that their link leads to; `undefined`: it leads to none that is open. */
  readonly standingOf: (link: ShareLink, guest: Guest) => Promise<SessionRole | 'removed' | undefined>
}
