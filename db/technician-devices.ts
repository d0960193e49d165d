import type { Kysely } from 'kysely'
import { secondOf } from '../domain/local-time.ts'
import type { DeviceRow, DeviceStore } from '../domain/vehicles/directory.ts'
import type { Database } from './schema.ts'
import { selectTechnicians, toTechnician } from './technicians.ts'

/** Technicians of every tenant as devices, for ingest: each is its own identifier. Removed ones are not there. */
export const technicianDevices = (
  system: Kysely<Database>,
): Pick<DeviceStore, 'byKeyHash' | 'technician' | 'technicianOf'> => {
  const technicians = () => selectDevices(system).where('technician.removedAt', 'is', null)

  return {
    async byKeyHash(hash) {
      const row = await technicians().where('technician.ingestKeyHash', '=', hash).executeTakeFirst()
      return row && toDeviceRow(row)
    },

    async technician(id) {
      const row = await technicians().where('technician.id', '=', id).executeTakeFirst()
      return row && toDeviceRow(row)
    },

    async technicianOf(tenantId, userId) {
      const row = await technicians()
        .where('technician.tenantId', '=', tenantId)
        .where('technician.userId', '=', userId)
        .executeTakeFirst()
      return row && toDeviceRow(row)
    },
  }
}

/** What ingest does to any tenant's technician. */
export const technicianUpkeep = (system: Kysely<Database>) => ({
  async markTechnicianSeen(key: number, at: Date): Promise<void> {
    await system
      .updateTable('technician')
      .set({ lastSeenAt: at })
      .where('key', '=', key)
      .where((eb) => eb.or([eb('lastSeenAt', 'is', null), eb('lastSeenAt', '<', at)]))
      .execute()
  },
})

const selectDevices = (system: Kysely<Database>) =>
  selectTechnicians(system)
    .leftJoin('newestPosition as newest', 'newest.subjectKey', 'technician.key')
    .select([
      'newest.latE7',
      'newest.lonE7',
      'newest.recordedAt',
      'newest.speed',
      'newest.heading',
      'newest.accuracy',
      'newest.altitude',
    ])

type TechnicianDeviceRow = Awaited<ReturnType<ReturnType<typeof selectDevices>['executeTakeFirstOrThrow']>>

const toDeviceRow = (row: TechnicianDeviceRow): DeviceRow => {
  const { latE7, lonE7, recordedAt, speed, heading, accuracy, altitude } = row
  const { id, key, tenantId, user, ...technician } = toTechnician(row)
  return {
    imei: id,
    subject: { key, id, tenantId, kind: 'technician' },
    newest:
      latE7 === null || lonE7 === null || recordedAt === null
        ? null
        : {
            latE7,
            lonE7,
            recordedAt: recordedAt.getTime(),
            speed,
            heading,
            accuracy,
            altitude,
            attributes: null,
          },
    tracking: {
      technicianId: id,
      userId: user.id,
      fullName: user.fullName,
      isActive: technician.isActive,
      allowTracking: technician.allowTracking,
      workStart: secondOf(technician.workStartTime),
      workEnd: secondOf(technician.workEndTime),
    },
  }
}
