import { type Cost, compare, grace, type Tour } from './tour.ts'

/**
 * The best of all orders that begin with the first `fixed` of `today`: depth first, leaving every branch that is no better
 * by now than the best whole order. Of equals the one that is found first, and today's before any other.
 */
export const permute = (
  tour: Tour,
  today: readonly number[],
  fixed: number,
): { order: readonly number[]; steps: number } => {
  const { stops, legs, departs } = tour
  const order = [...today]
  let best: { order: readonly number[]; cost: Cost } | undefined
  let steps = 0

  const visit = (place: number, at: number, clock: number, cost: Cost): void => {
    if (best && compare(cost, best.cost) >= 0) return
    if (place === order.length) {
      best = { order: [...order], cost }
      return
    }
    const last = place < fixed ? place + 1 : order.length
    for (let i = place; i < last; i++) {
      const stop = order[i]!
      // Rotated, not swapped: the first order that is tried is today's, and the rest keeps its sequence.
      order.copyWithin(place + 1, place, i)
      order[place] = stop
      steps++
      const { service, opens, arrivedAt } = stops[stop]!
      const isThere = arrivedAt !== undefined
      const drive = isThere ? 0 : legs.seconds[at]![stop + 1]!
      const arrives = isThere ? arrivedAt : clock + drive
      const waits = isThere || opens === null ? 0 : Math.max(0, opens - arrives)
      visit(place + 1, stop + 1, Math.max(clock, arrives + waits + service), {
        lateness: cost.lateness + (opens === null ? 0 : Math.max(0, arrives - opens - grace)),
        seconds: cost.seconds + drive + waits,
        metres: cost.metres + (isThere ? 0 : legs.metres[at]![stop + 1]!),
      })
      order.copyWithin(place, place + 1, i + 1)
      order[i] = stop
    }
  }

  visit(0, 0, departs, { lateness: 0, seconds: 0, metres: 0 })
  return { order: best?.order ?? today, steps }
}
