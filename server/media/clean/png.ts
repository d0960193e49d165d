import { crc32 } from 'node:zlib'
import type { Edit } from '../../../domain/assets/edits.ts'
import { type Bytes, Malformed } from '../bytes.ts'
import { createEditList } from '../edit-list.ts'
import { orientationIn, orientationOnly } from './orientation.ts'

/** What makes the picture, its colours, its size on paper and its frames. */
const kept = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB bKGD hIST pHYs sPLT acTL fcTL fdAT cICP mDCV cLLI mDCv cLLi'.split(
    ' ',
  ),
)

/** PNG (W3C, third edition) without texts, times, Exif, chunks of programs' own, and what follows the end. */
export const cleanPng = (bytes: Bytes): readonly Edit[] => {
  if (bytes.read(0, 8).toString('latin1') !== '\x89PNG\r\n\x1a\n') throw new Malformed('no PNG')
  const edits = createEditList()
  let orientation = 1
  let afterHead = 0
  let at = 8
  while (at < bytes.size) {
    const start = at
    const head = bytes.read(at, 8)
    const length = head.readUInt32BE(0)
    const type = head.toString('latin1', 4, 8)
    at += 12 + length
    if (at > bytes.size) throw new Malformed('a chunk is cut off')
    if (type === 'IHDR') afterHead = at
    if (type === 'eXIf') orientation = orientationIn(bytes.read(start + 8, Math.min(length, 65_536)))
    if (!kept.has(type)) edits.remove(start, at)
    if (type === 'IEND') break
  }
  edits.remove(at, bytes.size)
  if (orientation > 1 && afterHead > 0) edits.insert(afterHead, chunk('eXIf', orientationOnly(orientation)))
  return edits.done()
}

const chunk = (type: string, content: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}
