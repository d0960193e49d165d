import type { Edit } from '../../../domain/assets/edits.ts'
import { type Bytes, Malformed } from '../bytes.ts'
import { createEditList, type EditList } from '../edit-list.ts'
import { type Box, boxAt, boxesOf, fieldsOf } from './boxes.ts'
import { blankHeifItems, heifSize } from './heif.ts'
import { chunksOf } from './samples.ts'

export interface FilmFacts {
  readonly edits: readonly Edit[]
  readonly width: number | null
  readonly height: number | null
  readonly durationS: number | null
  readonly hasPicture: boolean
}

/** Boxes that hold boxes. */
const holders = new Set([
  'moov',
  'trak',
  'mdia',
  'minf',
  'stbl',
  'edts',
  'mvex',
  'dinf',
  'moof',
  'traf',
  'mfra',
  'gmhd',
])
/** Places, cameras, people and programs: `udta` has Apple's ©xyz and 3GPP's `loci`, `meta` has Apple's keys, `uuid` XMP. */
const told = new Set(['udta', 'meta', 'uuid', 'free', 'skip', 'wide'])
/** What a track is, when it is something to see, hear or read. */
const shown = new Set(['vide', 'soun', 'subt', 'sbtl', 'text', 'clcp', 'hint', 'auxv', 'pict'])

/**
 * MP4, QuickTime, M4A, HEIC, AVIF: what is told beside sound and picture becomes empty boxes of the same length, so that
 * nothing else moves; times of recording become zero. A track of measurements (GoPro's `gpmd`, Android's `camm`, Apple's
 * `mebx`) is emptied with all of its samples.
 */
export const readFilm = (bytes: Bytes): FilmFacts => {
  const edits = createEditList()
  let size: { width: number; height: number } | undefined
  let durationS: number | null = null
  let hasPicture = false
  let isKnown = false
  for (const box of boxesOf(bytes, 0, bytes.size)) {
    if (box.type === 'ftyp') isKnown = true
    if (box.type === 'meta') {
      size = heifSize(bytes, box) ?? size
      blankHeifItems(bytes, box, edits)
    } else if (box.type === 'moov') {
      isKnown = true
      durationS = durationOf(bytes, boxAt(bytes, box, 'mvhd')) ?? durationS
      for (const trak of boxesOf(bytes, box.content, box.end)) {
        if (trak.type !== 'trak' || handlerOf(bytes, trak) !== 'vide') continue
        hasPicture = true
        size ??= trackSize(bytes, boxAt(bytes, trak, 'tkhd'))
      }
      clean(bytes, box, edits, 0)
    } else if (told.has(box.type)) empty(box, edits)
    else if (holders.has(box.type)) clean(bytes, box, edits, 0)
  }
  if (!isKnown) throw new Malformed('no film')
  return {
    edits: edits.done(),
    width: size?.width || null,
    height: size?.height || null,
    durationS,
    hasPicture,
  }
}

const clean = (bytes: Bytes, holder: Box, edits: EditList, depth: number): void => {
  if (depth > 12) throw new Malformed('boxes too deep')
  for (const box of boxesOf(bytes, holder.content, holder.end)) {
    if (told.has(box.type)) empty(box, edits)
    else if (timed.has(box.type)) forgetTimes(bytes, box, edits)
    else if (box.type === 'trak' && !isShown(bytes, box)) {
      for (const { start, end } of chunksOf(bytes, box)) edits.blank(start, end)
      empty(box, edits)
    } else if (holders.has(box.type)) clean(bytes, box, edits, depth + 1)
  }
}

/** Takes the name of an unused box and zeros for content. An extended size of its head stays. */
const empty = ({ type, start, content, end }: Box, edits: EditList): void => {
  if (type !== 'free') edits.replace(start + 4, Buffer.from('free', 'latin1'))
  edits.blank(type === 'uuid' ? content - 16 : content, end)
}

const isShown = (bytes: Bytes, trak: Box): boolean => {
  const handler = handlerOf(bytes, trak)
  if (handler === undefined || !shown.has(handler)) return handler === undefined
  const entry = boxAt(bytes, trak, 'mdia', 'minf', 'stbl', 'stsd')
  // Drones write where they are as subtitles of a kind of their own; text that players show is of these kinds.
  if (handler !== 'text' && handler !== 'sbtl') return true
  const format =
    entry && entry.end - entry.content >= 16 ? bytes.read(entry.content + 12, 4).toString('latin1') : ''
  return ['tx3g', 'text', 'wvtt', 'stpp', 'c608', 'c708'].includes(format)
}

const handlerOf = (bytes: Bytes, trak: Box): string | undefined => {
  const handler = boxAt(bytes, trak, 'mdia', 'hdlr')
  return handler && bytes.read(handler.content + 8, 4).toString('latin1')
}

const timed = new Set(['mvhd', 'tkhd', 'mdhd'])

/** Made and changed, 4 bytes each, 8 in version 1. */
const forgetTimes = (bytes: Bytes, { content, end }: Box, edits: EditList): void => {
  const length = bytes.read(content, 1)[0] === 1 ? 16 : 8
  if (content + 4 + length > end) throw new Malformed('a head is too short')
  if (bytes.read(content + 4, length).some((byte) => byte !== 0))
    edits.blank(content + 4, content + 4 + length)
}

const durationOf = (bytes: Bytes, head: Box | undefined): number | null => {
  if (!head) return null
  const fields = fieldsOf(bytes, head.content, head.end)
  const isLong = fields.uint(1) === 1
  fields.skip(isLong ? 19 : 11)
  const scale = fields.uint(4)
  const duration = fields.uint(isLong ? 8 : 4)
  const isUnknown = duration === 0 || duration >= (isLong ? 2 ** 63 : 0xffffffff)
  return scale === 0 || isUnknown ? null : duration / scale
}

/** 16.16 fixed point, after a matrix that may turn the picture on its side. */
const trackSize = (bytes: Bytes, head: Box | undefined): { width: number; height: number } | undefined => {
  if (!head) return undefined
  const fields = fieldsOf(bytes, head.content, head.end)
  fields.skip(fields.uint(1) === 1 ? 51 : 39)
  const a = fields.uint(4)
  const b = fields.uint(4)
  fields.skip(28)
  const [width, height] = [fields.uint(4) >>> 16, fields.uint(4) >>> 16]
  if (width === 0 || height === 0) return undefined
  return a === 0 && b !== 0 ? { width: height, height: width } : { width, height }
}
