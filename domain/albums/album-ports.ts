import type { Counted, Id, SerialId, Slice } from '../schema.ts'
import type { Album, AlbumItem, Grant } from './album.ts'

type AlbumFields = Pick<Album, 'title' | 'description'>

/** The albums of one tenant. */
export interface AlbumStore {
  insert(album: AlbumFields & Pick<Album, 'ownerId'>, at: Date): Promise<Album>
  find(id: SerialId): Promise<Album | undefined>
  /** Newest first. */
  list(ownerId: SerialId, slice: Slice): Promise<Counted<Album>>
  update(id: SerialId, changes: Partial<AlbumFields>, at: Date): Promise<Album | undefined>
  remove(id: SerialId): Promise<void>
  /** At the end. `there`: it is in the album already; `full`: there are `most` items; `gone`: album or asset is. */
  addItem(
    id: SerialId,
    item: { readonly assetId: SerialId; readonly addedBy: SerialId },
    most: number,
    at: Date,
  ): Promise<'added' | 'there' | 'full' | 'gone'>
  removeItem(id: SerialId, assetId: SerialId, at: Date): Promise<boolean>
  /** `false`, and nothing changes, where `assetIds` are not exactly the album's items. */
  order(id: SerialId, assetIds: readonly SerialId[], at: Date): Promise<boolean>
  /** Once a user and link; a later time counts from then on. */
  grant(
    id: SerialId,
    by: { readonly linkId: Id; readonly userId: SerialId; readonly passwordVersion: number },
    at: Date,
  ): Promise<void>
  /** All that a user has accepted of it. */
  endGrants(id: SerialId, userId: SerialId): Promise<void>
}

/** What crosses tenants: items are their adders', and whom an album was shared with may be anybody's member. */
export interface AlbumDirectory {
  /** In their order. `only` narrows them to one asset. */
  items(tenantId: SerialId, id: SerialId, only?: SerialId): Promise<readonly AlbumItem[]>
  /** The cover of each album that has one: its first item of which there is a picture, as an asset's id. */
  covers(ids: readonly SerialId[]): Promise<ReadonlyMap<SerialId, SerialId>>
  /** What somebody has ever accepted, newest first, whether it stands or not. */
  grants(userId: SerialId, id?: SerialId): Promise<readonly Grant[]>
}
