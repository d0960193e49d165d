/** How a picture lies in its frame: `x` and `y` are pixels of the screen, away from the middle. */
export interface Zoom {
  readonly scale: number
  readonly x: number
  readonly y: number
}
interface Point {
  readonly x: number
  readonly y: number
}
interface Size {
  readonly width: number
  readonly height: number
}

export const fitted: Zoom = { scale: 1, x: 0, y: 0 }
export const mostScale = 12

/** Larger or smaller by a factor; what lies under the point (from the middle of the frame) stays there. */
export const zoomedAt = ({ scale, x, y }: Zoom, factor: number, at: Point, frame: Size): Zoom => {
  const next = Math.min(mostScale, Math.max(1, scale * factor))
  const by = next / scale
  return within({ scale: next, x: at.x - (at.x - x) * by, y: at.y - (at.y - y) * by }, frame)
}

export const movedBy = (zoom: Zoom, by: Point, frame: Size): Zoom =>
  within({ ...zoom, x: zoom.x + by.x, y: zoom.y + by.y }, frame)

/** No further than its edge is the edge of the frame; one that fits stays in the middle. */
export const within = ({ scale, x, y }: Zoom, { width, height }: Size): Zoom => {
  const most = (size: number) => (size * (scale - 1)) / 2
  const kept = (value: number, limit: number) => Math.max(-limit, Math.min(limit, value)) || 0
  return { scale, x: kept(x, most(width)), y: kept(y, most(height)) }
}

/** What two fingers say: how far apart, and where their middle is. */
export const pinchOf = (a: Point, b: Point): { distance: number; middle: Point } => ({
  distance: Math.hypot(a.x - b.x, a.y - b.y),
  middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 },
})
