import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** What a cleaner throws for a file that is not built as its type says. */
export class Malformed extends Error {}

/** Random access to a file, or to bytes, with few calls for many small reads. Reads past the end are `Malformed`. */
export interface Bytes {
  readonly size: number
  read(at: number, length: number): Buffer
}

const windowSize = 256 * 1024

/** Reads are synchronous: this is for the media process, which does one thing at a time. */
export const openBytes = (path: string): Bytes & { close(): void } => {
  const file = openSync(path, 'r')
  const { size } = fstatSync(file)
  let start = 0
  let held: Buffer = Buffer.alloc(0)

  const fill = (at: number, length: number): Buffer => {
    const buffer = Buffer.allocUnsafe(Math.min(length, size - at))
    let filled = 0
    while (filled < buffer.length) {
      const read = readSync(file, buffer, filled, buffer.length - filled, at + filled)
      if (read === 0) throw new Malformed('the file ends early')
      filled += read
    }
    return buffer
  }

  return {
    size,
    read(at, length) {
      assertWithin(at, length, size)
      if (at < start || at + length > start + held.length) {
        held = fill(at, Math.max(length, windowSize))
        start = at
      }
      return held.subarray(at - start, at - start + length)
    },
    close: () => closeSync(file),
  }
}

export const bytesOf = (buffer: Buffer): Bytes => ({
  size: buffer.length,
  read(at, length) {
    assertWithin(at, length, buffer.length)
    return buffer.subarray(at, at + length)
  },
})

/** Nothing that a file says of itself makes us hold more than this. */
const mostAtOnce = 64 * 1024 * 1024

const assertWithin = (at: number, length: number, size: number): void => {
  if (!Number.isSafeInteger(at) || at < 0 || length < 0 || length > mostAtOnce || at + length > size)
    throw new Malformed(`${length} bytes at ${at} lie outside of ${size}`)
}
