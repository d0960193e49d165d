import type { Edit } from '../../../domain/assets/edits.ts'
import { type Bytes, Malformed } from '../bytes.ts'
import { createEditList, type EditList } from '../edit-list.ts'
import { orientationIn, orientationOnly } from './orientation.ts'

const webpKept = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP'])
const exifFlag = 0x08
const xmpFlag = 0x04

interface Chunk {
  readonly name: string
  readonly start: number
  readonly content: number
  readonly length: number
  /** Chunks stand at even places. */
  readonly end: number
}

function* chunksOf(bytes: Bytes, from: number, to: number): Generator<Chunk> {
  for (let at = from; at + 8 <= to; ) {
    const head = bytes.read(at, 8)
    const length = head.readUInt32LE(4)
    const end = Math.min(at + 8 + length + (length % 2), to)
    if (at + 8 + length > to) throw new Malformed('a chunk is cut off')
    yield { name: head.toString('latin1', 0, 4), start: at, content: at + 8, length, end }
    at = end
  }
}

/** WebP (RFC 9649) without Exif, XMP and unknown chunks; its head says so, and its size is put right. */
export const cleanWebp = (bytes: Bytes): readonly Edit[] => {
  const head = bytes.read(0, 12)
  if (head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== 'WEBP')
    throw new Malformed('no WebP')
  const end = Math.min(bytes.size, 8 + head.readUInt32LE(4))
  const edits = createEditList()
  let orientation = 1
  let flags: { at: number; value: number } | undefined
  let removed = 0
  for (const { name, start, content, length, end: next } of chunksOf(bytes, 12, end)) {
    if (name === 'VP8X') flags = { at: content, value: bytes.read(content, 1)[0]! }
    if (name === 'EXIF')
      orientation = orientationIn(withoutPrefix(bytes.read(content, Math.min(length, 65_536))))
    if (webpKept.has(name)) continue
    edits.remove(start, next)
    removed += next - start
  }
  edits.remove(end, bytes.size)
  const exif = orientation > 1 && flags ? exifChunk(orientation) : Buffer.alloc(0)
  edits.insert(end, exif)
  if (flags) {
    const value = (flags.value & ~(exifFlag | xmpFlag)) | (exif.length > 0 ? exifFlag : 0)
    if (value !== flags.value) edits.replace(flags.at, Buffer.from([value]))
  }
  if (removed > 0 || exif.length > 0) edits.replace(4, uint32(end - 8 - removed + exif.length))
  return edits.done()
}

/** Some writers put JPEG's prefix before the TIFF structure. */
const withoutPrefix = (exif: Buffer): Buffer =>
  exif.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif

const exifChunk = (orientation: number): Buffer => {
  const content = orientationOnly(orientation)
  return Buffer.concat([Buffer.from('EXIF', 'latin1'), uint32(content.length), content])
}

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** What recorders and cameras write beside sound and picture. */
const told = new Set(['bext', 'iXML', 'aXML', '_PMX', 'id3 ', 'ID3 ', 'IDIT', 'ISMP', 'strd', 'cart', 'XMP '])
const toldLists = new Set(['INFO', 'exif', 'ncdt', 'adtl'])

/** AVI and WAV (Microsoft's RIFF): what is told beside sound and picture becomes padding of the same length. */
export const cleanRiff = (bytes: Bytes): readonly Edit[] => {
  const edits = createEditList()
  for (const { name, content, length } of chunksOf(bytes, 0, bytes.size)) {
    if (name !== 'RIFF') break
    walk(bytes, content + 4, content + length, edits, 0)
  }
  return edits.done()
}

const walk = (bytes: Bytes, from: number, to: number, edits: EditList, depth: number): void => {
  for (const { name, start, content, length } of chunksOf(bytes, from, to)) {
    const list = name === 'LIST' && length >= 4 ? bytes.read(content, 4).toString('latin1') : undefined
    if (told.has(name) || (list && toldLists.has(list))) {
      edits.replace(start, Buffer.from('JUNK', 'latin1'))
      edits.blank(content, content + length)
    } else if (list && list !== 'movi' && depth < 8)
      walk(bytes, content + 4, content + length, edits, depth + 1)
  }
}
