import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { Role } from '../domain/actor.ts'

/** One interface per table, in camelCase: Kysely's plugin writes snake_case. */
export interface Database {
  tenant: TenantTable
  account: AccountTable
  membership: MembershipTable
  tokenFamily: TokenFamilyTable
  refreshToken: RefreshTokenTable
  idempotencyKey: IdempotencyKeyTable
  vehicle: VehicleTable
  newestPosition: NewestPositionTable
  position: PositionTable
  shareLink: ShareLinkTable
}

type Made = ColumnType<Date, Date | undefined, never>

interface TenantTable {
  id: GeneratedAlways<number>
  schemaName: string
  name: string
  slug: string
  timezone: Generated<string>
  locale: Generated<string>
  features: ColumnType<Record<string, boolean>, string | undefined, string>
  settings: ColumnType<Record<string, unknown>, string | undefined, string>
  createdAt: Made
  updatedAt: Generated<Date>
}

interface AccountTable {
  id: GeneratedAlways<number>
  email: string
  fullName: string
  passwordHash: string
  createdAt: Made
}

interface MembershipTable {
  tenantId: number
  userId: number
  role: Role
  createdAt: Made
}

interface TokenFamilyTable {
  id: string
  tenantId: number
  userId: number
  createdAt: Made
  expiresAt: Date
  endedAt: Date | null
}

interface RefreshTokenTable {
  tokenHash: Buffer
  familyId: string
  createdAt: Made
  usedAt: Date | null
}

interface IdempotencyKeyTable {
  tenantId: number
  userId: number
  key: string
  fingerprint: Buffer
  status: number | null
  answerSealed: Buffer | null
  createdAt: Made
}

interface VehicleTable {
  id: string
  tenantId: number
  key: Generated<number>
  imei: string
  name: string
  plate: string | null
  icon: string
  color: string
  ingestKeyHash: Buffer
  createdAt: Made
  updatedAt: Generated<Date>
  lastSeenAt: Date | null
}

interface FixColumns {
  subjectKey: number
  tenantId: number
  latE7: number
  lonE7: number
  recordedAt: Date
  speed: number | null
  heading: number | null
  accuracy: number | null
  altitude: number | null
}

type NewestPositionTable = FixColumns

interface PositionTable extends FixColumns {
  receivedAt: Made
  quarantined: Generated<boolean>
  attributes: ColumnType<Record<string, unknown> | null, string | null | undefined, never>
}

interface ShareLinkTable {
  id: string
  number: GeneratedAlways<number>
  tenantId: number
  face: string
  isPrimary: Generated<boolean>
  resourceKind: string
  resourceId: string
  tokenHash: Buffer
  tokenSealed: Buffer | null
  shareType: Generated<string>
  passwordHash: string | null
  passwordVersion: Generated<number>
  allowPreview: Generated<boolean>
  allowDownload: Generated<boolean>
  allowComments: Generated<boolean>
  allowCollaboration: Generated<boolean>
  title: string | null
  description: string | null
  slug: string | null
  shareId: string | null
  recipientName: string | null
  recipientEmail: string | null
  trailMinutes: Generated<number>
  endsOn: string | null
  destination: ColumnType<Record<string, number> | null, string | null, string | null>
  notifyOnAccess: Generated<boolean>
  maxViews: number | null
  maxDownloads: number | null
  views: Generated<number>
  downloads: Generated<number>
  visitors: Generated<number>
  lastAccessedAt: Date | null
  createdBy: number
  createdAt: Made
  updatedAt: Generated<Date>
  startsAt: Date | null
  expiresAt: Date | null
  revokedAt: Date | null
  rotatedAt: Date | null
}
