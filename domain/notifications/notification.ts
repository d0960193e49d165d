import type { Id, SerialId } from '../schema.ts'

export const notificationTypes = [
  'comment.mention',
  'comment.reply',
  'comment.created',
  'comment.resolved',
  'session.invited',
  'session.recording_started',
] as const
export type NotificationType = (typeof notificationTypes)[number]

/** A notification as a use case hands it to the store that causes it: both are kept in one transaction. */
export interface NewNotification {
  readonly id: Id
  readonly userId: SerialId
  readonly type: NotificationType
  readonly data: NotificationData
}

/** Names what it is about; the words are written when it is read. */
export interface NotificationData {
  readonly assetId: SerialId
  readonly commentId?: Id
  readonly sessionId?: Id
  /** A member who caused it; a guest is named by what is commented. */
  readonly actorId?: SerialId | null
}

export interface Notification extends NewNotification {
  readonly tenantId: SerialId
  readonly createdAt: Date
  readonly readAt: Date | null
}

/** That a member has something new to read; `id: null`: that they have read some of it. */
export interface Notified {
  readonly tenantId: SerialId
  readonly userId: SerialId
  readonly id: Id | null
}

/** How often what is unread comes by mail. */
export const digests = ['hourly', 'daily', 'off'] as const
export type Digest = (typeof digests)[number]
export const usualDigest: Digest = 'daily'
