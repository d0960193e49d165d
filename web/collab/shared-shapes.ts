import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { type DrawnShape, readShape } from './shapes.ts'
import type { BoundDoc } from './shared-doc.ts'

/** More than anybody can tell apart; a document can hold more. */
const mostShown = 2_000

/** A drawing of one's own, or of somebody else, that is not let go yet. */
export type UnderWay = DrawnShape

export type SharedShapes = ReturnType<typeof shareShapes>

/** Drawings of a session: those that stand, those that are just being made, and one's own steps to take back. */
export const shareShapes = (
  { doc, awareness }: BoundDoc,
  { onShapes, onUnderWay }: { readonly onShapes: () => void; readonly onUnderWay: () => void },
) => {
  const map = doc.getMap('drawings')
  const us = Symbol('drawings')
  const undo = new Y.UndoManager(map, { trackedOrigins: new Set([us]), captureTimeout: 0 })
  map.observe(onShapes)
  awareness.on('change', onUnderWay)

  return {
    /** By their ids, in the order they were drawn: ids begin with the time. What is no shape is passed over. */
    all(): Map<string, DrawnShape> {
      const shapes = new Map<string, DrawnShape>()
      for (const id of [...map.keys()].sort()) {
        const shape = readShape(map.get(id))
        if (shape) shapes.set(id, shape)
        if (shapes.size === mostShown) break
      }
      return shapes
    },
    /** Answers its id. */
    add(shape: DrawnShape, nowMs: number): string {
      const id = idAt(nowMs)
      doc.transact(() => map.set(id, shape), us)
      return id
    },
    remove(ids: readonly string[]): void {
      doc.transact(() => {
        for (const id of ids) map.delete(id)
      }, us)
    },
    undo: () => void undo.undo(),
    redo: () => void undo.redo(),
    mayUndo: () => undo.undoStack.length > 0,
    mayRedo: () => undo.redoStack.length > 0,
    /** What the others draw just now. */
    underWay: () => othersShapes(awareness, doc.clientID),
    tellUnderWay(shape: UnderWay | null): void {
      if (shape || awareness.getLocalState()?.drawing) awareness.setLocalStateField('drawing', shape)
    },
    letGo(): void {
      undo.destroy()
      map.unobserve(onShapes)
      awareness.off('change', onUnderWay)
    },
  }
}

const othersShapes = (awareness: Awareness, own: number): UnderWay[] =>
  [...awareness.getStates()].flatMap(([client, state]) => {
    const shape = client === own ? undefined : readShape((state as { drawing?: unknown }).drawing)
    return shape ? [shape] : []
  })

/** What is drawn later lies above, everywhere. */
const idAt = (nowMs: number): string => {
  const random = crypto.getRandomValues(new Uint8Array(8))
  const time = Math.round(nowMs).toString(16).padStart(12, '0')
  return time + Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
