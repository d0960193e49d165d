import type { Edit } from '../../../domain/assets/edits.ts'
import { type Bytes, Malformed } from '../bytes.ts'
import { createEditList } from '../edit-list.ts'

const keptApplications = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0', 'ICCRGBG1012'])

/** GIF89a without comments, XMP and other programs' own blocks; loops and colour profiles stay. */
export const cleanGif = (bytes: Bytes): readonly Edit[] => {
  if (!/^GIF8[79]a$/.test(bytes.read(0, 6).toString('latin1'))) throw new Malformed('no GIF')
  const edits = createEditList()
  const tableSize = (packed: number) => (packed & 0x80 ? 3 << ((packed & 7) + 1) : 0)
  const afterBlocks = (from: number): number => {
    let at = from
    for (let length = bytes.read(at, 1)[0]!; length > 0; length = bytes.read(at, 1)[0]!) at += length + 1
    return at + 1
  }

  let at = 13 + tableSize(bytes.read(10, 1)[0]!)
  while (at < bytes.size) {
    const start = at
    const introducer = bytes.read(at, 1)[0]
    if (introducer === 0x3b) {
      edits.remove(at + 1, bytes.size)
      break
    }
    if (introducer === 0x2c) {
      at = afterBlocks(at + 11 + tableSize(bytes.read(at + 9, 1)[0]!))
      continue
    }
    if (introducer !== 0x21) throw new Malformed('no block of a GIF')
    const label = bytes.read(at + 1, 1)[0]
    at = afterBlocks(at + 2)
    const isForeign = label === 0xff && !keptApplications.has(bytes.read(start + 3, 11).toString('latin1'))
    if (label === 0xfe || isForeign) edits.remove(start, at)
  }
  return edits.done()
}
