import { distanceToChord, mostPoints, type Point, type Size } from './shapes.ts'

/** What the eye does not miss, in pixels. */
const finest = 0.75
/** To a hundred-thousandth of the medium: less than a pixel of any screen. */
const parts = 1e5

/**
 * A stroke with as few points as show the same line, first and last among them, and never more than `most`: D. Douglas and
 * T. Peucker, Cartographica 10 (1973) 112. Distances are pixels of the medium as it is shown, so that a wide medium is not
 * treated worse than a high one.
 */
export const simplified = (stroke: readonly Point[], size: Size, most = mostPoints): Point[] => {
  if (stroke.length < 3) return stroke.map(rounded)
  const line = stroke.map(([x, y]) => [x * size.width, y * size.height] as const)
  for (let tolerance = finest; ; tolerance *= 1.5) {
    const kept = cornersOf(line, tolerance)
    if (kept.length <= most) return kept.map((i) => rounded(stroke[i]!))
  }
}

/** Which of them stay, by their place; a list of open ranges instead of recursion. */
const cornersOf = (line: readonly Point[], tolerance: number): number[] => {
  const last = line.length - 1
  const kept = new Set([0, last])
  const open: [from: number, to: number][] = [[0, last]]
  for (let range = open.pop(); range; range = open.pop()) {
    const [from, to] = range
    let corner = -1
    let farthest = tolerance
    for (let i = from + 1; i < to; i++) {
      const distance = distanceToChord(line[i]!, line[from]!, line[to]!)
      if (distance > farthest) [corner, farthest] = [i, distance]
    }
    if (corner < 0) continue
    kept.add(corner)
    open.push([from, corner], [corner, to])
  }
  return [...kept].sort((a, b) => a - b)
}

const rounded = ([x, y]: Point): Point => [Math.round(x * parts) / parts, Math.round(y * parts) / parts]
