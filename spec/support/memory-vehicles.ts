import { fromE7, type Position } from '../../domain/positions/position.ts'
import type { PositionWriter } from '../../domain/positions/service.ts'
import { Problem } from '../../domain/problem.ts'
import type { DeviceRow, DeviceStore } from '../../domain/vehicles/directory.ts'
import type { Box, VehicleStore } from '../../domain/vehicles/service.ts'
import type { Vehicle } from '../../domain/vehicles/vehicle.ts'

interface Row {
  vehicle: Vehicle
  keyHash: string
}
interface Fix {
  readonly position: Position
  readonly quarantined: boolean
}

/** The stores of vehicles and positions without a database; the shared store spec keeps them honest. */
export const createMemoryVehicles = (now: () => Date = () => new Date()) => {
  const rows: Row[] = []
  const fixes = new Map<number, Map<number, Fix>>()

  const vehiclesOf = (tenantId: number): VehicleStore => {
    const ours = () =>
      rows
        .filter(({ vehicle }) => vehicle.tenantId === tenantId)
        .sort((a, b) => (a.vehicle.id < b.vehicle.id ? -1 : 1))
    const vehicles = () => ours().map(({ vehicle }) => vehicle)
    const find = (imei: string) => ours().find(({ vehicle }) => vehicle.imei === imei)

    return {
      async insert({ ingestKeyHash, ...wanted }) {
        if (rows.some(({ vehicle }) => vehicle.imei === wanted.imei)) throw new Problem('imei_taken')
        const facts = { key: ++keys, createdAt: now(), newest: null, lastSeenAt: null }
        const vehicle = { ...wanted, ...facts }
        rows.push({ vehicle, keyHash: ingestKeyHash.toString('hex') })
        return vehicle
      },
      async list({ limit, offset }) {
        return { count: vehicles().length, rows: vehicles().slice(offset, offset + limit) }
      },
      async all(limit) {
        return vehicles().slice(0, limit)
      },
      async byImei(imei) {
        return find(imei)?.vehicle
      },
      async byImeis(imeis) {
        return vehicles().filter(({ imei }) => imeis.includes(imei))
      },
      async byId(id) {
        return vehicles().find((vehicle) => vehicle.id === id)
      },
      async byIds(ids) {
        return vehicles().filter(({ id }) => ids.includes(id))
      },
      async within(box, limit) {
        return vehicles()
          .filter(({ newest }) => newest && isWithin(newest, box))
          .slice(0, limit)
      },
      async update(imei, changes) {
        const row = find(imei)
        if (
          changes.imei &&
          changes.imei !== imei &&
          rows.some(({ vehicle }) => vehicle.imei === changes.imei)
        )
          throw new Problem('imei_taken')
        if (row) row.vehicle = { ...row.vehicle, ...changes }
        return row?.vehicle
      },
      async setIngestKey(imei, hash) {
        const row = find(imei)
        if (row) row.keyHash = hash.toString('hex')
        return row?.vehicle
      },
      async remove(imei) {
        const row = find(imei)
        if (row) rows.splice(rows.indexOf(row), 1)
        return row?.vehicle
      },
      async trail(key, from, to, limit) {
        return [...(fixes.get(key)?.values() ?? [])]
          .filter(({ quarantined }) => !quarantined && rows.some(({ vehicle }) => isOurs(vehicle, key)))
          .map(({ position }) => ({ ...position, attributes: null }))
          .filter(({ recordedAt }) => recordedAt >= from.getTime() && recordedAt <= to.getTime())
          .sort((a, b) => a.recordedAt - b.recordedAt)
          .slice(-limit)
      },
      async lastWord(key, since) {
        const said = [...(fixes.get(key)?.values() ?? [])]
          .filter(({ quarantined, position }) => !quarantined && position.recordedAt >= since.getTime())
          .map(({ position }) => position)
          .filter(({ attributes }) => attributes && rows.some(({ vehicle }) => isOurs(vehicle, key)))
          .sort((a, b) => b.recordedAt - a.recordedAt)
        const [newest] = said
        return newest && { attributes: newest.attributes ?? {}, recordedAt: new Date(newest.recordedAt) }
      },
    }
    function isOurs(vehicle: Vehicle, key: number) {
      return vehicle.tenantId === tenantId && vehicle.key === key
    }
  }

  const devices: DeviceStore = {
    async byImeis(imeis) {
      return rows.filter(({ vehicle }) => imeis.includes(vehicle.imei)).map(toDevice)
    },
    async byKeyHash(hash) {
      const row = rows.find(({ keyHash }) => keyHash === hash.toString('hex'))
      return row && toDevice(row)
    },
    technician: async () => undefined,
    technicianOf: async () => undefined,
  }

  const change = (key: number, changes: (vehicle: Vehicle) => Partial<Vehicle>) => {
    const row = rows.find(({ vehicle }) => vehicle.key === key)
    if (row) row.vehicle = { ...row.vehicle, ...changes(row.vehicle) }
  }
  const seen = (key: number, at: number) =>
    change(key, ({ lastSeenAt }) => ({ lastSeenAt: new Date(Math.max(lastSeenAt?.getTime() ?? 0, at)) }))

  const writer: PositionWriter = {
    async write(positions) {
      return positions.map(({ subject: { key }, position, quarantined }) => {
        const theirs = fixes.get(key) ?? new Map<number, Fix>()
        fixes.set(key, theirs)
        if (theirs.has(position.recordedAt)) return false
        theirs.set(position.recordedAt, { position, quarantined })
        if (quarantined) return true
        change(key, ({ newest }) =>
          newest && newest.recordedAt >= position.recordedAt
            ? {}
            : { newest: { ...position, attributes: null } },
        )
        seen(key, position.recordedAt)
        return true
      })
    },
  }

  const upkeep = {
    async markSeen(key: number, at: Date) {
      seen(key, at.getTime())
    },
    async forgetPositions(key: number) {
      fixes.delete(key)
      change(key, () => ({ newest: null }))
    },
  }

  return { vehiclesOf, devices, writer, upkeep }
}

let keys = 0

const toDevice = ({ vehicle: { imei, key, id, tenantId, newest } }: Row): DeviceRow => ({
  imei,
  subject: { key, id, tenantId, kind: 'vehicle' },
  newest,
})

const isWithin = ({ latE7, lonE7 }: Position, { west, south, east, north }: Box): boolean => {
  const [lat, lon] = [fromE7(latE7), fromE7(lonE7)]
  if (lat < south || lat > north) return false
  return west <= east ? lon >= west && lon <= east : lon >= west || lon <= east
}
