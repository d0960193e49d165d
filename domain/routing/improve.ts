import type { Stepwise } from '../stepwise.ts'
import { grace, type Tour } from './tour.ts'

/** Stops that one search looks at, at most: some 50 ms of work on one core, whatever the day is like. */
export const mostSteps = 1_500_000
/** Or-opt moves chains of up to so many stops. */
const longestChain = 3
/** Rounding would let two equal orders take turns for ever. */
const tiny = 1e-3

/**
 * Betters an order by its first improving move until there is none: a stretch turned around (2-opt), or a chain of up to
 * three stops moved elsewhere, turned around or not (Or-opt). Each candidate is walked from where it begins to differ, and
 * left as soon as it has become worse. The first `fixed` stops stay where they are.
 */
export function* improve(
  tour: Tour,
  seed: readonly number[],
  fixed: number,
): Stepwise<{ order: readonly number[]; steps: number }> {
  const walker = walkerOf(tour, [...seed])
  for (let better = true; better && walker.steps() < mostSteps; )
    better = (yield* relocate(walker, fixed)) || (yield* turn(walker, fixed))
  return { order: walker.order(), steps: walker.steps() }
}

type Walker = ReturnType<typeof walkerOf>

/** Tries until one pass has found nothing, or there are no steps left. Answers whether it found anything. */
function* turn(walker: Walker, fixed: number): Stepwise<boolean> {
  let isBetter = false
  const { length } = walker.order()
  for (let first = fixed; first < length - 1; first++) {
    yield
    for (let last = first + 1; last < length; last++) {
      if (walker.steps() >= mostSteps) return isBetter
      const candidate = walker.scratch()
      for (let i = first; i <= last; i++) candidate[i] = walker.order()[first + last - i]!
      if (walker.take(first, last)) isBetter = true
    }
  }
  return isBetter
}

function* relocate(walker: Walker, fixed: number): Stepwise<boolean> {
  let isBetter = false
  const { length } = walker.order()
  for (let chain = 1; chain <= Math.min(longestChain, length - fixed - 1); chain++)
    for (let from = fixed; from + chain <= length; from++) {
      yield
      for (let to = fixed; to + chain <= length; to++) {
        if (to === from) continue
        for (const isTurned of chain === 1 ? [false] : [false, true]) {
          if (walker.steps() >= mostSteps) return isBetter
          const [first, last] = move(walker, from, to, chain, isTurned)
          if (walker.take(first, last)) isBetter = true
        }
      }
    }
  return isBetter
}

/** Writes the candidate that has the chain at `to`; answers the first and the last place that differ. */
const move = (
  walker: Walker,
  from: number,
  to: number,
  chain: number,
  isTurned: boolean,
): [first: number, last: number] => {
  const order = walker.order()
  const candidate = walker.scratch()
  const [first, last] = [Math.min(from, to), Math.max(from, to) + chain - 1]
  const shift = to > from ? chain : -chain
  for (let i = first; i <= last; i++) candidate[i] = order[i < to || i >= to + chain ? i + shift : i]!
  for (let i = 0; i < chain; i++) candidate[to + i] = order[isTurned ? from + chain - 1 - i : from + i]!
  return [first, last]
}

type Sums = readonly [Float64Array, Float64Array, Float64Array, Float64Array]
/** Before each place, and at the end: the clock, the lateness so far, the seconds and the metres so far. */
const sumsOf = (length: number): Sums => {
  const zeros = () => new Float64Array(length + 1)
  return [zeros(), zeros(), zeros(), zeros()]
}

/** The current order with what it has come to at each place, so that a candidate is walked from its first change. */
const walkerOf = ({ stops, legs: { seconds, metres }, departs }: Tour, order: number[]) => {
  const { length } = order
  const candidate = new Array<number>(length).fill(0)
  let steps = 0
  const [clock, late, spent, way] = sumsOf(length)
  const next = sumsOf(length)
  clock[0] = departs

  /** Walks an order that differs from `first` to `last`; false as soon as it cannot be better any more. */
  const isBetter = (line: readonly number[], first: number, last: number): boolean => {
    const [clockOf, lateOf, spentOf, wayOf] = next
    let at = first === 0 ? 0 : order[first - 1]! + 1
    let [now, lateness, duration, metresSoFar] = [clock[first]!, late[first]!, spent[first]!, way[first]!]
    for (let i = first; i < length; i++) {
      steps++
      const index = i <= last ? line[i]! : order[i]!
      const { opens, service, arrivedAt } = stops[index]!
      const isThere = arrivedAt !== undefined
      const drive = isThere ? 0 : seconds[at]![index + 1]!
      const arrives = isThere ? arrivedAt : now + drive
      const waits = isThere || opens === null ? 0 : Math.max(0, opens - arrives)
      if (opens !== null && arrives > opens + grace) lateness += arrives - opens - grace
      duration += drive + waits
      metresSoFar += isThere ? 0 : metres[at]![index + 1]!
      now = Math.max(now, arrives + waits + service)
      at = index + 1
      clockOf[i + 1] = now
      lateOf[i + 1] = lateness
      spentOf[i + 1] = duration
      wayOf[i + 1] = metresSoFar
      if (!isLess(lateness, duration, metresSoFar)) return false
    }
    return true
  }

  const isLess = (lateness: number, duration: number, metresSoFar: number): boolean => {
    if (Math.abs(lateness - late[length]!) > tiny) return lateness < late[length]!
    if (Math.abs(duration - spent[length]!) > tiny) return duration < spent[length]!
    return metresSoFar < way[length]! - tiny
  }

  const accept = (first: number): void => {
    const sums = [clock, late, spent, way]
    for (const [i, sum] of sums.entries()) sum.set(next[i]!.subarray(first + 1), first + 1)
  }

  for (const sum of [late, spent, way]) sum[length] = Number.POSITIVE_INFINITY // anything is better than nothing
  isBetter(order, 0, length - 1)
  accept(0)

  return {
    order: (): readonly number[] => order,
    steps: () => steps,
    /** Where a candidate is written, between the places that are then named to `take`. */
    scratch: () => candidate,
    /** Makes the candidate the order where it is better. */
    take(first: number, last: number): boolean {
      if (!isBetter(candidate, first, last)) return false
      for (let i = first; i <= last; i++) order[i] = candidate[i]!
      accept(first)
      return true
    },
  }
}
