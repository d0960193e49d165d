import type { Role } from '../actor.ts'
import type { SerialId } from '../schema.ts'
import { cleanText, type Social } from '../share-links/handouts.ts'
import { type LinkPolicy, presentPolicy } from '../share-links/share-policy.ts'
import { allFlags } from './features.ts'
import { presentRetention, type Retention } from './retention.ts'
import type { CurrentTenant, FeatureFlags, SocialSettings, TenantView } from './schema.ts'

export interface Tenant {
  readonly id: SerialId
  readonly schemaName: string
  readonly name: string
  readonly slug: string
  readonly timezone: string
  readonly locale: string
  readonly features: FeatureFlags
  readonly settings: TenantSettings
}

/** What an organization has settled for itself, one entry a feature; the usual where it has not. */
export interface TenantSettings {
  readonly social: Social
  readonly links: LinkPolicy
  readonly retention: Retention
}

/** As a member with this role sees it. */
export const presentTenant = (tenant: Tenant, role: Role): TenantView => ({
  id: tenant.id,
  schema_name: tenant.schemaName,
  name: tenant.name,
  slug: tenant.slug,
  role,
  timezone: tenant.timezone,
  locale: tenant.locale,
  features: allFlags(tenant.features),
})

/** With its settings. */
export const presentCurrent = (tenant: Tenant, role: Role): CurrentTenant => ({
  ...presentTenant(tenant, role),
  social: presentSocial(tenant.settings.social),
  links: presentPolicy(tenant.settings.links),
  retention: presentRetention(tenant.settings.retention),
})

const presentSocial = ({ hashtags, via, messages }: Social): SocialSettings => ({
  hashtags: [...hashtags],
  via,
  messages: { ...messages },
})

/** The settings with a change taken in, as they are kept. */
export const changedSocial = (
  social: Social,
  { hashtags, via, messages }: Partial<SocialSettings>,
): Social => ({
  hashtags: hashtags
    ? unique(hashtags.map((tag) => tag.replace(/^#/, '').normalize('NFC')))
    : social.hashtags,
  via: via === undefined ? social.via : (via?.replace(/^@/, '') ?? null),
  messages: messages
    ? Object.fromEntries(Object.entries(messages).map(([platform, text]) => [platform, cleanText(text)]))
    : social.messages,
})

const unique = (words: readonly string[]): string[] => [...new Set(words)]

/** Names that would read as something of the house's own, or that PostgreSQL keeps for itself. */
const reserved = /^(public|api|app|www|admin|pg-.*)$/

/**
 * Addresses for an organization of this name, the nicest first. `tail` is a few random characters: two of the same
 * name are told apart by it.
 */
export const slugCandidates = (name: string, tail: () => string): string[] => {
  const base = slugOf(name) || 'team'
  const withTail = () => `${base}-${tail()}`
  return reserved.test(base) ? [withTail(), withTail()] : [base, withTail(), withTail()]
}

/** Slugs have no underscore, so that different slugs stay different. */
export const schemaNameOf = (slug: string): string => slug.replaceAll('-', '_')

const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '')

/** Offsets such as `+03:00` are no time zones: they know no summer time. */
export const isTimeZone = (name: string): boolean => {
  try {
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}
