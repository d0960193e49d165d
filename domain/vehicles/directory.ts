import type { Position, Subject } from '../positions/position.ts'
import type { Track } from '../positions/track.ts'
import type { TrackingRules } from '../tracking/consent.ts'

/** A device that may report: whose it is, and how far it has come. One object a device as long as it is remembered. */
export interface Device {
  readonly imei: string
  readonly subject: Subject
  readonly track: Track
  /** Of a technician, and of nobody else: what privacy asks before a position is taken. */
  readonly tracking: TrackingRules | undefined
}

export interface DeviceRow {
  readonly imei: string
  readonly subject: Subject
  readonly newest: Position | null
  readonly tracking?: TrackingRules
}

/**
 * Where devices are looked up; spans tenants, because a device's key or identifier says whose it is. A technician is a
 * device whose identifier is the technician's id; those that were removed are none.
 */
export interface DeviceStore {
  /** Vehicles alone: nobody reports for a technician. */
  byImeis(imeis: readonly string[]): Promise<readonly DeviceRow[]>
  byKeyHash(hash: Buffer): Promise<DeviceRow | undefined>
  technician(id: string): Promise<DeviceRow | undefined>
  technicianOf(tenantId: number, userId: number): Promise<DeviceRow | undefined>
}

export interface DeviceDirectory {
  /** The devices of this tenant among `imeis`; others, unknown or foreign, are just not there. */
  ofTenant(tenantId: number, imeis: ReadonlySet<string>): Promise<ReadonlyMap<string, Device>>
  byKey(ingestKey: string): Promise<Device | undefined>
  technician(tenantId: number, id: string): Promise<Device | undefined>
  technicianOf(tenantId: number, userId: number): Promise<Device | undefined>
  /** Reads it anew next time: it was changed, or what is remembered of it may be wrong. */
  forget(subjectId: string): void
  /** The same for the technician that somebody is, where they are one. */
  forgetPerson(person: { readonly tenantId: number; readonly userId: number }): void
}

const rememberMs = 60_000
const rememberMissMs = 5_000
const mostRemembered = 200_000

interface Entry {
  readonly device: Device | undefined
  readonly until: number
}

/** Remembers devices for a minute, and for a few seconds those that do not exist, so that a flood of guesses stays cheap. */
export const createDeviceDirectory = ({
  devices,
  hash,
  now,
}: {
  devices: DeviceStore
  hash: (ingestKey: string) => Buffer
  now: () => Date
}): DeviceDirectory => {
  const byImei = new Map<string, Entry>()
  const byKey = new Map<string, Entry>()
  const byTechnician = new Map<string, Entry>()
  const byPerson = new Map<string, Entry>()
  const bySubject = new Map<string, Device>()
  /** The technician that a person is, for as long as anything of them is remembered. */
  const technicians = new Map<string, string>()
  let forgotten = 0

  const remember = (
    entries: Map<string, Entry>,
    name: string,
    row: DeviceRow | undefined,
    forgottenBefore: number,
  ): Device | undefined => {
    // Read while something was forgotten, it may be what should be forgotten: it serves this once.
    if (forgotten !== forgottenBefore) return row && (bySubject.get(row.subject.id) ?? toDevice(row))
    if (entries.size >= mostRemembered) entries.clear()
    const device = row && renewed(bySubject.get(row.subject.id), row)
    if (device) {
      if (bySubject.size >= mostRemembered) bySubject.clear()
      bySubject.set(device.subject.id, device)
      if (device.tracking) {
        if (technicians.size >= mostRemembered) technicians.clear()
        technicians.set(personOf(device.subject.tenantId, device.tracking.userId), device.subject.id)
      }
    }
    entries.set(name, { device, until: now().getTime() + (device ? rememberMs : rememberMissMs) })
    return device
  }

  const recall = (entries: Map<string, Entry>, name: string): Entry | undefined => {
    const entry = entries.get(name)
    return entry && entry.until > now().getTime() ? entry : undefined
  }

  const forget = (subjectId: string): void => {
    forgotten++
    bySubject.delete(subjectId)
    for (const entries of [byImei, byKey, byTechnician, byPerson])
      for (const [name, { device }] of entries)
        if (!device || device.subject.id === subjectId) entries.delete(name)
  }

  return {
    forget,

    async ofTenant(tenantId, imeis) {
      const found = new Map<string, Device>()
      const unknown: string[] = []
      const take = (imei: string, device: Device | undefined) => {
        if (device?.subject.tenantId === tenantId) found.set(imei, device)
      }
      for (const imei of imeis) {
        const entry = recall(byImei, imei)
        if (entry) take(imei, entry.device)
        else unknown.push(imei)
      }
      if (unknown.length === 0) return found

      const before = forgotten
      const rows = new Map((await devices.byImeis(unknown)).map((row) => [row.imei, row]))
      for (const imei of unknown) take(imei, remember(byImei, imei, rows.get(imei), before))
      return found
    },

    async byKey(ingestKey) {
      const hashed = hash(ingestKey)
      const name = hashed.toString('base64')
      const entry = recall(byKey, name)
      if (entry) return entry.device
      const before = forgotten
      return remember(byKey, name, await devices.byKeyHash(hashed), before)
    },

    async technician(tenantId, id) {
      const before = forgotten
      const entry = recall(byTechnician, id)
      const device = entry ? entry.device : remember(byTechnician, id, await devices.technician(id), before)
      return device?.subject.tenantId === tenantId ? device : undefined
    },

    async technicianOf(tenantId, userId) {
      const name = personOf(tenantId, userId)
      const entry = recall(byPerson, name)
      if (entry) return entry.device
      const before = forgotten
      return remember(byPerson, name, await devices.technicianOf(tenantId, userId), before)
    },

    forgetPerson({ tenantId, userId }) {
      const technicianId = technicians.get(personOf(tenantId, userId))
      if (technicianId !== undefined) forget(technicianId)
      else forgotten++ // one that is being read right now may be theirs
    },
  }
}

const personOf = (tenantId: number, userId: number): string => `${tenantId} ${userId}`

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** One object a device, so that everybody follows the same track; but rules of privacy are never older than the read. */
const renewed = (known: Device | undefined, row: DeviceRow): Device => {
  if (!known) return toDevice(row)
  if (row.tracking) (known as Mutable<Device>).tracking = row.tracking
  return known
}

const toDevice = ({ imei, subject, newest, tracking }: DeviceRow): Device => ({
  imei,
  subject,
  track: { newest, suspect: null },
  tracking,
})
