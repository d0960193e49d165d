import type { Assignment } from '../../../domain/assignments/assignment.ts'
import type { Spot } from '../../../domain/routing/ports.ts'
import type { Technician } from '../../../domain/technicians/technician.ts'
import type { WorkOrder } from '../../../domain/work-orders/work-order.ts'
import { aTechnician } from '../../support/memory-tracking.ts'

let numbers = 0
/** In the order in which they are made. */
const newId = () => `01900000-0000-7000-8000-${String(++numbers).padStart(12, '0')}`

/** Kilometres north and east of a place on the equator, where a degree is the same in both directions. */
export const spot = (north: number, east = 0): Spot => ({
  latitude: north / 111.19493,
  longitude: east / 111.19493,
})

const aWorkOrder = (from: Partial<WorkOrder>): WorkOrder => ({
  id: ++numbers,
  tenantId: 1,
  number: `OS-2026-${String(numbers).padStart(4, '0')}`,
  description: 'Chiller',
  priority: 'MEDIUM',
  status: 'OPEN',
  assetName: 'Chiller York 200TR',
  assetLocation: 'Bloco A',
  place: spot(0),
  customer: null,
  createdBy: 1,
  createdAt: new Date(0),
  updatedAt: new Date(0),
  ...from,
})

/** One visit of 14 January 2026, scheduled for no certain time, unless said otherwise. */
export const aVisit = (
  technician: Technician = aTechnician(),
  {
    place,
    workOrder,
    ...from
  }: Omit<Partial<Assignment>, 'workOrder'> & {
    place?: Spot | null
    workOrder?: Partial<WorkOrder>
  } = {},
): Assignment => ({
  id: newId(),
  tenantId: technician.tenantId,
  workOrder: aWorkOrder({ ...(place !== undefined && { place }), ...workOrder }),
  technician,
  scheduledDate: '2026-01-14',
  scheduledStart: null,
  scheduledEnd: null,
  routePlace: null,
  status: 'scheduled',
  departedAt: null,
  arrivedAt: null,
  completedAt: null,
  canceledAt: null,
  notes: '',
  cancellationReason: '',
  createdBy: 1,
  createdByName: 'Admin',
  createdAt: new Date(0),
  updatedAt: new Date(0),
  ...from,
})
