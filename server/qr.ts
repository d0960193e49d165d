import { crc32, deflateSync } from 'node:zlib'
import { create } from 'qrcode'

/** Pixels along one side. */
export const qrSizes = { least: 32, usual: 300, most: 2048 } as const

/** ISO/IEC 18004: four light modules all around, or scanners may not find the code. */
const quietZone = 4

/**
 * A QR code (ISO/IEC 18004, level M: reads with 15 % of it lost) as a PNG of `size` × `size` pixels, black on white.
 * Modules are whole pixels, so that no edge is blurred; what is left over widens the margin. A code that needs more
 * pixels than `size` gets one a module. Throws a `RangeError` for a size beyond `qrSizes`.
 */
export const qrPng = (text: string, size: number = qrSizes.usual): Buffer => {
  assertSize(size)
  const { modules } = codeOf(text)
  const across = modules.size + 2 * quietZone
  const scale = Math.max(1, Math.floor(size / across))
  const side = Math.max(size, across)
  const margin = Math.floor((side - modules.size * scale) / 2)
  const stride = 1 + Math.ceil(side / 8)

  const blank = Buffer.alloc(stride, 0xff)
  blank[0] = 0 // each row begins with its filter: none
  const rows = Array<Buffer>(side).fill(blank)
  for (let y = 0; y < modules.size; y++) {
    const row = Buffer.from(blank)
    for (let x = 0; x < modules.size; x++) if (modules.get(y, x)) darken(row, margin + x * scale, scale)
    rows.fill(row, margin + y * scale, margin + (y + 1) * scale)
  }
  return pngOf(side, Buffer.concat(rows))
}

/** The same as an SVG, `size` pixels wide where nothing else says how large: one path, sharp at any size. */
export const qrSvg = (text: string, size: number = qrSizes.usual): string => {
  assertSize(size)
  const { modules } = codeOf(text)
  const across = modules.size + 2 * quietZone
  const runs: string[] = []
  for (let y = 0; y < modules.size; y++)
    for (let x = 0; x < modules.size; x++) {
      const start = x
      while (x < modules.size && modules.get(y, x)) x++
      if (x > start) runs.push(`M${start + quietZone} ${y + quietZone}h${x - start}v1h-${x - start}z`)
    }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${across} ${across}" ` +
    `shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${across}v${across}H0z"/>` +
    `<path d="${runs.join('')}"/></svg>`
  )
}

/** How many are remembered; under a kilobyte each. */
const remembered = 1000
const dataUrls = new Map<string, string>()

/** `data:image/png;base64,…` of the usual size, for an answer that carries it along; remembered, since lists repeat. */
export const qrDataUrl = (text: string): string => {
  const known = dataUrls.get(text)
  const url = known ?? `data:image/png;base64,${qrPng(text).toString('base64')}`
  dataUrls.delete(text) // to the end of the order: the first in it was asked for the longest ago
  dataUrls.set(text, url)
  if (dataUrls.size > remembered) dataUrls.delete(dataUrls.keys().next().value!)
  return url
}

const codeOf = (text: string) => create(text, { errorCorrectionLevel: 'M' })

const assertSize = (size: number): void => {
  if (!Number.isInteger(size) || size < qrSizes.least || size > qrSizes.most)
    throw new RangeError(`A QR code is ${qrSizes.least} to ${qrSizes.most} pixels wide`)
}

const darken = (row: Buffer, from: number, count: number): void => {
  for (let x = from; x < from + count; x++) row[1 + (x >> 3)]! &= ~(0x80 >> (x & 7))
}

/** A square PNG of one bit a pixel, 1 being white: https://www.w3.org/TR/png-3/ */
const pngOf = (side: number, scanlines: Buffer): Buffer => {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header[8] = 1 // bits; all else 0: greyscale, deflate, no interlacing
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(scanlines)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
