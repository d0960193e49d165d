import { metresPerE7 } from '../geo.ts'
import type { Position } from '../position.ts'

/**
 * Positions looked at together. Douglas-Peucker is quadratic at its worst; runs of this length keep a day of one
 * position a second within a blink, whatever its form, for one more point a run.
 */
const longestRun = 1_024
const halfTurn = 1_800_000_000

/**
 * Few positions, first and last among them, from whose line none of the others is farther than `tolerance` metres: D. Douglas and T. Peucker, "Algorithms for the reduction of the number of points required to represent a
 * digitized line", Cartographica 10 (1973) 112. Distances are taken on a plane around each chord (equirectangular, good
 * to a fraction of a percent over the length of a run). May cross the antimeridian. Expects a segment without gaps.
 */
export const simplify = (segment: readonly Position[], tolerance: number): Position[] => {
  const line = unroll(segment)
  const isKept = new Uint8Array(segment.length)
  for (let from = 0; from < segment.length; from += longestRun)
    keepCorners(line, from, Math.min(from + longestRun, segment.length - 1), tolerance / metresPerE7, isKept)
  return segment.filter((_, i) => isKept[i])
}

/** Latitudes and continuous longitudes, 1e-7 degree: crossing the antimeridian eastward goes on beyond 180 degrees. */
interface Line {
  readonly lat: Float64Array
  readonly lon: Float64Array
}

const unroll = (segment: readonly Position[]): Line => {
  const line = { lat: new Float64Array(segment.length), lon: new Float64Array(segment.length) }
  let turns = 0
  segment.forEach(({ latE7, lonE7 }, i) => {
    const step = i === 0 ? 0 : lonE7 - segment[i - 1]!.lonE7
    if (step > halfTurn) turns -= 2 * halfTurn
    else if (step < -halfTurn) turns += 2 * halfTurn
    line.lat[i] = latE7
    line.lon[i] = lonE7 + turns
  })
  return line
}

/** Marks what stays between two positions that stay; a list of open ranges instead of recursion. */
const keepCorners = (
  line: Line,
  first: number,
  last: number,
  tolerance: number,
  isKept: Uint8Array,
): void => {
  isKept[first] = 1
  isKept[last] = 1
  const open = [first, last]
  while (open.length > 0) {
    const to = open.pop()!
    const from = open.pop()!
    const corner = farthest(line, from, to, tolerance)
    if (corner < 0) continue
    isKept[corner] = 1
    open.push(from, corner, corner, to)
  }
}

/** The position farthest from the chord, or −1 when none is beyond the tolerance (1e-7 degree of latitude). */
const farthest = ({ lat, lon }: Line, from: number, to: number, tolerance: number): number => {
  const shrink = Math.cos((((lat[from]! + lat[to]!) / 2) * Math.PI) / 180e7)
  const chordX = (lon[to]! - lon[from]!) * shrink
  const chordY = lat[to]! - lat[from]!
  const chordSquare = chordX * chordX + chordY * chordY
  let corner = -1
  let most = tolerance * tolerance
  for (let i = from + 1; i < to; i++) {
    const x = (lon[i]! - lon[from]!) * shrink
    const y = lat[i]! - lat[from]!
    // The nearest point of the chord, not of the endless line: a device that turns back must stay visible.
    const along = chordSquare === 0 ? 0 : Math.min(1, Math.max(0, (x * chordX + y * chordY) / chordSquare))
    const offX = x - along * chordX
    const offY = y - along * chordY
    const square = offX * offX + offY * offY
    if (square > most) {
      most = square
      corner = i
    }
  }
  return corner
}
