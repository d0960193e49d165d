import * as Y from 'yjs'
import { documentBounds as most } from './bounds.ts'
import { type Piece, type Run, refuse } from './update.ts'

/** A list or map as it stands in the document; `undefined`: it comes with the update. */
type Place = { readonly depth: number; readonly type: Y.AbstractType<unknown> | undefined } | undefined

/**
 * Where the pieces of an update will stand: how deep, and how far Yjs would go through what others put at the same place
 * to find it. Both are bounded before the document is touched.
 */
export const createPlacement = (doc: Y.Doc, news: readonly Run[]) => {
  const { store, share } = doc
  const places = new Map<Piece, Place>()
  const roots = new Set<string>(share.keys())
  let steps = 0

  const pieceAt = ({ client, clock }: Y.ID): Piece => {
    if (clock < Y.getState(store, client)) return Y.getItem(store, Y.createID(client, clock)) as Piece
    return pieceIn(news.find((run) => run.client === client)!.pieces, clock)
  }

  /** The list or map that a piece stands in; `undefined` where that is gone, and the piece will be nothing. */
  const placeOf = (piece: Piece): Place => {
    if (places.has(piece)) return places.get(piece)
    const { parent } = piece as Y.Item
    if (!(piece instanceof Y.Item) || !(parent instanceof Y.AbstractType)) return undefined
    return { depth: depthOf(parent), type: parent as Y.AbstractType<unknown> }
  }

  const newPlaceOf = (piece: Y.Item): Place => {
    const beside = piece.origin ?? piece.rightOrigin
    if (beside) return placeOf(pieceAt(beside))
    if (typeof piece.parent === 'string') {
      roots.add(piece.parent)
      if (roots.size > most.roots) throw refuse('too many types')
      return { depth: 0, type: share.get(piece.parent) as Y.AbstractType<unknown> | undefined }
    }
    const holder = piece.parent instanceof Y.ID ? pieceAt(piece.parent) : undefined
    if (!(holder instanceof Y.Item) || !(holder.content instanceof Y.ContentType)) return undefined
    const outer = placeOf(holder)
    const isStored = holder.parent instanceof Y.AbstractType
    return outer && { depth: outer.depth + 1, type: isStored ? holder.content.type : undefined }
  }

  const stored = (id: Y.ID | null): Y.Item | null => {
    const piece = id && id.clock < Y.getState(store, id.client) ? Y.getItem(store, id) : null
    return piece instanceof Y.Item ? piece : null
  }

  /** As `Item.integrate` of Yjs does it, without putting anything anywhere. */
  const walk = (piece: Y.Item, { type }: NonNullable<Place>): void => {
    const { origin, rightOrigin, parentSub } = piece
    const left = stored(origin)
    if (origin && !left) return // beside another piece of the update: their number is bounded
    const right = stored(rightOrigin)
    if (!left && right && right.left === null && right.id.clock === rightOrigin!.clock) return
    const begin = performWalk()
    let one = left ? afterLeft(left, origin!) : firstOf(type, parentSub, begin)
    const before = new Set<unknown>()
    while (one !== null && !(one === right && right.id.clock === rightOrigin!.clock)) {
      begin()
      before.add(one)
      const isMiddle = one === left // its right half, once it is cut
      if (isMiddle || Y.compareIDs(origin, one.origin)) {
        const isEarlier = isMiddle || one.id.client < piece.id.client
        if (!isEarlier && Y.compareIDs(rightOrigin, one.rightOrigin)) return
      } else if (one.origin === null || !before.has(Y.getItem(store, one.origin))) return
      one = one.right
    }
  }

  const performWalk = () => {
    let own = 0
    return () => {
      if (++own > most.stepsAPiece || ++steps > most.stepsAnUpdate) throw refuse('too much at one place')
    }
  }

  return {
    /** The next piece, after everything it refers to. */
    add(piece: Piece): void {
      const place = piece instanceof Y.Item ? newPlaceOf(piece) : undefined
      places.set(piece, place)
      if (!place || !(piece instanceof Y.Item)) return
      if (place.depth > most.typeDepth) throw refuse('nested too deeply')
      walk(piece, place)
    },
  }
}

const depthOf = (type: Y.AbstractType<unknown>): number => {
  let depth = 0
  for (let item = type._item; item; item = (item.parent as Y.AbstractType<unknown>)._item) depth++
  return depth
}

/** What stands after a place in a piece: the rest of itself, or the next one. */
const afterLeft = (left: Y.Item, { clock }: Y.ID): Y.Item | null =>
  clock < left.id.clock + left.length - 1 ? left : left.right

const firstOf = (
  type: Y.AbstractType<unknown> | undefined,
  key: string | null,
  step: () => void,
): Y.Item | null => {
  if (!type) return null
  if (key === null) return type._start
  let item = type._map.get(key) ?? null
  while (item?.left) {
    step()
    item = item.left
  }
  return item
}

/** Pieces follow each other without gaps, in the order of their clocks. */
const pieceIn = (pieces: readonly Piece[], clock: number): Piece => {
  let low = 0
  let high = pieces.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (pieces[middle]!.id.clock <= clock) low = middle
    else high = middle - 1
  }
  return pieces[low]!
}
