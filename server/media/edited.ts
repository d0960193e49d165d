import { Readable } from 'node:stream'
import { type Edit, editedSize, lengthOf } from '../../domain/assets/edits.ts'
import type { ByteRange, FileToSend } from '../../domain/assets/files.ts'

/** The file with its edits made while it is read: nothing is kept twice, and ranges are those of the edited file. */
export const edited = (file: FileToSend, edits: readonly Edit[]): FileToSend => {
  const size = editedSize(file.size, edits)
  return {
    ...file,
    size,
    async open(range = { start: 0, end: size - 1 }) {
      const wanted = piecesOf(file.size, edits).flatMap((piece) => within(piece, range))
      return Readable.from(bytesOf(file, wanted), { objectMode: false })
    },
  }
}

/** The same for bytes that are at hand. */
export const applied = (bytes: Buffer, edits: readonly Edit[]): Buffer =>
  Buffer.concat(
    piecesOf(bytes.length, edits).map((piece) => {
      if ('from' in piece) return bytes.subarray(piece.from, piece.from + piece.size)
      return 'bytes' in piece ? piece.bytes : Buffer.alloc(piece.size)
    }),
  )

/** A stretch of the edited file, from `at` on: out of the original, or out of an edit. */
type Piece = { readonly at: number; readonly size: number } & (
  | { readonly from: number }
  | { readonly bytes: Buffer }
  | { readonly zeros: true }
)

const piecesOf = (size: number, edits: readonly Edit[]): Piece[] => {
  const pieces: Piece[] = []
  let at = 0
  let from = 0
  const add = (piece: { size: number } & ({ from: number } | { bytes: Buffer } | { zeros: true })) => {
    if (piece.size > 0) pieces.push({ at, ...piece })
    at += piece.size
  }
  for (const edit of edits) {
    add({ size: edit.start - from, from })
    if ('zeros' in edit) add({ size: lengthOf(edit), zeros: true })
    else add({ size: lengthOf(edit), bytes: Buffer.from(edit.bytes, 'base64') })
    from = edit.end
  }
  add({ size: size - from, from })
  return pieces
}

/** What of the piece lies in the range. */
const within = (piece: Piece, { start, end }: ByteRange): Piece[] => {
  const skip = Math.max(0, start - piece.at)
  const size = Math.min(piece.at + piece.size, end + 1) - piece.at - skip
  if (size <= 0) return []
  const at = piece.at + skip
  if ('from' in piece) return [{ at, size, from: piece.from + skip }]
  return 'bytes' in piece
    ? [{ at, size, bytes: piece.bytes.subarray(skip, skip + size) }]
    : [{ ...piece, at, size }]
}

const blank = Buffer.alloc(64 * 1024)

async function* bytesOf(file: FileToSend, pieces: readonly Piece[]): AsyncGenerator<Buffer> {
  for (const piece of pieces)
    if ('bytes' in piece) yield piece.bytes
    else if ('zeros' in piece)
      for (let left = piece.size; left > 0; left -= blank.length)
        yield blank.subarray(0, Math.min(left, blank.length))
    else yield* await readable(file, piece)
}

/** Leaving the loop early, as a reader that goes away does, closes the file as well. */
const readable = async (file: FileToSend, { from, size }: { from: number; size: number }) =>
  (await file.open({ start: from, end: from + size - 1 })) as unknown as AsyncIterable<Buffer>
