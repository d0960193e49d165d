import type { Language } from '../../../domain/problem.ts'
import type { ShareView } from '../../../domain/share-links/schema.ts'
import { duration, relative } from '../../pages/format.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { dateTime } from '../ui/time.ts'
import type { LinkWords } from './link-words.ts'

/** How a link stands for whoever looks after it. `locked`: its maker may not share this any more. */
export type LinkStanding = 'active' | 'starts' | 'ended' | 'usedUp' | 'locked' | 'revoked'
export type Told = Pick<
  ShareView,
  'status' | 'is_active' | 'starts_at' | 'expires_at' | 'revoked_at' | 'max_views' | 'counts'
>

/** Time goes on after the link was read: what began or ended meanwhile is told by the clock. */
export const standingOf = (link: Told, now: number): LinkStanding => {
  if (link.revoked_at !== null) return 'revoked'
  if (link.expires_at !== null && Date.parse(link.expires_at) <= now) return 'ended'
  if (link.starts_at !== null && Date.parse(link.starts_at) > now) return 'starts'
  if (isUsedUp(link)) return 'usedUp'
  return link.status === 'active' && !link.is_active ? 'locked' : 'active'
}

const isUsedUp = ({ max_views, counts }: Told) => max_views !== null && counts.views >= max_views

/** It opens, or will: there is something to withdraw. */
export const goesOn = (link: Told, now: number): boolean => {
  const standing = standingOf(link, now)
  return standing !== 'revoked' && standing !== 'ended'
}

/** The colour of the tag, see `.tag`. */
export const toneOf: Readonly<Record<LinkStanding, string>> = {
  active: 'good',
  starts: 'warn',
  ended: '',
  usedUp: 'warn',
  locked: 'bad',
  revoked: '',
}

interface Frame {
  readonly lang: Language
  readonly zone: string
  readonly w: LinkWords
  readonly now: number
}

/** "2 hr left", "starts 21 Nov, 14:05", "ended 3 hours ago". */
export const timeText = (link: Told, { lang, zone, w, now }: Frame): string => {
  const since = (at: string) => relative(lang, Date.parse(at) - now)
  if (link.revoked_at !== null) return fill(w.withdrawnSince, { when: since(link.revoked_at) })
  if (link.expires_at !== null && Date.parse(link.expires_at) <= now)
    return fill(w.endedSince, { when: since(link.expires_at) })
  if (link.starts_at !== null && Date.parse(link.starts_at) > now)
    return fill(w.startsAt, { time: dateTime(lang, zone, link.starts_at) })
  if (link.expires_at === null) return w.noEnd
  return fill(w.timeLeft, { duration: duration(lang, Date.parse(link.expires_at) - now) })
}

export const viewsText = (
  { counts, max_views }: Pick<ShareView, 'counts' | 'max_views'>,
  w: LinkWords,
): string =>
  max_views === null
    ? fill(w.views, { count: counts.views })
    : fill(w.viewsOf, { count: counts.views, most: max_views })

export const downloadsText = (
  { counts, max_downloads }: Pick<ShareView, 'counts' | 'max_downloads'>,
  w: LinkWords,
): string =>
  max_downloads === null
    ? fill(w.downloads, { count: counts.downloads })
    : fill(w.downloadsOf, { count: counts.downloads, most: max_downloads })

/** What its owner calls it: by whom it is for, by its own title, or by what it shows. */
export const nameOf = (
  { recipient, title, resource }: Pick<ShareView, 'recipient' | 'title' | 'resource'>,
  w: LinkWords,
): string =>
  plain(recipient?.name ?? '') ||
  plain(title ?? '') ||
  plain(resource.title ?? '') ||
  w[`kind_${resource.type}`]

/** The address to hand on: the one its owner chose reads best. */
export const addressOf = ({ share_url, slug }: Pick<ShareView, 'share_url' | 'slug'>): string =>
  slug === null ? share_url : share_url.replace(/\/share\/[^/]+\/?$/, `/share/${slug}/`)

/** A link's end put off: from where it is, or from now where that has passed. `undefined`: it has no end. */
export const putOff = (
  { expires_at }: Pick<ShareView, 'expires_at'>,
  by: number,
  now: number,
): string | undefined =>
  expires_at === null ? undefined : new Date(Math.max(now, Date.parse(expires_at)) + by).toISOString()
