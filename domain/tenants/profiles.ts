import { languageOf } from '../mail/service.ts'
import { type Language, Problem } from '../problem.ts'
import type { SerialId } from '../schema.ts'
import { type Feature, missingFeature } from './features.ts'
import type { FeatureFlags } from './schema.ts'
import type { TenantStore } from './service.ts'

/** What is asked of an organization at nearly every request. */
export interface TenantProfile {
  readonly id: SerialId
  readonly name: string
  readonly features: FeatureFlags
  readonly locale: Language
  readonly timeZone: string
}

export interface TenantProfilePorts {
  readonly storeOf: (tenantId: SerialId) => Pick<TenantStore, 'find'>
  readonly now: () => Date
}

const rememberedMs = 300_000
const mostRemembered = 10_000

export type TenantProfiles = ReturnType<typeof createTenantProfiles>

/**
 * Remembers organizations for 300 s, or until somebody says that one has changed. While nobody listens for changes that
 * are made elsewhere, every question is read anew.
 */
export const createTenantProfiles = ({ storeOf, now }: TenantProfilePorts) => {
  let isHeard = false
  const entries = new Map<SerialId, { readonly until: number; readonly profile: Promise<TenantProfile> }>()

  const read = async (tenantId: SerialId): Promise<TenantProfile> => {
    const tenant = await storeOf(tenantId).find()
    if (!tenant) throw new Problem('not_signed_in')
    const { id, name, features, locale, timezone } = tenant
    return { id, name, features, locale: languageOf(locale), timeZone: timezone }
  }

  /** Kept from the moment of asking, so that a read which is under way when its organization changes is forgotten with it. */
  const of = (tenantId: SerialId): Promise<TenantProfile> => {
    if (!isHeard) return read(tenantId)
    const known = entries.get(tenantId)
    if (known && known.until > now().getTime()) return known.profile
    if (entries.size >= mostRemembered) entries.clear()
    const entry = { until: now().getTime() + rememberedMs, profile: read(tenantId) }
    entries.set(tenantId, entry)
    entry.profile.catch(() => entries.get(tenantId) === entry && entries.delete(tenantId))
    return entry.profile
  }

  return {
    of,

    /** Throws `feature_disabled`, naming the first that is missing. */
    async assertFeature(tenantId: SerialId, wanted: Feature): Promise<void> {
      const missing = missingFeature((await of(tenantId)).features, wanted)
      if (missing) throw new Problem('feature_disabled', { feature: missing })
    },

    /** Without an organization: all of them. */
    forget(tenantId?: SerialId): void {
      if (tenantId === undefined) entries.clear()
      else entries.delete(tenantId)
    },

    /** Whether changes made elsewhere are heard of from now on. Whatever was read before may have missed one. */
    hear(isListening: boolean): void {
      isHeard = isListening
      entries.clear()
    },
  }
}
