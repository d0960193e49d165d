import Type, { type Static } from 'typebox'
import { PositionView } from '../positions/schema.ts'
import { Id, Line, Nullable, Timestamp } from '../schema.ts'

/**
 * The device identifier: an IMEI or whatever the device calls itself. Unique on the whole server. Dots alone are none:
 * browsers read them in an address as "here" and "one up".
 */
export const Imei = Type.String({ minLength: 1, maxLength: 100, pattern: '^(?!\\.{1,2}$)[A-Za-z0-9._-]+$' })

const Color = Type.String({ pattern: '^#[0-9a-fA-F]{6}$' })
const icons = ['car', 'van', 'truck', 'bus', 'bike', 'boat', 'person', 'other'] as const
const Icon = Type.Unsafe<(typeof icons)[number]>({ type: 'string', enum: [...icons] })

export const CreateVehicle = Type.Object(
  {
    imei: Imei,
    name: Line(120),
    plate: Type.Optional(Nullable(Line(20))),
    icon: Type.Optional(Icon),
    color: Type.Optional(Color),
  },
  { $id: 'CreateVehicle', additionalProperties: false },
)
export type CreateVehicle = Static<typeof CreateVehicle>

export const UpdateVehicle = Type.Partial(Type.Omit(CreateVehicle, ['imei']), {
  $id: 'UpdateVehicle',
  additionalProperties: false,
  minProperties: 1,
})
export type UpdateVehicle = Static<typeof UpdateVehicle>

const vehicleFields = {
  id: Id,
  imei: Imei,
  name: Type.String(),
  plate: Nullable(Type.String()),
  icon: Type.String(),
  color: Type.String(),
  created_at: Timestamp,
  /** When the device last spoke, with or without a position. */
  last_seen_at: Nullable(Timestamp),
  position: Nullable(PositionView),
}

export const VehicleView = Type.Object(vehicleFields, { $id: 'VehicleView', additionalProperties: false })
export type VehicleView = Static<typeof VehicleView>

/** Shown when the key is made and never again: only its hash is kept. */
export const VehicleWithKeyView = Type.Object(
  { ...vehicleFields, ingest_key: Type.String() },
  { $id: 'VehicleWithKeyView', additionalProperties: false },
)
export type VehicleWithKeyView = Static<typeof VehicleWithKeyView>
