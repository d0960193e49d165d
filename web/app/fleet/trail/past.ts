import { distanceBetween } from '../../../../domain/positions/geo.ts'
import type { Position } from '../../../../domain/positions/position.ts'
import { defaultGap, type Segment } from '../../../../domain/positions/trail/segments.ts'

/** Times are milliseconds since 1970 UTC, distances metres, speeds km/h. */
export interface Span {
  readonly from: number
  readonly to: number
}
export interface Stop extends Span {
  readonly latE7: number
  readonly lonE7: number
}
/** Between two positions nothing was heard, and it went on elsewhere. */
export interface Gap extends Span {
  readonly before: Position
  readonly after: Position
}

/** A past as it is looked at. */
export interface Past {
  readonly positions: readonly Position[]
  readonly segments: readonly Segment[]
  readonly stops: readonly Stop[]
  readonly gaps: readonly Gap[]
  readonly distance: number
  /** How long it was under way: not standing, and not silent. */
  readonly underWay: number
  readonly topSpeed: number
  /** From its first position to its last. */
  readonly span: Span
}

const longestParts = 24 * 3_600_000
/** What stays within this of where it stopped has not gone on: receivers wander. */
const standingRadius = 60
const shortestStop = 5 * 60_000

/** The service answers 24 hours at a time; the day on which summer ends has 25. */
export const partsOf = ({ from, to }: Span): readonly Span[] => {
  const parts: Span[] = []
  for (let at = from; at < to; at += longestParts)
    parts.push({ from: at, to: Math.min(to, at + longestParts) })
  return parts
}

/** Null where there is no position. Positions are oldest first; one that both of two parts hold counts once. */
export const pastOf = (parts: readonly (readonly Position[])[]): Past | null => {
  const positions: Position[] = []
  for (const position of parts.flat())
    if (position.recordedAt > (positions.at(-1)?.recordedAt ?? Number.NEGATIVE_INFINITY))
      positions.push(position)
  const [first, last] = [positions[0], positions.at(-1)]
  if (!first || !last) return null
  const stops = stopsOf(positions)
  const segments = segmentsAround(positions, stops)
  const { distance, underWay } = drivenIn(segments, stops)
  return {
    positions,
    segments,
    stops,
    gaps: gapsBetween(segments),
    distance,
    underWay,
    topSpeed: positions.reduce((top, { speed }) => Math.max(top, speed ?? 0), 0),
    span: { from: first.recordedAt, to: last.recordedAt },
  }
}

/** Where it stood for five minutes or more; a device that sleeps meanwhile and wakes up there stood too. */
const stopsOf = (positions: readonly Position[]): Stop[] => {
  const stops: Stop[] = []
  for (let i = 0; i < positions.length; ) {
    const here = positions[i]!
    let end = i
    while (end + 1 < positions.length && distanceBetween(here, positions[end + 1]!) <= standingRadius) end++
    const to = positions[end]!.recordedAt
    if (to - here.recordedAt < shortestStop) i++
    else {
      const before = stops.at(-1)
      // It shuffled on within the yard: still the same stop.
      const isSame =
        before && here.recordedAt - before.to < 60_000 && distanceBetween(before, here) <= 2 * standingRadius
      if (isSame) stops[stops.length - 1] = { ...before, to }
      else stops.push({ from: here.recordedAt, to, latE7: here.latE7, lonE7: here.lonE7 })
      i = end + 1
    }
  }
  return stops
}

const isWithin = (stops: readonly Stop[], from: number, to: number): boolean =>
  stops.some((stop) => stop.from <= from && to <= stop.to)

/** Parted where it was silent for more than five minutes, unless it stood. */
const segmentsAround = (positions: readonly Position[], stops: readonly Stop[]): Segment[] => {
  const segments: Position[][] = []
  let before: Position | undefined
  for (const position of positions) {
    const isGap =
      !before ||
      (position.recordedAt - before.recordedAt > defaultGap &&
        !isWithin(stops, before.recordedAt, position.recordedAt))
    if (isGap) segments.push([])
    segments.at(-1)!.push(position)
    before = position
  }
  return segments
}

const gapsBetween = (segments: readonly Segment[]): Gap[] =>
  segments.slice(1).map((segment, i) => {
    const [before, after] = [segments[i]!.at(-1)!, segment[0]!]
    return { from: before.recordedAt, to: after.recordedAt, before, after }
  })

const drivenIn = (segments: readonly Segment[], stops: readonly Stop[]) => {
  let [distance, underWay] = [0, 0]
  for (const segment of segments)
    for (let i = 1; i < segment.length; i++) {
      const [a, b] = [segment[i - 1]!, segment[i]!]
      if (isWithin(stops, a.recordedAt, b.recordedAt)) continue
      distance += distanceBetween(a, b)
      underWay += b.recordedAt - a.recordedAt
    }
  return { distance, underWay }
}

/** Where it was then, between the two positions around that moment. */
export interface Moment {
  readonly lat: number
  readonly lon: number
  readonly heading: number | null
  /** Null where it is not known, as in a gap. */
  readonly speed: number | null
  readonly is: 'moving' | 'standing' | 'unknown'
}

export const momentOf = ({ positions, stops, gaps }: Past, at: number): Moment => {
  let [low, high] = [0, positions.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (positions[middle]!.recordedAt <= at) low = middle
    else high = middle - 1
  }
  const a = positions[low]!
  const b = positions[low + 1] ?? a
  const whole = b.recordedAt - a.recordedAt
  const share = whole > 0 ? Math.min(1, Math.max(0, (at - a.recordedAt) / whole)) : 0
  const isGap = gaps.some(({ from, to }) => at > from && at < to)
  const stands = stops.some(({ from, to }) => at >= from && at <= to)
  const across = Math.abs(b.lonE7 - a.lonE7) > 1_800_000_000
  const lonE7 = across ? a.lonE7 : a.lonE7 + (b.lonE7 - a.lonE7) * share
  return {
    lat: (a.latE7 + (b.latE7 - a.latE7) * share) / 1e7,
    lon: lonE7 / 1e7,
    heading: isGap || stands ? null : a.heading,
    speed: isGap ? null : stands ? 0 : (speedBetween(a, b) ?? 0),
    is: isGap ? 'unknown' : stands ? 'standing' : 'moving',
  }
}

/** What the device said, or what the way and the time say. */
export const speedBetween = (a: Position, b: Position): number | null => {
  if (a.speed !== null || b.speed !== null) return a.speed ?? b.speed
  const ms = b.recordedAt - a.recordedAt
  return ms > 0 ? (distanceBetween(a, b) / ms) * 3600 : null
}

/** The first moment at or after this one of which something is known. */
export const pastGap = ({ gaps }: Past, at: number): number =>
  gaps.find(({ from, to }) => at > from && at < to)?.to ?? at
