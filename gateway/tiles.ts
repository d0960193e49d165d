/**
 * The globe is cut into 2^level × 2^level tiles of equal width and height in degrees. A viewport joins the tiles that
 * cover it, at the finest level at which they are few; a position belongs to one tile at each level.
 */
export const finestLevel = 15
const mostTiles = 16

export interface Box {
  readonly west: number
  readonly south: number
  readonly east: number
  readonly north: number
}

export interface Cover {
  readonly level: number
  /** As `tileAt` numbers them. */
  readonly tiles: readonly number[]
}

/** A box whose west lies east of its east crosses the antimeridian. */
export const coverOf = (box: Box): Cover => {
  for (let level = finestLevel; level > 0; level--) {
    const tiles = tilesOf(box, level)
    if (tiles) return { level, tiles }
  }
  return { level: 0, tiles: [0] }
}

/** The tile of a position, which is in whole 1e-7 degrees, at a level. */
export const tileAt = (level: number, latE7: number, lonE7: number): number =>
  (column(level, lonE7 / 1e7) << finestLevel) | row(level, latE7 / 1e7)

const tilesOf = ({ west, south, east, north }: Box, level: number): number[] | undefined => {
  const across = 2 ** level
  const [left, right] = [column(level, west), column(level, east)]
  const [bottom, top] = [row(level, Math.min(south, north)), row(level, Math.max(south, north))]
  // Crossing the antimeridian inside one column goes all the way round.
  const columns =
    right > left || (right === left && east >= west) ? right - left + 1 : right - left + across + 1
  const width = Math.min(columns, across)
  if (width * (top - bottom + 1) > mostTiles) return undefined

  const tiles: number[] = []
  for (let x = 0; x < width; x++)
    for (let y = bottom; y <= top; y++) tiles.push((((left + x) % across) << finestLevel) | y)
  return tiles
}

const column = (level: number, lon: number): number =>
  clamp(Math.floor(((lon + 180) / 360) * 2 ** level), level)
const row = (level: number, lat: number): number => clamp(Math.floor(((lat + 90) / 180) * 2 ** level), level)
const clamp = (tile: number, level: number): number => Math.max(0, Math.min(2 ** level - 1, tile))
