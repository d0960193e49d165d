import { type FieldError, Problem } from '../problem.ts'
import { type Permissions, type Right, rights, type ShareLink, type ShareType, shareTypes } from './link.ts'
import type { ChangeLinkPolicy, LinkPolicyView } from './policy-schema.ts'

/** What an organization allows its links, whoever makes them and by whichever API. */
export interface LinkPolicy {
  /** How long a link lasts whose maker does not say; `null`: for ever. */
  readonly defaultHours: number | null
  /** `null`: as long as its maker wants. */
  readonly longestHours: number | null
  readonly passwordRequired: boolean
  readonly allowedTypes: readonly ShareType[]
  readonly allowedRights: Permissions
}

/** A week unless somebody says otherwise, and everything allowed. */
export const usualPolicy: LinkPolicy = {
  defaultHours: 168,
  longestHours: null,
  passwordRequired: false,
  allowedTypes: shareTypes,
  allowedRights: { preview: true, download: true, comment: true, collaborate: true },
}

/** What of a link a policy judges. */
export type Judged = Pick<ShareLink, 'shareType' | 'permissions' | 'startsAt' | 'expiresAt'>

/** The field in which a request grants each right. */
export const fieldOf: Readonly<Record<Right, string>> = {
  preview: 'allow_preview',
  download: 'allow_download',
  comment: 'allow_comments',
  collaborate: 'allow_collaboration',
}

const hourMs = 3_600_000
/** For clients that reckoned by their own clock. */
const graceMs = 60_000

/** The life of a link begins when it opens: with its making, or later where that is put off. */
const beginOf = ({ startsAt }: Pick<Judged, 'startsAt'>, now: Date): number =>
  Math.max(now.getTime(), startsAt?.getTime() ?? 0)

const endAfter = (link: Pick<Judged, 'startsAt'>, hours: number, now: Date): Date =>
  new Date(beginOf(link, now) + hours * hourMs)

/** When a link ends whose maker does not say; never later than the longest it may last. */
export const defaultEnd = (
  { defaultHours, longestHours }: LinkPolicy,
  link: Pick<Judged, 'startsAt'>,
  now: Date,
): Date | null => {
  const hours = Math.min(defaultHours ?? Infinity, longestHours ?? Infinity)
  return hours === Infinity ? null : endAfter(link, hours, now)
}

/** What the policy has against a link as it is now, by the field that would mend it. Empty: nothing. */
export const violationsOf = (policy: LinkPolicy, link: Judged, now: Date): FieldError[] => {
  const found: FieldError[] = []
  const { longestHours, passwordRequired, allowedTypes, allowedRights } = policy
  if (passwordRequired && link.shareType !== 'protected')
    found.push({ field: 'password', message: 'is required by your organization' })
  else if (!allowedTypes.includes(link.shareType))
    found.push({ field: 'share_type', message: `must be one of ${allowedTypes.join(', ')}` })
  if (longestHours !== null && endsAfter(link, longestHours, now, graceMs))
    found.push({ field: 'expires_at', message: `must be at most ${longestHours} hours ahead` })
  for (const right of rights)
    if (link.permissions[right] && !allowedRights[right])
      found.push({ field: fieldOf[right], message: 'is not allowed by your organization' })
  return found
}

const endsAfter = (link: Judged, hours: number, now: Date, grace = 0): boolean =>
  link.expiresAt === null || link.expiresAt.getTime() > endAfter(link, hours, now).getTime() + grace

/** Throws `policy_violated` with an entry for each field. `touched` narrows it to what a change is about. */
export const assertAllowed = (
  policy: LinkPolicy,
  link: Judged,
  now: Date,
  touched: (field: string) => boolean = () => true,
): void => {
  const errors = violationsOf(policy, link, now).filter(({ field }) => touched(field))
  if (errors.length > 0) throw new Problem('policy_violated', { errors })
}

export type Mended =
  | { readonly outcome: 'revoked' }
  | { readonly outcome: 'adjusted'; readonly expiresAt: Date | null; readonly permissions: Permissions }

/**
 * What applying a policy makes of a link that violates it: less time and fewer rights. A link that is open to more
 * people than it may be cannot be mended without its maker, and ends.
 */
export const mended = (policy: LinkPolicy, link: Judged, now: Date): Mended => {
  const { longestHours, passwordRequired, allowedTypes, allowedRights } = policy
  const isTooOpen =
    !allowedTypes.includes(link.shareType) || (passwordRequired && link.shareType !== 'protected')
  if (isTooOpen) return { outcome: 'revoked' }
  const isTooLong = longestHours !== null && endsAfter(link, longestHours, now)
  return {
    outcome: 'adjusted',
    expiresAt: isTooLong ? endAfter(link, longestHours, now) : link.expiresAt,
    permissions: onlyOf(link.permissions, allowedRights),
  }
}

/** The rights that both give. */
export const onlyOf = (given: Permissions, allowed: Permissions): Permissions => ({
  preview: given.preview && allowed.preview,
  download: given.download && allowed.download,
  comment: given.comment && allowed.comment,
  collaborate: given.collaborate && allowed.collaborate,
})

/** The policy with a change taken in, or `validation_failed` for one that no link could keep; `path` leads to its fields. */
export const changedPolicy = (policy: LinkPolicy, change: ChangeLinkPolicy, path = ''): LinkPolicy => {
  const changed: LinkPolicy = {
    defaultHours: change.default_hours === undefined ? policy.defaultHours : change.default_hours,
    longestHours: change.longest_hours === undefined ? policy.longestHours : change.longest_hours,
    passwordRequired: change.password_required ?? policy.passwordRequired,
    allowedTypes: change.allowed_types ?? policy.allowedTypes,
    allowedRights: { ...policy.allowedRights, ...change.allowed_rights },
  }
  if (changed.passwordRequired && !changed.allowedTypes.includes('protected'))
    throw new Problem('validation_failed', {
      errors: [
        { field: `${path}allowed_types`, message: 'must include protected where a password is required' },
      ],
    })
  return changed
}

export const presentPolicy = (policy: LinkPolicy): LinkPolicyView => ({
  default_hours: policy.defaultHours,
  longest_hours: policy.longestHours,
  password_required: policy.passwordRequired,
  allowed_types: [...policy.allowedTypes],
  allowed_rights: { ...policy.allowedRights },
})
