import { distanceBetween, type Place } from '../positions/geo.ts'
import type { Position } from '../positions/position.ts'
import { isImplausibleJump } from '../positions/rules.ts'
import { follow, type Track } from '../positions/track.ts'
import { finish, type Stepwise } from '../stepwise.ts'
import { stayRadius, type Vertex, verticesOf } from './stays.ts'
import { straightened } from './straighten.ts'

/** A silence, and the straight line that was counted for it. Metres, milliseconds since 1970 UTC. */
export interface Gap {
  readonly from: number
  readonly to: number
  readonly distanceM: number
}

/** What a way comes to: whole metres, silences included. */
export interface Measured {
  readonly distanceM: number
  /** How much of it are straight lines over silences. */
  readonly bridgedM: number
  readonly gaps: readonly Gap[]
  /** How many positions it was read from. */
  readonly positions: number
}

/** A longer silence is a gap, milliseconds. */
export const longestSilence = 10 * 60_000
/** Metres that have to lie between two places before the way between them counts. */
const leastStep = 15
const mostStep = 200

/**
 * How far somebody went by these positions, oldest first. Impossible jumps are left out, standing is one place whatever
 * the receiver says meanwhile, and steps shorter than the positions are precise wait until they have become longer.
 * Distances: haversine, `distanceBetween`.
 */
export function* measuring(positions: readonly Position[]): Stepwise<Measured> {
  const gaps: Gap[] = []
  let driven = 0
  let before: Part | undefined
  let end: Vertex | undefined
  for (const part of yield* partsOf(positions)) {
    const way = yield* wayOf(yield* verticesOf(part.positions))
    driven += way.metres
    if (before && end && part.follows === 'silence') {
      const from = before.positions.at(-1)!
      const to = part.positions[0]!
      const metres = distanceBetween(end, way.start)
      const isApart = metres > Math.max(stayRadius(from), stayRadius(to))
      gaps.push({
        from: from.recordedAt,
        to: to.recordedAt,
        distanceM: isApart ? Math.round(metres) : 0,
      })
    }
    before = part
    end = way.end
  }
  const bridgedM = gaps.reduce((sum, { distanceM }) => sum + distanceM, 0)
  return { distanceM: Math.round(driven) + bridgedM, bridgedM, gaps, positions: positions.length }
}

/** The same, all in one go. */
export const measure = (positions: readonly Position[]): Measured => finish(measuring(positions))

/**
 * The sum of the steps that are long enough to be true, without the small zigzag that receivers add to straight roads: it
 * would make every way longer.
 */
function* wayOf(vertices: readonly Vertex[]): Stepwise<{ metres: number; start: Vertex; end: Vertex }> {
  const start = vertices[0]!
  let end = start
  const steps = [start]
  for (const vertex of vertices) {
    if (distanceBetween(end, vertex) <= Math.max(blurOf(end), blurOf(vertex))) continue
    steps.push(vertex)
    end = vertex
  }
  const line = yield* straightened(steps, leastStep)
  const metres = line.reduce(
    (sum, vertex, i) => (i === 0 ? 0 : sum + distanceBetween(line[i - 1]!, vertex)),
    0,
  )
  return { metres, start, end }
}

const blurOf = ({ accuracy }: Vertex): number => Math.min(Math.max(leastStep, accuracy ?? 0), mostStep)

/** Positions between which the way is known. */
interface Part {
  /** Why it is a part of its own. After an `error` the way from the part before is not counted: that one was wrong. */
  readonly follows: 'silence' | 'error' | 'nothing'
  readonly positions: Position[]
}

/**
 * Leaves out what nothing on the road can do (`follow`, as at ingest). Where several positions agree that the track was
 * elsewhere, either the receiver had been stuck, as in a tunnel, and what lies between was driven since it stopped; or
 * that cannot be either, and what came before was wrong.
 */
function* partsOf(positions: readonly Position[]): Stepwise<Part[]> {
  const parts: Part[] = []
  const track: Track = { newest: null, suspect: null }
  /** When the track came to the place where it is. */
  let here: (Place & { readonly since: number }) | undefined
  for (const position of positions) {
    yield
    const before = track.newest
    if (follow(track, position) !== 'moves') continue
    const since = here?.since ?? position.recordedAt
    const follows = before ? followsBy(before, since, position) : 'nothing'
    if (follows === undefined) parts.at(-1)!.positions.push(position)
    else parts.push({ follows, positions: [position] })
    if (!here || follows !== undefined || distanceBetween(here, position) > leastStep)
      here = { latE7: position.latE7, lonE7: position.lonE7, since: position.recordedAt }
  }
  return parts
}

const followsBy = (before: Position, since: number, position: Position): Part['follows'] | undefined => {
  if (position.recordedAt - before.recordedAt > longestSilence) return 'silence'
  return isImplausibleJump({ ...before, recordedAt: since }, position) ? 'error' : undefined
}
