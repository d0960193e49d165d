import { metresPerE7, type Place } from '../positions/geo.ts'
import type { Stepwise } from '../stepwise.ts'

/** Places that one straight line replaces, at most: what bounds the work. */
const longestRun = 64

/**
 * Places without those that a straight line passes within `tolerance` metres, one after the other and never backwards: who
 * turns around keeps the way there and the way back. An opening window; distances on a plane around its first place
 * (equirectangular), good to a fraction of a percent over the length of a run.
 */
export function* straightened<T extends Place>(places: readonly T[], tolerance: number): Stepwise<T[]> {
  const kept = places.slice(0, 1)
  let first = 0
  for (let last = 2; last < places.length; last++) {
    if (last - first > longestRun || !isStraight(places, first, last, tolerance)) {
      first = last - 1
      kept.push(places[first]!)
    }
    yield
  }
  if (places.length > 1) kept.push(places.at(-1)!)
  return kept
}

const isStraight = (places: readonly Place[], first: number, last: number, tolerance: number): boolean => {
  const plane = planeAround(places[first]!)
  const [x, y] = plane(places[last]!)
  const length = Math.hypot(x, y)
  let farthest = 0
  for (let i = first + 1; i < last; i++) {
    const [px, py] = plane(places[i]!)
    const along = length === 0 ? 0 : (px * x + py * y) / length
    const aside = length === 0 ? Math.hypot(px, py) : Math.abs(px * y - py * x) / length
    if (aside > tolerance || along < farthest - tolerance || along > length + tolerance) return false
    farthest = Math.max(farthest, along)
  }
  return true
}

const halfTurn = 1_800_000_000

/** Metres east and north of a place. */
const planeAround = (centre: Place) => {
  const shrink = Math.cos((centre.latE7 / 1e7) * (Math.PI / 180))
  return ({ latE7, lonE7 }: Place): readonly [number, number] => {
    const east = lonE7 - centre.lonE7
    const turned = east > halfTurn ? east - 2 * halfTurn : east < -halfTurn ? east + 2 * halfTurn : east
    return [turned * shrink * metresPerE7, (latE7 - centre.latE7) * metresPerE7]
  }
}
