import Type, { type Static } from 'typebox'
import { Id, Nullable, SerialId, Timestamp } from '../schema.ts'

/** An upload that may be resumed, as its owner sees it. */
export const UploadView = Type.Object(
  {
    id: Id,
    /** Where its bytes go, relative to the service. */
    url: Type.String(),
    filename: Type.String(),
    title: Nullable(Type.String()),
    /** Bytes that have come. */
    offset: Type.Integer({ minimum: 0 }),
    /** Bytes of the whole file. */
    length: Type.Integer({ minimum: 0 }),
    /** The file that it has become. */
    asset_id: Nullable(SerialId),
    created_at: Timestamp,
    /** What has not come by then is removed. */
    expires_at: Timestamp,
  },
  { $id: 'UploadView', additionalProperties: false },
)
export type UploadView = Static<typeof UploadView>
