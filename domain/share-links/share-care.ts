import type { Id, SerialId } from '../schema.ts'
import { assertAllowed, fieldOf } from './share-policy.ts'
import type { Adjustment, SharePorts } from './share-ports.ts'

/** What a feature does with the share that belongs to it. Whether its caller may is judged there. */
export const createShareCare = ({
  sharesOf,
  policyOf,
  announce,
  now,
}: Pick<SharePorts, 'sharesOf' | 'policyOf' | 'announce' | 'now'>) => {
  const end = async (tenantId: SerialId, which: { shareId: Id } | { ids: readonly Id[] }): Promise<void> => {
    for (const id of await sharesOf(tenantId).revoke(which, now())) announce.linkEnded(id, 'revoked')
  }

  return {
    /** All links of a share that are not revoked. Throws `policy_violated`. */
    async adjustShare(tenantId: SerialId, shareId: Id, to: Adjustment): Promise<void> {
      const store = sharesOf(tenantId)
      const first = await store.find(shareId)
      if (!first) return
      const { link } = first
      const judged = {
        ...link,
        expiresAt: to.expiresAt ?? link.expiresAt,
        permissions: { ...link.permissions, download: to.download ?? link.permissions.download },
      }
      const touched = (field: string) =>
        (field === 'expires_at' && to.expiresAt !== undefined) ||
        (field === fieldOf.download && to.download === true)
      assertAllowed(await policyOf(tenantId), judged, now(), touched)
      for (const changed of await store.adjust(shareId, to, now())) announce.linkUpdated(changed)
    },

    /** All links of a share, for good. */
    endShare: (tenantId: SerialId, shareId: Id): Promise<void> => end(tenantId, { shareId }),

    /** One of them. */
    endLink: (tenantId: SerialId, id: Id): Promise<void> => end(tenantId, { ids: [id] }),
  }
}
