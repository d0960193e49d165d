import Type, { type Static } from 'typebox'
import { Id, Line, Nullable, OneOf, PageQuery, SerialId, Timestamp } from '../schema.ts'
import { assetKinds } from './asset.ts'

const closed = { additionalProperties: false } as const

const Title = Line(200)

/** The parts of the upload's form, in any order. */
export const UploadAsset = Type.Object(
  { file: Type.String({ contentMediaType: 'application/octet-stream' }), title: Type.Optional(Title) },
  { $id: 'UploadAsset', ...closed },
)

/** The fields beside the file. */
export const UploadFields = Type.Object({ title: Type.Optional(Title) }, closed)
export type UploadFields = Static<typeof UploadFields>

export const UpdateAsset = Type.Object({ title: Title }, { $id: 'UpdateAsset', ...closed })
export type UpdateAsset = Static<typeof UpdateAsset>

export const assetOrders = ['newest', 'oldest', 'title', 'largest'] as const
export type AssetOrder = (typeof assetOrders)[number]

export const AssetQuery = Type.Object(
  {
    ...PageQuery.properties,
    kind: Type.Optional(OneOf(...assetKinds)),
    /** Part of the title or of the file's name, upper and lower case alike. */
    search: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    sort: Type.Optional(OneOf(...assetOrders)),
  },
  closed,
)
export type AssetQuery = Static<typeof AssetQuery>

/** What is told of a file to people who did not upload it. */
export const fileShape = {
  title: Type.String(),
  filename: Type.String(),
  content_type: Type.String(),
  kind: OneOf(...assetKinds),
  /** Bytes, as they were uploaded. */
  size: Type.Integer(),
  /** Pixels. */
  width: Nullable(Type.Integer()),
  height: Nullable(Type.Integer()),
  duration_s: Nullable(Type.Number()),
}

export const AssetView = Type.Object(
  {
    id: SerialId,
    uuid: Id,
    title: Type.String(),
    filename: Type.String(),
    /** Read from the content, never from the name. */
    content_type: Type.String(),
    kind: OneOf(...assetKinds),
    size: Type.Integer({ minimum: 0 }),
    width: Type.Optional(Type.Integer({ minimum: 1 })),
    height: Type.Optional(Type.Integer({ minimum: 1 })),
    duration_s: Type.Optional(Type.Number({ minimum: 0 })),
    file_url: Nullable(Type.String()),
    /** `null`: there is no picture of it. */
    thumbnail_url: Nullable(Type.String()),
    /** `nothing`: what it says of place and camera could not be taken out of it, so it stays with its owner. */
    visitors_get: OneOf('original', 'cleaned', 'nothing'),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'AssetView', ...closed },
)
export type AssetView = Static<typeof AssetView>

/** What somebody asks before they remove a file. */
export const AssetUsesView = Type.Object(
  {
    /** Who uploaded it; `null` once that account is gone. */
    owner: Nullable(Type.Object({ id: SerialId, full_name: Type.String() }, closed)),
    /** A hundred at most. */
    albums: Type.Array(Type.Object({ id: SerialId, title: Type.String() }, closed)),
    /** Links to the file itself that have not ended. */
    links: Type.Integer({ minimum: 0 }),
    /** Sessions on it that are open. */
    sessions: Type.Integer({ minimum: 0 }),
  },
  { $id: 'AssetUsesView', ...closed },
)
export type AssetUsesView = Static<typeof AssetUsesView>

export const ReadersQuery = Type.Object({ search: Type.Optional(Type.String({ maxLength: 100 })) }, closed)

export const ReadersView = Type.Object(
  {
    results: Type.Array(
      Type.Object({ id: SerialId, full_name: Type.String(), email: Type.String() }, closed),
    ),
  },
  { $id: 'ReadersView', ...closed },
)
export type ReadersView = Static<typeof ReadersView>
