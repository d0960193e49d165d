import Type, { type Static } from 'typebox'
import { CalendarDate, Id, Nullable, OneOf, Timestamp } from '../schema.ts'

const closed = { additionalProperties: false } as const
const metres = Type.Integer({ minimum: 0 })
const count = Type.Integer({ minimum: 0 })

export const MileageQuery = Type.Object(
  {
    technician_id: Type.Optional(Id),
    /** Both are days of the organization's calendar and included; this week where they are absent. */
    from: Type.Optional(CalendarDate),
    to: Type.Optional(CalendarDate),
    format: Type.Optional(OneOf('json', 'csv')),
  },
  closed,
)
export type MileageQuery = Static<typeof MileageQuery>

/** One technician's way on one day. */
const dayFields = {
  technician: Type.Object({ id: Id, full_name: Type.String() }, closed),
  date: CalendarDate,
  distance_m: metres,
  /** The same with one decimal. */
  km: Type.Number({ minimum: 0 }),
  /** How much of it are straight lines over silences of more than ten minutes. */
  bridged_m: metres,
  positions: count,
  first_at: Nullable(Timestamp),
  last_at: Nullable(Timestamp),
  /** No late position changes it any more. */
  is_final: Type.Boolean(),
}

export const MileageDayView = Type.Object(
  { ...dayFields, /** How many silences there were. */ gaps: count },
  { $id: 'MileageDay', ...closed },
)
export type MileageDayView = Static<typeof MileageDayView>

export const MileageDayDetail = Type.Object(
  {
    ...dayFields,
    gaps: Type.Array(
      Type.Object({ from: Timestamp, to: Timestamp, distance_m: metres, duration_s: count }, closed),
    ),
  },
  { $id: 'MileageDayDetail', ...closed },
)
export type MileageDayDetail = Static<typeof MileageDayDetail>

/** Days without a position are left out. By name, then by date. */
export const MileageView = Type.Object(
  {
    from: CalendarDate,
    to: CalendarDate,
    results: Type.Array(MileageDayView),
    totals: Type.Array(Type.Object({ technician_id: Id, km: Type.Number({ minimum: 0 }) }, closed)),
  },
  { $id: 'Mileage', ...closed },
)
export type MileageView = Static<typeof MileageView>
