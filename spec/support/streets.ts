import type { Feature, FeatureCollection, Polygon, Position } from 'geojson'
import { fromE7 } from '../../domain/positions/position.ts'
import { readMunich } from '../../scripts/demo/recordings.ts'
import { type ArchiveOptions, packArchive } from './pmtiles.ts'

/** The way of the demo's car: wherever it drove there was a road. */
const drive: Position[] = readMunich()[0]!.fixes.map(({ latE7, lonE7 }) => [fromE7(lonE7), fromE7(latE7)])
const [lons, lats] = [drive.map(([lon]) => lon!), drive.map(([, lat]) => lat!)]
const around = 0.02
const [west, south] = [Math.min(...lons) - around, Math.min(...lats) - around]
const [east, north] = [Math.max(...lons) + around, Math.max(...lats) + around]

/** A town around that road, in the layers that the Protomaps basemap has. */
export const packStreets = (options: Partial<ArchiveOptions> = {}): Uint8Array =>
  packArchive(
    {
      earth: collection([box(west, south, east, north, 'earth')]),
      landuse: along(50, ([lon = 0, lat = 0]) =>
        box(lon + 0.0012, lat + 0.0008, lon + 0.0026, lat + 0.0016, 'park'),
      ),
      water: along(90, ([lon = 0, lat = 0]) =>
        box(lon - 0.0032, lat - 0.0016, lon - 0.001, lat - 0.0006, 'lake'),
      ),
      buildings: along(15, ([lon = 0, lat = 0]) =>
        box(lon + 0.0004, lat + 0.0003, lon + 0.0007, lat + 0.0005, 'building'),
      ),
      roads: collection([
        road(drive, 'major_road', 'Drive'),
        ...every(40).map(([lon = 0, lat = 0]) =>
          road(
            [
              [lon - 0.004, lat - 0.002],
              [lon, lat],
              [lon + 0.004, lat + 0.0015],
            ],
            'minor_road',
            'Side street',
          ),
        ),
      ]),
      places: collection([
        {
          type: 'Feature',
          properties: { kind: 'locality', name: 'München' },
          geometry: { type: 'Point', coordinates: drive[0]! },
        },
      ]),
    },
    { bounds: [west, south, east, north], maxZoom: 14, compression: 'gzip', ...options },
  )

/** Nothing of the archive is here, though not far away. */
export const beyondStreets = { lat: north + 0.4, lon: east + 0.4 }

const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features })
const every = (step: number) => drive.filter((_, i) => i % step === 0)
const along = (step: number, shape: (place: Position) => Feature) => collection(every(step).map(shape))

const road = (coordinates: Position[], kind: string, name: string): Feature => ({
  type: 'Feature',
  properties: { kind, name },
  geometry: { type: 'LineString', coordinates },
})

const box = (west: number, south: number, east: number, north: number, kind: string): Feature<Polygon> => ({
  type: 'Feature',
  properties: { kind },
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ],
  },
})
