import { gzipSync } from 'node:zlib'
import type { FeatureCollection } from 'geojson'
import GeoJSONVT from 'geojson-vt'
import { PMTiles, type Source, zxyToTileId } from 'pmtiles'
import { fromGeojsonVt } from 'vt-pbf'

export interface ArchiveOptions {
  /** west, south, east, north, in degrees. */
  readonly bounds: readonly [number, number, number, number]
  readonly maxZoom: number
  readonly compression: 'none' | 'gzip'
}

const extent = 4096
const headerLength = 127
const compressions = { none: 1, gzip: 2 } as const
const mvt = 1

/**
 * A PMTiles archive of version 3, as its specification has it: header, root directory, metadata, tiles in the order of
 * their ids. Small enough to need no leaf directories.
 */
export const packArchive = (
  layers: Readonly<Record<string, FeatureCollection>>,
  { bounds, maxZoom, compression }: ArchiveOptions,
): Uint8Array => {
  const pack = (bytes: Uint8Array | string) =>
    compression === 'gzip' ? gzipSync(bytes) : Buffer.from(bytes as Uint8Array)
  const tiles = tilesOf(layers, maxZoom).map(({ id, bytes }) => ({ id, bytes: pack(bytes) }))
  const directory = pack(directoryOf(tiles))
  const vector_layers = Object.keys(layers).map((id) => ({ id, fields: {} }))
  const metadata = pack(JSON.stringify({ vector_layers, attribution: 'A spec' }))
  const data = Buffer.concat(tiles.map(({ bytes }) => bytes))

  const header = Buffer.alloc(headerLength)
  header.write('PMTiles', 'latin1')
  header.writeUInt8(3, 7)
  const [metadataAt, dataAt] = [
    headerLength + directory.length,
    headerLength + directory.length + metadata.length,
  ]
  const numbers = [
    headerLength,
    directory.length,
    metadataAt,
    metadata.length,
    dataAt,
    0, // no leaf directories
    dataAt,
    data.length,
    tiles.length, // addressed
    tiles.length, // entries
    tiles.length, // contents
  ]
  for (const [index, number] of numbers.entries()) header.writeBigUInt64LE(BigInt(number), 8 + 8 * index)
  const clustered = 1
  header.set(
    [
      clustered,
      compressions[compression],
      compressions[compression],
      mvt,
      0, // the least zoom
      maxZoom,
    ],
    96,
  )
  const [west, south, east, north] = bounds
  for (const [index, degrees] of bounds.entries()) header.writeInt32LE(toE7(degrees), 102 + 4 * index)
  header.writeUInt8(maxZoom, 118)
  header.writeInt32LE(toE7((west + east) / 2), 119)
  header.writeInt32LE(toE7((south + north) / 2), 123)
  return Buffer.concat([header, directory, metadata, data])
}

const toE7 = (degrees: number) => Math.round(degrees * 1e7)

interface Tile {
  readonly id: number
  readonly bytes: Uint8Array
}

const tilesOf = (layers: Readonly<Record<string, FeatureCollection>>, maxZoom: number): Tile[] => {
  const options = { maxZoom, indexMaxZoom: maxZoom, indexMaxPoints: 0, extent, buffer: 64, tolerance: 1 }
  const indexes = Object.entries(layers).map(([name, shapes]) => ({
    name,
    index: new GeoJSONVT(shapes, options),
  }))
  const places = new Map(
    indexes.flatMap(({ index }) =>
      index.tileCoords.map(({ z, x, y }) => [zxyToTileId(z, x, y), [z, x, y]] as const),
    ),
  )
  return [...places]
    .sort(([a], [b]) => a - b)
    .map(([id, [z, x, y]]) => {
      const present = indexes.flatMap(({ name, index }) => {
        const tile = index.getTile(z!, x!, y!)
        return tile ? [[name, tile] as const] : []
      })
      return { id, bytes: fromGeojsonVt(Object.fromEntries(present), { version: 2, extent }) }
    })
}

/** Columns, not rows: ids as differences, runs, lengths, and places, where 0 stands for "right behind the one before". */
const directoryOf = (tiles: readonly Tile[]): Uint8Array =>
  Buffer.concat(
    [
      tiles.length,
      ...tiles.map(({ id }, i) => id - (tiles[i - 1]?.id ?? 0)),
      ...tiles.map(() => 1),
      ...tiles.map(({ bytes }) => bytes.length),
      ...tiles.map((_, i) => (i === 0 ? 1 : 0)),
    ].map(varint),
  )

const varint = (value: number): Uint8Array => {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  return Uint8Array.from([...bytes, rest])
}

/** The library's own reader, over bytes in memory. */
export const readArchive = (bytes: Uint8Array): PMTiles => {
  const source: Source = {
    getKey: () => 'memory',
    getBytes: async (offset, length) => ({
      data: new Uint8Array(bytes.subarray(offset, offset + length)).buffer,
    }),
  }
  return new PMTiles(source)
}
