import type { Feature, FeatureCollection, LineString } from 'geojson'
import type { Position } from '../../../../domain/positions/position.ts'
import { simplify } from '../../../../domain/positions/trail/simplify.ts'
import { line } from '../../../map/geo.ts'
import type { DrawnTrail } from '../../../map/trail-overlay.ts'
import { type Past, speedBetween } from './past.ts'

/** Up to so many km/h each; what is faster than the last is the fastest. */
export const paces = [
  { name: 'slow', below: 30 },
  { name: 'town', below: 60 },
  { name: 'road', below: 90 },
  { name: 'fast', below: Number.POSITIVE_INFINITY },
] as const
export type Pace = (typeof paces)[number]['name']

export const paceOf = (kmh: number): Pace => paces.find(({ below }) => kmh < below)!.name

/** Metres that one CSS pixel covers, where the map's tiles are 512 of them wide. */
export const metresPerPixel = (zoom: number, latitude: number): number =>
  (40_075_017 * Math.cos((latitude * Math.PI) / 180)) / (512 * 2 ** zoom)

/** A past as lines in the colours of its speeds, thinned out as far as nobody would see. */
export const piecesOf = (
  { segments, gaps }: Past,
  toleranceM: number,
  colors: Readonly<Record<Pace | 'gap', string>>,
): DrawnTrail => ({
  pieces: collection(segments.flatMap((segment) => runsOf(segment, toleranceM, colors))),
  gaps: collection(gaps.map(({ before, after }) => colored([before, after], colors.gap))),
})

const runsOf = (
  segment: readonly Position[],
  toleranceM: number,
  colors: Readonly<Record<Pace, string>>,
): Feature<LineString>[] => {
  const runs: { pace: Pace; positions: Position[] }[] = []
  for (let i = 1; i < segment.length; i++) {
    const [a, b] = [segment[i - 1]!, segment[i]!]
    const pace = paceOf(speedBetween(a, b) ?? 0)
    const run = runs.at(-1)
    if (run?.pace === pace) run.positions.push(b)
    else runs.push({ pace, positions: [a, b] })
  }
  return runs.map(({ pace, positions }) => colored(simplify(positions, toleranceM), colors[pace]))
}

const colored = (positions: readonly Position[], color: string): Feature<LineString> => ({
  ...line(positions.map(({ latE7, lonE7 }) => ({ lat: latE7 / 1e7, lon: lonE7 / 1e7 }))),
  properties: { color },
})

const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features })

/** The profile of speeds as an SVG path in a box of 1000 × 100, a line at a time; nothing where nothing is known. */
export const profileOf = ({ segments, span, topSpeed }: Past): string => {
  const whole = Math.max(1, span.to - span.from)
  const top = Math.max(30, topSpeed)
  const x = (at: number) => (((at - span.from) / whole) * 1000).toFixed(1)
  return segments
    .map((segment) => {
      const columns = new Map<string, number>()
      segment.forEach((position, i) => {
        const speed = speedBetween(position, segment[i + 1] ?? position) ?? 0
        const column = (Math.round(((position.recordedAt - span.from) / whole) * 400) * 2.5).toFixed(1)
        columns.set(column, Math.max(columns.get(column) ?? 0, speed))
      })
      const [first, last] = [x(segment[0]!.recordedAt), x(segment.at(-1)!.recordedAt)]
      const points = [...columns].map(([at, speed]) => `L${at} ${(100 - (speed / top) * 92).toFixed(1)}`)
      return `M${first} 100${points.join('')}L${last} 100Z`
    })
    .join('')
}
