import type { Asset } from '../assets/asset.ts'
import type { CommentStore } from '../comments/ports.ts'
import type { Announcements } from '../live/ports.ts'
import type { Mails } from '../mail/service.ts'
import type { Id, SerialId } from '../schema.ts'
import type { Shares } from '../share-links/shares.ts'
import type { TenantProfiles } from '../tenants/profiles.ts'
import type { TenantStore } from '../tenants/service.ts'
import type { SessionStore, SessionUpkeep } from './ports.ts'

export interface SessionPorts {
  readonly sessionsOf: (tenantId: SerialId) => SessionStore
  readonly sessionUpkeep: SessionUpkeep
  readonly commentsOf: (tenantId: SerialId) => Pick<CommentStore, 'newest'>
  readonly assets: { find(tenantId: SerialId, id: SerialId): Promise<Asset | undefined> }
  readonly shares: Pick<Shares, 'createFor' | 'adjustShare' | 'endShare' | 'endLink'>
  readonly membersOf: (tenantId: SerialId) => Pick<TenantStore, 'member'>
  readonly profiles: Pick<TenantProfiles, 'of'>
  readonly mail: Pick<Mails, 'send'>
  readonly announce: Pick<Announcements, 'sessionLogged' | 'notified'>
  /** The most participants at once that a session may be made for, and how many it is made for where nobody says. */
  readonly mostParticipants: number
  /** How long a session is kept after its end. */
  readonly sessionRetentionDays: number
  readonly newId: () => Id
  readonly now: () => Date
}
