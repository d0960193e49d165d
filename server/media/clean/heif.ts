import { type Bytes, Malformed } from '../bytes.ts'
import type { EditList } from '../edit-list.ts'
import { type Box, boxAt, boxesOf, fieldsOf } from './boxes.ts'

/**
 * HEIC and AVIF (ISO/IEC 23008-12): pictures are items, listed in `iinf` and found by `iloc`; what is told of them are
 * items too, of the types `Exif`, `mime` and `uri `. Their bytes become zeros; the pictures stay where they are.
 */
export const blankHeifItems = (bytes: Bytes, meta: Box, edits: EditList): void => {
  const inside: Box = { ...meta, content: meta.content + 4 } // version and flags
  const told = toldItems(bytes, inside)
  const places = boxAt(bytes, inside, 'iloc')
  if (told.size === 0 || !places) return
  const idat = boxAt(bytes, inside, 'idat')
  for (const { item, method, start, length } of extentsOf(bytes, places)) {
    if (!told.has(item)) continue
    if (method === 2) throw new Malformed('an item inside of an item')
    const limit = method === 1 ? idat?.end : bytes.size
    const from = method === 1 ? (idat?.content ?? 0) + start : start
    const to = length === 0 ? limit : from + length
    if (limit === undefined || to === undefined || to > limit) throw new Malformed('an item lies outside')
    edits.blank(from, to)
  }
}

const toldItems = (bytes: Bytes, meta: Box): Set<number> => {
  const told = new Set<number>()
  const list = boxAt(bytes, meta, 'iinf')
  if (!list) return told
  const version = bytes.read(list.content, 1)[0]!
  for (const entry of boxesOf(bytes, list.content + (version === 0 ? 6 : 8), list.end)) {
    if (entry.type !== 'infe') continue
    const fields = fieldsOf(bytes, entry.content, entry.end)
    const entryVersion = fields.uint(1)
    fields.skip(3)
    if (entryVersion < 2) throw new Malformed('an item of an older format')
    const id = fields.uint(entryVersion === 2 ? 2 : 4)
    fields.skip(2)
    if (['Exif', 'mime', 'uri '].includes(fields.text(4))) told.add(id)
  }
  return told
}

interface Extent {
  readonly item: number
  /** 0: in the file, 1: in `idat`, 2: in another item. */
  readonly method: number
  readonly start: number
  /** 0: all there is. */
  readonly length: number
}

function* extentsOf(bytes: Bytes, { content, end }: Box): Generator<Extent> {
  const fields = fieldsOf(bytes, content, end)
  const version = fields.uint(1)
  fields.skip(3)
  const sizes = fields.uint(2)
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15]
  const indexSize = version === 0 ? 0 : sizes & 15
  if ([offsetSize, lengthSize, baseSize, indexSize].some((size) => ![0, 4, 8].includes(size)))
    throw new Malformed('places of an unknown size')
  const count = fields.uint(version < 2 ? 2 : 4)
  for (let i = 0; i < count; i++) {
    const item = fields.uint(version < 2 ? 2 : 4)
    const method = version === 0 ? 0 : fields.uint(2) & 15
    fields.skip(2)
    const base = fields.uint(baseSize)
    const extents = fields.uint(2)
    for (let j = 0; j < extents; j++) {
      fields.skip(indexSize)
      const start = base + fields.uint(offsetSize)
      yield { item, method, start, length: fields.uint(lengthSize) }
    }
  }
}

/** Pixels of the largest picture in it, turned as it is to be seen. */
export const heifSize = (bytes: Bytes, meta: Box): { width: number; height: number } | undefined => {
  const properties = boxAt(bytes, { ...meta, content: meta.content + 4 }, 'iprp', 'ipco')
  if (!properties) return undefined
  let largest: { width: number; height: number } | undefined
  let isTurned = false
  for (const { type, content, end } of boxesOf(bytes, properties.content, properties.end)) {
    const fields = fieldsOf(bytes, content, end)
    if (type === 'irot') isTurned ||= fields.uint(1) % 2 === 1
    if (type !== 'ispe') continue
    fields.skip(4)
    const [width, height] = [fields.uint(4), fields.uint(4)]
    if (!largest || width * height > largest.width * largest.height) largest = { width, height }
  }
  return largest && isTurned ? { width: largest.height, height: largest.width } : largest
}
