import { createHmac, randomBytes } from 'node:crypto'
import type { Describe } from '../domain/analytics/facts.ts'

const hashBytes = 12
/** Tomorrow's key is made so early that it is there when the day begins. */
const aheadMs = 10 * 60_000

export interface DayKeys {
  readonly visitorOf: Describe['visitorOf']
  /** Sees to it that the key of the day is there; called now and then. */
  prepare(): Promise<void>
}

/**
 * One random key for each day (UTC), the same on every node. It makes a visitor's hash of the address and the browser's
 * name, for one organization; when it is deleted, nobody can tell whose hash it was, nor that two of different days
 * belong together.
 *
 * @param keyOf the kept key of a day; `fresh` becomes it where there is none.
 */
export const createDayKeys = (
  keyOf: (day: string, fresh: Buffer) => Promise<Buffer>,
  now: () => Date,
): DayKeys => {
  let keys = new Map<string, Buffer>()
  const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)

  return {
    visitorOf(tenantId, { ip, userAgent }, at) {
      const key = keys.get(dayOf(at.getTime()))
      if (!key) return null
      const hash = createHmac('sha256', key).update(`${tenantId}\n${ip}\n${userAgent ?? ''}`)
      return hash.digest().subarray(0, hashBytes)
    },

    async prepare() {
      const ms = now().getTime()
      const days = new Set([dayOf(ms), dayOf(ms + aheadMs)])
      const next = new Map<string, Buffer>()
      for (const day of days) next.set(day, keys.get(day) ?? (await keyOf(day, randomBytes(32))))
      keys = next
    },
  }
}
