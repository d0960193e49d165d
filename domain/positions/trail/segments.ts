import type { Position } from '../position.ts'
import { simplify } from './simplify.ts'

/** A trail is told in segments: between two of them nobody knows where the device was. */
export type Segment = readonly Position[]

/** A longer silence parts two segments. Milliseconds. */
export const defaultGap = 5 * 60_000

/** Parts positions (oldest first) wherever more than `gap` ms lie between two of them. No segment is empty. */
export const segmentsOf = (positions: readonly Position[], gap = defaultGap): Segment[] => {
  const segments: Position[][] = []
  let newest = Number.NEGATIVE_INFINITY
  for (const position of positions) {
    if (position.recordedAt - newest > gap) segments.push([])
    segments.at(-1)!.push(position)
    newest = position.recordedAt
  }
  return segments
}

/**
 * Thins out each segment by itself. Part first and thin out then: a straight hour that is left with two positions would
 * look like a gap.
 */
export const simplifySegments = (segments: readonly Segment[], tolerance: number): Segment[] =>
  tolerance > 0 ? segments.map((segment) => simplify(segment, tolerance)) : [...segments]
