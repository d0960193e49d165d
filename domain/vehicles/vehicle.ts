import type { Position } from '../positions/position.ts'
import { presentPosition } from '../positions/schema.ts'
import type { Id } from '../schema.ts'
import type { VehicleView } from './schema.ts'

export interface Vehicle {
  readonly id: Id
  readonly tenantId: number
  /** What positions carry instead of the id; never leaves the house. */
  readonly key: number
  readonly imei: string
  readonly name: string
  readonly plate: string | null
  readonly icon: string
  readonly color: string
  readonly createdAt: Date
  readonly newest: Position | null
  /** When the device last spoke, with or without a position. */
  readonly lastSeenAt: Date | null
}

export const presentVehicle = (vehicle: Vehicle): VehicleView => ({
  id: vehicle.id,
  imei: vehicle.imei,
  name: vehicle.name,
  plate: vehicle.plate,
  icon: vehicle.icon,
  color: vehicle.color,
  created_at: vehicle.createdAt.toISOString(),
  last_seen_at: vehicle.lastSeenAt?.toISOString() ?? null,
  position: vehicle.newest && presentPosition(vehicle.newest),
})

/** Told apart at a glance on light and dark maps alike; a vehicle without a colour of its own gets the next one. */
const palette = ['#2563eb', '#d9480f', '#2b8a3e', '#9c36b5', '#c2255c', '#0b7285', '#5f3dc4', '#a16207']
export const colorOf = (count: number): string => palette[count % palette.length]!
