import { nearest, optimize } from '../../domain/routing/optimize.ts'
import { guessedSpeed, straightLeg } from '../../domain/routing/straight.ts'
import { costOf, type Tour, walk } from '../../domain/routing/tour.ts'
import type { Plan } from './plan.ts'
import { median, type Row } from './report.ts'

const stops = 50
const mostMs = 200

interface Run {
  readonly ms: number
  readonly nearestMs: number
  /** How much of the nearest neighbour's time, driving and waiting, the order needs. */
  readonly share: number
}

/** The order of a day of fifty stops, half of them by appointment, against the pass that anybody would write first. */
export const measureRouting = async (plan: Plan): Promise<Row[]> => {
  const days = plan.isQuick ? 5 : 25
  const row = (what: string, share: number): Row => {
    for (let i = 0; i < 5; i++) run(aDay(i, share)) // until the compiler knows it
    const runs = Array.from({ length: days }, (_, i) => run(aDay(100 + i, share)))
    const ms = median(runs.map((one) => one.ms))
    const slowest = Math.max(...runs.map((one) => one.ms))
    plan.say(`${what}: ${ms.toFixed(1)} ms`)
    return {
      name: 'routing',
      what,
      baseline: `nearest neighbour ${median(runs.map((one) => one.nearestMs)).toFixed(2)} ms`,
      measured: `${ms.toFixed(1)} ms`,
      ratio: median(runs.map((one) => one.ms / one.nearestMs)),
      target: null,
      note: [
        `slowest ${slowest.toFixed(0)} ms, allowed ${mostMs}`,
        `needs ${(median(runs.map((one) => one.share)) * 100).toFixed(0)} % of its time on the way`,
      ].join(' · '),
      runs,
    }
  }
  return [row(`order of ${stops} stops`, 0), row(`order of ${stops} stops, half of them by appointment`, 0.5)]
}

const run = (tour: Tour): Run => {
  const today = tour.stops.map((_, i) => i)
  const [first, nearestMs] = timed(() => nearest(tour, today))
  const [best, ms] = timed(() => optimize(tour, today))
  return { ms, nearestMs, share: best.cost.seconds / costOf(walk(tour, first)).seconds }
}

const timed = <T>(work: () => T): [T, number] => {
  const began = performance.now()
  const result = work()
  return [result, performance.now() - began]
}

/** Stops all over a town of 20 km, the same for the same number. */
const aDay = (seed: number, appointments: number): Tour => {
  const random = randomOf(seed)
  const spots = Array.from({ length: stops + 1 }, () => ({
    latitude: -23.6 + random() * 0.18,
    longitude: -46.7 + random() * 0.18,
  }))
  const legs = spots.map((from) => spots.map((to) => straightLeg(from, to, guessedSpeed)))
  return {
    legs: {
      seconds: legs.map((row) => row.map(({ seconds }) => seconds)),
      metres: legs.map((row) => row.map(({ metres }) => metres)),
    },
    departs: 0,
    stops: Array.from({ length: stops }, () => ({
      service: 600,
      opens: random() < appointments ? Math.round(random() * stops * 20) * 60 : null,
    })),
  }
}

/** Park and Miller's generator. */
const randomOf = (seed: number) => {
  let state = (seed * 7_919) % 2_147_483_646
  return () => {
    state = ((state + 1) * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
