import { type CallPorts, createCalls } from './calls/service.ts'
import type { CommentStore } from './comments/ports.ts'
import { createComments } from './comments/service.ts'
import type { DocumentPorts } from './documents/ports.ts'
import { createDocuments } from './documents/service.ts'
import type { Announcements } from './live/ports.ts'
import type { Mails } from './mail/service.ts'
import { createNotifications, type NotificationPorts } from './notifications/service.ts'
import { createRecordings, type RecordingPorts } from './recordings/service.ts'
import type { Id, SerialId } from './schema.ts'
import { createSessions } from './sessions/service.ts'
import type { SessionPorts } from './sessions/service-ports.ts'
import type { Sharing } from './sharing.ts'
import type { TenantProfiles } from './tenants/profiles.ts'
import type { TenantStore } from './tenants/service.ts'

/** What working together needs of the outside: its stores, one line a feature. */
export interface CollaborationPorts {
  readonly notificationsOf: NotificationPorts['notificationsOf']
  readonly notificationUpkeep: NotificationPorts['upkeep']
  readonly sessionsOf: SessionPorts['sessionsOf']
  readonly sessionUpkeep: SessionPorts['sessionUpkeep']
  readonly commentsOf: (tenantId: SerialId) => CommentStore
  readonly documents: DocumentPorts
  readonly recordingsOf: RecordingPorts['recordingsOf']
  readonly recordingUpkeep: RecordingPorts['recordingUpkeep']
  readonly recordingDays: number
  readonly calls: Omit<CallPorts, 'sessions' | 'now'>
  readonly mostParticipants: number
  readonly sessionRetentionDays: number
}

/** What it needs of the rest of the house. */
export interface CollaborationHouse {
  readonly sharing: Sharing
  readonly profiles: TenantProfiles
  readonly membersOf: (tenantId: SerialId) => Pick<TenantStore, 'member'>
  readonly mail: Pick<Mails, 'send' | 'sendDigest'>
  readonly publicUrl: () => string
  readonly announce: Announcements
  readonly newId: () => Id
  readonly now: () => Date
}

/** What had been said before a recording began, as far as its replay tells. */
const commentsBefore = 500

export type Collaboration = ReturnType<typeof createCollaboration>

/** Sessions on a file, what is said of it, what is written together, what is recorded, and who is told of it. */
export const createCollaboration = (ports: CollaborationPorts, house: CollaborationHouse) => {
  const { mail, publicUrl, announce, now } = house
  const notifications = createNotifications({
    notificationsOf: ports.notificationsOf,
    upkeep: ports.notificationUpkeep,
    mail,
    announce,
    publicUrl,
    now,
  })
  const sessions = createSessions({
    ...ports,
    assets: house.sharing.assets,
    shares: house.sharing.shares,
    membersOf: house.membersOf,
    profiles: house.profiles,
    mail,
    announce,
    newId: house.newId,
    now,
  })
  const comments = createComments({
    commentsOf: ports.commentsOf,
    asset: house.sharing.assets.find,
    nameOf: async ({ tenantId, userId }) => (await house.membersOf(tenantId).member(userId))?.fullName,
    standingOf: sessions.standingOf,
    announce,
    newId: house.newId,
    now,
  })
  const documents = createDocuments(ports.documents)
  const calls = createCalls({ ...ports.calls, sessions: sessions.live, now })
  const recordings = createRecordings({
    ...ports,
    commentsOf: async (tenantId, assetId) =>
      (await ports.commentsOf(tenantId).newest({ assetId, sees: 'all' }, commentsBefore)).comments,
    accessTo: sessions.get,
    assetOf: house.sharing.assets.find,
    documentOf: documents.whole,
    announce,
    newId: house.newId,
    now,
  })

  return { calls, comments, documents, notifications, recordings, sessions }
}
