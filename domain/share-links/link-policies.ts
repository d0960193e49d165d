import type { Member } from '../actor.ts'
import type { Announcements } from '../live/ports.ts'
import type { FieldError } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'
import { isNarrower, type Permissions } from './link.ts'
import { mayManage } from './policy.ts'
import type { ExistingLinks, LinkPolicyPreview } from './policy-schema.ts'
import { presentResource } from './present.ts'
import { type LinkPolicy, type Mended, mended, violationsOf } from './share-policy.ts'
import type { KeptShare, ShareStore } from './share-ports.ts'

export interface LinkPolicyPorts {
  readonly sharesOf: (tenantId: SerialId) => ShareStore
  readonly announce: Announcements
  readonly now: () => Date
}

interface Touched {
  readonly kept: KeptShare
  readonly violations: readonly FieldError[]
  readonly fate: Mended
}

const atOnce = 500
const mostShown = 200

export type LinkPolicies = ReturnType<typeof createLinkPolicies>

/** What a policy means for the links that are there already. */
export const createLinkPolicies = ({ sharesOf, announce, now }: LinkPolicyPorts) => {
  /** Page by page, oldest first: the links that go on and that the policy would not allow now. */
  async function* touchedBy(tenantId: SerialId, policy: LinkPolicy): AsyncGenerator<readonly Touched[]> {
    for (let after = 0; ; ) {
      const at = now()
      const page = await sharesOf(tenantId).going({}, at, after, atOnce)
      yield page.flatMap((kept) => {
        const violations = violationsOf(policy, kept.link, at)
        return violations.length > 0 ? [{ kept, violations, fate: mended(policy, kept.link, at) }] : []
      })
      if (page.length < atOnce) return
      after = page.at(-1)!.link.number
    }
  }

  return {
    /** Nothing is changed. Counts all, shows those that the asker looks after, at most 200 of them. */
    async preview(actor: Member, policy: LinkPolicy): Promise<LinkPolicyPreview> {
      const fates = { adjusted: 0, revoked: 0 }
      const results: LinkPolicyPreview['results'] = []
      for await (const page of touchedBy(actor.tenantId, policy))
        for (const touched of page) {
          fates[touched.fate.outcome] += 1
          const isShown = results.length < mostShown && mayManage(actor, touched.kept.link)
          if (isShown) results.push(present(touched))
        }
      return {
        count: fates.adjusted + fates.revoked,
        would_adjust: fates.adjusted,
        would_revoke: fates.revoked,
        results,
      }
    },

    /** How many go on although the policy would not allow them now. */
    async count(tenantId: SerialId, policy: LinkPolicy): Promise<ExistingLinks> {
      let violating = 0
      for await (const page of touchedBy(tenantId, policy)) violating += page.length
      return { violating, adjusted: 0, revoked: 0 }
    },

    /** Makes the links that are there follow the policy, and tells everybody who has one of them open. */
    async apply(tenantId: SerialId, policy: LinkPolicy): Promise<ExistingLinks> {
      const store = sharesOf(tenantId)
      const done = { violating: 0, adjusted: 0, revoked: 0 }
      for await (const page of touchedBy(tenantId, policy)) {
        const ending = page.filter(({ fate }) => fate.outcome === 'revoked').map(({ kept }) => kept.link.id)
        const revoked = ending.length > 0 ? await store.revoke({ ids: ending }, now()) : []
        for (const id of revoked) announce.linkEnded(id, 'revoked')
        done.revoked += revoked.length

        for (const { ids, expiresAt, permissions } of alike(page)) {
          const curbed = await store.curb(ids, { expiresAt, permissions }, now())
          for (const link of curbed) {
            const before = page.find(({ kept }) => kept.link.id === link.id)!.kept.link.permissions
            if (isNarrower(link.permissions, before)) announce.linkEnded(link.id, 'revoked')
            else announce.linkUpdated(link)
          }
          done.adjusted += curbed.length
        }
      }
      return done
    },
  }
}

interface Curb {
  readonly ids: Id[]
  readonly expiresAt: Date | null
  readonly permissions: Permissions
}

/** Most links get the same end and the same rights: one statement for each kind of change. */
const alike = (page: readonly Touched[]): Curb[] => {
  const curbs = new Map<string, Curb>()
  for (const { kept, fate } of page) {
    if (fate.outcome !== 'adjusted') continue
    const { expiresAt, permissions } = fate
    const key = JSON.stringify([expiresAt, permissions])
    const curb = curbs.get(key) ?? { ids: [], expiresAt, permissions }
    curb.ids.push(kept.link.id)
    curbs.set(key, curb)
  }
  return [...curbs.values()]
}

const present = ({ kept: { link }, violations, fate }: Touched): LinkPolicyPreview['results'][number] => ({
  uuid: link.id,
  face: link.face,
  resource: presentResource(link.resource),
  title: link.title,
  created_by: link.createdBy,
  expires_at: link.expiresAt?.toISOString() ?? null,
  violations: violations.map(({ field, message }) => ({ field, message })),
  outcome: fate.outcome,
})
