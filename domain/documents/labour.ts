import { Problem } from '../problem.ts'
import type { Id } from '../schema.ts'
import { labourBounds as most } from './bounds.ts'

export type Labour = ReturnType<typeof createLabour>

/**
 * The time that each participant of one document takes from everybody on this node. What a change or an answer costs shows
 * only once it is done, so whoever has used up their time is refused the next one. `clock`: milliseconds that only go
 * forward.
 */
export const createLabour = (clock: () => number) => {
  const left = new Map<Id, { readonly ms: number; readonly at: number }>()

  const leftOf = (participantId: Id): number => {
    const known = left.get(participantId)
    if (!known) return most.atOnceMs
    return Math.min(most.atOnceMs, known.ms + ((clock() - known.at) / 1_000) * most.msPerSecond)
  }
  const charge = (participantId: Id, ms: number): void => {
    left.set(participantId, { ms: leftOf(participantId) - ms, at: clock() })
  }

  return {
    charge,
    /** Throws `rate_limited`. */
    assertFree(participantId: Id): void {
      const ms = leftOf(participantId)
      if (ms > 0) return
      throw new Problem('rate_limited', { seconds: Math.max(1, Math.ceil(-ms / most.msPerSecond)) })
    },
    /** Does it, whatever comes of it, at the expense of the participant. */
    spend<T>(participantId: Id, work: () => T): T {
      const began = clock()
      try {
        return work()
      } finally {
        charge(participantId, clock() - began)
      }
    },
  }
}
