import type { Announcements } from './live/ports.ts'
import type { Id } from './schema.ts'
import type { TechnicianPorts } from './technicians/service.ts'
import type { TenantProfiles } from './tenants/profiles.ts'
import { createWorkOrders, type WorkOrderPorts } from './work-orders/service.ts'

/** What field service needs of the outside: its stores, one line a feature. */
export type FieldServicePorts = Pick<TechnicianPorts, 'techniciansOf'> & Pick<WorkOrderPorts, 'workOrdersOf'>

/** What it needs of the rest of the house. */
export interface HousePorts {
  readonly profiles: TenantProfiles
  readonly membersOf: TechnicianPorts['membersOf']
  readonly forgetPositions: TechnicianPorts['forgetPositions']
  readonly deviceKeys: TechnicianPorts['deviceKeys']
  readonly announce: Announcements
  readonly newId: () => Id
  readonly now: () => Date
}

export type FieldService = ReturnType<typeof createFieldService>

/** Technicians, their work, their ways and what comes of it: each feature is made here, of its ports and of the others. */
export const createFieldService = (ports: FieldServicePorts, house: HousePorts) => {
  const workOrders = createWorkOrders({ ...ports, ...house })

  return { workOrders }
}
