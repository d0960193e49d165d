import { finish, type Stepwise } from '../stepwise.ts'
import { improve } from './improve.ts'
import { permute } from './permute.ts'
import { type Cost, compare, costOf, type Tour, walk } from './tour.ts'

/** Up to so many stops every order is looked at. */
const mostExact = 8

export interface Optimized {
  readonly order: readonly number[]
  readonly cost: Cost
  /** How many stops were looked at on the way: what the search has cost, and what bounds it. */
  readonly steps: number
}

/**
 * The best order that a bounded search finds, the same for the same input, and never worse than `today`, which may begin
 * with stops that stay where they are (`fixed` of them). Few stops are tried in every order. More begin from today's
 * order, from the nearest neighbour and from the agreed times, and are bettered by 2-opt and Or-opt moves (G. Croes 1958;
 * I. Or 1976) that are judged with their lateness and waiting.
 */
export function* search(tour: Tour, today: readonly number[], fixed = 0): Stepwise<Optimized> {
  if (today.length - fixed <= mostExact) return withCost(tour, yield* permute(tour, today, fixed))
  const seeds = [today, nearest(tour, today, fixed), byTime(tour, today, fixed)]
  let best: Optimized = { order: today, cost: costOf(walk(tour, today)), steps: 0 }
  let steps = 0
  for (const seed of seeds) {
    const found = withCost(tour, yield* improve(tour, seed, fixed))
    steps += found.steps
    if (compare(found.cost, best.cost) < 0) best = found
  }
  return { ...best, steps }
}

/** The same, all in one go. */
export const optimize = (tour: Tour, today: readonly number[], fixed = 0): Optimized =>
  finish(search(tour, today, fixed))

const withCost = (tour: Tour, { order, steps }: Pick<Optimized, 'order' | 'steps'>): Optimized => ({
  order,
  cost: costOf(walk(tour, order)),
  steps,
})

/** Always on to whatever is closest by time. */
export const nearest = ({ legs }: Tour, today: readonly number[], fixed = 0): number[] => {
  const order = today.slice(0, fixed)
  const left = new Set(today.slice(fixed))
  while (left.size > 0) {
    const ways = legs.seconds[(order.at(-1) ?? -1) + 1]!
    const next = [...left].reduce((best, stop) => (ways[stop + 1]! < ways[best + 1]! ? stop : best))
    left.delete(next)
    order.push(next)
  }
  return order
}

/** Agreed times in their order; what has none goes wherever it is the shortest way around. */
const byTime = (tour: Tour, today: readonly number[], fixed: number): number[] => {
  const movable = today.slice(fixed)
  const opens = (stop: number) => tour.stops[stop]!.opens
  const order = [
    ...today.slice(0, fixed),
    ...movable.filter((stop) => opens(stop) !== null).sort((a, b) => opens(a)! - opens(b)!),
  ]
  const { seconds } = tour.legs
  for (const stop of movable.filter((one) => opens(one) === null)) {
    let [place, least] = [order.length, Number.POSITIVE_INFINITY]
    for (let i = fixed; i <= order.length; i++) {
      const before = i === 0 ? 0 : order[i - 1]! + 1
      const after = order[i]
      const around =
        seconds[before]![stop + 1]! +
        (after === undefined ? 0 : seconds[stop + 1]![after + 1]! - seconds[before]![after + 1]!)
      if (around < least) [place, least] = [i, around]
    }
    order.splice(place, 0, stop)
  }
  return order
}
