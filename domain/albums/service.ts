import type { Member } from '../actor.ts'
import type { Asset } from '../assets/asset.ts'
import type { AssetVariant, FileToSend } from '../assets/files.ts'
import { found, Problem } from '../problem.ts'
import { type Counted, isSerialId, type SerialId, type Slice } from '../schema.ts'
import { onlyPreview, type Resource, type ShareLink } from '../share-links/link.ts'
import { mayShare } from '../share-links/policy.ts'
import type { SharedResource } from '../share-links/resources.ts'
import type { OpenLink, ShareLinks } from '../share-links/service.ts'
import { defaultEnd, type LinkPolicy } from '../share-links/share-policy.ts'
import type { Visit } from '../share-links/visits.ts'
import {
  type Album,
  type AlbumAccess,
  type AlbumItem,
  accessBy,
  endOf,
  type Grant,
  linkFor,
  mayAdd,
  mayRemove,
  mostItems,
  ownersAccess,
} from './album.ts'
import type { AlbumDirectory, AlbumStore } from './album-ports.ts'
import type { CreateAlbum, PutAlbumLink, UpdateAlbum } from './schema.ts'

export interface AlbumPorts {
  readonly albumsOf: (tenantId: SerialId) => AlbumStore
  readonly directory: AlbumDirectory
  readonly policyOf: (tenantId: SerialId) => Promise<LinkPolicy>
  readonly links: Pick<ShareLinks, 'livePrimary' | 'sharePrimary' | 'revokePrimary' | 'revokeAllOf'>
  readonly assets: {
    find(tenantId: SerialId, id: SerialId): Promise<Asset | undefined>
    fileOf(asset: Asset, variant: AssetVariant): FileToSend
  }
  readonly now: () => Date
}

/** A file of an item, and by which right; `link`: the one that gives it to somebody who has it by a link. */
export interface AlbumFile {
  readonly file: FileToSend
  readonly right: 'preview' | 'download'
  readonly link: ShareLink | undefined
}

export type Albums = ReturnType<typeof createAlbums>

export const createAlbums = ({ albumsOf, directory, policyOf, links, assets, now }: AlbumPorts) => {
  /** Its owner's and their admins'; to others what links they have accepted give, as of now; else it is not there. */
  const accessOf = async (member: Member, id: SerialId): Promise<AlbumAccess> => {
    const own = await albumsOf(member.tenantId).find(id)
    if (own && mayShare(member, { kind: 'album', ownerId: own.ownerId })) return ownersAccess(own)
    const access = accessBy(await grantsOf(member, id), now())
    if (!access) throw new Problem('not_found')
    return access
  }

  /** A program comes in for one organization: what others shared with its maker is not for its key. [AK-15] */
  const grantsOf = async ({ tenantId, userId, keyId }: Member, id?: SerialId): Promise<readonly Grant[]> => {
    const all = await directory.grants(userId, id)
    return keyId ? all.filter(({ album }) => album.tenantId === tenantId) : all
  }

  const manage = async (member: Member, id: SerialId): Promise<Album> => {
    const { album, role } = await accessOf(member, id)
    if (role !== 'owner') throw new Problem('forbidden')
    return album
  }

  const itemOf = async ({ tenantId, id }: Pick<Album, 'tenantId' | 'id'>, assetId: SerialId) => {
    const [item] = await directory.items(tenantId, id, assetId)
    return item
  }

  const livePrimary = (album: Album) => links.livePrimary(album.tenantId, 'album', resourceOf(album.id))

  /** With what each shows of itself in a list. */
  const covered = async (rows: readonly AlbumAccess[]): Promise<AlbumAccess[]> => {
    const covers = rows.length > 0 ? await directory.covers(rows.map(({ album }) => album.id)) : none
    return rows.map((access) => ({ ...access, coverId: covers.get(access.album.id) }))
  }

  const liveLink = async (member: Member, id: SerialId): Promise<OpenLink> =>
    found(await livePrimary(await manage(member, id)))

  return {
    async create(member: Member, { title, description }: CreateAlbum): Promise<AlbumAccess> {
      const fields = { title: title.trim(), description: tidy(description) ?? null }
      const album = await albumsOf(member.tenantId).insert({ ...fields, ownerId: member.userId }, now())
      return ownersAccess(album)
    },

    async mine(member: Member, slice: Slice): Promise<Counted<AlbumAccess>> {
      const { count, rows } = await albumsOf(member.tenantId).list(member.userId, slice)
      return { count, rows: await covered(rows.map(ownersAccess)) }
    },

    /** Those that came by links which still stand, the one accepted last first. */
    async sharedWith(member: Member, { limit, offset }: Slice): Promise<Counted<AlbumAccess>> {
      const byAlbum = Map.groupBy(await grantsOf(member), ({ album }) => album.id)
      const all = [...byAlbum.values()].map((grants) => accessBy(grants, now()))
      const standing = all.filter((access) => access !== undefined)
      return { count: standing.length, rows: await covered(standing.slice(offset, offset + limit)) }
    },

    async open(member: Member, id: SerialId): Promise<{ access: AlbumAccess; items: readonly AlbumItem[] }> {
      const access = await accessOf(member, id)
      return { access, items: await directory.items(access.album.tenantId, id) }
    },

    async update(member: Member, id: SerialId, changes: UpdateAlbum): Promise<AlbumAccess> {
      const { tenantId } = await manage(member, id)
      const fields = {
        ...(changes.title !== undefined && { title: changes.title.trim() }),
        ...(changes.description !== undefined && { description: tidy(changes.description) ?? null }),
      }
      const album = found(await albumsOf(tenantId).update(id, fields, now()))
      return one(await covered([ownersAccess(album)]))
    },

    /** Its links end, and its items stay their owners'. */
    async remove(member: Member, id: SerialId): Promise<void> {
      const { tenantId } = await manage(member, id)
      await links.revokeAllOf(tenantId, resourceOf(id))
      await albumsOf(tenantId).remove(id)
    },

    /** Adds an asset that the member may share: their own, or one of the organization that they look after. */
    async add(
      member: Member,
      id: SerialId,
      assetId: SerialId,
    ): Promise<{ access: AlbumAccess; item: AlbumItem; isNew: boolean }> {
      const access = await accessOf(member, id)
      if (!mayAdd(access)) throw new Problem('forbidden')
      const asset = found(await assets.find(member.tenantId, assetId))
      if (!mayShare(member, { kind: 'asset', ownerId: asset.ownerId })) throw new Problem('not_found')
      const { album } = access
      const wanted = { assetId, addedBy: member.userId }
      const done = await albumsOf(album.tenantId).addItem(id, wanted, mostItems, now())
      if (done === 'full') throw faulty('asset_id', `the album has ${mostItems} items, as many as it may`)
      return { access, item: found(await itemOf(album, assetId)), isNew: done === 'added' }
    },

    async take(member: Member, id: SerialId, assetId: SerialId): Promise<void> {
      const access = await accessOf(member, id)
      if (!mayAdd(access)) throw new Problem('forbidden')
      const item = found(await itemOf(access.album, assetId))
      if (!mayRemove(access, member.userId, item)) throw new Problem('forbidden')
      await albumsOf(access.album.tenantId).removeItem(id, assetId, now())
    },

    async order(
      member: Member,
      id: SerialId,
      assetIds: readonly SerialId[],
    ): Promise<{ access: AlbumAccess; items: readonly AlbumItem[] }> {
      const album = await manage(member, id)
      if (!(await albumsOf(album.tenantId).order(id, assetIds, now())))
        throw faulty('asset_ids', 'must name exactly the items of the album, each once')
      return { access: ownersAccess(album), items: await directory.items(album.tenantId, id) }
    },

    /** One file of an item, for somebody who may open the album; never the original, which stays with its owner. */
    async fileOf(
      member: Member,
      id: SerialId,
      assetId: SerialId,
      variant: Exclude<AssetVariant, 'original'>,
    ): Promise<AlbumFile> {
      const access = await accessOf(member, id)
      const right = variant === 'clean' ? 'download' : 'preview'
      if (!access.permissions[right]) throw new Problem('permission_absent', { right })
      const { asset } = found(await itemOf(access.album, assetId))
      return { file: assets.fileOf(asset, variant), right, link: linkFor(access, right) }
    },

    /**
     * Makes the album's link, or changes the live one; what the body leaves out stays as it is. A new link never ends
     * unless the body or the organization's policy says when.
     */
    async share(member: Member, id: SerialId, body: PutAlbumLink): Promise<OpenLink & { isNew: boolean }> {
      const album = await manage(member, id)
      const end = endOf(body, now())
      const policy = await policyOf(album.tenantId)
      const live = (await livePrimary(album))?.link
      const unsaid = live ? live.expiresAt : longestEnd(policy, now())
      const given = live?.permissions ?? { ...onlyPreview, download: policy.allowedRights.download }
      return links.sharePrimary({
        tenantId: album.tenantId,
        face: 'album',
        resource: resourceOf(id),
        permissions: {
          ...given,
          collaborate: body.is_collaboration ?? given.collaborate,
        },
        title: null,
        createdBy: member.userId,
        expiresAt: end === undefined ? unsaid : end,
      })
    },

    sharedAs: liveLink,

    /** For good: whoever came through it sees the album no more. */
    async unshare(member: Member, id: SerialId): Promise<void> {
      const { tenantId } = await manage(member, id)
      if (!(await links.revokePrimary(tenantId, 'album', resourceOf(id)))) throw new Problem('not_found')
    },

    /** Keeps the way open for somebody who came through the door by an album's link. */
    async accept(member: Member, { link }: Pick<Visit, 'link'>): Promise<AlbumAccess> {
      if (link.resource.kind !== 'album') throw new Problem('not_found')
      const id = Number(link.resource.id)
      const store = albumsOf(link.tenantId)
      const album = found(await store.find(id))
      const isOwn =
        link.tenantId === member.tenantId && mayShare(member, { kind: 'album', ownerId: album.ownerId })
      if (isOwn) return one(await covered([ownersAccess(album)]))
      const { id: linkId, passwordVersion } = link
      await store.grant(id, { linkId, userId: member.userId, passwordVersion }, now())
      return one(await covered([await accessOf(member, id)]))
    },

    /** Gives up what links gave; what they added stays. Whoever has the link still may accept it again. */
    async leave(member: Member, id: SerialId): Promise<void> {
      const { album } = found(accessBy(await grantsOf(member, id), now()))
      await albumsOf(album.tenantId).endGrants(id, member.userId)
    },

    /** What visitors see, who were let in already: the album as it is now, its items in their order. */
    async contents(tenantId: SerialId, id: SerialId): Promise<{ album: Album; items: readonly Asset[] }> {
      const album = found(await albumsOf(tenantId).find(id))
      const items = await directory.items(tenantId, id)
      return { album, items: items.map(({ asset }) => asset) }
    },

    /** One asset of an album, for visitors who were let in already; `undefined` for what is not, or no longer, in it. */
    item: async (tenantId: SerialId, id: SerialId, assetId: SerialId): Promise<Asset | undefined> =>
      (await itemOf({ tenantId, id }, assetId))?.asset,

    async resource(tenantId: SerialId, id: string): Promise<SharedResource | undefined> {
      const album = isSerialId(Number(id)) ? await albumsOf(tenantId).find(Number(id)) : undefined
      return album && { kind: 'album', id, ownerId: album.ownerId, title: album.title }
    },
  }
}

const none: ReadonlyMap<SerialId, SerialId> = new Map()

const one = ([access]: readonly AlbumAccess[]): AlbumAccess => access!

const longestEnd = (policy: LinkPolicy, now: Date): Date | null =>
  defaultEnd({ ...policy, defaultHours: null }, { startsAt: null }, now)

const resourceOf = (id: SerialId): Resource => ({ kind: 'album', id: String(id) })

const faulty = (field: string, message: string) =>
  new Problem('validation_failed', { errors: [{ field, message }] })

const tidy = (text: string | null | undefined) => text?.trim() || null
