import type { EditShare, ShareView } from '../../../domain/share-links/schema.ts'
import { instantOf, wallClock } from '../ui/time.ts'
import type { Draft } from './draft.ts'

const hourMs = 3_600_000

/** A link as its form holds it. */
export const draftOf = (link: ShareView, zone: string, now: number): Draft => ({
  length: link.expires_at === null ? 'never' : 'own',
  until: wallClock(zone, link.expires_at === null ? now + 24 * hourMs : Date.parse(link.expires_at)),
  isLater: link.starts_at !== null && Date.parse(link.starts_at) > now,
  startsAt: wallClock(zone, link.starts_at === null ? now + hourMs : Date.parse(link.starts_at)),
  type: link.share_type,
  password: '',
  permissions: link.permissions,
  maxViews: link.max_views === null ? '' : String(link.max_views),
  maxDownloads: link.max_downloads === null ? '' : String(link.max_downloads),
  recipients: [],
  title: link.title ?? '',
  note: link.description ?? '',
  slug: link.slug ?? '',
  notify: link.notify_on_access,
  trail: String(link.trail_minutes),
  untilDone: link.ends_on === 'done',
})

/**
 * Only what is another now: what was allowed when the link was made goes on, and a policy judges what is changed.
 * `null`: nothing is.
 */
export const changesOf = (before: Draft, after: Draft, zone: string): EditShare | null => {
  const is = (...names: (keyof Draft)[]) => names.some((name) => before[name] !== after[name])
  const at = (wall: string) => new Date(instantOf(zone, wall)).toISOString()
  const count = (text: string) => (text === '' ? null : Number(text))
  const right = (name: keyof Draft['permissions']) => before.permissions[name] !== after.permissions[name]
  const changes: EditShare = {
    ...(is('length', 'until') && { expires_at: after.length === 'never' ? null : at(after.until) }),
    ...(is('isLater', 'startsAt') && { starts_at: after.isLater ? at(after.startsAt) : null }),
    ...(is('type') && { share_type: after.type }),
    ...(after.type === 'protected' && after.password !== '' && { password: after.password }),
    ...(right('preview') && { allow_preview: after.permissions.preview }),
    ...(right('download') && { allow_download: after.permissions.download }),
    ...(right('comment') && { allow_comments: after.permissions.comment }),
    ...(right('collaborate') && { allow_collaboration: after.permissions.collaborate }),
    ...(is('maxViews') && { max_views: count(after.maxViews) }),
    ...(is('maxDownloads') && { max_downloads: count(after.maxDownloads) }),
    ...(is('title') && { title: after.title.trim() || null }),
    ...(is('note') && { description: after.note.trim() || null }),
    ...(is('slug') && { slug: after.slug.trim() || null }),
    ...(is('notify') && { notify_on_access: after.notify }),
    ...(is('trail') && { trail_minutes: Number(after.trail) }),
    ...(is('untilDone') && { ends_on: after.untilDone ? 'done' : null }),
  }
  return Object.keys(changes).length > 0 ? changes : null
}
