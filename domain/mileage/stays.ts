import { distanceBetween, type Place } from '../positions/geo.ts'
import type { Position } from '../positions/position.ts'
import type { Stepwise } from '../stepwise.ts'

/** A place on the way: one position, or all of those that were sent from where somebody stood. */
export interface Vertex extends Place {
  readonly accuracy: number | null
  readonly isStay: boolean
}

const second = 1_000
/** Whoever is this long within the radius stands, milliseconds. */
const leastStay = 120 * second
/** Whoever is back this soon has not left, milliseconds: receivers wander while nothing moves. */
const longestExcursion = 120 * second
/** Metres; a position that tells its accuracy stretches the radius to twice that, up to the most. */
const leastRadius = 40
const mostRadius = 200

/** Metres around the middle of a stay within which a position belongs to it. */
export const stayRadius = ({ accuracy }: { readonly accuracy: number | null }): number =>
  Math.min(Math.max(leastRadius, 2 * (accuracy ?? 0)), mostRadius)

/**
 * Positions, oldest first, as places on a way: those of a stay become its middle. Stay points by distance and time: Q. Li
 * et al., "Mining User Similarity Based on Location History", ACM GIS 2008, with the mean of the stay as its anchor.
 */
export function* verticesOf(positions: readonly Position[]): Stepwise<Vertex[]> {
  const vertices: Vertex[] = []
  for (let first = 0; first < positions.length; ) {
    const { last, middle } = yield* stayFrom(positions, first)
    const isStay = positions[last]!.recordedAt - positions[first]!.recordedAt >= leastStay
    const { latE7, lonE7, accuracy } = positions[first]!
    vertices.push(isStay ? { ...middle, accuracy: null, isStay } : { latE7, lonE7, accuracy, isStay })
    first = isStay ? last + 1 : first + 1
  }
  return vertices
}

/** How far a stay would reach that begins at `first`: to the last position that is not away for good. */
function* stayFrom(positions: readonly Position[], first: number): Stepwise<{ last: number; middle: Place }> {
  const mean = meanFrom(positions[first]!)
  let last = first
  for (let next = first + 1; next < positions.length; ) {
    yield
    const position = positions[next]!
    if (distanceBetween(mean.place(), position) <= stayRadius(position)) {
      mean.add(position)
      last = next++
      continue
    }
    const back = backFrom(positions, last, mean.place())
    if (back === undefined) break
    next = back
  }
  return { last, middle: mean.place() }
}

/** The position with which an excursion after `last` ends; `undefined` where it is none, but a departure. */
const backFrom = (positions: readonly Position[], last: number, middle: Place): number | undefined => {
  const until = positions[last]!.recordedAt + longestExcursion
  for (let i = last + 1; i < positions.length && positions[i]!.recordedAt <= until; i++) {
    const away = distanceBetween(middle, positions[i]!)
    if (away <= stayRadius(positions[i]!)) return i
    // A single one may be anywhere; several that are far away were driven to.
    if (i > last + 1 && away > 3 * stayRadius(positions[i]!)) return undefined
  }
  return undefined
}

const turn = 3_600_000_000
/** The short way around, so that a stay on the antimeridian has its middle there. */
const around = (lonE7: number): number => lonE7 - turn * Math.round(lonE7 / turn)

const meanFrom = (first: Place) => {
  let [count, lat, lon] = [1, 0, 0]
  return {
    add({ latE7, lonE7 }: Place): void {
      count++
      lat += latE7 - first.latE7
      lon += around(lonE7 - first.lonE7)
    },
    place: (): Place => ({
      latE7: Math.round(first.latE7 + lat / count),
      lonE7: Math.round(around(first.lonE7 + lon / count)),
    }),
  }
}
