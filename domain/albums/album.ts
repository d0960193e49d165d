import { type Asset, isShowable, presentFileFacts } from '../assets/asset.ts'
import { Problem } from '../problem.ts'
import type { SerialId } from '../schema.ts'
import { type Maker, type Permissions, type Right, type ShareLink, stateOf } from '../share-links/link.ts'
import { stillStands } from '../share-links/policy.ts'
import type { OpenLink } from '../share-links/service.ts'
import { shareUrlOf } from '../share-links/share-tracks.ts'
import type { AlbumItemView, AlbumLinkView, AlbumView, PutAlbumLink, WholeAlbumView } from './schema.ts'

export const mostItems = 1000

/** Who looks after the album; who came by a link that lets them add; who came by one that lets them look. */
export const albumRoles = ['owner', 'collaborator', 'viewer'] as const
export type AlbumRole = (typeof albumRoles)[number]

export interface Album {
  readonly id: SerialId
  readonly tenantId: SerialId
  readonly ownerId: SerialId
  /** `null` for somebody who has left the organization. */
  readonly ownerName: string | null
  readonly title: string
  readonly description: string | null
  readonly itemCount: number
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** An asset in an album. It may be another organization's: a collaborator's own. */
export interface AlbumItem {
  readonly asset: Asset
  /** `null` once that account is gone. */
  readonly addedBy: SerialId | null
  readonly addedByName: string | null
  readonly addedAt: Date
}

/** Somebody accepted a link, and proved what it asked for at the time. */
export interface Grant {
  readonly album: Album
  readonly link: ShareLink
  readonly maker: Maker
  readonly passwordVersion: number
  readonly acceptedAt: Date
}

/** What somebody may do with an album now. */
export interface AlbumAccess {
  readonly album: Album
  readonly role: AlbumRole
  readonly permissions: Permissions
  /** Those that it comes by; none for whoever looks after the album. */
  readonly links: readonly ShareLink[]
  /** The asset whose picture stands for the album; where it is left out, it has not been looked for. */
  readonly coverId?: SerialId | undefined
}

const everything: Permissions = { preview: true, download: true, comment: true, collaborate: true }

export const ownersAccess = (album: Album): AlbumAccess => ({
  album,
  role: 'owner',
  permissions: everything,
  links: [],
})

/** What came through a link lasts as long as the link, its token and its password do, and its maker's right. */
export const grantStands = (grant: Grant, now: Date): boolean => {
  const { album, link, maker, passwordVersion, acceptedAt } = grant
  return (
    stateOf(link, now) === 'live' &&
    stillStands(maker, { kind: 'album', ownerId: album.ownerId }) &&
    link.passwordVersion === passwordVersion &&
    (link.rotatedAt === null || link.rotatedAt <= acceptedAt)
  )
}

/** All that the links still give which somebody has accepted, taken together; `undefined`: nothing. */
export const accessBy = (grants: readonly Grant[], now: Date): AlbumAccess | undefined => {
  const standing = grants.filter((grant) => grantStands(grant, now))
  const [first] = standing
  if (!first) return undefined
  const links = standing.map(({ link }) => link)
  const given = links.map(permissionsOf)
  const any = (right: Right) => given.some((one) => one[right])
  const permissions = {
    preview: any('preview'),
    download: any('download'),
    comment: any('comment'),
    collaborate: any('collaborate'),
  }
  return { album: first.album, role: permissions.collaborate ? 'collaborator' : 'viewer', permissions, links }
}

/** The link that gives the right, to somebody who has it by one. */
export const linkFor = ({ links }: AlbumAccess, right: Right): ShareLink | undefined =>
  links.find((link) => permissionsOf(link)[right])

/** Where downloads are counted, they are had through the link itself. */
const permissionsOf = ({ permissions, maxDownloads }: ShareLink): Permissions => ({
  ...permissions,
  download: permissions.download && maxDownloads === null,
})

/** Collaborators take away what they added, whoever looks after the album takes away anything. */
export const mayRemove = (
  { role }: AlbumAccess,
  userId: SerialId,
  item: Pick<AlbumItem, 'addedBy'>,
): boolean => role === 'owner' || (role === 'collaborator' && item.addedBy === userId)

export const mayAdd = ({ role }: AlbumAccess): boolean => role !== 'viewer'

const lastMoment = Date.parse('9999-12-31T23:59:59.999Z')

/** `null`: never. `undefined` where the body leaves it open. */
export const endOf = ({ expires_at }: PutAlbumLink, now: Date): Date | null | undefined => {
  if (expires_at === undefined || expires_at === null) return expires_at
  const end = new Date(expires_at)
  if (end > now && end.getTime() <= lastMoment) return end
  const message =
    end <= now
      ? 'must be in the future'
      : end.getTime() > lastMoment
        ? 'must not lie after the year 9999'
        : 'is not a time'
  throw new Problem('validation_failed', { errors: [{ field: 'expires_at', message }] })
}

export const presentAlbum = (
  { album, role, permissions, coverId }: AlbumAccess,
  publicUrl: string,
): AlbumView => ({
  id: album.id,
  title: album.title,
  description: album.description,
  owner: album.ownerName === null ? null : { id: album.ownerId, full_name: album.ownerName },
  role,
  item_count: album.itemCount,
  cover_url:
    permissions.preview && coverId !== undefined
      ? `${itemUrl(publicUrl, album.id, coverId)}/thumbnail`
      : null,
  created_at: album.createdAt.toISOString(),
  updated_at: album.updatedAt.toISOString(),
})

export const presentItem = (
  { album, permissions }: AlbumAccess,
  { asset, addedBy, addedByName, addedAt }: AlbumItem,
  publicUrl: string,
): AlbumItemView => {
  const at = itemUrl(publicUrl, album.id, asset.id)
  const { preview, download } = permissions
  return {
    asset_id: asset.id,
    ...presentFileFacts(asset),
    thumbnail_url: preview && asset.thumbnail ? `${at}/thumbnail` : null,
    preview_url: preview && isShowable(asset) ? `${at}/preview` : null,
    file_url: download && asset.clean.as !== 'none' ? `${at}/file` : null,
    added_by: addedBy === null || addedByName === null ? null : { id: addedBy, full_name: addedByName },
    added_at: addedAt.toISOString(),
  }
}

const itemUrl = (publicUrl: string, id: SerialId, assetId: SerialId) =>
  `${publicUrl}/api/albums/${id}/items/${assetId}`

export const presentWholeAlbum = (
  access: AlbumAccess,
  items: readonly AlbumItem[],
  publicUrl: string,
): WholeAlbumView => ({
  ...presentAlbum(
    {
      ...access,
      album: { ...access.album, itemCount: items.length },
      coverId: items.find(({ asset }) => asset.thumbnail)?.asset.id,
    },
    publicUrl,
  ),
  items: items.map((item) => presentItem(access, item, publicUrl)),
})

/** To whoever looks after the album, the token included, so that the link can be copied again. */
export const presentAlbumLink = ({ link, token }: OpenLink, publicUrl: string, now: Date): AlbumLinkView => ({
  id: link.id,
  token,
  share_url: shareUrlOf(publicUrl, token),
  is_collaboration: link.permissions.collaborate,
  is_active: stateOf(link, now) === 'live',
  expires_at: link.expiresAt?.toISOString() ?? null,
  never_expires: link.expiresAt === null,
  created_at: link.createdAt.toISOString(),
  access_count: link.counts.views,
  last_accessed_at: link.counts.lastAccessedAt?.toISOString() ?? null,
})
