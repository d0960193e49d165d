import { type Selectable, sql } from 'kysely'
import type { Role } from '../domain/actor.ts'
import type {
  Destination,
  Face,
  Maker,
  ResourceKind,
  ShareLink,
  ShareType,
} from '../domain/share-links/link.ts'
import type { SealedLink } from '../domain/share-links/service.ts'
import type { Database } from './schema.ts'

type Row = Selectable<Database['shareLink']>

/** Two changes of one link never have one time: `updated_at` stands for one state. */
export const laterThanBefore = (at: Date) =>
  sql<Date>`greatest(${at}::timestamptz(3), share_link.updated_at + interval '1 millisecond')`

/** All of a link but its secrets. */
export const linkColumns = [
  'id',
  'number',
  'tenantId',
  'face',
  'resourceKind',
  'resourceId',
  'shareType',
  'passwordVersion',
  'allowPreview',
  'allowDownload',
  'allowComments',
  'allowCollaboration',
  'title',
  'description',
  'slug',
  'shareId',
  'recipientName',
  'recipientEmail',
  'trailMinutes',
  'endsOn',
  'destination',
  'notifyOnAccess',
  'maxViews',
  'maxDownloads',
  'views',
  'downloads',
  'visitors',
  'lastAccessedAt',
  'createdBy',
  'createdAt',
  'updatedAt',
  'startsAt',
  'expiresAt',
  'revokedAt',
  'rotatedAt',
] as const satisfies readonly (keyof Row)[]

export type ShareLinkRow = Pick<Row, (typeof linkColumns)[number]>

export const toShareLink = (row: ShareLinkRow): ShareLink => ({
  id: row.id,
  number: row.number,
  tenantId: row.tenantId,
  face: row.face as Face,
  resource: { kind: row.resourceKind as ResourceKind, id: row.resourceId },
  shareType: row.shareType as ShareType,
  passwordVersion: row.passwordVersion,
  permissions: {
    preview: row.allowPreview,
    download: row.allowDownload,
    comment: row.allowComments,
    collaborate: row.allowCollaboration,
  },
  title: row.title,
  description: row.description,
  slug: row.slug,
  shareId: row.shareId,
  recipient: row.recipientName === null ? null : { name: row.recipientName, email: row.recipientEmail },
  trailMinutes: row.trailMinutes,
  endsOn: row.endsOn as ShareLink['endsOn'],
  destination: row.destination as Destination | null,
  notifyOnAccess: row.notifyOnAccess,
  maxViews: row.maxViews,
  maxDownloads: row.maxDownloads,
  counts: {
    views: row.views,
    downloads: row.downloads,
    visitors: row.visitors,
    lastAccessedAt: row.lastAccessedAt,
  },
  createdBy: row.createdBy,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
  startsAt: row.startsAt,
  expiresAt: row.expiresAt,
  revokedAt: row.revokedAt,
  rotatedAt: row.rotatedAt,
})

export const toSealed = (row: ShareLinkRow & { tokenSealed: Buffer | null }): SealedLink => ({
  link: toShareLink(row),
  tokenSealed: row.tokenSealed,
})

export const toMaker = (row: { createdBy: number; makerRole: Role | null }): Maker => ({
  userId: row.createdBy,
  role: row.makerRole,
})

/** The columns of what its maker decides; counters, secrets and the number are not theirs. */
export const fromShareLink = ({
  number: _,
  counts: __,
  resource,
  permissions,
  recipient,
  destination,
  ...rest
}: ShareLink) => ({
  ...rest,
  resourceKind: resource.kind,
  resourceId: resource.id,
  allowPreview: permissions.preview,
  allowDownload: permissions.download,
  allowComments: permissions.comment,
  allowCollaboration: permissions.collaborate,
  recipientName: recipient?.name ?? null,
  recipientEmail: recipient?.email ?? null,
  destination: destination && JSON.stringify(destination),
})
