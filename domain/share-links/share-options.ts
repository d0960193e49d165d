import { normalisePassword } from '../accounts/password.ts'
import { type FieldError, Problem } from '../problem.ts'
import { onlyPreview, type ResourceKind, type Right, rights, type ShareLink } from './link.ts'
import type { EditShare, ShareOptions } from './schema.ts'
import { defaultEnd, fieldOf, type LinkPolicy, onlyOf } from './share-policy.ts'

/** What the maker of a link decides of it. */
export type Terms = Pick<
  ShareLink,
  | 'shareType'
  | 'permissions'
  | 'startsAt'
  | 'expiresAt'
  | 'maxViews'
  | 'maxDownloads'
  | 'title'
  | 'description'
  | 'slug'
  | 'notifyOnAccess'
  | 'trailMinutes'
  | 'endsOn'
  | 'destination'
>

/** Terms as somebody asked for them; `password` is a new one, normalised and fit to be hashed. */
export interface ReadTerms {
  readonly terms: Terms
  readonly password: string | undefined
}

/** What of each kind can be done at all: rights beyond these are refused, since they would promise nothing. */
const sensible: Readonly<Record<ResourceKind, readonly Right[]>> = {
  vehicle: ['preview'],
  trip: ['preview'],
  assignment: ['preview'],
  quote: ['preview'],
  album: rights,
  asset: rights,
}

/** A new link where nothing is said: to be looked at, by as many as the organization allows. */
const usualTerms = ({ allowedTypes, allowedRights }: LinkPolicy): Terms => ({
  // Never `protected`: that takes a password. Where nothing else is allowed, the policy will say so.
  shareType: openTypes.find((type) => allowedTypes.includes(type)) ?? 'public',
  permissions: onlyOf(onlyPreview, allowedRights),
  startsAt: null,
  expiresAt: null,
  maxViews: null,
  maxDownloads: null,
  title: null,
  description: null,
  slug: null,
  notifyOnAccess: false,
  trailMinutes: 10,
  endsOn: null,
  destination: null,
})
const openTypes = ['public', 'private'] as const

/** What `options` make of a new link to something of this kind, or `validation_failed` with all that is wrong. */
export const readOptions = (
  options: ShareOptions,
  kind: ResourceKind,
  policy: LinkPolicy,
  now: Date,
): ReadTerms => {
  const { terms, password } = editTerms(usualTerms(policy), options, kind, now)
  const saysEnd = options.expires_at !== undefined || options.expires_in_hours !== undefined
  return { password, terms: saysEnd ? terms : { ...terms, expiresAt: defaultEnd(policy, terms, now) } }
}

/** The terms with a change taken in, or `validation_failed` with all that is wrong. */
export const editTerms = (terms: Terms, edit: EditShare, kind: ResourceKind, now: Date): ReadTerms => {
  const faults: FieldError[] = []
  const fault = (field: string, message: string) => void faults.push({ field, message })

  const password = readPassword(edit.password, fault)
  const changed: Terms = {
    shareType: readType(terms, edit, fault),
    permissions: readPermissions(terms, edit, kind, fault),
    ...readTimes(terms, edit, now, fault),
    maxViews: given(edit.max_views, terms.maxViews),
    maxDownloads: given(edit.max_downloads, terms.maxDownloads),
    title: given(edit.title === undefined ? undefined : tidy(edit.title), terms.title),
    description: given(
      edit.description === undefined ? undefined : tidy(edit.description),
      terms.description,
    ),
    slug: given(edit.slug, terms.slug),
    notifyOnAccess: edit.notify_on_access ?? terms.notifyOnAccess,
    trailMinutes: edit.trail_minutes ?? terms.trailMinutes,
    ...readDestination(terms, edit, kind, fault),
  }
  if (!moves(kind) && edit.trail_minutes !== undefined) fault('trail_minutes', 'is only for what moves')
  if (edit.max_downloads && !sensible[kind].includes('download'))
    fault('max_downloads', `is not for a ${kind}: there is nothing to download`)
  if (edit.slug && isReserved(edit.slug)) fault('slug', 'is kept for the house; choose another')

  if (faults.length > 0) throw new Problem('validation_failed', { errors: faults })
  return { terms: changed, password }
}

type Fault = (field: string, message: string) => void

/** Shortest and longest, in characters, after normalisation. */
const [shortest, longest] = [4, 200]

/** What anybody would try first; tries are few, but these are fewer. */
const guessable =
  /^(.)\1*$|^0?123(4|45|456|4567|45678|456789|4567890)$|^(abcd|qwer|asdf|pass|password|senha|clave)\d*$/iu

const readPassword = (given: string | null | undefined, fault: Fault): string | undefined => {
  if (given === undefined || given === null) return undefined
  const password = normalisePassword(given)
  const length = [...password].length
  if (length < shortest || length > longest) fault('password', `must be ${shortest} to ${longest} characters`)
  else if (password.includes('\0') || !password.isWellFormed())
    fault('password', 'has a character that no keyboard writes')
  else if (guessable.test(password)) fault('password', 'is among the first that anybody would try')
  return password
}

/** A link has a password if, and only if, it is `protected`. Naming a password says that it is. */
const readType = (terms: Terms, { share_type, password }: EditShare, fault: Fault): Terms['shareType'] => {
  if (typeof password === 'string') {
    if (share_type && share_type !== 'protected') fault('password', `is not for a ${share_type} link`)
    return 'protected'
  }
  const shareType = share_type ?? terms.shareType
  if (shareType === 'protected' && password === null)
    fault('share_type', 'must say what the link is to be without its password: public or private')
  else if (shareType === 'protected' && terms.shareType !== 'protected')
    fault('password', 'is required for a protected link')
  return shareType
}

const readPermissions = (terms: Terms, edit: EditShare, kind: ResourceKind, fault: Fault) => {
  const asked: Partial<Record<Right, boolean | undefined>> = {
    preview: edit.allow_preview,
    download: edit.allow_download,
    comment: edit.allow_comments,
    collaborate: edit.allow_collaboration,
  }
  for (const right of rights)
    if (asked[right] && !sensible[kind].includes(right))
      fault(fieldOf[right], `is not possible for a ${kind}`)
  const now = (right: Right) => asked[right] ?? terms.permissions[right]
  return {
    preview: now('preview'),
    download: now('download'),
    comment: now('comment'),
    collaborate: now('collaborate'),
  }
}

const readTimes = (terms: Terms, edit: EditShare, now: Date, fault: Fault) => {
  const begin = edit.starts_at === undefined ? terms.startsAt : readTime('starts_at', edit.starts_at, fault)
  const startsAt = edit.starts_at !== undefined && begin && begin <= now ? null : begin
  const hours = edit.expires_in_hours
  const expiresAt =
    hours !== undefined
      ? hours && new Date(now.getTime() + Math.round(hours * 3_600_000))
      : edit.expires_at !== undefined
        ? readTime('expires_at', edit.expires_at, fault)
        : terms.expiresAt
  const field = hours === undefined ? 'expires_at' : 'expires_in_hours'
  const isNew = hours !== undefined || edit.expires_at !== undefined
  if (expiresAt && isNew && expiresAt <= now) fault(field, 'must be in the future')
  else if (expiresAt && startsAt && startsAt >= expiresAt)
    fault(isNew ? field : 'starts_at', 'must leave time between starts_at and expires_at')
  return { startsAt, expiresAt: expiresAt || null }
}

const lastMoment = Date.parse('9999-12-31T23:59:59.999Z')

/** `null` too for what is no time, which is then a fault. */
const readTime = (field: string, text: string | null, fault: Fault): Date | null => {
  if (text === null) return null
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) fault(field, 'is not a time')
  else if (time.getTime() > lastMoment) fault(field, 'must not lie after the year 9999')
  else return time
  return null
}

/** A visit shows its technician on the way. */
const moves = (kind: ResourceKind): boolean => kind === 'vehicle' || kind === 'assignment'

/** Vehicles arrive somewhere, visits get done, and everything else does neither. */
const readDestination = (terms: Terms, edit: EditShare, kind: ResourceKind, fault: Fault) => {
  if (kind === 'assignment') {
    if (edit.destination) fault('destination', 'is only for vehicles')
    if (edit.ends_on === 'arrival') fault('ends_on', 'must be done for a visit')
    return { endsOn: given(edit.ends_on, terms.endsOn), destination: null }
  }
  if (edit.ends_on === 'done') fault('ends_on', 'done is only for visits')
  else if (kind !== 'vehicle' && (edit.ends_on || edit.destination))
    fault(edit.ends_on ? 'ends_on' : 'destination', 'is only for what moves')
  const endsOn = given(edit.ends_on, terms.endsOn)
  const kept = endsOn === null && edit.destination === undefined ? null : terms.destination
  const place = edit.destination
  const destination =
    place === undefined
      ? kept
      : place && { latitude: place.latitude, longitude: place.longitude, radiusM: place.radius_m }
  if (endsOn && !destination) fault('destination', 'is required where the link ends on arrival')
  if (destination && !endsOn) fault('ends_on', 'is required beside a destination')
  return { endsOn, destination }
}

/** Addresses that are ours, or that people would take for ours; a UUID would be taken for a link's. */
const reserved =
  /^(admin|api|app|assets?|collaborate|docs|download|embed|events|fleeting|help|live|login|map|metrics|new|null|oembed|preview|private|public|qr|register|revoke-all|settings|share|shares|static|stream|support|trip|undefined|unlock|www|zip)$/
const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const isReserved = (slug: string): boolean => reserved.test(slug) || uuidShape.test(slug)

const given = <T>(asked: T | undefined, now: T): T => (asked === undefined ? now : asked)

const tidy = (text: string | null): string | null => text?.normalize('NFC').trim() || null

export const termsOf = (link: ShareLink): Terms => ({
  shareType: link.shareType,
  permissions: link.permissions,
  startsAt: link.startsAt,
  expiresAt: link.expiresAt,
  maxViews: link.maxViews,
  maxDownloads: link.maxDownloads,
  title: link.title,
  description: link.description,
  slug: link.slug,
  notifyOnAccess: link.notifyOnAccess,
  trailMinutes: link.trailMinutes,
  endsOn: link.endsOn,
  destination: link.destination,
})
