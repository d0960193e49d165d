import { createHash } from 'node:crypto'
import { secondOf } from '../../domain/local-time.ts'
import { createKeep } from '../../domain/positions/keep.ts'
import type { Position, Subject } from '../../domain/positions/position.ts'
import { createPositions } from '../../domain/positions/service.ts'
import type { Technician } from '../../domain/technicians/technician.ts'
import { createPings } from '../../domain/tracking/pings.ts'
import { createTracking } from '../../domain/tracking/service.ts'
import { createDeviceDirectory, type DeviceRow } from '../../domain/vehicles/directory.ts'
import { createUuidV7 } from '../../server/secrets.ts'
import { createMemoryTracking } from './memory-tracking.ts'
import { createMemoryVehicles } from './memory-vehicles.ts'

const allOn = { 'trakservice.enabled': true, 'trakservice.tracking': true }

/** Technicians who go out, and all that is known of where they are, on stores in memory. Their ids are their keys. */
export const createMemoryField = (technicians: Technician[], start = new Date('2026-01-08T10:30:05Z')) => {
  let clock = start.getTime()
  const now = () => new Date(clock)
  const newId = () => createUuidV7(clock)
  const memory = createMemoryTracking(technicians)
  const profile = {
    id: 1,
    name: 'ACME',
    features: allOn as Record<string, boolean>,
    locale: 'pt-BR' as const,
    timeZone: 'America/Sao_Paulo',
  }
  const hash = (key: string) => createHash('sha256').update(key).digest()
  const rowOf = (one: Technician | undefined): DeviceRow | undefined =>
    one && {
      imei: one.id,
      subject: { key: one.key, id: one.id, tenantId: one.tenantId, kind: 'technician' },
      newest: null,
      tracking: {
        technicianId: one.id,
        userId: one.user.id,
        fullName: one.user.fullName,
        isActive: one.isActive,
        allowTracking: one.allowTracking,
        workStart: secondOf(one.workStartTime),
        workEnd: secondOf(one.workEndTime),
        withdrawn: memory.withdrawnOf(one.id),
      },
    }
  const vehicles = createMemoryVehicles(now)
  const directory = createDeviceDirectory({
    devices: {
      ...vehicles.devices,
      byKeyHash: async (wanted) => rowOf(technicians.find(({ id }) => hash(id).equals(wanted))),
      technician: async (id) => rowOf(technicians.find((one) => one.id === id)),
      technicianOf: async (tenantId, userId) =>
        rowOf(technicians.find((one) => one.tenantId === tenantId && one.user.id === userId)),
    },
    hash,
    now,
  })
  const shown: { subject: Subject; position: Position }[] = []
  const moved: Subject[] = []
  const seen: [Subject, Date][] = []
  const said: unknown[][] = []
  const keep = createKeep({
    directory,
    writer: memory.writer,
    live: { publish: (subject, position) => void shown.push({ subject, position }) },
    onMoved: (subject) => void moved.push(subject),
  })
  const trackingOf = () => memory.store
  const pings = createPings({
    directory,
    keep,
    profiles: { of: async () => profile },
    trackingOf,
    newId,
    now,
  })
  const positions = createPositions({
    directory,
    keep,
    pings,
    markSeen: async (subject, at) => void seen.push([subject, at]),
    now,
  })
  const tracking = createTracking({
    trackingOf,
    techniciansOf: (tenantId) => ({
      find: async (id) => technicians.find((one) => one.tenantId === tenantId && one.id === id),
    }),
    pings,
    announce: { subjectChanged: ({ id }, change) => void said.push([change, id]) },
    forget: directory.forget,
    forgetWithdrawn: memory.forgetWithdrawn,
    now,
  })
  return {
    ...memory,
    technicians,
    profile,
    directory,
    pings,
    positions,
    tracking,
    shown,
    moved,
    seen,
    said,
    now,
    pass: (milliseconds: number) => {
      clock += milliseconds
    },
  }
}
