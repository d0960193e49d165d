import { fromE7, type Position } from '../positions/position.ts'
import type { Spot } from './ports.ts'
import type { Eta, RouteMethod } from './schema.ts'
import { type Leg, type Speed, straightLeg } from './straight.ts'

/** A way that a road engine knows. */
export interface RoadLeg extends Leg {
  readonly method: Exclude<RouteMethod, 'straight_line'>
}

interface Known {
  readonly position: Position
  readonly target: Spot
  readonly road: RoadLeg | undefined
  /** For the straight line, where there is no road. */
  readonly speed: Speed
  /** Milliseconds since 1970 UTC. */
  readonly now: number
}

/** When somebody who was there will be here: reckoned from now on, for nobody knows how they went on since. */
export const etaOf = ({ position, target, road, speed, now }: Known): Eta => {
  const leg = road ?? straightLeg(spotOf(position), target, speed)
  const seconds = Math.round(leg.seconds)
  const age = Math.max(0, now - position.recordedAt)
  return {
    arrives_at: new Date(now + seconds * 1000).toISOString(),
    duration_s: seconds,
    distance_m: Math.round(leg.metres),
    method: road?.method ?? 'straight_line',
    confidence: confidenceOf(age, position.accuracy, road ? undefined : speed),
    computed_at: new Date(now).toISOString(),
    position_age_s: Math.round(age / 1000),
    assumed_speed: road ? null : Math.round(speed.kmh * 10) / 10,
  }
}

export const spotOf = ({ latE7, lonE7 }: Position): Spot => ({
  latitude: fromE7(latE7),
  longitude: fromE7(lonE7),
})

const minute = 60_000
const precise = 100
const vague = 1_000

/**
 * `low`: the position is older than five minutes or off by more than a kilometre, or the speed is a guess. `high`: by
 * road, from a position of the last minute that says it is within 100 m. `medium`: everything between. Without `speed`
 * the way is by road.
 */
const confidenceOf = (age: number, accuracy: number | null, speed: Speed | undefined): Eta['confidence'] => {
  if (age > 5 * minute || (accuracy ?? 0) > vague || speed?.isGuessed) return 'low'
  const isPrecise = accuracy !== null && accuracy <= precise
  return !speed && age <= minute && isPrecise ? 'high' : 'medium'
}
