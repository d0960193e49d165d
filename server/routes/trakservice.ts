import Type from 'typebox'
import { OneOf, SerialId, Timestamp } from '../../domain/schema.ts'
import { features } from '../../domain/tenants/features.ts'
import type { TenantProfiles } from '../../domain/tenants/profiles.ts'
import { type Route, route } from '../route.ts'
import { refuseTrakService } from '../trakservice-refusals.ts'

interface ModuleContext {
  readonly services: { readonly profiles: Pick<TenantProfiles, 'of'>; readonly now: () => Date }
  readonly readiness: () => Promise<{ database: boolean; bus: boolean }>
}

const closed = { additionalProperties: false } as const

const ModuleView = Type.Object(
  {
    module: OneOf('trakservice'),
    version: Type.String(),
    features: Type.Object(Object.fromEntries(features.map((feature) => [feature, Type.Boolean()])), closed),
    status: OneOf('operational'),
  },
  { $id: 'TrakServiceModule', ...closed },
)

const ModuleHealth = Type.Object(
  {
    /** `degraded`: the database or the bus between processes does not answer. */
    status: OneOf('healthy', 'degraded'),
    timestamp: Timestamp,
    tenant_id: SerialId,
    features_enabled: Type.Array(OneOf(...features)),
  },
  { $id: 'TrakServiceHealth', ...closed },
)

const usual = {
  method: 'get',
  tag: 'TrakService',
  who: 'member',
  feature: 'trakservice.enabled',
  refuse: refuseTrakService,
} as const

/** What TrakService says of itself. Its version is that of its interface, not of the service. */
export const trakServiceRoutes = ({ services: { profiles, now }, readiness }: ModuleContext): Route[] => [
  route({
    ...usual,
    path: '/api/trakservice/_meta',
    summary: 'The module, its version, and which of its features the organization has switched on',
    reply: ModuleView,
    async handle({ actor }) {
      const { features: set } = await profiles.of(actor.tenantId)
      return {
        module: 'trakservice' as const,
        version: '1.0.0',
        features: Object.fromEntries(features.map((feature) => [feature, set[feature] === true])),
        status: 'operational' as const,
      }
    },
  }),
  route({
    ...usual,
    path: '/api/trakservice/_health',
    summary: 'Whether the module can work, and with which features',
    reply: ModuleHealth,
    async handle({ actor }) {
      const { features: set } = await profiles.of(actor.tenantId)
      const { database, bus } = await readiness()
      return {
        status: database && bus ? ('healthy' as const) : ('degraded' as const),
        timestamp: now().toISOString(),
        tenant_id: actor.tenantId,
        features_enabled: features.filter((feature) => set[feature] === true),
      }
    },
  }),
]
