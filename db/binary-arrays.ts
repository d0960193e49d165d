/**
 * PostgreSQL arrays in their binary wire form, so that a batch of thousands of rows is neither printed nor parsed as
 * text on its way. node-postgres sends a Buffer as a binary parameter. Format: `array_recv` in
 * src/backend/utils/adt/arrayfuncs.c; one dimension, lower bound 1; each element is its length and its bytes, −1 for
 * null.
 */
const headerBytes = 20
const oids = { int4: 23, float4: 700, timestamptz: 1184, bool: 16 } as const

const begin = (oid: number, width: number, length: number): Buffer => {
  const buffer = Buffer.allocUnsafe(headerBytes + length * (4 + width))
  buffer.writeInt32BE(length === 0 ? 0 : 1, 0) // dimensions
  buffer.writeInt32BE(1, 4) // may hold nulls
  buffer.writeInt32BE(oid, 8)
  buffer.writeInt32BE(length, 12)
  buffer.writeInt32BE(1, 16)
  return length === 0 ? buffer.subarray(0, 12) : buffer
}

export const int4Array = <T>(rows: readonly T[], read: (row: T) => number): Buffer => {
  const buffer = begin(oids.int4, 4, rows.length)
  let at = headerBytes
  for (const row of rows) {
    buffer.writeInt32BE(4, at)
    buffer.writeInt32BE(read(row), at + 4)
    at += 8
  }
  return buffer
}

export const float4Array = <T>(rows: readonly T[], read: (row: T) => number | null): Buffer => {
  const buffer = begin(oids.float4, 4, rows.length)
  let at = headerBytes
  for (const row of rows) {
    const value = read(row)
    if (value === null) {
      buffer.writeInt32BE(-1, at)
      at += 4
    } else {
      buffer.writeInt32BE(4, at)
      buffer.writeFloatBE(value, at + 4)
      at += 8
    }
  }
  return at === buffer.length ? buffer : buffer.subarray(0, Math.max(at, 12))
}

export const boolArray = <T>(rows: readonly T[], read: (row: T) => boolean): Buffer => {
  const buffer = begin(oids.bool, 1, rows.length)
  let at = headerBytes
  for (const row of rows) {
    buffer.writeInt32BE(1, at)
    buffer[at + 4] = read(row) ? 1 : 0
    at += 5
  }
  return buffer
}

/** PostgreSQL counts microseconds from here. */
const epoch2000Ms = 946_684_800_000
const twoTo32 = 4_294_967_296

/** `read` in whole milliseconds since 1970 UTC. */
export const timestamptzArray = <T>(rows: readonly T[], read: (row: T) => number): Buffer => {
  const buffer = begin(oids.timestamptz, 8, rows.length)
  let at = headerBytes
  for (const row of rows) {
    const microseconds = (read(row) - epoch2000Ms) * 1000 // exact: well below 2^53
    const high = Math.floor(microseconds / twoTo32)
    buffer.writeInt32BE(8, at)
    buffer.writeInt32BE(high, at + 4)
    buffer.writeUInt32BE(microseconds - high * twoTo32, at + 8)
    at += 12
  }
  return buffer
}
