import type { Member } from '../actor.ts'
import type { Announcements } from '../live/ports.ts'
import type { Position } from '../positions/position.ts'
import { found, Problem } from '../problem.ts'
import type { Counted, Id, Slice } from '../schema.ts'
import type { CreateVehicle, UpdateVehicle } from './schema.ts'
import { colorOf, type DeviceWord, type Vehicle } from './vehicle.ts'

export type NewVehicle = Omit<Vehicle, 'key' | 'createdAt' | 'newest' | 'lastSeenAt'> & {
  readonly ingestKeyHash: Buffer
}
export type VehicleChanges = Partial<Pick<Vehicle, 'imei' | 'name' | 'plate' | 'icon' | 'color'>>

/** The vehicles of one tenant. */
export interface VehicleStore {
  /** Throws `imei_taken`: an identifier is unique on the whole server. */
  insert(vehicle: NewVehicle): Promise<Vehicle>
  list(slice: Slice): Promise<Counted<Vehicle>>
  all(limit: number): Promise<readonly Vehicle[]>
  byImei(imei: string): Promise<Vehicle | undefined>
  byImeis(imeis: readonly string[]): Promise<readonly Vehicle[]>
  byId(id: Id): Promise<Vehicle | undefined>
  byIds(ids: readonly Id[]): Promise<readonly Vehicle[]>
  /** Those whose newest position lies in the box; a box with `west > east` crosses the antimeridian. Degrees. */
  within(box: Box, limit: number): Promise<readonly Vehicle[]>
  /** Throws `imei_taken`. */
  update(imei: string, changes: VehicleChanges): Promise<Vehicle | undefined>
  setIngestKey(imei: string, hash: Buffer): Promise<Vehicle | undefined>
  remove(imei: string): Promise<Vehicle | undefined>
  /** Oldest first, quarantined ones left out; `from` and `to` included. */
  trail(key: number, from: Date, to: Date, limit: number): Promise<readonly Position[]>
  /** What came beside the newest position that had anything beside it, `since` then. */
  lastWord(key: number, since: Date): Promise<DeviceWord | undefined>
}

export interface Box {
  readonly west: number
  readonly south: number
  readonly east: number
  readonly north: number
}

export interface VehiclePorts {
  readonly vehiclesOf: (tenantId: number) => VehicleStore
  /** Removes what is left of a vehicle's past. */
  readonly forgetPositions: (key: number) => Promise<void>
  readonly endLinks: (tenantId: number, vehicleId: Id) => Promise<void>
  readonly deviceKeys: { create(): string; hash(key: string): Buffer }
  readonly announce: Announcements
  readonly newId: () => Id
  readonly now: () => Date
}

export type Vehicles = ReturnType<typeof createVehicles>

/** As many as `/live` shows at once. */
const mostInOverview = 10_000
const longestTrailHours = 24
const mostTrailPositions = 100_000

export const createVehicles = (ports: VehiclePorts) => {
  const { vehiclesOf, forgetPositions, endLinks, deviceKeys, announce, newId, now } = ports
  const get = async (member: Member, imei: string): Promise<Vehicle> =>
    found(await vehiclesOf(member.tenantId).byImei(imei))

  return {
    get,

    /** The ingest key is answered here and never again: only its hash is kept. */
    async create(member: Member, wanted: CreateVehicle): Promise<{ vehicle: Vehicle; ingestKey: string }> {
      const vehicles = vehiclesOf(member.tenantId)
      const ingestKey = deviceKeys.create()
      const { count } = await vehicles.list({ limit: 1, offset: 0 })
      const vehicle = await vehicles.insert({
        id: newId(),
        tenantId: member.tenantId,
        imei: wanted.imei,
        name: wanted.name.trim(),
        plate: wanted.plate?.trim() ?? null,
        icon: wanted.icon ?? 'car',
        color: wanted.color ?? colorOf(count),
        ingestKeyHash: deviceKeys.hash(ingestKey),
      })
      announce.subjectChanged(vehicle, 'made')
      return { vehicle, ingestKey }
    },

    list: (member: Member, slice: Slice) => vehiclesOf(member.tenantId).list(slice),

    /** All of them up to a bound, and how many there are. */
    async overview(member: Member): Promise<Counted<Vehicle>> {
      const store = vehiclesOf(member.tenantId)
      const rows = await store.all(mostInOverview)
      if (rows.length < mostInOverview) return { count: rows.length, rows }
      return { count: (await store.list({ limit: 1, offset: 0 })).count, rows }
    },

    /** What was said longer than a day ago says nothing of now. */
    async deviceOf(member: Member, imei: string): Promise<DeviceWord | undefined> {
      const { key } = await get(member, imei)
      return vehiclesOf(member.tenantId).lastWord(key, new Date(now().getTime() - 24 * 3_600_000))
    },

    async update(member: Member, imei: string, changes: UpdateVehicle): Promise<Vehicle> {
      const { name, plate } = changes
      const trimmed = { ...(name && { name: name.trim() }), ...(plate && { plate: plate.trim() }) }
      const vehicle = found(await vehiclesOf(member.tenantId).update(imei, { ...changes, ...trimmed }))
      announce.subjectChanged(vehicle, 'changed')
      return vehicle
    },

    /** The old key is dead at once. */
    async rotateKey(member: Member, imei: string): Promise<{ vehicle: Vehicle; ingestKey: string }> {
      const ingestKey = deviceKeys.create()
      const hash = deviceKeys.hash(ingestKey)
      const vehicle = found(await vehiclesOf(member.tenantId).setIngestKey(imei, hash))
      announce.subjectChanged(vehicle, 'rekeyed')
      return { vehicle, ingestKey }
    },

    /** Its links end, its viewers leave, its past is forgotten. */
    async remove(member: Member, imei: string): Promise<void> {
      const vehicle = found(await vehiclesOf(member.tenantId).remove(imei))
      await endLinks(member.tenantId, vehicle.id)
      announce.subjectChanged(vehicle, 'removed')
      await forgetPositions(vehicle.key)
    },

    async trail(member: Member, imei: string, from?: Date, to?: Date): Promise<Trail> {
      const end = to ?? now()
      const start = from ?? new Date(end.getTime() - 3_600_000)
      if (start > end)
        throw new Problem('validation_failed', {
          errors: [{ field: 'from', message: 'must not be after to' }],
        })
      if (end.getTime() - start.getTime() > longestTrailHours * 3_600_000)
        throw new Problem('trail_too_long', { hours: longestTrailHours })
      const vehicle = await get(member, imei)
      const positions = await vehiclesOf(member.tenantId).trail(vehicle.key, start, end, mostTrailPositions)
      return { vehicle, from: start, to: end, positions }
    },

    /** Where each vehicle has driven in the last `days`, newest first up to a bound that keeps the answer drawable. */
    async history(member: Member, days: number): Promise<readonly Trail[]> {
      const to = now()
      const from = new Date(to.getTime() - days * 86_400_000)
      const store = vehiclesOf(member.tenantId)
      const vehicles = await store.all(mostVehiclesWithHistory)
      const each = Math.floor(mostHistoryPositions / Math.max(1, vehicles.length))
      const trails: Trail[] = []
      // One after the other: a picture of the past must not take every connection from those who drive now.
      for (const vehicle of vehicles) {
        const positions = await store.trail(vehicle.key, from, to, Math.min(each, mostHistoryOfOne))
        trails.push({ vehicle, from, to, positions })
      }
      return trails
    },
  }
}

const mostVehiclesWithHistory = 200
const mostHistoryPositions = 100_000
const mostHistoryOfOne = 5_000

export interface Trail {
  readonly vehicle: Vehicle
  readonly from: Date
  readonly to: Date
  readonly positions: readonly Position[]
}
