import { Problem } from '../problem.ts'
import { isOfCustomer } from './done.ts'
import type { ShareLink } from './link.ts'
import type { Terms } from './share-options.ts'
import { longestMinutes } from './share-track.ts'

/**
 * The link of a vehicle that its own face made always ends, and within a day; see `CreateShareTrack`. A customer's link
 * always ends with the visit.
 */
export const assertFits = (
  link: Pick<ShareLink, 'face' | 'resource'>,
  { expiresAt, endsOn }: Pick<Terms, 'expiresAt' | 'endsOn'>,
  now: Date,
): void => {
  if (isOfCustomer(link) && endsOn !== 'done') {
    const errors = [{ field: 'ends_on', message: 'must stay done: it is the link of a visit' }]
    throw new Problem('validation_failed', { errors })
  }
  if (link.face !== 'share_track') return
  const ahead = expiresAt ? expiresAt.getTime() - now.getTime() : Infinity
  if (ahead <= (longestMinutes + 1) * 60_000) return // a minute's grace for a client's clock
  const message = `must be at most ${longestMinutes / 60} hours ahead`
  throw new Problem('validation_failed', { errors: [{ field: 'expires_at', message }] })
}
