import Type, { type Static } from 'typebox'
import { Nullable, OneOf, Timestamp } from '../schema.ts'

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
  { $id: 'Eta', additionalProperties: false },
)
export type Eta = Static<typeof Eta>
