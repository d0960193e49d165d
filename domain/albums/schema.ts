import Type, { type Static } from 'typebox'
import { fileShape } from '../assets/schema.ts'
import { Id, Line, Nullable, OneOf, SerialId, Text, Timestamp } from '../schema.ts'
import { Ref } from '../share-links/schema.ts'
import { albumRoles, mostItems } from './album.ts'

const closed = { additionalProperties: false } as const

export const CreateAlbum = Type.Object(
  { title: Line(200), description: Type.Optional(Nullable(Text(2000))) },
  { $id: 'CreateAlbum', ...closed },
)
export type CreateAlbum = Static<typeof CreateAlbum>

export const UpdateAlbum = Type.Partial(CreateAlbum, { $id: 'UpdateAlbum', ...closed, minProperties: 1 })
export type UpdateAlbum = Static<typeof UpdateAlbum>

export const AddAlbumItem = Type.Object({ asset_id: SerialId }, { $id: 'AddAlbumItem', ...closed })

/** All of the album's items, in the order in which they are to stand. */
export const OrderAlbumItems = Type.Object(
  { asset_ids: Type.Array(SerialId, { maxItems: mostItems, uniqueItems: true }) },
  { $id: 'OrderAlbumItems', ...closed },
)

/** A new link only looks and never expires, unless the body says otherwise; a live one keeps what is left out. */
export const PutAlbumLink = Type.Object(
  {
    is_collaboration: Type.Optional(Type.Boolean()),
    /** `null`: never. */
    expires_at: Type.Optional(Nullable(Timestamp)),
  },
  { $id: 'PutAlbumLink', ...closed },
)
export type PutAlbumLink = Static<typeof PutAlbumLink>

export const AcceptAlbum = Type.Object({ share_token: Ref }, { $id: 'AcceptAlbum', ...closed })

export const AlbumView = Type.Object(
  {
    id: SerialId,
    title: Type.String(),
    description: Nullable(Type.String()),
    /** `null` for somebody who has left. */
    owner: Nullable(Type.Object({ id: SerialId, full_name: Type.String() }, closed)),
    /** What the reader is to the album. */
    role: OneOf(...albumRoles),
    item_count: Type.Integer(),
    /** A small picture of the first item that has one; `null`: there is none, or the reader may not have it. */
    cover_url: Nullable(Type.String()),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'AlbumView', ...closed },
)
export type AlbumView = Static<typeof AlbumView>

/** One item as members see it who may open the album; its files lie below the album's own address. */
export const AlbumItemView = Type.Object(
  {
    asset_id: SerialId,
    ...fileShape,
    /** `null`: there is none, or the reader may not have it. */
    thumbnail_url: Nullable(Type.String()),
    preview_url: Nullable(Type.String()),
    file_url: Nullable(Type.String()),
    /** `null` for somebody whose account is gone. */
    added_by: Nullable(Type.Object({ id: SerialId, full_name: Type.String() }, closed)),
    added_at: Timestamp,
  },
  { $id: 'AlbumItemView', ...closed },
)
export type AlbumItemView = Static<typeof AlbumItemView>

export const WholeAlbumView = Type.Object(
  { ...AlbumView.properties, items: Type.Array(AlbumItemView) },
  { $id: 'WholeAlbumView', ...closed },
)
export type WholeAlbumView = Static<typeof WholeAlbumView>

export const AlbumItems = Type.Object({ items: Type.Array(AlbumItemView) }, { $id: 'AlbumItems', ...closed })

export const AlbumLinkView = Type.Object(
  {
    id: Id,
    token: Type.String(),
    share_url: Type.String(),
    is_collaboration: Type.Boolean(),
    is_active: Type.Boolean(),
    expires_at: Nullable(Timestamp),
    never_expires: Type.Boolean(),
    created_at: Timestamp,
    access_count: Type.Integer(),
    last_accessed_at: Nullable(Timestamp),
  },
  { $id: 'AlbumLinkView', ...closed },
)
export type AlbumLinkView = Static<typeof AlbumLinkView>

/** `owner` is only ever answered to those who could have opened the album without the link. */
export const AcceptedAlbum = Type.Object(
  { album: AlbumView, role: OneOf(...albumRoles) },
  { $id: 'AcceptedAlbum', ...closed },
)
