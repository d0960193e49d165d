import Type, { type Static } from 'typebox'
import { PositionView } from '../positions/schema.ts'
import { Id, Nullable, Timestamp } from '../schema.ts'
import { Imei } from '../vehicles/schema.ts'

/**
 * The share-track face of the link core: one primary link a vehicle, made for a number of minutes. A body names either
 * `duration_minutes` or `scheduled_for`, never both.
 */
export const shortestMinutes = 10
export const longestMinutes = 1440

const Duration = Type.Integer({ minimum: shortestMinutes, maximum: longestMinutes })

export const CreateShareTrack = Type.Unsafe<{
  imei: string
  duration_minutes?: number
  scheduled_for?: string
}>(
  Type.Object(
    { imei: Imei, duration_minutes: Type.Optional(Duration), scheduled_for: Type.Optional(Timestamp) },
    {
      $id: 'CreateShareTrack',
      additionalProperties: false,
      oneOf: [{ required: ['duration_minutes'] }, { required: ['scheduled_for'] }],
    },
  ),
)
export type CreateShareTrack = Static<typeof CreateShareTrack>

/** What the owner sees, the token included, so that the link can be copied again. */
export const ShareTrackView = Type.Object(
  {
    id: Id,
    imei: Imei,
    token: Type.String(),
    share_url: Type.String(),
    created_at: Timestamp,
    scheduled_for: Timestamp,
  },
  { $id: 'ShareTrackView', additionalProperties: false },
)
export type ShareTrackView = Static<typeof ShareTrackView>

/** What a visitor sees. The device identifier is masked but for its last four characters. */
export const PublicShareTrackView = Type.Object(
  {
    token: Type.String(),
    scheduled_for: Timestamp,
    created_at: Timestamp,
    vehicle: Type.Object(
      { name: Type.String(), plate: Nullable(Type.String()), icon: Type.String(), color: Type.String() },
      { additionalProperties: false },
    ),
    imei: Type.String(),
    position: Nullable(PositionView),
    live: Type.Object({ url: Type.String(), namespace: Type.String() }, { additionalProperties: false }),
  },
  { $id: 'PublicShareTrackView', additionalProperties: false },
)
export type PublicShareTrackView = Static<typeof PublicShareTrackView>

/** At most four characters stay readable, and never more than half of a short identifier. */
export const maskImei = (imei: string): string => {
  const shown = Math.min(4, Math.floor(imei.length / 2))
  return '*'.repeat(imei.length - shown) + imei.slice(imei.length - shown)
}

export const ShareTrackStats = Type.Object(
  {
    total: Type.Integer(),
    active: Type.Integer(),
    expired: Type.Integer(),
    revoked: Type.Integer(),
    next_expiry: Nullable(Timestamp),
  },
  { $id: 'ShareTrackStats', additionalProperties: false },
)
export type ShareTrackStats = Static<typeof ShareTrackStats>
