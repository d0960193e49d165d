import type { NewEvent } from '../events/event.ts'
import { found, Problem } from '../problem.ts'
import type { SerialId } from '../schema.ts'
import { allFlags, mostFlags, reallyChanged } from './features.ts'
import type { FeatureFlags } from './schema.ts'
import type { TenantStore } from './service.ts'

export interface FeatureSwitchPorts {
  readonly storeOf: (tenantId: SerialId) => TenantStore
  /** So that this very node does not wait to hear of its own change. */
  readonly forgetProfile: (tenantId: SerialId) => void
  readonly now: () => Date
}

/** Whoever switches: a member, or nobody in particular from the command line. */
export interface Switcher {
  readonly tenantId: SerialId
  readonly userId: SerialId | null
}

export type FeatureSwitch = ReturnType<typeof createFeatureSwitch>

/** Switches features: what is not named stays as it is. Answers every flag. */
export const createFeatureSwitch =
  ({ storeOf, forgetProfile, now }: FeatureSwitchPorts) =>
  async ({ tenantId, userId }: Switcher, asked: FeatureFlags): Promise<FeatureFlags> => {
    const kept = await storeOf(tenantId).exclusively(async (store) => {
      const { features } = found(await store.find())
      assertRoom({ ...features, ...asked })
      const events = Object.entries(reallyChanged(features, asked)).map(([key, enabled]) =>
        featureUpdated(tenantId, userId, key, enabled),
      )
      return found(await store.update({ features: asked }, now(), events)).features
    })
    forgetProfile(tenantId)
    return allFlags(kept)
  }

const featureUpdated = (
  tenantId: SerialId,
  actorId: SerialId | null,
  feature_key: string,
  enabled: boolean,
): NewEvent => ({
  name: 'tenant.feature_updated',
  aggregateType: 'tenant',
  aggregateId: String(tenantId),
  actorId,
  data: { feature_key, enabled },
})

const assertRoom = (flags: FeatureFlags): void => {
  if (Object.keys(allFlags(flags)).length <= mostFlags) return
  const message = `would be more than ${mostFlags} together with those that are there`
  throw new Problem('validation_failed', { errors: [{ field: 'features', message }] })
}
