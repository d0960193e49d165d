import { Problem } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'

/** Which API made the link. Every face is a thin view of the same link. */
export type Face = 'share_track' | 'core'

/** A link lets whoever holds its token see one resource until it ends. */
export interface ShareLink {
  readonly id: Id
  readonly tenantId: SerialId
  readonly face: Face
  readonly resource: { readonly kind: 'vehicle'; readonly id: string }
  readonly title: string | null
  /** How much of the past a viewer sees when the link is opened. */
  readonly trailMinutes: number
  readonly createdBy: SerialId
  readonly createdAt: Date
  /** `null`: never. The moment itself is already too late. */
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
}

export type LinkState = 'live' | 'expired' | 'revoked'

/** Revocation wins over expiry: someone whose access was withdrawn should read that, not "expired". */
export const stateOf = (link: Pick<ShareLink, 'expiresAt' | 'revokedAt'>, now: Date): LinkState => {
  if (link.revokedAt) return 'revoked'
  return link.expiresAt && link.expiresAt <= now ? 'expired' : 'live'
}

export const assertLive = (link: ShareLink, now: Date): void => {
  const state = stateOf(link, now)
  if (state !== 'live') throw new Problem(state === 'revoked' ? 'link_revoked' : 'link_expired')
}
