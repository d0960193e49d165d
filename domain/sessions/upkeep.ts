import type { createModeration } from './moderation.ts'
import type { SessionPorts } from './service-ports.ts'

const atOnce = 100
const dayMs = 86_400_000
const theClock = { userId: null, participantId: null, asHost: false }

/** What the clock does with sessions. Safe to run twice. */
export const createSessionUpkeep = (
  { sessionsOf, sessionUpkeep, sessionRetentionDays, now }: SessionPorts,
  moderation: ReturnType<typeof createModeration>,
) => ({
  /** Ends those whose time is over: they read as over before that already. Answers how many. */
  async endOverdue(dryRun = false): Promise<number> {
    const at = now()
    if (dryRun) return (await sessionUpkeep.overdue(at, 10_000)).length
    let count = 0
    for (;;) {
      const overdue = await sessionUpkeep.overdue(at, atOnce)
      let ended = 0
      for (const { id, tenantId } of overdue) {
        const session = await sessionsOf(tenantId).find(id)
        if (session && session.expiresAt <= at && (await moderation.end(session, theClock, 'expired')))
          ended += 1
      }
      count += ended
      if (overdue.length < atOnce || ended === 0) return count
    }
  },

  /** Removes those that ended long ago, with all that was said and recorded in them. Answers how many. */
  async forgetOld(dryRun = false): Promise<number> {
    const before = new Date(now().getTime() - sessionRetentionDays * dayMs)
    if (dryRun) return sessionUpkeep.countEndedBefore(before)
    let count = 0
    for (;;) {
      const removed = await sessionUpkeep.forgetBefore(before, atOnce)
      count += removed
      if (removed < atOnce) return count
    }
  },
})
