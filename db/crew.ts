import { type Kysely, sql } from 'kysely'
import type { CrewMember, CrewStore } from '../domain/live/crew.ts'
import { isNewestWithin, newestOf } from './newest-position.ts'
import type { Database } from './schema.ts'
import { selectDevices, type TechnicianDeviceRow } from './technician-devices.ts'
import { active, toTechnician } from './technicians.ts'

/** Whoever has switched tracking off, is not at work or has left is not there. */
export const crewStore = (db: Kysely<Database>, tenantId: number): CrewStore => {
  const crew = () =>
    selectDevices(db)
      .where('technician.tenantId', '=', tenantId)
      .where(active, '=', true)
      .where('technician.allowTracking', '=', true)
      .orderBy('technician.id')

  return {
    async all(limit) {
      return (await crew().limit(limit).execute()).map(toCrewMember)
    },

    async within(box, limit) {
      return (await crew().where(isNewestWithin(box)).limit(limit).execute()).map(toCrewMember)
    },

    async byIds(ids) {
      if (ids.length === 0) return []
      const rows = await crew().where('technician.id', '=', sql<string>`any(${ids}::uuid[])`).execute()
      return rows.map(toCrewMember)
    },
  }
}

const toCrewMember = (row: TechnicianDeviceRow): CrewMember => {
  const { id, tenantId, key, user, color } = toTechnician(row)
  return { id, tenantId, key, user, color, newest: newestOf(row) }
}
