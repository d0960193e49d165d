import type { FieldServicePorts } from './field-service.ts'
import type { LivePublisher } from './live/ports.ts'
import { createKeep, type KeepPorts, type PositionWriter } from './positions/keep.ts'
import { createPositions } from './positions/service.ts'
import type { Id } from './schema.ts'
import { createPings, type PingPorts } from './tracking/pings.ts'
import { createDeviceDirectory, type DeviceStore } from './vehicles/directory.ts'
import type { VehiclePorts } from './vehicles/service.ts'

/** What positions need of the outside on their way in. */
export interface WayInPorts {
  readonly devices: DeviceStore
  readonly deviceKeys: VehiclePorts['deviceKeys']
  readonly writer: PositionWriter
  readonly live: LivePublisher
  readonly fieldService: Pick<FieldServicePorts, 'trackingOf'>
  readonly upkeep: {
    markSeen(key: number, at: Date): Promise<void>
    markTechnicianSeen(key: number, at: Date): Promise<void>
  }
  readonly newId: () => Id
  readonly now: () => Date
}

/** What the ways in need of the rest of the house. */
export type WayInHouse = Pick<PingPorts, 'profiles'> & Required<Pick<KeepPorts, 'onMoved'>>

/** Positions of vehicles and of technicians: whose device it is, whether it may be heard, and what is kept. */
export const createWaysIn = (ports: WayInPorts, { profiles, onMoved }: WayInHouse) => {
  const { upkeep, newId, now } = ports
  const directory = createDeviceDirectory({ devices: ports.devices, hash: ports.deviceKeys.hash, now })
  const keep = createKeep({ directory, writer: ports.writer, live: ports.live, onMoved })
  const pings = createPings({
    directory,
    keep,
    profiles,
    trackingOf: ports.fieldService.trackingOf,
    newId,
    now,
  })
  const positions = createPositions({
    directory,
    keep,
    pings,
    markSeen: ({ kind, key }, at) =>
      kind === 'vehicle' ? upkeep.markSeen(key, at) : upkeep.markTechnicianSeen(key, at),
    now,
  })

  return { directory, pings, positions }
}
