import type { ShareLink } from './link.ts'
import type { SharedResource } from './resources.ts'

type Ending = Pick<ShareLink, 'endsOn' | 'expiresAt' | 'revokedAt'>
type Doable = Pick<SharedResource, 'doneAt'>

/** How long the customer of a visit is asked about it, from when it was done. */
export const ratableMs = 7 * 86_400_000

/**
 * Whether a link is over because what it shows is done: it was to end with it, and had not ended before for another
 * reason. It does not wait for anybody to write its end down.
 */
export const isOverAsDone = ({ endsOn, expiresAt, revokedAt }: Ending, { doneAt }: Doable): boolean =>
  endsOn === 'done' && revokedAt === null && !!doneAt && (expiresAt === null || expiresAt >= doneAt)

/** Whether it still says so: later on it is a link that has expired, like any other. */
export const saysDone = (link: Ending, resource: Doable, now: Date): boolean =>
  isOverAsDone(link, resource) && now.getTime() < (resource.doneAt?.getTime() ?? 0) + ratableMs

/** The customer's own link to a visit, which alone is asked for a rating. */
export const isOfCustomer = ({ face, resource }: Pick<ShareLink, 'face' | 'resource'>): boolean =>
  face === 'trakservice' && resource.kind === 'assignment'
