import type { Position, Subject } from '../domain/positions/position.ts'

export interface Shipped {
  readonly subject: Subject
  readonly position: Position
}

/**
 * What one node sends another. Layout, little-endian: one byte version, then for each position 65 bytes: subject key
 * u32, tenant u32, subject id 16 bytes (UUID), latitude and longitude i32 in 1e-7 degree, time f64 in ms, speed, heading
 * and accuracy f64 with NaN for null, kind of the subject u8 (0 vehicle, 1 technician). Altitude and attributes do not travel: nobody watches them.
 */
const version = 2
const headBytes = 1
const recordBytes = 65

/** Positions on their way to one node. Of one subject only the newest is kept. */
export class Shipment {
  #bytes = Buffer.allocUnsafe(headBytes + 16 * recordBytes)
  #count = 0
  readonly #places = new Map<number, { at: number; recordedAt: number }>()

  get size(): number {
    return this.#count
  }

  add(subject: Subject, position: Position): void {
    const known = this.#places.get(subject.key)
    if (known) {
      if (known.recordedAt >= position.recordedAt) return
      known.recordedAt = position.recordedAt
      writeRecord(this.#bytes, known.at, subject, position)
      return
    }
    const at = headBytes + this.#count * recordBytes
    if (at + recordBytes > this.#bytes.length)
      this.#bytes = Buffer.concat([this.#bytes, Buffer.allocUnsafe(this.#bytes.length)])
    writeRecord(this.#bytes, at, subject, position)
    this.#places.set(subject.key, { at, recordedAt: position.recordedAt })
    this.#count++
  }

  /** What was gathered, as one message; the shipment is empty after. */
  take(): Uint8Array {
    const message = Buffer.from(this.#bytes.subarray(0, headBytes + this.#count * recordBytes))
    message[0] = version
    this.#count = 0
    this.#places.clear()
    return message
  }
}

/** Empty for a version that this node does not know. */
export const unpackShipment = (bytes: Uint8Array): Shipped[] => {
  const message = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const load: Shipped[] = []
  if (message[0] !== version) return load
  for (let at = headBytes; at + recordBytes <= message.length; at += recordBytes)
    load.push(readRecord(message, at))
  return load
}

const writeRecord = (to: Buffer, at: number, subject: Subject, position: Position): void => {
  to.writeUInt32LE(subject.key, at)
  to.writeUInt32LE(subject.tenantId, at + 4)
  to.set(uuidBytes(subject), at + 8)
  to.writeInt32LE(position.latE7, at + 24)
  to.writeInt32LE(position.lonE7, at + 28)
  to.writeDoubleLE(position.recordedAt, at + 32)
  to.writeDoubleLE(position.speed ?? Number.NaN, at + 40)
  to.writeDoubleLE(position.heading ?? Number.NaN, at + 48)
  to.writeDoubleLE(position.accuracy ?? Number.NaN, at + 56)
  to[at + 64] = subject.kind === 'vehicle' ? 0 : 1
}

const readRecord = (from: Buffer, at: number): Shipped => ({
  subject: {
    key: from.readUInt32LE(at),
    id: uuidAt(from, at + 8),
    tenantId: from.readUInt32LE(at + 4),
    kind: from[at + 64] === 0 ? 'vehicle' : 'technician',
  },
  position: {
    latE7: from.readInt32LE(at + 24),
    lonE7: from.readInt32LE(at + 28),
    recordedAt: from.readDoubleLE(at + 32),
    speed: orNull(from.readDoubleLE(at + 40)),
    heading: orNull(from.readDoubleLE(at + 48)),
    accuracy: orNull(from.readDoubleLE(at + 56)),
    altitude: null,
    attributes: null,
  },
})

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value)

const uuids = new WeakMap<Subject, Uint8Array>()

/** Read from text once; the same subject object comes with every one of its positions. */
const uuidBytes = (subject: Subject): Uint8Array => {
  let bytes = uuids.get(subject)
  if (!bytes) {
    bytes = Buffer.from(subject.id.replaceAll('-', ''), 'hex')
    uuids.set(subject, bytes)
  }
  return bytes
}

const uuidAt = (message: Buffer, at: number): string => {
  const hex = message.toString('hex', at, at + 16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
