import { ByteReader, ByteWriter } from './varint.ts'

/** One moved marker. `handle` stands for the subject on this connection; the snapshot tells which is which. */
export interface LiveUpdate {
  /** 0 … 2³² − 1; below 128 it takes one byte. */
  readonly handle: number
  /** Milliseconds since 1970 UTC. */
  readonly t: number
  /** 1e-7 degree; the frame carries 1e-6 degree (11 cm). */
  readonly latE7: number
  readonly lonE7: number
  /** km/h; the frame carries tenths. */
  readonly speed: number | null
  /** Degrees clockwise from north, 0 … 360; the frame carries whole degrees. */
  readonly heading: number | null
  /** Radius in metres; the frame carries whole metres. */
  readonly accuracy: number | null
}

/**
 * Packs the updates of one tick for every viewer who has the same handles. Layout, little-endian, varints as in
 * `varint.ts`, no padding; updates follow one another until the frame ends:
 *
 * | bytes | value                                                                    |
 * | ----- | ------------------------------------------------------------------------ |
 * | 1     | version, 1                                                               |
 * | 8     | newest time in the frame, float64, ms since 1970 UTC                     |
 * | 4     | base latitude, int32, 1e-6 degree: the middle of the updates             |
 * | 4     | base longitude, likewise                                                 |
 * |       | **then for each update**                                                 |
 * | 1…5   | handle, varint                                                           |
 * | 1…8   | newest time − t, varint, ms (2 bytes within 16 s)                        |
 * | 1…5   | latitude − base, zigzag varint, 1e-6 degree (3 bytes within 1.04 degree) |
 * | 1…5   | longitude − base, likewise                                               |
 * | 1…2   | speed in 0.1 km/h + 1, varint; 0: unknown                                |
 * | 1…2   | heading in whole degrees + 1, varint; 0: unknown                         |
 * | 1…4   | accuracy in whole metres + 1, varint; 0: unknown                         |
 */
export const encodeFrame = (updates: readonly LiveUpdate[]): Uint8Array<ArrayBuffer> => {
  let newest = Number.NEGATIVE_INFINITY
  let [south, north, west, east] = [globe, -globe, globe, -globe]
  for (const { t, latE7, lonE7 } of updates) {
    newest = Math.max(newest, t)
    south = Math.min(south, latE7)
    north = Math.max(north, latE7)
    west = Math.min(west, lonE7)
    east = Math.max(east, lonE7)
  }
  const baseLat = Math.round((south + north) / 20)
  const baseLon = Math.round((west + east) / 20)

  scratch.reset()
  scratch.byte(version)
  scratch.float64(updates.length === 0 ? 0 : newest)
  scratch.int32(baseLat)
  scratch.int32(baseLon)
  for (const { handle, t, latE7, lonE7, speed, heading, accuracy } of updates) {
    scratch.varint(handle)
    scratch.varint(newest - t)
    scratch.zigzag(Math.round(latE7 / 10) - baseLat)
    scratch.zigzag(Math.round(lonE7 / 10) - baseLon)
    scratch.varint(speed === null ? 0 : Math.round(speed * 10) + 1)
    scratch.varint(heading === null ? 0 : Math.round(heading) + 1)
    scratch.varint(accuracy === null ? 0 : Math.round(accuracy) + 1)
  }
  return scratch.copy()
}

/** Reads a frame back. Throws a RangeError for bytes that are no frame of this version. */
export const decodeFrame = (bytes: Uint8Array): LiveUpdate[] => {
  const reader = new ByteReader(bytes)
  if (reader.byte() !== version) throw new RangeError('a frame of another version')
  const newest = reader.float64()
  const baseLat = reader.int32()
  const baseLon = reader.int32()
  if (!Number.isSafeInteger(newest)) throw new RangeError('a frame without a time')
  const updates: LiveUpdate[] = []
  while (reader.left > 0)
    updates.push({
      handle: reader.varint(),
      t: newest - reader.varint(),
      latE7: within(globe / 2, 10 * (baseLat + reader.zigzag())),
      lonE7: within(globe, 10 * (baseLon + reader.zigzag())),
      speed: measure(reader.varint(), 10),
      heading: measure(reader.varint(), 1),
      accuracy: measure(reader.varint(), 1),
    })
  return updates
}

const version = 1
/** Half the circumference in 1e-7 degree. */
const globe = 1_800_000_000
/** Grows to the largest frame and is reused; encoding is synchronous, so that nobody sees it half-written. */
const scratch = new ByteWriter()

const measure = (value: number, perUnit: number): number | null =>
  value === 0 ? null : (value - 1) / perUnit

const within = (most: number, value: number): number => {
  if (Math.abs(value) > most) throw new RangeError('a frame with a place off the globe')
  return value
}
