import Type, { type Static } from 'typebox'
import { CalendarDate, Id, Latitude, Longitude, Nullable, OneOf, Timestamp } from '../schema.ts'

const closed = { additionalProperties: false } as const
const count = Type.Integer({ minimum: 0 })

/** How a way was reckoned: by a road engine, or as the crow flies times 1.3. */
export const routeMethods = ['osrm', 'valhalla', 'straight_line'] as const
export type RouteMethod = (typeof routeMethods)[number]

/** When a technician is expected. Distances in metres, durations in seconds. */
export const Eta = Type.Object(
  {
    arrives_at: Timestamp,
    duration_s: Type.Integer({ minimum: 0 }),
    distance_m: Type.Integer({ minimum: 0 }),
    method: OneOf(...routeMethods),
    /** `low` for an old or imprecise position or a guessed speed. */
    confidence: OneOf('high', 'medium', 'low'),
    /** When it was reckoned, and how old the position was then. */
    computed_at: Timestamp,
    position_age_s: Type.Integer({ minimum: 0 }),
    /** km/h that a straight line was reckoned with; `null` with a road engine. */
    assumed_speed: Nullable(Type.Number({ minimum: 0 })),
  },
  { $id: 'Eta', ...closed },
)
export type Eta = Static<typeof Eta>

/** More stops than anybody makes in a day. */
export const mostStops = 100

const Spot = Type.Object({ latitude: Latitude, longitude: Longitude }, closed)

export const OptimizeRoute = Type.Object(
  {
    technician_id: Id,
    date: CalendarDate,
    /** Where the day begins. Without it: where the technician is today; else at the first stop. */
    start: Type.Optional(Spot),
    /** Puts the day into the order that is found. */
    apply: Type.Optional(Type.Boolean({ default: false })),
  },
  { $id: 'OptimizeRoute', ...closed },
)
export type OptimizeRoute = Static<typeof OptimizeRoute>

export const ApplyRoute = Type.Object(
  {
    technician_id: Id,
    date: CalendarDate,
    order: Type.Array(Id, { minItems: 1, maxItems: mostStops, uniqueItems: true }),
  },
  { $id: 'ApplyRoute', ...closed },
)
export type ApplyRoute = Static<typeof ApplyRoute>

const way = { distance_m: count, duration_s: count }
const visit = { assignment: Id, work_order_number: Type.String(), place: Type.String() }
/** `duration_s` is all that is not work: driving and waiting. */
const totals = { ...way, lateness_s: count }

export const RouteStop = Type.Object(
  {
    ...visit,
    latitude: Latitude,
    longitude: Longitude,
    scheduled_start: Nullable(Type.String()),
    scheduled_end: Nullable(Type.String()),
    /** Agreed with the customer: there is a `scheduled_start`. */
    is_fixed: Type.Boolean(),
    arrives_at: Timestamp,
    waits_s: count,
    /** Beyond the fifteen minutes that nobody calls late. */
    late_s: count,
    /** The way to it. */
    leg: Type.Object(way, closed),
  },
  { $id: 'RouteStop', ...closed },
)
export type RouteStop = Static<typeof RouteStop>

export const RoutePlan = Type.Object(
  {
    technician_id: Id,
    date: CalendarDate,
    method: OneOf(...routeMethods),
    start: Nullable(Spot),
    departs_at: Timestamp,
    stops: Type.Array(RouteStop),
    /** Work orders without coordinates: last in the day, in today's order. */
    unplaced: Type.Array(Type.Object(visit, closed)),
    total: Type.Object(totals, closed),
    /** The order as it is now, with everything that is open. */
    current: Type.Object({ order: Type.Array(Id), ...totals }, closed),
    /** What the plan is shorter by; below zero where being on time takes longer. */
    saved: Type.Object({ distance_m: Type.Integer(), duration_s: Type.Integer() }, closed),
    is_applied: Type.Boolean(),
  },
  { $id: 'RoutePlan', ...closed },
)
export type RoutePlan = Static<typeof RoutePlan>
