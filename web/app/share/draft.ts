import type { LinkPolicyView } from '../../../domain/share-links/policy-schema.ts'
import type { CreateShare, ShareView } from '../../../domain/share-links/schema.ts'
import { instantOf, wallClock } from '../ui/time.ts'
import { durationsFor } from './durations.ts'
import type { Recipient } from './recipients.ts'
import type { Shareable } from './shareable.ts'
import { movingKinds } from './shareable.ts'

export const rights = ['preview', 'download', 'comment', 'collaborate'] as const
export type Right = (typeof rights)[number]
export type ShareType = ShareView['share_type']

/** A new link as its form holds it; wall clocks are those of the organization, numbers are as typed. */
export interface Draft {
  readonly length: number | 'never' | 'own'
  readonly until: string
  readonly isLater: boolean
  readonly startsAt: string
  readonly type: ShareType
  readonly password: string
  readonly permissions: Readonly<Record<Right, boolean>>
  readonly maxViews: string
  readonly maxDownloads: string
  readonly recipients: readonly Recipient[]
  readonly title: string
  readonly note: string
  readonly slug: string
  readonly notify: boolean
  readonly trail: string
  readonly untilDone: boolean
}

const hourMs = 3_600_000

/** What nobody has touched yet: the least that is of use, as the policy presets it. */
export const freshDraft = (
  policy: LinkPolicyView,
  { type }: Pick<Shareable, 'type'>,
  zone: string,
  now: number,
  password: () => string,
): Draft => {
  const open = (['public', 'private'] as const).find((one) => policy.allowed_types.includes(one))
  const isProtected = policy.password_required || open === undefined
  return {
    length: durationsFor(policy, movingKinds.has(type)).chosen,
    until: wallClock(zone, now + 3 * hourMs),
    isLater: false,
    startsAt: wallClock(zone, now + hourMs),
    type: isProtected ? 'protected' : open,
    password: isProtected ? password() : '',
    permissions: {
      preview: policy.allowed_rights.preview,
      download: false,
      comment: false,
      collaborate: false,
    },
    maxViews: '',
    maxDownloads: '',
    recipients: [],
    title: '',
    note: '',
    slug: '',
    notify: false,
    trail: '10',
    untilDone: type === 'assignment',
  }
}

/** What the service is asked for. A length is counted by its clock, unless the link begins later. */
export const requestOf = (draft: Draft, { type, id }: Shareable, zone: string): CreateShare => {
  const startsAt = draft.isLater ? instantOf(zone, draft.startsAt) : null
  return {
    resource_type: type as CreateShare['resource_type'],
    resource_id: movingKinds.has(type) ? id : Number(id),
    share_type: draft.type,
    ...(draft.type === 'protected' && { password: draft.password }),
    ...endOf(draft, startsAt, zone),
    ...(startsAt !== null && { starts_at: new Date(startsAt).toISOString() }),
    allow_preview: draft.permissions.preview,
    allow_download: draft.permissions.download,
    allow_comments: draft.permissions.comment,
    allow_collaboration: draft.permissions.collaborate,
    ...(draft.maxViews && { max_views: Number(draft.maxViews) }),
    ...(draft.maxDownloads && { max_downloads: Number(draft.maxDownloads) }),
    ...(draft.recipients.length > 0 && { recipients: draft.recipients.map((one) => ({ ...one })) }),
    ...(draft.title.trim() && { title: draft.title.trim() }),
    ...(draft.note.trim() && { description: draft.note.trim() }),
    ...(draft.slug.trim() && { slug: draft.slug.trim() }),
    ...(draft.notify && { notify_on_access: true }),
    ...(movingKinds.has(type) && { trail_minutes: Number(draft.trail) }),
    ...(type === 'assignment' && draft.untilDone && { ends_on: 'done' as const }),
  }
}

const endOf = (
  { length, until }: Pick<Draft, 'length' | 'until'>,
  startsAt: number | null,
  zone: string,
): Pick<CreateShare, 'expires_at' | 'expires_in_hours'> => {
  if (length === 'never') return { expires_at: null }
  if (length === 'own') return { expires_at: new Date(instantOf(zone, until)).toISOString() }
  return startsAt === null
    ? { expires_in_hours: length / 60 }
    : { expires_at: new Date(startsAt + length * 60_000).toISOString() }
}

/** A title as an address: "Fotos da Praça!" becomes "fotos-da-praca". */
export const slugFrom = (title: string): string =>
  title
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '')
