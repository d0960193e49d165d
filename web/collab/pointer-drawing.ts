import type { Point, ShapeKind, Size } from './shapes.ts'
import { simplified } from './strokes.ts'

export interface PointerDrawingEvents {
  /** What the pointer draws now; `undefined`: nothing, as with another tool. */
  readonly kind: () => ShapeKind | 'pick' | undefined
  /** As it stands so far, again and again. */
  readonly onUnderWay: (kind: ShapeKind, points: readonly Point[]) => void
  /** Let go. */
  readonly onDrawn: (kind: ShapeKind, points: readonly Point[]) => void
  readonly onDropped: () => void
  readonly onPicked: (at: Point, size: Size) => void
}

/** A stroke of so many points is made simpler while it goes on. */
const mostRaw = 2_000
/** Pixels; a smaller shape is a slip of the hand. A tap with the pen is a dot. */
const smallest = 4

const within = (value: number): number => Math.min(1, Math.max(0, value))

/** Mouse, touch and pen on the layer that lies over the medium while a tool is chosen; one pointer at a time. */
export const drawByPointer = (
  root: HTMLElement,
  { kind, onUnderWay, onDrawn, onDropped, onPicked }: PointerDrawingEvents,
) => {
  let pointer: number | undefined
  let drawing: ShapeKind = 'path'
  let box = new DOMRect()
  let points: Point[] = []

  const placeOf = ({ clientX, clientY }: { clientX: number; clientY: number }): Point => [
    within((clientX - box.left) / box.width),
    within((clientY - box.top) / box.height),
  ]
  const drop = (): void => {
    if (pointer === undefined) return
    pointer = undefined
    onDropped()
  }

  const down = (event: PointerEvent): void => {
    const chosen = kind()
    const layer = (event.target as Element).closest('#stage-catch')
    if (!layer || !chosen || pointer !== undefined || event.button !== 0) return
    box = layer.getBoundingClientRect()
    if (box.width === 0 || box.height === 0) return
    if (chosen === 'pick') {
      onPicked(placeOf(event), box)
      return
    }
    pointer = event.pointerId
    drawing = chosen
    layer.setPointerCapture(pointer)
    points = [placeOf(event)]
  }
  const move = (event: PointerEvent): void => {
    if (event.pointerId !== pointer) return
    if (drawing === 'path') {
      // Between two frames a pen says more than one place.
      const all = event.getCoalescedEvents?.() ?? []
      for (const each of all.length > 0 ? all : [event]) points.push(placeOf(each))
      if (points.length > mostRaw) points = simplified(points, box)
    } else points = [points[0]!, placeOf(event)]
    onUnderWay(drawing, points)
  }
  const up = (event: PointerEvent): void => {
    if (event.pointerId !== pointer) return
    pointer = undefined
    const end = placeOf(event)
    const stroke = drawing === 'path' ? [...points, end] : [points[0]!, end]
    const isSlip = drawing !== 'path' && lengthOf(stroke[0]!, end, box) < smallest
    if (isSlip) onDropped()
    else onDrawn(drawing, simplified(stroke, box))
  }
  const lost = (event: PointerEvent): void => {
    if (event.pointerId === pointer) drop()
  }

  const listeners = [
    ['pointerdown', down],
    ['pointermove', move],
    ['pointerup', up],
    ['pointercancel', lost],
    ['lostpointercapture', lost],
  ] as const
  for (const [name, listener] of listeners) root.addEventListener(name, listener)
  return {
    drop,
    close(): void {
      for (const [name, listener] of listeners) root.removeEventListener(name, listener)
    },
  }
}

const lengthOf = ([ax, ay]: Point, [bx, by]: Point, { width, height }: Size): number =>
  Math.hypot((bx - ax) * width, (by - ay) * height)
