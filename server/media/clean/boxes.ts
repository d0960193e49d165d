import { type Bytes, Malformed } from '../bytes.ts'

/** A box of the ISO base media file format (ISO/IEC 14496-12). */
export interface Box {
  readonly type: string
  readonly start: number
  /** Where its content begins: after 8, 16 or, for `uuid`, 16 more bytes of head. */
  readonly content: number
  readonly end: number
}

const mostBoxes = 200_000

/** The boxes between two places, without those inside of them. A size of 0 reaches to the end. */
export function* boxesOf(bytes: Bytes, from: number, to: number): Generator<Box> {
  let count = 0
  for (let at = from; at + 8 <= to; ) {
    if (++count > mostBoxes) throw new Malformed('too many boxes')
    const head = bytes.read(at, 8)
    const type = head.toString('latin1', 4, 8)
    let size = head.readUInt32BE(0)
    let content = at + 8
    if (size === 1) {
      size = Number(bytes.read(at + 8, 8).readBigUInt64BE())
      content = at + 16
    } else if (size === 0) size = to - at
    if (type === 'uuid') content += 16
    const end = at + size
    if (size < content - at || end > to) {
      // A sender that stopped in the middle of its last box leaves a film that plays up to there.
      if (type === 'mdat' && to === bytes.size) {
        yield { type, start: at, content, end: to }
        return
      }
      throw new Malformed(`the box ${JSON.stringify(type)} does not fit`)
    }
    yield { type, start: at, content, end }
    at = end
  }
}

/** The first box at the end of a path of types, each inside of the one before. */
export const boxAt = (bytes: Bytes, { content, end }: Box, ...path: readonly string[]): Box | undefined => {
  const [type, ...rest] = path
  for (const box of boxesOf(bytes, content, end))
    if (box.type === type) return rest.length === 0 ? box : boxAt(bytes, box, ...rest)
  return undefined
}

/** Reads the fields of one box, one after the other. */
export const fieldsOf = (bytes: Bytes, at: number, end: number) => {
  const take = (length: number): number => {
    if (at + length > end) throw new Malformed('a box is shorter than its fields')
    at += length
    return at - length
  }
  return {
    /** Big-endian, 0 to 8 bytes. */
    uint(length: number): number {
      const from = take(length)
      if (length === 0) return 0
      if (length === 8) return Number(bytes.read(from, 8).readBigUInt64BE())
      return bytes.read(from, length).readUIntBE(0, length)
    },
    text(length: number): string {
      return bytes.read(take(length), length).toString('latin1')
    },
    /** Up to its closing 0. */
    string(): string {
      let text = ''
      while (at < end) {
        const code = bytes.read(take(1), 1)[0]!
        if (code === 0) break
        if (text.length < 256) text += String.fromCharCode(code)
      }
      return text
    },
    skip: take,
    get at() {
      return at
    },
  }
}
