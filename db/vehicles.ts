import { type Kysely, sql } from 'kysely'
import { Problem } from '../domain/problem.ts'
import type { DeviceStore } from '../domain/vehicles/directory.ts'
import type { VehicleStore } from '../domain/vehicles/service.ts'
import type { Vehicle } from '../domain/vehicles/vehicle.ts'
import { isUniqueViolation } from './errors.ts'
import { markSeen } from './last-seen.ts'
import { isNewestWithin, newestColumns, newestOf, toPosition } from './newest-position.ts'
import type { Database } from './schema.ts'
import { technicianDevices } from './technician-devices.ts'

export const vehicleStore = (db: Kysely<Database>, tenantId: number): VehicleStore => {
  const vehicles = () => selectVehicles(db).where('vehicle.tenantId', '=', tenantId)
  const reread = async (changed: { imei: string } | undefined) => {
    const row = changed && (await vehicles().where('imei', '=', changed.imei).executeTakeFirst())
    return row && toVehicle(row)
  }

  return {
    async insert({ ingestKeyHash, ...vehicle }) {
      try {
        await db
          .insertInto('vehicle')
          .values({ ...vehicle, ingestKeyHash, lastSeenAt: null })
          .execute()
      } catch (error) {
        throw isUniqueViolation(error, 'vehicle_imei') ? new Problem('imei_taken') : error
      }
      return (await reread(vehicle))!
    },

    async list({ limit, offset }) {
      const [{ count }, rows] = await Promise.all([
        db
          .selectFrom('vehicle')
          .select((eb) => eb.fn.countAll<string>().as('count'))
          .where('tenantId', '=', tenantId)
          .executeTakeFirstOrThrow(),
        vehicles().orderBy('vehicle.id').limit(limit).offset(offset).execute(),
      ])
      return { count: Number(count), rows: rows.map(toVehicle) }
    },

    async all(limit) {
      return (await vehicles().orderBy('vehicle.id').limit(limit).execute()).map(toVehicle)
    },

    async byImei(imei) {
      const row = await vehicles().where('imei', '=', imei).executeTakeFirst()
      return row && toVehicle(row)
    },

    async byImeis(imeis) {
      if (imeis.length === 0) return []
      return (await vehicles().where('imei', 'in', imeis).orderBy('vehicle.id').execute()).map(toVehicle)
    },

    async byId(id) {
      const row = await vehicles().where('vehicle.id', '=', id).executeTakeFirst()
      return row && toVehicle(row)
    },

    async byIds(ids) {
      if (ids.length === 0) return []
      return (await vehicles().where('vehicle.id', 'in', ids).orderBy('vehicle.id').execute()).map(toVehicle)
    },

    async within(box, limit) {
      const rows = await vehicles().where(isNewestWithin(box)).orderBy('vehicle.id').limit(limit).execute()
      return rows.map(toVehicle)
    },

    async update(imei, changes) {
      try {
        const changed = await db
          .updateTable('vehicle')
          .set({ ...changes, updatedAt: sql`now()` })
          .where('tenantId', '=', tenantId)
          .where('imei', '=', imei)
          .returning('imei')
          .executeTakeFirst()
        return await reread(changed)
      } catch (error) {
        throw isUniqueViolation(error, 'vehicle_imei') ? new Problem('imei_taken') : error
      }
    },

    async setIngestKey(imei, ingestKeyHash) {
      const changed = await db
        .updateTable('vehicle')
        .set({ ingestKeyHash, updatedAt: sql`now()` })
        .where('tenantId', '=', tenantId)
        .where('imei', '=', imei)
        .returning('imei')
        .executeTakeFirst()
      return reread(changed)
    },

    async remove(imei) {
      const row = await vehicles().where('imei', '=', imei).executeTakeFirst()
      const gone = await db
        .deleteFrom('vehicle')
        .where('tenantId', '=', tenantId)
        .where('imei', '=', imei)
        .returning('id')
        .executeTakeFirst()
      return row && gone && toVehicle(row)
    },

    async trail(key, from, to, limit) {
      const rows = await db
        .selectFrom('position')
        .select(['latE7', 'lonE7', 'recordedAt', 'speed', 'heading', 'accuracy', 'altitude'])
        .where('tenantId', '=', tenantId)
        .where('subjectKey', '=', key)
        .where('recordedAt', '>=', from)
        .where('recordedAt', '<=', to)
        .where('quarantined', '=', false)
        .orderBy('recordedAt', 'desc') // where there are too many, the newest are kept
        .limit(limit)
        .execute()
      return rows.reverse().map(toPosition)
    },

    async lastWord(key, since) {
      const row = await db
        .selectFrom('position')
        .select(['attributes', 'recordedAt'])
        .where('tenantId', '=', tenantId)
        .where('subjectKey', '=', key)
        .where('recordedAt', '>=', since)
        .where('quarantined', '=', false)
        .where('attributes', 'is not', null)
        .orderBy('recordedAt', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row && { attributes: row.attributes ?? {}, recordedAt: row.recordedAt }
    },
  }
}

/** Devices of every tenant, for ingest: vehicles, and technicians under keys of their own. */
export const deviceStore = (system: Kysely<Database>): DeviceStore => ({
  ...technicianDevices(system),

  async byImeis(imeis) {
    const rows = await selectVehicles(system).where('imei', 'in', imeis).execute()
    return rows.map(toDeviceRow)
  },

  async byKeyHash(hash) {
    const row = await selectVehicles(system).where('ingestKeyHash', '=', hash).executeTakeFirst()
    return row ? toDeviceRow(row) : technicianDevices(system).byKeyHash(hash)
  },
})

/** What ingest and removal do to any tenant's vehicle. */
export const vehicleUpkeep = (system: Kysely<Database>) => ({
  markSeen: (key: number, at: Date): Promise<void> => markSeen(system, 'vehicle', key, at),

  async forgetPositions(key: number): Promise<void> {
    await system.deleteFrom('newestPosition').where('subjectKey', '=', key).execute()
    await system.deleteFrom('position').where('subjectKey', '=', key).execute()
  },
})

const selectVehicles = (db: Kysely<Database>) =>
  db
    .selectFrom('vehicle')
    .leftJoin('newestPosition as newest', 'newest.subjectKey', 'vehicle.key')
    .select([
      'vehicle.id',
      'vehicle.tenantId',
      'vehicle.key',
      'vehicle.imei',
      'vehicle.name',
      'vehicle.plate',
      'vehicle.icon',
      'vehicle.color',
      'vehicle.createdAt',
      'vehicle.lastSeenAt',
      ...newestColumns,
    ])

type VehicleRow = Awaited<ReturnType<ReturnType<typeof selectVehicles>['executeTakeFirstOrThrow']>>

const toVehicle = (row: VehicleRow): Vehicle => {
  const newest = newestOf(row)
  const spokeAt = Math.max(row.lastSeenAt?.getTime() ?? 0, newest?.recordedAt ?? 0)
  return {
    id: row.id,
    tenantId: row.tenantId,
    key: row.key,
    imei: row.imei,
    name: row.name,
    plate: row.plate,
    icon: row.icon,
    color: row.color,
    createdAt: row.createdAt,
    newest,
    lastSeenAt: spokeAt ? new Date(spokeAt) : null,
  }
}

const toDeviceRow = (row: VehicleRow) => ({
  imei: row.imei,
  subject: { key: row.key, id: row.id, tenantId: row.tenantId, kind: 'vehicle' as const },
  newest: newestOf(row),
})
