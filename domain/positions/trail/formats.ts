import type { Trail } from '../../vehicles/service.ts'
import { presentPosition, type TrailFormat } from '../schema.ts'
import { toGeoJson } from './geojson.ts'
import { toGpx } from './gpx.ts'
import { packTrail } from './packed.ts'
import { segmentsOf, simplifySegments } from './segments.ts'

interface Writer {
  /** Media type of what `write` answers. */
  readonly type: string
  readonly extension: string
  /** `toleranceM`: metres that a left-out position may lie off the line; 0 keeps every one. */
  write(trail: Trail, toleranceM: number): string | Uint8Array
}

const simplified = ({ positions }: Trail, toleranceM: number) =>
  simplifySegments(segmentsOf(positions), toleranceM)

/** The forms in which a trail leaves the house. */
export const trailFormats: Readonly<Record<TrailFormat, Writer>> = {
  json: {
    type: 'application/json',
    extension: 'json',
    write(trail, toleranceM) {
      const positions = simplified(trail, toleranceM).flat()
      return JSON.stringify({
        id: trail.vehicle.id,
        from: trail.from.toISOString(),
        to: trail.to.toISOString(),
        count: positions.length,
        positions: positions.map(presentPosition),
      })
    },
  },
  geojson: {
    type: 'application/geo+json',
    extension: 'geojson',
    write: (trail, toleranceM) =>
      JSON.stringify(toGeoJson(simplified(trail, toleranceM), trail.vehicle.name)),
  },
  gpx: {
    type: 'application/gpx+xml',
    extension: 'gpx',
    write: (trail, toleranceM) => toGpx(simplified(trail, toleranceM), trail.vehicle.name),
  },
  /** Layout: `packed.ts`. */
  binary: {
    type: 'application/octet-stream',
    extension: 'bin',
    write: (trail, toleranceM) => packTrail(simplified(trail, toleranceM)),
  },
}
