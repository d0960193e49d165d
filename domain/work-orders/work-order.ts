import { normaliseEmail } from '../accounts/email.ts'
import type { AssignmentStatus } from '../assignments/assignment.ts'
import { faulty } from '../problem.ts'
import type { SerialId } from '../schema.ts'
import type { CreateWorkOrder, UpdateWorkOrder, WorkOrderView } from './schema.ts'

export const priorities = ['LOW', 'MEDIUM', 'HIGH', 'URGENT'] as const
export type Priority = (typeof priorities)[number]
export const workOrderStatuses = ['OPEN', 'IN_PROGRESS', 'DONE', 'CANCELED'] as const
export type WorkOrderStatus = (typeof workOrderStatuses)[number]

/** For whom it is done. */
export interface Customer {
  readonly name: string
  readonly phone: string | null
  readonly email: string | null
}

/** What is to be done, on what and where. */
export interface WorkOrder {
  readonly id: SerialId
  readonly tenantId: SerialId
  /** `OS-YYYY-NNNN`, counted by organization and year. */
  readonly number: string
  readonly description: string
  readonly priority: Priority
  readonly status: WorkOrderStatus
  readonly assetName: string
  readonly assetLocation: string
  /** Degrees, WGS84; both or neither. */
  readonly place: { readonly latitude: number; readonly longitude: number } | null
  readonly customer: Customer | null
  readonly createdBy: SerialId
  readonly createdAt: Date
  readonly updatedAt: Date
}

/**
 * What a work order has come to by its visits: under way from the first departure on, done with the last visit that is.
 * Where nobody has been and nobody is on the way, it is open. One that is closed stays so until somebody opens it.
 */
export const statusAfter = (now: WorkOrderStatus, visits: readonly AssignmentStatus[]): WorkOrderStatus => {
  if (now === 'DONE' || now === 'CANCELED') return now
  if (visits.some((status) => status === 'en_route' || status === 'on_site')) return 'IN_PROGRESS'
  if (!visits.includes('done')) return 'OPEN'
  return visits.includes('scheduled') ? 'IN_PROGRESS' : 'DONE'
}

/** A place has both its coordinates or none. */
export const placeOf = (latitude: number | null, longitude: number | null): WorkOrder['place'] => {
  if (latitude !== null && longitude !== null) return { latitude, longitude }
  if (latitude === null && longitude === null) return null
  throw faulty({ field: 'latitude', message: 'and longitude belong together: both numbers, or both null' })
}

type Fields = CreateWorkOrder | UpdateWorkOrder

/** What is named of a body, as it is kept. */
export const fieldsOf = (body: Fields) => ({
  ...(body.description !== undefined && { description: body.description.trim() }),
  ...(body.priority !== undefined && { priority: body.priority }),
  ...(body.status !== undefined && { status: body.status }),
  ...(body.asset_name !== undefined && { assetName: body.asset_name.trim() }),
  ...(body.asset_location !== undefined && { assetLocation: body.asset_location.trim() }),
  ...(body.latitude !== undefined &&
    body.longitude !== undefined && { place: placeOf(body.latitude, body.longitude) }),
  ...(body.customer !== undefined && { customer: customerOf(body.customer) }),
})

const customerOf = (wanted: NonNullable<Fields['customer']> | null): Customer | null =>
  wanted && {
    name: wanted.name.trim(),
    phone: wanted.phone?.trim() ?? null,
    email: wanted.email ? normaliseEmail(wanted.email) : null,
  }

export const presentWorkOrder = (order: WorkOrder): WorkOrderView => ({
  id: order.id,
  number: order.number,
  description: order.description,
  priority: order.priority,
  status: order.status,
  asset_name: order.assetName,
  asset_location: order.assetLocation,
  latitude: order.place?.latitude ?? null,
  longitude: order.place?.longitude ?? null,
  customer: order.customer && {
    name: order.customer.name,
    phone: order.customer.phone,
    email: order.customer.email,
  },
  created_by: order.createdBy,
  created_at: order.createdAt.toISOString(),
  updated_at: order.updatedAt.toISOString(),
})
