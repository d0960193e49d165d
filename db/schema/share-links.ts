import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { Made } from './columns.ts'

/** Links of every kind, one table for all. */
export interface ShareLinkTables {
  shareLink: ShareLinkTable
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
