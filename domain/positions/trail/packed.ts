import type { Position } from '../position.ts'
import { ByteReader, ByteWriter } from '../varint.ts'
import type { Segment } from './segments.ts'

/**
 * Packs a trail, without its attributes, into some 8 to 12 bytes a position. Varints and zigzag as in `varint.ts`; every
 * value after the count is the difference from the one before it, the first from 0:
 *
 * | bytes | value                                                                              |
 * | ----- | ---------------------------------------------------------------------------------- |
 * | 1     | version, 1                                                                         |
 * | 1…8   | how many positions follow, varint                                                  |
 * |       | **then for each position**                                                         |
 * | 1     | flags: 1 speed known, 2 heading, 4 accuracy, 8 altitude, 16 begins a segment       |
 * | 1…8   | time, zigzag, ms since 1970 UTC                                                    |
 * | 1…5   | latitude, zigzag, 1e-7 degree                                                      |
 * | 1…5   | longitude, likewise                                                                |
 * | 1…    | where the flag is set, zigzag, each against the last known one of its kind:        |
 * |       | speed in 0.1 km/h, heading in 0.1 degree, accuracy in 0.1 m, altitude in 0.1 m     |
 */
export const packTrail = (segments: readonly Segment[]): Uint8Array<ArrayBuffer> => {
  const writer = new ByteWriter()
  writer.byte(version)
  writer.varint(segments.reduce((sum, { length }) => sum + length, 0))
  const last = zeros()
  for (const segment of segments)
    segment.forEach((position, i) => {
      writer.byte(flagsOf(position) | (i === 0 ? flag.begins : 0))
      for (const name of exact) last[name] = writeDelta(writer, position[name], last[name])
      for (const name of tenths) {
        const value = position[name]
        if (value !== null) last[name] = writeDelta(writer, Math.round(value * 10), last[name])
      }
    })
  return writer.copy()
}

/** Reads a trail back; attributes are null. Throws a RangeError for bytes that are no trail of this version. */
export const unpackTrail = (bytes: Uint8Array): Segment[] => {
  const reader = new ByteReader(bytes)
  if (reader.byte() !== version) throw new RangeError('a trail of another version')
  const count = reader.varint()
  const segments: Position[][] = []
  const last = zeros()
  for (let i = 0; i < count; i++) {
    const flags = reader.byte()
    if (flags & flag.begins) segments.push([])
    else if (segments.length === 0) throw new RangeError('a trail that begins in the middle')
    segments.at(-1)!.push(readPosition(reader, flags, last))
  }
  if (reader.left > 0) throw new RangeError('bytes after the end')
  return segments
}

const version = 1
const flag = { speed: 1, heading: 2, accuracy: 4, altitude: 8, begins: 16 } as const
const exact = ['recordedAt', 'latE7', 'lonE7'] as const
const tenths = ['speed', 'heading', 'accuracy', 'altitude'] as const

type Last = Record<(typeof exact)[number] | (typeof tenths)[number], number>
const zeros = (): Last => ({
  recordedAt: 0,
  latE7: 0,
  lonE7: 0,
  speed: 0,
  heading: 0,
  accuracy: 0,
  altitude: 0,
})

const flagsOf = (position: Position): number =>
  tenths.reduce((flags, name) => (position[name] === null ? flags : flags | flag[name]), 0)

const writeDelta = (writer: ByteWriter, value: number, last: number): number => {
  writer.zigzag(value - last)
  return value
}

const readPosition = (reader: ByteReader, flags: number, last: Last): Position => {
  for (const name of exact) last[name] += reader.zigzag()
  if (Math.abs(last.latE7) > 900_000_000 || Math.abs(last.lonE7) > 1_800_000_000)
    throw new RangeError('a trail with a place off the globe')
  const measure = (name: (typeof tenths)[number]): number | null => {
    if (!(flags & flag[name])) return null
    last[name] += reader.zigzag()
    return last[name] / 10
  }
  const { recordedAt, latE7, lonE7 } = last
  return {
    latE7,
    lonE7,
    recordedAt,
    speed: measure('speed'),
    heading: measure('heading'),
    accuracy: measure('accuracy'),
    altitude: measure('altitude'),
    attributes: null,
  }
}
