import type { Guest } from '../guests.ts'
import type { Id, SerialId } from '../schema.ts'

/** Where on the medium a comment stands: parts of the unrotated medium, 0 to 1 from its upper left corner. */
export interface Pin {
  readonly x: number
  readonly y: number
}

/** What is drawn, as data: every coordinate 0 to 1 of the unrotated medium. */
export interface Shape {
  readonly kind: 'line' | 'arrow' | 'rectangle' | 'ellipse' | 'path'
  /** `#rrggbb`. */
  readonly color: string
  /** Of the medium's width. */
  readonly width: number
  /** Two points, but for a path any number. */
  readonly points: readonly (readonly [x: number, y: number])[]
}
export type Drawing = readonly Shape[]

export type Visibility = 'public' | 'internal'

/** What somebody said of a file. */
export interface Comment {
  readonly id: Id
  readonly tenantId: SerialId
  readonly assetId: SerialId
  /** Threads are one level deep: the comment that this one answers. */
  readonly parentId: Id | null
  /** A member, or `null`; one of the two, or neither once the account is gone. */
  readonly authorId: SerialId | null
  readonly guestId: Id | null
  readonly authorName: string
  readonly content: string
  readonly pin: Pin | null
  /** Into a video or a sound. */
  readonly timestampMs: number | null
  /** Of a PDF, from 1. */
  readonly page: number | null
  readonly drawing: Drawing | null
  readonly visibility: Visibility
  /** Members who are named in it. */
  readonly mentions: readonly SerialId[]
  readonly resolvedAt: Date | null
  readonly resolvedBy: string | null
  readonly createdAt: Date
  readonly updatedAt: Date
  /** It says nothing any more, and stands only where it has answers. */
  readonly deletedAt: Date | null
}

/**
 * Somebody who comments, however they came: as a member over REST, as a visitor by a link, or in a session over a socket.
 * What they may was judged where they came in.
 */
export interface Commenter {
  readonly tenantId: SerialId
  readonly assetId: SerialId
  readonly userId: SerialId | null
  readonly guest: Guest | null
  readonly name: string
  /** Guests see what is public. */
  readonly sees: 'all' | 'public'
  readonly mayWrite: boolean
  /** Resolve, and take away what others wrote. */
  readonly mayModerate: boolean
  /** Who they are in the session they speak in. */
  readonly participantId: Id | null
}

/** Each edits what is theirs, and nobody else does. */
export const isAuthor = (
  { userId, guest }: { readonly userId: SerialId | null; readonly guest: Pick<Guest, 'id'> | null },
  { authorId, guestId }: Pick<Comment, 'authorId' | 'guestId'>,
): boolean => (userId !== null ? authorId === userId : guest !== null && guestId === guest.id)
