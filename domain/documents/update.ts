import * as Y from 'yjs'
import { Problem } from '../problem.ts'
import { documentBounds as most } from './bounds.ts'
import { isPlainValue } from './values.ts'

export type Piece = Y.Item | Y.GC

/** What one client wrote, without gaps: clocks from `from` up to, not including, `to`. */
export interface Run {
  readonly client: number
  readonly from: number
  readonly to: number
  readonly pieces: readonly Piece[]
}
export interface Range {
  readonly client: number
  readonly from: number
  readonly to: number
}

/** An update that is well formed and of a bearable size. Whether it fits the document is another question. */
export interface Incoming {
  readonly bytes: Uint8Array
  readonly runs: readonly Run[]
  readonly deletes: readonly Range[]
}

/** Says no to a change, and why, for whoever reads the log; the client synchronises and tries again. */
export const refuse = (reason: string): Problem => new Problem('update_refused', { reason })

/** Reads what a client sent, Yjs version 1. Throws `update_refused`. */
export const readUpdate = (bytes: Uint8Array): Incoming => {
  if (bytes.length > most.update) throw refuse('too large')
  const { structs, ds } = decoded(bytes)
  if (structs.length > most.structsAnUpdate) throw refuse('too many pieces')
  const deletes = rangesOf(ds.clients)
  if (deletes.length > most.deletesAnUpdate) throw refuse('too many deletions')
  return { bytes, runs: runsOf(structs), deletes }
}

/** Yjs throws all sorts of errors at what is no update, and a RangeError at what is nested too deeply. */
const decoded = (bytes: Uint8Array) => {
  try {
    return Y.decodeUpdate(bytes)
  } catch {
    throw refuse('no update')
  }
}

const runsOf = (structs: readonly (Piece | Y.Skip)[]): readonly Run[] => {
  const runs = new Map<number, { client: number; from: number; to: number; pieces: Piece[] }>()
  let last: number | undefined
  for (const piece of structs) {
    if (piece instanceof Y.Skip) throw refuse('a gap')
    const { client, clock } = piece.id
    assertPiece(piece)
    const run = runs.get(client)
    if (!run) {
      if (!Number.isSafeInteger(client)) throw refuse('no client')
      runs.set(client, { client, from: clock, to: clock + piece.length, pieces: [piece] })
    } else {
      // A client that is named twice would be read differently by a document and by us.
      if (last !== client || clock !== run.to) throw refuse('a gap')
      run.to += piece.length
      run.pieces.push(piece)
    }
    last = client
  }
  for (const { from, to } of runs.values()) if (!isClock(from) || !isClock(to)) throw refuse('no clock')
  return [...runs.values()]
}

const assertPiece = (piece: Piece): void => {
  if (!isClock(piece.length) || piece.length === 0) throw refuse('no length')
  if (!(piece instanceof Y.Item)) return
  const { content, parent, parentSub } = piece
  if (parentSub !== null && !isName(parentSub)) throw refuse('no name')
  if (typeof parent === 'string' && !isName(parent)) throw refuse('no name')
  if (content instanceof Y.ContentDoc) throw refuse('a document within')
  if (content instanceof Y.ContentFormat && !isName(content.key)) throw refuse('no name')
  if (!valuesOf(content).every((value) => isPlainValue(value, most.valueDepth))) throw refuse('no value')
}

const valuesOf = (content: Y.Item['content']): readonly unknown[] => {
  if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON) return content.arr
  if (content instanceof Y.ContentEmbed) return [content.embed]
  if (content instanceof Y.ContentFormat) return [content.value]
  return []
}

const isName = (name: string): boolean => name.length <= most.name && name !== '__proto__'
const isClock = (clock: number): boolean => Number.isSafeInteger(clock) && clock >= 0

const rangesOf = (
  clients: ReadonlyMap<number, readonly { clock: number; len: number }[]>,
): readonly Range[] =>
  [...clients].flatMap(([client, ranges]) =>
    ranges.map(({ clock, len }) => {
      if (!isClock(clock) || !isClock(clock + len) || len === 0) throw refuse('no range')
      return { client, from: clock, to: clock + len }
    }),
  )
