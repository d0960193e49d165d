import type { Member } from '../actor.ts'
import { Problem } from '../problem.ts'
import type { Counted, Id, SerialId, Slice } from '../schema.ts'
import { type Asset, type AssetKind, type FileFacts, isInlineType } from './asset.ts'
import { type Edit, editedSize } from './edits.ts'
import type { AssetVariant, FileStore, FileToSend } from './files.ts'
import { withEnding } from './names.ts'
import { maySee, seesAll } from './policy.ts'
import type { AssetOrder, AssetQuery } from './schema.ts'
import { createTakingIn, keyOf } from './taking-in.ts'

export type NewAsset = Omit<Asset, 'id' | 'createdAt' | 'updatedAt'>

/** Who uploaded a file, and what hangs on it. Links are those that have not ended. */
export interface AssetUses {
  readonly owner: { readonly id: SerialId; readonly fullName: string } | null
  readonly albums: readonly { readonly id: SerialId; readonly title: string }[]
  readonly links: number
  readonly sessions: number
}

export interface AssetReader {
  readonly id: SerialId
  readonly fullName: string
  readonly email: string
}

/** The assets of one tenant, and the room they take. */
export interface AssetStore {
  /** Names files that belong to nothing yet: whatever happens next, they are found and removed. */
  begin(uuid: Id): Promise<void>
  /** One conditional update. `false`: the room that is left is less, and nothing was reserved. */
  reserve(uuid: Id, bytes: number, quota: number): Promise<boolean>
  /** There are files, or there is room, under a `uuid` that is no asset. */
  isBegun(uuid: Id): Promise<boolean>
  /** The asset takes what it needs of the room that was reserved under its `uuid`; the rest is given back. */
  insert(asset: NewAsset): Promise<Asset>
  /** Gives back what was reserved under `uuid`, and forgets it. Safe to repeat. */
  abandon(uuid: Id): Promise<void>
  find(id: SerialId): Promise<Asset | undefined>
  /** Newest first, unless another order is asked for; `ownerId: null` lists everybody's. */
  list(
    filter: {
      readonly ownerId: SerialId | null
      readonly kind?: AssetKind
      readonly search?: string
      readonly sort?: AssetOrder
    },
    slice: Slice,
  ): Promise<Counted<Asset>>
  uses(asset: Pick<Asset, 'id' | 'ownerId'>, now: Date): Promise<AssetUses>
  /** Members who may read what is said of it, by a part of their name or e-mail; by name. */
  readers(
    asset: Pick<Asset, 'id' | 'ownerId'>,
    search: string,
    limit: number,
  ): Promise<readonly AssetReader[]>
  rename(id: SerialId, title: string): Promise<Asset | undefined>
  /** The row goes, its room is given back, its files are named as left over. */
  remove(id: SerialId): Promise<Asset | undefined>
  /** Bytes. */
  used(): Promise<number>
}

/** What crosses tenants: files that belong to no asset. */
export interface LeftoverStore {
  before(moment: Date, limit: number): Promise<readonly { uuid: Id; tenantId: SerialId }[]>
  /** Gives back what was reserved for it as well. */
  forget(uuid: Id): Promise<void>
}

/** What was found out about an uploaded file, and the files that were made of it, each at a path. */
export interface Prepared {
  readonly facts: FileFacts
  readonly made: readonly { readonly part: 'clean' | 'thumbnail' | 'preview'; readonly path: string }[]
}

/** A file that has come in. */
export interface Incoming {
  readonly path: string
  readonly filename: string | undefined
  readonly title: string | undefined
}

export interface AssetPorts {
  readonly assetsOf: (tenantId: number) => AssetStore
  readonly leftovers: LeftoverStore
  readonly files: FileStore
  /** Reads a file's content, and makes its pictures and clean copy. Throws the refusal for what is no good file. */
  readonly prepare: (path: string) => Promise<Prepared>
  /** Reads a file with its edits made. */
  readonly edited: (file: FileToSend, edits: readonly Edit[]) => FileToSend
  readonly endLinks: (tenantId: number, id: string) => Promise<void>
  readonly newId: () => Id
  readonly now: () => Date
  /** Bytes an organization may keep. */
  readonly quota: number
}

/** Longer than any upload lasts, with all its pauses. */
const leftAloneMs = 25 * 3_600_000

export type Assets = ReturnType<typeof createAssets>

export const createAssets = (ports: AssetPorts) => {
  const { assetsOf, leftovers, files, edited, endLinks, now, quota } = ports
  const { add, announce, complete, giveUp, removeFiles } = createTakingIn(ports)

  const get = async (member: Member, id: SerialId): Promise<Asset> => {
    const asset = await assetsOf(member.tenantId).find(id)
    if (!asset || !maySee(member, asset)) throw new Problem('not_found')
    return asset
  }

  const stored = (asset: Asset, part: string, size: number): Omit<FileToSend, 'name' | 'type'> => ({
    size,
    etag: `"${asset.uuid}-${part}"`,
    lastModified: asset.createdAt,
    open: (range) => files.open(keyOf(asset, part), range),
  })

  const original = (asset: Asset): FileToSend => ({
    name: asset.filename,
    type: asset.contentType,
    ...stored(asset, 'original', asset.size),
  })

  const clean = (asset: Asset): FileToSend => {
    const { clean: copy, filename: name, contentType: type } = asset
    switch (copy.as) {
      case 'same':
        return original(asset)
      case 'edits':
        return {
          ...edited(original(asset), copy.edits),
          size: editedSize(asset.size, copy.edits),
          etag: `"${asset.uuid}-clean"`,
        }
      case 'stored':
        return { name, type, ...stored(asset, 'clean', copy.size) }
      case 'none':
        throw new Problem('file_unreadable')
    }
  }

  const picture = (asset: Asset, part: 'thumbnail' | 'preview'): FileToSend => {
    const made = asset[part]
    if (!made) throw new Problem('thumbnail_unavailable')
    return {
      name: withEnding(asset.filename, made.type.split('/')[1]!),
      type: made.type,
      ...stored(asset, part, made.size),
    }
  }

  const fileOf = (asset: Asset, variant: AssetVariant): FileToSend => {
    switch (variant) {
      case 'original':
        return original(asset)
      case 'clean':
        return clean(asset)
      case 'thumbnail':
        return picture(asset, variant)
      case 'preview':
        if (asset.preview) return picture(asset, variant)
        if (!isInlineType(asset.contentType)) throw new Problem('thumbnail_unavailable')
        return clean(asset)
    }
  }

  return {
    add,
    announce,
    complete,
    giveUp,

    get,

    /** Mine; an admin's are the organization's. */
    list(member: Member, { kind, search, sort }: AssetQuery, slice: Slice): Promise<Counted<Asset>> {
      const ownerId = seesAll(member) ? null : member.userId
      const filter = { ownerId, ...(kind && { kind }), ...(search && { search }), ...(sort && { sort }) }
      return assetsOf(member.tenantId).list(filter, slice)
    },

    /** What goes with it when it is removed. */
    async uses(member: Member, id: SerialId): Promise<AssetUses> {
      return assetsOf(member.tenantId).uses(await get(member, id), now())
    },

    /** Whom a comment on it may name, for whoever may read the comments. Twenty at most. */
    async readers(tenantId: SerialId, id: SerialId, search: string): Promise<readonly AssetReader[]> {
      const store = assetsOf(tenantId)
      const asset = await store.find(id)
      if (!asset) throw new Problem('not_found')
      return store.readers(asset, search, 20)
    },

    async rename(member: Member, id: SerialId, title: string): Promise<Asset> {
      await get(member, id)
      const renamed = await assetsOf(member.tenantId).rename(id, title.trim())
      if (!renamed) throw new Problem('not_found')
      return renamed
    },

    /** Its links end, then its files go. */
    async remove(member: Member, id: SerialId): Promise<void> {
      const { tenantId } = await get(member, id)
      const gone = await assetsOf(tenantId).remove(id)
      if (!gone) throw new Problem('not_found')
      await endLinks(tenantId, String(id))
      await removeFiles(tenantId, gone.uuid)
        .then(() => assetsOf(tenantId).abandon(gone.uuid))
        .catch(() => {}) // swept later
    },

    /** `undefined` for one that is not there, or not this tenant's. */
    async find(tenantId: SerialId, id: number): Promise<Asset | undefined> {
      return Number.isInteger(id) && id > 0 && id <= mostAssets ? assetsOf(tenantId).find(id) : undefined
    },

    fileOf,

    /**
     * Throws `not_found`; `thumbnail_unavailable` for a picture that could not be made; `file_unreadable` for a clean
     * copy of what could not be cleaned.
     */
    async fileFor(tenantId: SerialId, id: SerialId, variant: AssetVariant): Promise<FileToSend> {
      const asset = await assetsOf(tenantId).find(id)
      if (!asset) throw new Problem('not_found')
      return fileOf(asset, variant)
    },

    /** Bytes that the member's organization keeps, of how many. */
    async storage(member: Member): Promise<{ used: number; quota: number }> {
      return { used: await assetsOf(member.tenantId).used(), quota }
    },

    /** Removes the files of uploads that broke off and of assets that were removed. Answers how many it found. */
    async sweep(dryRun: boolean): Promise<number> {
      const moment = new Date(now().getTime() - leftAloneMs)
      let swept = 0
      for (;;) {
        const found = await leftovers.before(moment, 200)
        if (dryRun) return found.length
        for (const { tenantId, uuid } of found) {
          await removeFiles(tenantId, uuid)
          await leftovers.forget(uuid)
        }
        swept += found.length
        if (found.length < 200) return swept
      }
    },
  }
}

/** PostgreSQL's `integer` ends here. */
const mostAssets = 2_147_483_647
