import { type Bytes, Malformed } from '../bytes.ts'
import { createEditList, type EditList } from '../edit-list.ts'
import type { FilmFacts } from './film.ts'

/** Elements of EBML (RFC 8794) and Matroska (RFC 9559), by their ids. */
const id = {
  head: 0x1a45dfa3,
  segment: 0x18538067,
  info: 0x1549a966,
  tracks: 0x1654ae6b,
  track: 0xae,
  trackName: 0x536e,
  trackType: 0x83,
  video: 0xe0,
  width: 0xb0,
  height: 0xba,
  scale: 0x2ad7b1,
  duration: 0x4489,
  title: 0x7ba9,
  date: 0x4461,
  segmentName: 0x7384,
  attachments: 0x1941a469,
  tags: 0x1254c367,
  cluster: 0x1f43b675,
  void: 0xec,
} as const

const holders: ReadonlySet<number> = new Set([id.segment, id.info, id.tracks, id.track, id.video])
const told: ReadonlySet<number> = new Set([
  id.attachments,
  id.tags,
  id.title,
  id.date,
  id.segmentName,
  id.trackName,
  id.void,
])

interface Element {
  readonly id: number
  readonly start: number
  readonly content: number
  readonly end: number
  readonly isOpen: boolean
}

const mostElements = 5_000_000

/** WebM and Matroska: tags (places are among them), titles, dates and attached files become void of the same length. */
export const readMatroska = (bytes: Bytes): FilmFacts => {
  const edits = createEditList()
  const facts = { width: null, height: null, hasPicture: false } as {
    width: number | null
    height: number | null
    hasPicture: boolean
  }
  let scale = 1_000_000
  let ticks: number | null = null
  let count = 0

  const walk = (from: number, to: number): void => {
    for (let at = from; at < to; ) {
      if (++count > mostElements) throw new Malformed('too many elements')
      const element = elementAt(bytes, at, to)
      const { content, end } = element
      at = end
      if (told.has(element.id)) empty(bytes, element, edits)
      else if (element.id === id.scale) scale = uint(bytes, element)
      else if (element.id === id.duration) ticks = float(bytes, element)
      else if (element.id === id.trackType) facts.hasPicture ||= uint(bytes, element) === 1
      else if (element.id === id.width) facts.width ??= uint(bytes, element)
      else if (element.id === id.height) facts.height ??= uint(bytes, element)
      else if (holders.has(element.id)) walk(content, end)
      else if (element.isOpen) at = content // a cluster of a live recording: what it holds comes one after the other
    }
  }

  if (elementAt(bytes, 0, bytes.size).id !== id.head) throw new Malformed('no EBML')
  walk(0, bytes.size)
  const durationS = ticks === null || !(ticks > 0) ? null : (ticks * scale) / 1e9
  return { ...facts, durationS, edits: edits.done() }
}

const elementAt = (bytes: Bytes, start: number, to: number): Element => {
  const idLength = lengthAt(bytes, start, 4)
  const sizeAt = start + idLength
  const sizeLength = lengthAt(bytes, sizeAt, 8)
  const content = sizeAt + sizeLength
  const raw = bytes.read(sizeAt, sizeLength)
  let size = raw[0]! & ((1 << (8 - sizeLength)) - 1)
  let isOpen = size === (1 << (8 - sizeLength)) - 1
  for (const byte of raw.subarray(1)) {
    size = size * 256 + byte
    isOpen &&= byte === 0xff
  }
  const end = isOpen ? to : content + size
  // The last cluster of a recording that broke off plays up to there.
  if (end > to && to !== bytes.size) throw new Malformed('an element does not fit')
  return {
    id: bytes.read(start, idLength).readUIntBE(0, idLength),
    start,
    content,
    end: Math.min(end, to),
    isOpen,
  }
}

/** The first bit that is set says how many bytes there are. */
const lengthAt = (bytes: Bytes, at: number, most: number): number => {
  const length = Math.clz32(bytes.read(at, 1)[0]!) - 23
  if (length > most) throw new Malformed('no element')
  return length
}

const empty = (bytes: Bytes, { start, end }: Element, edits: EditList): void => {
  const total = end - start
  const sizeLength = Math.min(8, total - 1)
  const head = Buffer.alloc(1 + sizeLength)
  head[0] = id.void
  head.writeUIntBE(total - 1 - sizeLength, Math.max(1, head.length - 6), Math.min(6, sizeLength))
  head[1]! |= 1 << (8 - sizeLength)
  if (!bytes.read(start, head.length).equals(head)) edits.replace(start, head)
  edits.blank(start + head.length, end)
}

const uint = (bytes: Bytes, { content, end }: Element): number => {
  if (end - content > 6) throw new Malformed('a number is too long')
  return end === content ? 0 : bytes.read(content, end - content).readUIntBE(0, end - content)
}

const float = (bytes: Bytes, { content, end }: Element): number => {
  if (end - content === 4) return bytes.read(content, 4).readFloatBE()
  return end - content === 8 ? bytes.read(content, 8).readDoubleBE() : 0
}
