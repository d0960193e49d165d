import { fromE7, type Position } from '../position.ts'
import type { Segment } from './segments.ts'

/** Longitude and latitude in degrees, altitude in metres where it is known. */
export type Coordinates = [number, number] | [number, number, number]

/** A trail as an RFC 7946 Feature. `coordTimes` runs beside the coordinates and has their nesting. */
export interface TrailFeature {
  readonly type: 'Feature'
  readonly geometry:
    | { readonly type: 'LineString'; readonly coordinates: Coordinates[] }
    | { readonly type: 'MultiLineString'; readonly coordinates: Coordinates[][] }
    | null
  readonly properties: {
    readonly name?: string
    /** How many positions the trail has; a cut at the antimeridian adds coordinates, not positions. */
    readonly count: number
    readonly from: string | null
    readonly to: string | null
    readonly coordTimes: string[] | string[][]
  }
}

/**
 * One line for each segment, cut in two where it crosses the antimeridian (RFC 7946 §3.1.9); the cut is interpolated. A
 * lone position is written twice, because a line has at least two. `geometry` is null for an empty trail (§3.2).
 */
export const toGeoJson = (segments: readonly Segment[], name?: string): TrailFeature => {
  const parts = segments.flatMap(partsOf)
  const coordinates = parts.map((part) => part.map(toCoordinates))
  const times = parts.map((part) => part.map(({ recordedAt }) => toIso(recordedAt)))
  const [line] = coordinates
  const isOne = parts.length === 1
  return {
    type: 'Feature',
    geometry: line
      ? isOne
        ? { type: 'LineString', coordinates: line }
        : { type: 'MultiLineString', coordinates }
      : null,
    properties: {
      ...(name !== undefined && { name }),
      count: segments.reduce((sum, { length }) => sum + length, 0),
      from: times[0]?.[0] ?? null,
      to: times.at(-1)?.at(-1) ?? null,
      coordTimes: isOne ? times[0]! : times,
    },
  }
}

type Vertex = Pick<Position, 'latE7' | 'lonE7' | 'altitude' | 'recordedAt'>

const antimeridian = 1_800_000_000

const partsOf = (segment: Segment): Vertex[][] => {
  const parts: Vertex[][] = [[]]
  let before: Vertex | undefined
  for (const vertex of segment) {
    if (before && Math.abs(vertex.lonE7 - before.lonE7) > antimeridian) {
      const cut = cutBetween(before, vertex)
      parts.at(-1)!.push(cut)
      parts.push([{ ...cut, lonE7: -cut.lonE7 }])
    }
    parts.at(-1)!.push(vertex)
    before = vertex
  }
  return parts.map((part) => (part.length === 1 ? [part[0]!, part[0]!] : part))
}

/** Where the short way between the two meets the antimeridian, on the side of `from`. */
const cutBetween = (from: Vertex, to: Vertex): Vertex => {
  const lonE7 = from.lonE7 > 0 ? antimeridian : -antimeridian
  const whole = to.lonE7 - from.lonE7 + 2 * lonE7
  const part = whole === 0 ? 0 : (lonE7 - from.lonE7) / whole
  const between = (a: number, b: number) => Math.round(a + (b - a) * part)
  return {
    lonE7,
    latE7: between(from.latE7, to.latE7),
    recordedAt: between(from.recordedAt, to.recordedAt),
    altitude: null,
  }
}

const toCoordinates = ({ latE7, lonE7, altitude }: Vertex): Coordinates =>
  altitude === null ? [fromE7(lonE7), fromE7(latE7)] : [fromE7(lonE7), fromE7(latE7), altitude]

const toIso = (ms: number): string => new Date(ms).toISOString()
