import { type Kysely, sql } from 'kysely'
import type { CrewMember, CrewStore } from '../domain/live/crew.ts'
import { toE7 } from '../domain/positions/position.ts'
import type { Database } from './schema.ts'
import { newestOf, selectDevices, type TechnicianDeviceRow } from './technician-devices.ts'
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

    async within({ west, south, east, north }, limit) {
      const [w, e] = [toE7(west), toE7(east)]
      const rows = await crew()
        .where('newest.latE7', '>=', toE7(south))
        .where('newest.latE7', '<=', toE7(north))
        .where((eb) =>
          w <= e
            ? eb.and([eb('newest.lonE7', '>=', w), eb('newest.lonE7', '<=', e)])
            : eb.or([eb('newest.lonE7', '>=', w), eb('newest.lonE7', '<=', e)]),
        )
        .limit(limit)
        .execute()
      return rows.map(toCrewMember)
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
