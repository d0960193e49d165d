import type { Static } from 'typebox'
import type { Shape as ShapeSchema } from '../../domain/comments/schema.ts'

export type Shape = Static<typeof ShapeSchema>
export type ShapeKind = Shape['kind']
/** Parts of the medium, 0 to 1. */
export type Point = readonly [x: number, y: number]
/** Pixels of the medium as it is shown. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** As it stands in the shared document, whose writers are only as honest as any. */
export interface DrawnShape extends Shape {
  /** The participant who drew it, as their page says. */
  readonly by: string
  /** Of a PDF; `null` for what has no pages. */
  readonly page: number | null
}

export const mostPoints = 500
/** Of a drawing that goes with a comment, all its shapes together, and how many shapes. */
export const mostOfComment = { points: 2_000, shapes: 50 } as const

const kinds: readonly string[] = ['path', 'line', 'arrow', 'rectangle', 'ellipse'] satisfies ShapeKind[]

/** What somebody stored as a shape; `undefined` where it is none. */
export const readShape = (value: unknown): DrawnShape | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  const { kind, color, width, points, by, page = null } = value as Record<string, unknown>
  const isShape =
    kinds.includes(kind as string) &&
    typeof color === 'string' &&
    /^#[0-9a-f]{6}$/i.test(color) &&
    typeof width === 'number' &&
    width > 0 &&
    width <= 0.1 &&
    Array.isArray(points) &&
    (kind === 'path' ? points.length >= 2 && points.length <= mostPoints : points.length === 2) &&
    points.every(isPoint) &&
    typeof by === 'string' &&
    (page === null || Number.isInteger(page))
  return isShape ? ({ kind, color, width, points, by, page } as unknown as DrawnShape) : undefined
}

const isPoint = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((part) => typeof part === 'number' && part >= 0 && part <= 1)

/** As it is sent with a comment. */
export const toShape = ({ kind, color, width, points }: DrawnShape): Shape => ({ kind, color, width, points })

/** The newest of them that a comment has room for, in the order they were drawn. */
export const fitting = (shapes: readonly DrawnShape[]): DrawnShape[] => {
  const kept: DrawnShape[] = []
  let points = 0
  for (const shape of shapes.toReversed()) {
    points += shape.points.length
    if (kept.length === mostOfComment.shapes || points > mostOfComment.points) break
    kept.unshift(shape)
  }
  return kept
}

/** Pixels beside a line that still mean it: a finger is no needle. */
const reach = 14

/** The one that is meant by pointing there; of those that lie on each other, the uppermost. */
export const nearest = (shapes: ReadonlyMap<string, Shape>, at: Point, size: Size): string | undefined => {
  let found: string | undefined
  let least = reach
  for (const [id, shape] of shapes) {
    const distance = Math.max(0, distanceTo(shape, at, size) - (shape.width * size.width) / 2)
    if (distance <= least) [found, least] = [id, distance]
  }
  return found
}

/** How far a point lies from a stroke or the outline of a shape, in pixels. */
export const distanceTo = ({ kind, points }: Shape, [x, y]: Point, size: Size): number => {
  const at: Point = [x * size.width, y * size.height]
  const line = outline(kind, points as unknown as readonly Point[], size)
  let least = Number.POSITIVE_INFINITY
  for (let i = 1; i < line.length; i++) least = Math.min(least, distanceToChord(at, line[i - 1]!, line[i]!))
  return least
}

/** Corners of an ellipse, for pointing at it. */
const corners = 48

const outline = (kind: ShapeKind, points: readonly Point[], { width, height }: Size): Point[] => {
  const line = points.map(([x, y]) => [x * width, y * height] as const)
  const [[ax, ay], [bx, by]] = [line[0]!, line.at(-1)!]
  if (kind === 'rectangle')
    return [
      [ax, ay],
      [bx, ay],
      [bx, by],
      [ax, by],
      [ax, ay],
    ]
  if (kind !== 'ellipse') return line
  return Array.from({ length: corners + 1 }, (_, i) => {
    const turn = (i / corners) * 2 * Math.PI
    return [
      (ax + bx) / 2 + (Math.cos(turn) * (bx - ax)) / 2,
      (ay + by) / 2 + (Math.sin(turn) * (by - ay)) / 2,
    ] as const
  })
}

/** To the nearest point of the chord, not of the endless line. */
export const distanceToChord = ([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number => {
  const [dx, dy] = [bx - ax, by - ay]
  const square = dx * dx + dy * dy
  const along = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / square))
  return Math.hypot(x - ax - along * dx, y - ay - along * dy)
}

/** The two ends of an arrow’s head, in parts of the medium; in pixels they are as long on either side, however it is stretched. */
export const arrowHead = (
  from: Point,
  to: Point,
  length: number,
  { width, height }: Size,
): [Point, Point] => {
  const angle = Math.atan2((to[1] - from[1]) * height, (to[0] - from[0]) * width)
  const end = (turn: number): Point => [
    to[0] - (Math.cos(angle + turn) * length) / width,
    to[1] - (Math.sin(angle + turn) * length) / height,
  ]
  return [end(-Math.PI / 7), end(Math.PI / 7)]
}
