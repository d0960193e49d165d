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
  accessEvent: AccessEventTable
  accessDay: AccessDayTable
  accessDirty: AccessDirtyTable
  visitorKey: VisitorKeyTable
  mail: MailTable
  expiryNotice: ExpiryNoticeTable
  passwordReset: PasswordResetTable
  album: AlbumTable
  albumItem: AlbumItemTable
  albumAccess: AlbumAccessTable
  trip: TripTable
  tripDay: TripDayTable
  tripPlace: TripPlaceTable
  tripAccess: TripAccessTable
  asset: AssetTable
  storageUse: StorageUseTable
  assetLeftover: AssetLeftoverTable
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

interface AssetTable {
  id: GeneratedAlways<number>
  uuid: string
  tenantId: number
  ownerId: number | null
  title: string
  filename: string
  contentType: string
  kind: string
  /** PostgreSQL's bigint comes as text. */
  size: ColumnType<string, number, never>
  width: number | null
  height: number | null
  durationS: number | null
  clean: ColumnType<Record<string, unknown>, string, never>
  thumbnail: ColumnType<Record<string, unknown> | null, string | null, never>
  preview: ColumnType<Record<string, unknown> | null, string | null, never>
  createdAt: Made
  updatedAt: Generated<Date>
}

interface StorageUseTable {
  tenantId: number
  used: ColumnType<string, number | undefined, number>
}

interface AssetLeftoverTable {
  uuid: string
  tenantId: number
  reserved: ColumnType<string, number | undefined, number>
  since: ColumnType<Date, Date | undefined, never>
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

interface AlbumTable {
  id: GeneratedAlways<number>
  tenantId: number
  ownerId: number
  title: string
  description: string | null
  createdAt: Made
  updatedAt: Generated<Date>
}

interface AlbumItemTable {
  albumId: number
  assetId: number
  tenantId: number
  position: number
  addedBy: number | null
  addedAt: Made
}

interface AlbumAccessTable {
  linkId: string
  userId: number
  albumId: number
  tenantId: number
  passwordVersion: number
  acceptedAt: Date
}

interface TripTable {
  id: GeneratedAlways<number>
  tenantId: number
  userId: number
  name: string
  /** Dates are read as text. */
  startDate: ColumnType<Date, string, string>
  endDate: ColumnType<Date, string, string>
  createdAt: Made
  updatedAt: Generated<Date>
}

interface TripDayTable {
  id: GeneratedAlways<number>
  tenantId: number
  tripId: number
  date: ColumnType<Date, string, string>
}

interface TripPlaceTable {
  id: GeneratedAlways<number>
  tenantId: number
  dayId: number
  addedAt: Made
  name: string
  placeId: number | null
  notes: string | null
  description: string | null
  categoryId: number | null
  categoryName: string | null
  mapsLink: string | null
  ratings: number | null
  reviewsCount: number | null
  imagesUrl: string | null
  entryFree: boolean | null
  operatingHours: string | null
  provinceId: number | null
  provinceName: string | null
  latitude: number | null
  longitude: number | null
}

interface TripAccessTable {
  linkId: string
  userId: number
  tenantId: number
  firstAt: Date
  lastAt: Date
}

interface MailTable {
  id: string
  tenantId: number | null
  template: string
  letterSealed: Buffer | null
  attempts: Generated<number>
  createdAt: Made
  dueAt: Date
  usefulUntil: Date
  sentAt: Date | null
  givenUpAt: Date | null
}

interface ExpiryNoticeTable {
  shareId: string
  expiresAt: Date
}

interface PasswordResetTable {
  userId: number
  selector: string
  codeHash: Buffer
  tries: Generated<number>
  createdAt: Date
  expiresAt: Date
}

interface AccessEventTable {
  id: GeneratedAlways<string>
  tenantId: number
  linkId: string
  resource: string
  at: Date
  /** The organization's own, `YYYY-MM-DD`. */
  day: string
  type: string
  isBot: boolean
  visitId: string | null
  visitor: Buffer | null
  country: string | null
  deviceType: string | null
  browser: string | null
  os: string | null
  referrer: string | null
  channel: string | null
  seconds: number | null
  loadMs: number | null
}

interface AccessDayTable {
  tenantId: number
  scope: string
  day: string
  views: number
  downloads: number
  unlocks: number
  failedUnlocks: number
  botViews: number
  visitors: number
  dimensions: Record<string, Record<string, number>>
  seconds: Record<string, number>
  loadMs: Record<string, number>
}

interface AccessDirtyTable {
  tenantId: number
  scope: string
  day: string
  marks: string
}

interface VisitorKeyTable {
  day: string
  key: Buffer
}
