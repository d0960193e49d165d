import { setImmediate } from 'node:timers/promises'
import type { Stepwise, Unhurried } from '../domain/stepwise.ts'
import { createTurns } from './turns.ts'

/** Half a frame of a smooth picture: live positions that wait for so long look as if they had not waited. */
const mostMs = 8

/** Lets whatever else has come in go first after every 8 ms; at most `atOnce` works take turns with one another. */
export const createUnhurried = (atOnce = 2, waiting = 100): Unhurried => {
  const inTurn = createTurns(atOnce, waiting)
  return (work) => inTurn(() => inPortions(work))
}

const inPortions = async <T>(work: Stepwise<T>): Promise<T> => {
  for (let began = performance.now(); ; ) {
    const { done, value } = work.next()
    if (done) return value
    if (performance.now() - began < mostMs) continue
    await setImmediate()
    began = performance.now()
  }
}
