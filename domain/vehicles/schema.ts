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

export const UpdateVehicle = Type.Partial(CreateVehicle, {
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

const Numbers = Type.Array(Nullable(Type.Number()))

/**
 * The whole fleet at once, for a map: a list for each fact, all of the same length and order, null where it is not
 * known. Names are not repeated ten thousand times. Times are milliseconds since 1970 UTC, places degrees, speeds km/h,
 * headings degrees clockwise from north, accuracies metres.
 */
export const FleetOverview = Type.Object(
  {
    /** How many there are; the lists hold at most 10,000. */
    count: Type.Integer({ minimum: 0 }),
    id: Type.Array(Id),
    imei: Type.Array(Imei),
    name: Type.Array(Type.String()),
    plate: Type.Array(Nullable(Type.String())),
    icon: Type.Array(Type.String()),
    color: Type.Array(Type.String()),
    /** When the device last spoke, with or without a position. */
    seen: Numbers,
    /** When it was where it is shown. */
    t: Numbers,
    lat: Numbers,
    lon: Numbers,
    spd: Numbers,
    hdg: Numbers,
    acc: Numbers,
  },
  { $id: 'FleetOverview', additionalProperties: false },
)
export type FleetOverview = Static<typeof FleetOverview>

/** What the device says of itself, with the last position that told it. */
export const DeviceView = Type.Object(
  {
    /** Percent. */
    battery: Nullable(Type.Number({ minimum: 0, maximum: 100 })),
    is_charging: Type.Boolean(),
    recorded_at: Nullable(Timestamp),
  },
  { $id: 'DeviceView', additionalProperties: false },
)
export type DeviceView = Static<typeof DeviceView>

/** Shown when the key is made and never again: only its hash is kept. */
export const VehicleWithKeyView = Type.Object(
  { ...vehicleFields, ingest_key: Type.String() },
  { $id: 'VehicleWithKeyView', additionalProperties: false },
)
export type VehicleWithKeyView = Static<typeof VehicleWithKeyView>
