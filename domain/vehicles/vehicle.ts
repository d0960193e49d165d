import type { Position } from '../positions/position.ts'
import { fromE7 } from '../positions/position.ts'
import { presentPosition } from '../positions/schema.ts'
import type { Id } from '../schema.ts'
import type { DeviceView, FleetOverview, VehicleView } from './schema.ts'

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

export const presentOverview = (count: number, vehicles: readonly Vehicle[]): FleetOverview => {
  const each = <T>(of: (vehicle: Vehicle) => T): T[] => vehicles.map(of)
  const newest = (of: (position: Position) => number | null) =>
    vehicles.map(({ newest }) => newest && of(newest))
  return {
    count,
    id: each(({ id }) => id),
    imei: each(({ imei }) => imei),
    name: each(({ name }) => name),
    plate: each(({ plate }) => plate),
    icon: each(({ icon }) => icon),
    color: each(({ color }) => color),
    seen: each(({ lastSeenAt }) => lastSeenAt?.getTime() ?? null),
    t: newest(({ recordedAt }) => recordedAt),
    lat: newest(({ latE7 }) => fromE7(latE7)),
    lon: newest(({ lonE7 }) => fromE7(lonE7)),
    spd: newest(({ speed }) => speed),
    hdg: newest(({ heading }) => heading),
    acc: newest(({ accuracy }) => accuracy),
  }
}

/** What a device last said of itself; trackers call the battery `batt`, in percent, and say `charge` while they do. */
export interface DeviceWord {
  readonly attributes: Readonly<Record<string, unknown>>
  readonly recordedAt: Date
}

export const presentDevice = (word: DeviceWord | undefined): DeviceView => {
  const { batt, charge } = word?.attributes ?? {}
  const isPercent = typeof batt === 'number' && batt >= 0 && batt <= 100
  return {
    battery: isPercent ? batt : null,
    is_charging: isPercent && charge === true,
    recorded_at: (isPercent && word?.recordedAt.toISOString()) || null,
  }
}

/** Told apart at a glance on light and dark maps alike; a vehicle without a colour of its own gets the next one. */
const palette = ['#2563eb', '#d9480f', '#2b8a3e', '#9c36b5', '#c2255c', '#0b7285', '#5f3dc4', '#a16207']
export const colorOf = (count: number): string => palette[count % palette.length]!
