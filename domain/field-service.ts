import type { Announcements } from './live/ports.ts'
import type { Id } from './schema.ts'
import type { TenantProfiles } from './tenants/profiles.ts'

/** What field service needs of the outside: its stores, one line a feature. */
export type FieldServicePorts = object

/** What it needs of the rest of the house. */
export interface HousePorts {
  readonly profiles: TenantProfiles
  readonly announce: Announcements
  readonly newId: () => Id
  readonly now: () => Date
}

export type FieldService = ReturnType<typeof createFieldService>

/** Technicians, their work, their ways and what comes of it: each feature is made here, of its ports and of the others. */
export const createFieldService = (_ports: FieldServicePorts, _house: HousePorts) => {
  return {}
}
