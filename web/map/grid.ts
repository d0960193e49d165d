import type { Feature, FeatureCollection, LineString } from 'geojson'

export interface Box {
  readonly west: number
  readonly south: number
  readonly east: number
  readonly north: number
}
export interface Grid {
  /** Side of one square in metres; null where the lines are degrees of the globe. */
  readonly metres: number | null
  readonly lines: FeatureCollection<LineString, { strong: boolean }>
}

const metresPerDegree = 111_320
const steps = [50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000]
const aboutAcross = 8

/**
 * Squares of a round number of metres across the view, every fifth line stronger: where the outlines have nothing to
 * tell, the paper itself gives distance. From far away, the graticule of the globe.
 */
export const gridOf = (view: Box, metres: number | null = squareFor(view)): Grid => {
  if (!metres) return { metres: null, lines: linesEvery(view, degreesFor(view), degreesFor(view)) }

  // The width of a degree is taken at a fixed parallel nearby, so that squares stay put while the view moves.
  const parallel = Math.round(middleOf(view))
  const dLat = metres / metresPerDegree
  return {
    metres,
    lines: linesEvery(view, dLat / Math.max(0.05, Math.cos((parallel * Math.PI) / 180)), dLat),
  }
}

const middleOf = ({ south, north }: Box) => (south + north) / 2

const squareFor = (view: Box): number | null => {
  const width = (view.east - view.west) * metresPerDegree * Math.cos((middleOf(view) * Math.PI) / 180)
  return steps.find((step) => width / step <= aboutAcross) ?? null
}

const degreesFor = ({ west, east }: Box) => (east - west > 90 ? 30 : east - west > 30 ? 10 : 5)

const linesEvery = ({ west, south, east, north }: Box, dLon: number, dLat: number): Grid['lines'] => {
  const [low, high] = [Math.max(-85, south), Math.min(85, north)]
  const upright = indices(west, east, dLon).map((i) =>
    segment(
      [
        [i * dLon, low],
        [i * dLon, high],
      ],
      i,
    ),
  )
  const level = indices(low, high, dLat).map((i) =>
    segment(
      [
        [west, i * dLat],
        [east, i * dLat],
      ],
      i,
    ),
  )
  return { type: 'FeatureCollection', features: [...upright, ...level] }
}

const indices = (from: number, to: number, step: number): number[] => {
  const first = Math.ceil(from / step)
  return Array.from(
    { length: Math.max(0, Math.min(200, Math.floor(to / step) - first + 1)) },
    (_, i) => first + i,
  )
}

const segment = (coordinates: number[][], index: number): Feature<LineString, { strong: boolean }> => ({
  type: 'Feature',
  properties: { strong: index % 5 === 0 },
  geometry: { type: 'LineString', coordinates },
})
