import type { Stepwise } from '../stepwise.ts'
import { type Cost, compare, grace, type Tour } from './tour.ts'

/** How far an order has come: the place in it, the stop there as `legs` count, the clock, and what it has cost. */
interface Reached {
  readonly place: number
  readonly at: number
  readonly clock: number
  readonly cost: Cost
}

/**
 * The best of all orders that begin with the first `fixed` of `today`: depth first, leaving every branch that is no better
 * by now than the best whole order. Of equals the one that is found first, and today's before any other.
 */
export function* permute(
  tour: Tour,
  today: readonly number[],
  fixed: number,
): Stepwise<{ order: readonly number[]; steps: number }> {
  const order = [...today]
  let best: { order: readonly number[]; cost: Cost } | undefined
  let steps = 0

  const visit = (reached: Reached): void => {
    if (best && compare(reached.cost, best.cost) >= 0) return
    if (reached.place === order.length) {
      best = { order: [...order], cost: reached.cost }
      return
    }
    for (let i = reached.place; i < order.length; i++) branch(reached, i)
  }

  /** With the stop at `i` as the next one. Rotated, not swapped: today's order is tried first, and the rest keeps its own. */
  const branch = (reached: Reached, i: number): void => {
    const { place } = reached
    const stop = order[i]!
    order.copyWithin(place + 1, place, i)
    order[place] = stop
    steps++
    visit(onwards(tour, reached, stop))
    order.copyWithin(place, place + 1, i + 1)
    order[i] = stop
  }

  let begun: Reached = {
    place: 0,
    at: 0,
    clock: tour.departs,
    cost: { lateness: 0, seconds: 0, metres: 0 },
  }
  for (const stop of order.slice(0, fixed)) begun = onwards(tour, begun, stop)
  for (let i = begun.place; i < order.length; i++) {
    branch(begun, i)
    yield
  }
  return { order: best?.order ?? today, steps }
}

const onwards = ({ stops, legs }: Tour, { place, at, clock, cost }: Reached, stop: number): Reached => {
  const { service, opens, arrivedAt } = stops[stop]!
  const isThere = arrivedAt !== undefined
  const drive = isThere ? 0 : legs.seconds[at]![stop + 1]!
  const arrives = isThere ? arrivedAt : clock + drive
  const waits = isThere || opens === null ? 0 : Math.max(0, opens - arrives)
  return {
    place: place + 1,
    at: stop + 1,
    clock: Math.max(clock, arrives + waits + service),
    cost: {
      lateness: cost.lateness + (opens === null ? 0 : Math.max(0, arrives - opens - grace)),
      seconds: cost.seconds + drive + waits,
      metres: cost.metres + (isThere ? 0 : legs.metres[at]![stop + 1]!),
    },
  }
}
