import type { Member } from '../actor.ts'
import { Problem } from '../problem.ts'
import type { Id } from '../schema.ts'

const rememberedMs = 30_000
const remembered = 10_000

interface Entry {
  readonly member: Pick<Member, 'tenantId' | 'userId'>
  readonly readAt: number
  readonly standing: Promise<Member | undefined>
}

export interface StandingPorts {
  /** Those of the families that have not ended, with their members' present roles. */
  readonly read: (familyIds: readonly Id[]) => Promise<readonly Member[]>
  readonly now: () => Date
}

/**
 * What became of the sessions that access tokens speak of. A token is good for 15 minutes, what it says for less: the
 * family may have ended, the role may be another. Answers are remembered for 30 s, so that a change is in force by then
 * even where the message about it was lost.
 */
export const createStandings = ({ read, now }: StandingPorts) => {
  const entries = new Map<Id, Entry>()

  const load = (claimed: Member): Entry => {
    const standing = read([claimed.familyId]).then(([member]) => member)
    const entry = { member: claimed, readAt: now().getTime(), standing }
    // Kept while it is being read: a change meanwhile drops the entry, and what was read too early serves nobody later.
    entries.delete(claimed.familyId)
    entries.set(claimed.familyId, entry)
    standing.catch(() => entries.get(claimed.familyId) === entry && entries.delete(claimed.familyId))
    if (entries.size > remembered) entries.delete(entries.keys().next().value as Id)
    return entry
  }

  return {
    /** Throws `not_signed_in` for a session that has ended. */
    async of(claimed: Member): Promise<Member> {
      const known = entries.get(claimed.familyId)
      const isFresh = known && now().getTime() - known.readAt < rememberedMs
      const member = await (isFresh ? known : load(claimed)).standing
      if (member?.userId === claimed.userId && member.tenantId === claimed.tenantId) return member
      throw new Problem('not_signed_in')
    },

    forget({ tenantId, userId }: Pick<Member, 'tenantId' | 'userId'>): void {
      for (const [familyId, { member }] of entries)
        if (member.userId === userId && member.tenantId === tenantId) entries.delete(familyId)
    },
  }
}
