import { type Kysely, sql } from 'kysely'
import { secondOf } from '../domain/local-time.ts'
import { mostBehind } from '../domain/positions/rules.ts'
import type { TrackingRules } from '../domain/tracking/consent.ts'
import type { DeviceRow, DeviceStore } from '../domain/vehicles/directory.ts'
import { markSeen } from './last-seen.ts'
import { newestColumns, newestOf } from './newest-position.ts'
import type { Database } from './schema.ts'
import { selectTechnicians, toTechnician } from './technicians.ts'

/** Technicians of every tenant as devices, for ingest: each is its own identifier. Removed ones are not there. */
export const technicianDevices = (
  system: Kysely<Database>,
): Pick<DeviceStore, 'byKeyHash' | 'technician' | 'technicianOf'> => {
  const technicians = () => selectDevices(system).where('technician.removedAt', 'is', null)

  const withRules = async (row: TechnicianDeviceRow | undefined): Promise<DeviceRow | undefined> =>
    row && toDeviceRow(row, await withdrawnOf(system, row.id))

  return {
    async byKeyHash(hash) {
      const row = await technicians().where('technician.ingestKeyHash', '=', hash).executeTakeFirst()
      return withRules(row)
    },

    async technician(id) {
      const row = await technicians().where('technician.id', '=', id).executeTakeFirst()
      return withRules(row)
    },

    async technicianOf(tenantId, userId) {
      const row = await technicians()
        .where('technician.tenantId', '=', tenantId)
        .where('technician.userId', '=', userId)
        .executeTakeFirst()
      return withRules(row)
    },
  }
}

/** What ingest does to any tenant's technician. */
export const technicianUpkeep = (system: Kysely<Database>) => ({
  markTechnicianSeen: (key: number, at: Date): Promise<void> => markSeen(system, 'technician', key, at),

  async forgetWithdrawn(technicianId: string): Promise<void> {
    const word = sql`
      select technician.key, consent.allowed, consent.at, lead(consent.at) over (order by consent.id) as until
      from tracking_consent as consent join technician on technician.id = consent.technician_id
      where consent.technician_id = ${technicianId}`
    for (const table of ['newest_position', 'position'])
      await sql`
        delete from ${sql.table(table)} as kept using (${word}) as word
        where kept.subject_key = word.key and not word.allowed
          and kept.recorded_at >= word.at and kept.recorded_at < coalesce(word.until, 'infinity')`.execute(
        system,
      )
  },
})

/** Technicians, each with the newest position; removed ones and those who left among them. */
export const selectDevices = (system: Kysely<Database>) =>
  selectTechnicians(system)
    .leftJoin('newestPosition as newest', 'newest.subjectKey', 'technician.key')
    .select(newestColumns)

export type TechnicianDeviceRow = Awaited<
  ReturnType<ReturnType<typeof selectDevices>['executeTakeFirstOrThrow']>
>

/** From each time that tracking was switched off until the next word, where positions of that time are taken at all. */
const withdrawnOf = async (
  system: Kysely<Database>,
  technicianId: string,
): Promise<TrackingRules['withdrawn']> => {
  const rows = await system
    .with('word', (words) =>
      words
        .selectFrom('trackingConsent')
        .where('technicianId', '=', technicianId)
        .select(['allowed', 'at', sql<Date | null>`lead(at) over (order by id)`.as('until')]),
    )
    .selectFrom('word')
    .select(['at', 'until'])
    .where('allowed', '=', false)
    .where('until', '>', sql<Date>`now() - ${mostBehind} * interval '1 millisecond'`)
    .orderBy('at')
    .execute()
  return rows.map(({ at, until }) => [at.getTime(), until!.getTime()])
}

const toDeviceRow = (row: TechnicianDeviceRow, withdrawn: TrackingRules['withdrawn']): DeviceRow => {
  const { id, key, tenantId, user, ...technician } = toTechnician(row)
  return {
    imei: id,
    subject: { key, id, tenantId, kind: 'technician' },
    newest: newestOf(row),
    tracking: {
      technicianId: id,
      userId: user.id,
      fullName: user.fullName,
      isActive: technician.isActive,
      allowTracking: technician.allowTracking,
      workStart: secondOf(technician.workStartTime),
      workEnd: secondOf(technician.workEndTime),
      withdrawn,
    },
  }
}
