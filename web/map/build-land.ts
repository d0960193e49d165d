import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { FeatureCollection, Geometry, Position } from 'geojson'
import GeoJSONVT from 'geojson-vt'
import { feature } from 'topojson-client'
import { fromGeojsonVt } from 'vt-pbf'
import { landMaxZoom } from './land.ts'

const extent = 4096

/** Natural Earth in three grades: coarse for the whole globe, fine once a country fills the screen. */
const grades = [
  { file: 'land-110m.json', from: 0, to: 1 },
  { file: 'land-50m.json', from: 2, to: 3 },
  { file: 'land-10m.json', from: 4, to: landMaxZoom },
] as const

/** Writes `{z}/{x}/{y}.pbf` below `folder`, leaving out tiles of nothing but sea, and says how many there are. */
export const buildLand = async (folder: string): Promise<number> => {
  const tiles = (await Promise.all(grades.map(tilesOf))).flat()
  const folders = new Set(tiles.map(({ path }) => dirname(join(folder, path))))
  await Promise.all([...folders].map((path) => mkdir(path, { recursive: true })))
  await Promise.all(tiles.map(({ path, bytes }) => writeFile(join(folder, path), bytes)))
  return tiles.length
}

const tilesOf = async ({ file, from, to }: (typeof grades)[number]) => {
  const path = createRequire(import.meta.url).resolve(`world-atlas/${file}`)
  const world = JSON.parse(await readFile(path, 'utf8'))
  const index = new GeoJSONVT(unrolled(feature(world, world.objects.land)), {
    maxZoom: to,
    indexMaxZoom: to,
    indexMaxPoints: 0,
    tolerance: 2,
    extent,
    buffer: 64,
  })

  const tiles: { path: string; bytes: Uint8Array }[] = []
  for (const { z, x, y } of index.tileCoords) {
    const tile = z >= from ? index.getTile(z, x, y) : null
    if (!tile?.features.length) continue
    tiles.push({ path: `${z}/${x}/${y}.pbf`, bytes: fromGeojsonVt({ land: tile }, { version: 2, extent }) })
  }
  return tiles
}

/**
 * The data's shores run across the date line as if it were not there. Unrolled, they go on past 180 degrees, where the
 * tiler cuts them; a shore that goes all the way round is closed at the south pole.
 */
const unrolled = (land: FeatureCollection): FeatureCollection => ({
  ...land,
  features: land.features.map((one) => ({ ...one, geometry: unrolledGeometry(one.geometry) })),
})

const unrolledGeometry = (geometry: Geometry): Geometry => {
  if (geometry.type === 'GeometryCollection')
    return { ...geometry, geometries: geometry.geometries.map(unrolledGeometry) }
  if (geometry.type === 'Polygon') return { ...geometry, coordinates: unrolledRings(geometry.coordinates) }
  if (geometry.type === 'MultiPolygon')
    return { ...geometry, coordinates: geometry.coordinates.map(unrolledRings) }
  return geometry
}

/** Holes stay on the side of the date line where their shore is. */
const unrolledRings = (rings: Position[][]): Position[][] => {
  const [shore = [], ...holes] = rings.map(unrolledRing)
  const west = Math.min(...shore.map(([x = 0]) => x))
  const east = Math.max(...shore.map(([x = 0]) => x))
  const beside = (hole: Position[]) => {
    const x = hole[0]?.[0] ?? 0
    const shift = x < west ? 360 : x > east ? -360 : 0
    return hole.map(([lon = 0, lat = 0]) => [lon + shift, lat])
  }
  return [shore, ...holes.map(beside)]
}

const unrolledRing = (ring: Position[]): Position[] => {
  let [before, shift] = [ring[0]?.[0] ?? 0, 0]
  const shore = ring.map(([lon = 0, lat = 0]) => {
    if (Math.abs(lon - before) > 180) shift += lon < before ? 360 : -360
    before = lon
    return [lon + shift, lat]
  })
  if (shift === 0) return shore
  const [first, last] = [shore[0]![0]!, shore.at(-1)![0]!]
  return [...shore, [last, -90], [first, -90], shore[0]!]
}
