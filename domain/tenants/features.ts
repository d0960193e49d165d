import type { FeatureFlags } from './schema.ts'

/** What an organization switches on for itself. All of it is off at first. */
export const features = [
  'trakservice.enabled',
  'trakservice.dispatch',
  'trakservice.tracking',
  'trakservice.routing',
  'trakservice.km',
  'trakservice.quotes',
] as const
export type Feature = (typeof features)[number]

/** Of an organization, those included that this version does not know. */
export const mostFlags = 200

/** Flags as they are shown: every one that is known, and whatever else the organization has set. */
export const allFlags = (set: FeatureFlags): FeatureFlags => ({
  ...Object.fromEntries(features.map((feature) => [feature, false])),
  ...set,
})

/** What a wish makes different: a flag that was never set is off. */
export const reallyChanged = (before: FeatureFlags, asked: FeatureFlags): FeatureFlags =>
  Object.fromEntries(Object.entries(asked).filter(([key, enabled]) => (before[key] === true) !== enabled))

/** The first that is missing: what a feature belongs to is asked for before the feature itself. */
export const missingFeature = (set: FeatureFlags, wanted: Feature): Feature | undefined =>
  (['trakservice.enabled', wanted] as const).find((feature) => set[feature] !== true)
