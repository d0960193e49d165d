import type { Car } from './model.ts'

export const states = ['moving', 'standing', 'silent', 'never'] as const
/** What a vehicle does, as far as is known. */
export type CarState = (typeof states)[number]
export const orders = ['name', 'seen', 'speed', 'state'] as const
export type Order = (typeof orders)[number]

/** What the list is narrowed to. */
export interface Wanted {
  readonly text: string
  readonly state: CarState | 'all'
  readonly order: Order
  /** Only those on the map as it is; null: wherever they are. */
  readonly isInView: ((car: Car) => boolean) | null
}

/** As long as a trail bears without a gap: what has not spoken for longer is silent. */
export const silentAfter = 5 * 60_000
/** Below walking pace a device only wobbles. km/h. */
const leastSpeed = 2

export const stateOf = ({ t, seen, spd }: Pick<Car, 't' | 'seen' | 'spd'>, now: number): CarState => {
  if (seen === null) return 'never'
  if (now - seen > silentAfter) return 'silent'
  return t !== null && now - t <= silentAfter && spd !== null && spd >= leastSpeed ? 'moving' : 'standing'
}

/** Upper and lower case, and letters with and without their accents, are one when somebody searches. */
export const fold = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim()

/** How many do what. */
export const countStates = (cars: readonly Car[], now: number): Record<CarState, number> => {
  const counts = { moving: 0, standing: 0, silent: 0, never: 0 }
  for (const car of cars) counts[stateOf(car, now)] += 1
  return counts
}

/** Those that are wanted, in the order that is; every word that is searched must be in there. */
export const listed = (cars: readonly Car[], wanted: Wanted, now: number): readonly Car[] => {
  const words = fold(wanted.text).split(' ').filter(Boolean)
  const { state, isInView } = wanted
  const found = cars.filter(
    (car) =>
      (state === 'all' || stateOf(car, now) === state) &&
      words.every((word) => car.text.includes(word)) &&
      (!isInView || isInView(car)),
  )
  return found.sort((a, b) => before[wanted.order](a, b, now) || a.rank - b.rank)
}

const before: Record<Order, (a: Car, b: Car, now: number) => number> = {
  name: (a, b) => a.rank - b.rank,
  seen: (a, b) => (b.seen ?? 0) - (a.seen ?? 0),
  speed: (a, b, now) => speedOf(b, now) - speedOf(a, now),
  state: (a, b, now) => states.indexOf(stateOf(a, now)) - states.indexOf(stateOf(b, now)),
}
const speedOf = (car: Car, now: number): number => (stateOf(car, now) === 'moving' ? (car.spd ?? 0) : -1)
