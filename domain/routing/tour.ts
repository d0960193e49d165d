import type { Legs } from './legs.ts'

/** One stop of a day. Seconds, counted from whenever the day begins to be looked at. */
export interface TourStop {
  /** How long the work takes. */
  readonly service: number
  /** Work begins at this time and not before; `null` where any time will do. */
  readonly opens: number | null
  /** Already there since then: no way leads to it. */
  readonly arrivedAt?: number
}

/** What there is to put in order: `legs` knows the start as place 0, and stop `i` as place `i + 1`. */
export interface Tour {
  readonly legs: Pick<Legs, 'seconds' | 'metres'>
  readonly departs: number
  readonly stops: readonly TourStop[]
}

/**
 * What an order comes to. `seconds` is all that is not work, driving and waiting alike: an hour at a closed door is as
 * lost as an hour on the road.
 */
export interface Cost {
  readonly lateness: number
  readonly seconds: number
  readonly metres: number
}

/** Seconds after the agreed time that nobody calls late. */
export const grace = 15 * 60

/** How a stop is reached. Seconds. */
export interface Call {
  readonly stop: number
  readonly arrives: number
  readonly waits: number
  readonly late: number
  readonly leg: { readonly metres: number; readonly seconds: number }
}

/** Goes through a tour in this order of its stops. */
export const walk = ({ legs, departs, stops }: Tour, order: readonly number[]): Call[] => {
  let [at, clock] = [0, departs]
  return order.map((stop) => {
    const { service, opens, arrivedAt } = stops[stop]!
    const isThere = arrivedAt !== undefined
    const leg = isThere
      ? { metres: 0, seconds: 0 }
      : { metres: legs.metres[at]![stop + 1]!, seconds: legs.seconds[at]![stop + 1]! }
    const arrives = isThere ? arrivedAt : clock + leg.seconds
    const waits = isThere || opens === null ? 0 : Math.max(0, opens - arrives)
    const late = opens === null ? 0 : Math.max(0, arrives - opens - grace)
    at = stop + 1
    clock = Math.max(clock, arrives + waits + service)
    return { stop, arrives, waits, late, leg }
  })
}

export const costOf = (calls: readonly Call[]): Cost => ({
  lateness: sum(calls, ({ late }) => late),
  seconds: sum(calls, ({ leg, waits }) => leg.seconds + waits),
  metres: sum(calls, ({ leg }) => leg.metres),
})

const sum = (calls: readonly Call[], of: (call: Call) => number): number =>
  calls.reduce((total, call) => total + of(call), 0)

/** Thousandths of a second and of a metre are rounding, and would let two equal orders take turns. */
const tiny = 1e-3

/** Negative where `a` is better: less lateness first, then less time, then a shorter way. */
export const compare = (a: Cost, b: Cost): number => {
  for (const by of ['lateness', 'seconds', 'metres'] as const)
    if (Math.abs(a[by] - b[by]) > tiny) return a[by] - b[by]
  return 0
}
