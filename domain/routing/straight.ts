import { distanceBetween } from '../positions/geo.ts'
import { type Position, toE7 } from '../positions/position.ts'
import type { Spot } from './ports.ts'

/** A way by whatever means: metres and seconds. */
export interface Leg {
  readonly metres: number
  readonly seconds: number
}

/** km/h on a straight line, and whether it was read from where the technician has been driving or is a guess. */
export interface Speed {
  readonly kmh: number
  readonly isGuessed: boolean
}

/** Roads are longer than the crow flies, in towns by about a third (R. Ballou et al., Transportation Research A 36, 2002). */
const detour = 1.3
export const guessedSpeed: Speed = { kmh: 30, isGuessed: true }

/** A great circle (haversine, `distanceBetween`), times 1.3. */
export const straightLeg = (from: Spot, to: Spot, { kmh }: Speed): Leg => {
  const metres = distanceBetween(placeOf(from), placeOf(to)) * detour
  return { metres, seconds: metres / (kmh / 3.6) }
}

const placeOf = ({ latitude, longitude }: Spot) => ({ latE7: toE7(latitude), lonE7: toE7(longitude) })

/** Slower than this is standing, km/h; a longer silence says nothing of the way, milliseconds. */
const leastMoving = 5
const longestStep = 5 * 60_000
/** So much movement makes a speed, milliseconds. */
const leastMovement = 5 * 60_000
const slowest = 8
const fastest = 90

/** How fast somebody drove by these positions, oldest first, while they drove at all; a guess where that is not enough. */
export const learnSpeed = (positions: readonly Position[]): Speed => {
  let metres = 0
  let moving = 0
  for (let i = 1; i < positions.length; i++) {
    const elapsed = positions[i]!.recordedAt - positions[i - 1]!.recordedAt
    if (elapsed <= 0 || elapsed >= longestStep) continue
    const step = distanceBetween(positions[i - 1]!, positions[i]!)
    if (step / elapsed <= leastMoving / 3_600) continue // km/h in metres a millisecond
    metres += step
    moving += elapsed
  }
  if (moving < leastMovement) return guessedSpeed
  return { kmh: Math.min(Math.max((metres / moving) * 3_600, slowest), fastest), isGuessed: false }
}
