import { embedCodeOf, type Social, socialLinksOf, taggedUrl, toldTitleOf } from './handouts.ts'
import {
  type Destination,
  isUsedUp,
  type LinkState,
  type Permissions,
  type Resource,
  stateOf,
} from './link.ts'
import type { CreatedShare, ShareView } from './schema.ts'
import type { OwnedShare } from './share-ports.ts'
import { shareUrlOf } from './share-tracks.ts'

/** What a view needs beside the link itself. */
export interface ShareFrame {
  readonly publicUrl: string
  readonly now: Date
  readonly social: Social
  /** A QR code as a `data:` URL. */
  readonly qr: (text: string) => string
}

/** The address to hand on: by the token, or by the link's UUID where the token was withdrawn. */
export const ownAddressOf = (
  publicUrl: string,
  { link, token }: Pick<OwnedShare, 'link' | 'token'>,
): string => shareUrlOf(publicUrl, token ?? link.id)

export const presentShare = (share: OwnedShare, { publicUrl, now, social, qr }: ShareFrame): ShareView => {
  const { link, token, resource } = share
  const url = ownAddressOf(publicUrl, share)
  const title = toldTitleOf(link, { title: resource?.title ?? '', kind: link.resource.kind }) || null
  return {
    id: link.number,
    uuid: link.id,
    token,
    face: link.face,
    created_by: link.createdBy,
    share_type: link.shareType,
    has_password: link.shareType === 'protected',
    resource: { ...presentResource(link.resource), title: resource?.title ?? null },
    permissions: presentPermissions(link.permissions),
    title: link.title,
    description: link.description,
    slug: link.slug,
    share_url: url,
    qr_code_data: qr(taggedUrl(url, 'qr')),
    social_links: socialLinksOf({ url, title, social }),
    embed_code: embedCodeOf({ url, title }),
    share: link.shareId,
    recipient: link.recipient && { name: link.recipient.name, email: link.recipient.email },
    notify_on_access: link.notifyOnAccess,
    trail_minutes: link.trailMinutes,
    ends_on: link.endsOn,
    destination: link.destination && presentDestination(link.destination),
    max_views: link.maxViews,
    max_downloads: link.maxDownloads,
    created_at: link.createdAt.toISOString(),
    updated_at: link.updatedAt.toISOString(),
    starts_at: link.startsAt?.toISOString() ?? null,
    expires_at: link.expiresAt?.toISOString() ?? null,
    revoked_at: link.revokedAt?.toISOString() ?? null,
    status: statusOf[stateOf(link, now)],
    is_active: opens(share, now),
    counts: {
      views: link.counts.views,
      downloads: link.counts.downloads,
      visitors: link.counts.visitors,
      last_accessed_at: link.counts.lastAccessedAt?.toISOString() ?? null,
    },
  }
}

/** The first link of a share; all of them beside it where it was made for several people. */
export const presentCreated = (
  shares: readonly [OwnedShare, ...OwnedShare[]],
  frame: ShareFrame,
): CreatedShare => {
  const view = presentShare(shares[0], frame)
  if (!shares[0].link.recipient) return view
  return { ...view, recipients: shares.map((share) => presentShare(share, frame)) }
}

export const presentPermissions = ({ preview, download, comment, collaborate }: Permissions) => ({
  preview,
  download,
  comment,
  collaborate,
})

/** Vehicles are known by a UUID, everything else by its number. */
export const presentResource = ({ kind, id }: Resource) => ({
  type: kind,
  id: isNumbered(kind) ? Number(id) : id,
})

const isNumbered = (kind: Resource['kind']): boolean =>
  kind !== 'vehicle' && kind !== 'assignment' && kind !== 'quote'

const statusOf: Readonly<Record<LinkState, ShareView['status']>> = {
  live: 'active',
  scheduled: 'scheduled',
  expired: 'expired',
  revoked: 'revoked',
}

const opens = ({ link, stands }: OwnedShare, now: Date): boolean =>
  stands && stateOf(link, now) === 'live' && !isUsedUp(link)

const presentDestination = ({ latitude, longitude, radiusM }: Destination) => ({
  latitude,
  longitude,
  radius_m: radiusM,
})
