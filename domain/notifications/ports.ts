import type { Role } from '../actor.ts'
import type { Asset } from '../assets/asset.ts'
import type { Counted, Id, SerialId, Slice } from '../schema.ts'
import type { CollabSession } from '../sessions/session.ts'
import type { Digest, Notification } from './notification.ts'

/** A notification with what it is about, as that is now. */
export interface Told extends Notification {
  /** `null`: the file is gone. */
  readonly asset: Pick<Asset, 'title' | 'ownerId'> | null
  /** Whoever is told, as they are in the organization now; `null`: they have left. */
  readonly reader: ToldReader | null
  /** Of whoever caused it; `null` for a guest, and for somebody who is no member any more. */
  readonly actorName: string | null
  /** `null` where it is about none, or that is gone. */
  readonly comment: ToldComment | null
  readonly session: Pick<CollabSession, 'endedAt' | 'expiresAt' | 'invitationMessage'> | null
}

export interface ToldReader {
  readonly role: Role
  /** They are in, or invited to, a session that is open on the file. */
  readonly participates: boolean
}

export interface ToldComment {
  readonly authorName: string
  /** Its beginning. */
  readonly content: string
  readonly isDeleted: boolean
  /** Whether it names whoever is told. */
  readonly mentionsReader: boolean
}

export type Which = 'all' | { readonly ids: readonly Id[] } | { readonly upTo: Id }

/** The notifications of one tenant's members. What is not this member's is not there. */
export interface NotificationStore {
  /** Newest first. */
  list(
    userId: SerialId,
    filter: { readonly isUnread: boolean },
    slice: Slice,
  ): Promise<Counted<Told> & { readonly unread: number }>
  find(userId: SerialId, id: Id): Promise<Told | undefined>
  unread(userId: SerialId): Promise<number>
  /** Answers how many were unread until now. */
  markRead(userId: SerialId, which: Which, at: Date): Promise<number>
  /** What would be mailed: unread, never mailed, from `until` or before; newest first. */
  unmailed(userId: SerialId, until: Date, limit: number): Promise<Counted<Told>>
  digest(userId: SerialId): Promise<Digest | undefined>
  setDigest(userId: SerialId, digest: Digest): Promise<void>
}

/** A member with something unread that was never mailed. */
export interface Waiting {
  readonly tenantId: SerialId
  readonly userId: SerialId
  readonly email: string
  readonly fullName: string
  readonly organization: string
  readonly timeZone: string
  readonly locale: string
  /** `undefined`: the usual. */
  readonly digest: Digest | undefined
  /** When it began to wait. */
  readonly oldestAt: Date
  readonly lastMailedAt: Date | null
}

/** Notifications of every tenant. */
export interface NotificationUpkeep {
  /**
   * Members who have waited since `before`, but for those who want no mail; by tenant and person, from behind `after`
   * on.
   */
  waiting(
    before: Date,
    after: Pick<Waiting, 'tenantId' | 'userId'> | undefined,
    limit: number,
  ): Promise<readonly Waiting[]>
  /** Those that were read before `readBefore`, and all from before `before`. On a dry run: how many there are. */
  forget(readBefore: Date, before: Date, dryRun: boolean): Promise<number>
}
