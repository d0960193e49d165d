import type { Role } from '../actor.ts'
import { Problem } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'

/** Which API made the link. Every face is a thin view of the same link. */
export const faces = ['share_track', 'core', 'album', 'trip', 'trakservice'] as const
export type Face = (typeof faces)[number]

export const resourceKinds = ['vehicle', 'trip', 'album', 'asset', 'assignment', 'quote'] as const
export type ResourceKind = (typeof resourceKinds)[number]
/** What a link is made for by name: quotes are sent by their own API. */
export const shareableKinds = ['vehicle', 'trip', 'album', 'asset', 'assignment'] as const
/** Vehicles, assignments and quotes are known by a UUID, all others by their number in decimal. */
export interface Resource {
  readonly kind: ResourceKind
  readonly id: string
}

/** Anyone who holds the address; anyone who also signs in, to whatever organization; anyone who also knows the password. */
export const shareTypes = ['public', 'private', 'protected'] as const
export type ShareType = (typeof shareTypes)[number]

/** What a visitor may do, each by itself: none follows from another. */
export const rights = ['preview', 'download', 'comment', 'collaborate'] as const
export type Right = (typeof rights)[number]
export type Permissions = Readonly<Record<Right, boolean>>

/** For whom a link of a share was made, where it was made for somebody. */
export interface Recipient {
  readonly name: string
  readonly email: string | null
}

/** The link of a vehicle may end by itself: where it goes to, and how near counts as there. */
export interface Destination {
  readonly latitude: number
  readonly longitude: number
  readonly radiusM: number
}

/** A link lets whoever holds its token see one resource until it ends. */
export interface ShareLink {
  readonly id: Id
  /** A number for programs that keep numbers; opens nothing. */
  readonly number: SerialId
  readonly tenantId: SerialId
  readonly face: Face
  readonly resource: Resource
  readonly shareType: ShareType
  /** Grows with every new password; what was proven for an older one counts no more. 0: there never was one. */
  readonly passwordVersion: number
  readonly permissions: Permissions
  readonly title: string | null
  readonly description: string | null
  /** A readable address of its owner's choice, lower case, unique on the whole server. */
  readonly slug: string | null
  /** The first of a share's links; `null` for it, and for a link that stands alone. */
  readonly shareId: Id | null
  readonly recipient: Recipient | null
  /** How much of the past a viewer sees when the link is opened. */
  readonly trailMinutes: number
  readonly endsOn: 'arrival' | 'done' | null
  readonly destination: Destination | null
  readonly notifyOnAccess: boolean
  readonly maxViews: number | null
  readonly maxDownloads: number | null
  readonly counts: LinkCounts
  readonly createdBy: SerialId
  readonly createdAt: Date
  readonly updatedAt: Date
  /** `null`: at once. */
  readonly startsAt: Date | null
  /** `null`: never. The moment itself is already too late. */
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
  /** Since its token was replaced the link is not found by its `id` any more, which the old holders know as well. */
  readonly rotatedAt: Date | null
}

export interface LinkCounts {
  readonly views: number
  readonly downloads: number
  readonly visitors: number
  readonly lastAccessedAt: Date | null
}

export type LinkState = 'scheduled' | 'live' | 'expired' | 'revoked'

/** Revocation wins over expiry: someone whose access was withdrawn should read that, not "expired". */
export const stateOf = (
  link: Pick<ShareLink, 'expiresAt' | 'revokedAt'> & { readonly startsAt?: Date | null },
  now: Date,
): LinkState => {
  if (link.revokedAt) return 'revoked'
  if (link.expiresAt && link.expiresAt <= now) return 'expired'
  return link.startsAt && link.startsAt > now ? 'scheduled' : 'live'
}

/** All the views that it was made for are taken. */
export const isUsedUp = ({
  maxViews,
  counts,
}: {
  readonly maxViews: number | null
  readonly counts: Pick<LinkCounts, 'views'>
}): boolean => maxViews !== null && counts.views >= maxViews

export const assertLive = (link: ShareLink, now: Date): void => {
  switch (stateOf(link, now)) {
    case 'revoked':
      throw new Problem('link_revoked')
    case 'expired':
      throw new Problem('link_expired')
    case 'scheduled':
      throw new Problem('link_not_started', { starts_at: link.startsAt?.toISOString() })
    case 'live':
  }
}

/** What only looks: the least that every link gives. */
export const onlyPreview: Permissions = { preview: true, download: false, comment: false, collaborate: false }

/** Whether somebody who came in by the rights of before may have too many now. */
export const isNarrower = (after: Permissions, before: Permissions): boolean =>
  rights.some((right) => before[right] && !after[right])

/** What decides who may be inside, and as of when. */
export type LinkTerms = Pick<
  ShareLink,
  'shareType' | 'passwordVersion' | 'permissions' | 'rotatedAt' | 'updatedAt'
>

/** How a link stands at a moment: enough to judge who came in before. */
export interface LinkStanding extends LinkTerms {
  readonly state: LinkState
}

/** Whether what was proven to get in counts no more: the link has another type, password or token. */
export const isLockChanged = (after: LinkTerms, before: LinkTerms): boolean =>
  after.shareType !== before.shareType ||
  after.passwordVersion !== before.passwordVersion ||
  after.rotatedAt?.getTime() !== before.rotatedAt?.getTime()

/** Whether whoever came in under the terms of before has to knock again. */
export const isTighter = (after: LinkTerms, before: LinkTerms): boolean =>
  isLockChanged(after, before) || isNarrower(after.permissions, before.permissions)

/** A link as its face makes it, with what is usual for all that the face does not say. */
export const newLink = (
  wanted: Pick<ShareLink, 'id' | 'tenantId' | 'face' | 'resource' | 'createdBy' | 'createdAt'> &
    Partial<ShareLink>,
): ShareLink => ({
  number: 0, // the store numbers it
  shareType: 'public',
  passwordVersion: 0,
  permissions: onlyPreview,
  title: null,
  description: null,
  slug: null,
  shareId: null,
  recipient: null,
  trailMinutes: 10,
  endsOn: null,
  destination: null,
  notifyOnAccess: false,
  maxViews: null,
  maxDownloads: null,
  counts: { views: 0, downloads: 0, visitors: 0, lastAccessedAt: null },
  updatedAt: wanted.createdAt,
  startsAt: null,
  expiresAt: null,
  revokedAt: null,
  rotatedAt: null,
  ...wanted,
})

/** Who made the link, as of now: `null` for somebody who is no member any more. */
export interface Maker {
  readonly userId: SerialId
  readonly role: Role | null
}
