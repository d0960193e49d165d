import type { Edit } from '../../domain/assets/edits.ts'
import { Malformed } from './bytes.ts'

/** More than any honest file needs; each is kept with the asset. */
const mostEdits = 20_000

/** Gathers the edits of one file, in any order; neighbours that do the same become one. */
export const createEditList = () => {
  const edits: Edit[] = []
  const add = (edit: Edit) => {
    if (edits.length >= 4 * mostEdits) throw new Malformed('too many parts to take away')
    edits.push(edit)
  }
  return {
    remove(start: number, end: number): void {
      if (end > start) add({ start, end, bytes: '' })
    },
    blank(start: number, end: number): void {
      if (end > start) add({ start, end, zeros: true })
    },
    replace(start: number, bytes: Buffer): void {
      add({ start, end: start + bytes.length, bytes: bytes.toString('base64') })
    },
    insert(at: number, bytes: Buffer): void {
      if (bytes.length > 0) add({ start: at, end: at, bytes: bytes.toString('base64') })
    },
    /** Throws `Malformed` where they overlap: a file that is built like that is not what it says. */
    done(): readonly Edit[] {
      const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end)
      const joined: Edit[] = []
      for (const edit of sorted) {
        const last = joined.at(-1)
        if (last && edit.start < last.end) {
          if (isBlank(last) && isBlank(edit)) {
            if (edit.end > last.end) joined[joined.length - 1] = { ...last, end: edit.end }
            continue
          }
          throw new Malformed('parts overlap')
        }
        if (last && last.end === edit.start && alike(last, edit))
          joined[joined.length - 1] = { ...last, end: edit.end }
        else joined.push(edit)
      }
      if (joined.length > mostEdits) throw new Malformed('too many parts to take away')
      return joined
    },
  }
}

export type EditList = ReturnType<typeof createEditList>

const isBlank = (edit: Edit) => 'zeros' in edit
const isRemoval = (edit: Edit) => 'bytes' in edit && edit.bytes === '' && edit.end > edit.start
const alike = (a: Edit, b: Edit) => (isBlank(a) && isBlank(b)) || (isRemoval(a) && isRemoval(b))
