import type { Edit } from '../../../domain/assets/edits.ts'
import { type Bytes, Malformed } from '../bytes.ts'
import { createEditList } from '../edit-list.ts'
import { orientationIn, orientationOnly } from './orientation.ts'

const soi = 0xd8
const eoi = 0xd9
const sos = 0xda
const app0 = 0xe0
const app1 = 0xe1
const app2 = 0xe2
const app14 = 0xee
const app15 = 0xef
const com = 0xfe

/**
 * JPEG (ITU-T T.81, Annex B) without what is not the picture: of the application segments JFIF, colour profiles and
 * Adobe's colour transform stay; Exif, XMP, IPTC, comments and all others go, and whatever follows the picture's end
 * (further pictures and films of phones). The way up stays, in an Exif of its own. No pixel changes.
 */
export const cleanJpeg = (bytes: Bytes): readonly Edit[] => {
  if (bytes.read(0, 2).readUInt16BE() !== 0xff00 + soi) throw new Malformed('no JPEG')
  const edits = createEditList()
  let orientation = 1
  let afterJfif = 2
  let at = 2
  for (;;) {
    const start = at
    if (bytes.read(at, 1)[0] !== 0xff) throw new Malformed('no marker')
    while (bytes.read(at, 1)[0] === 0xff) at += 1 // a marker may be padded
    const marker = bytes.read(at, 1)[0]!
    at += 1
    if (marker === eoi) break
    if (isAlone(marker)) continue
    const length = bytes.read(at, 2).readUInt16BE()
    if (length < 2) throw new Malformed('a segment without its length')
    const segment = bytes.read(at + 2, length - 2)
    at += length
    if (marker === sos) {
      const next = endOfScan(bytes, at)
      if (next === undefined) return finish() // cut off within the picture: readers show what there is
      at = next
      continue
    }
    if (marker === app1 && segment.toString('latin1', 0, 6) === 'Exif\0\0')
      orientation = orientationIn(segment.subarray(6))
    if (marker === app0 && start === 2 && keeps(marker, segment)) afterJfif = at
    if (!keeps(marker, segment)) edits.remove(start, at)
  }
  edits.remove(at, bytes.size)
  return finish()

  function finish(): readonly Edit[] {
    if (orientation > 1) edits.insert(afterJfif, exifSegment(orientation))
    return edits.done()
  }
}

const isAlone = (marker: number) => (marker >= 0xd0 && marker <= 0xd7) || marker === 0x01

const keeps = (marker: number, segment: Buffer): boolean => {
  const begins = (name: string) => segment.toString('latin1', 0, name.length) === name
  if (marker === app0) return begins('JFIF\0')
  if (marker === app2) return begins('ICC_PROFILE\0')
  if (marker === app14) return begins('Adobe')
  return marker !== com && !(marker >= app1 && marker <= app15)
}

/** Where the next marker stands after coded data, in which 0xFF is followed by 0 or by a restart's number. */
const endOfScan = (bytes: Bytes, from: number): number | undefined => {
  const step = 64 * 1024
  for (let at = from; at < bytes.size - 1; ) {
    const block = bytes.read(at, Math.min(step, bytes.size - at))
    for (let i = block.indexOf(0xff); i >= 0 && i < block.length - 1; i = block.indexOf(0xff, i + 1)) {
      const next = block[i + 1]!
      if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at + i
    }
    at += Math.max(1, block.length - 1) // the last byte may be the first of a marker
  }
  return undefined
}

const exifSegment = (orientation: number): Buffer => {
  const content = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), orientationOnly(orientation)])
  const head = Buffer.from([0xff, app1, 0, 0])
  head.writeUInt16BE(content.length + 2, 2)
  return Buffer.concat([head, content])
}
