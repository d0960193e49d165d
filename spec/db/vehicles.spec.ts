import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { keepPartitions } from '../../db/position-writer.ts'
import { createStores } from '../../db/stores.ts'
import { toE7 } from '../../domain/positions/position.ts'
import type { PositionWriter } from '../../domain/positions/service.ts'
import type { DeviceStore } from '../../domain/vehicles/directory.ts'
import type { VehicleStore } from '../../domain/vehicles/service.ts'
import type { Vehicle } from '../../domain/vehicles/vehicle.ts'
import { createUuidV7 } from '../../server/secrets.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { createMemoryVehicles } from '../support/memory-vehicles.ts'
import { expectRefusal } from '../support/refusals.ts'
import { addTenant, aFix, aRow, aVehicle } from '../support/rows.ts'

interface Stores {
  readonly vehiclesOf: (tenantId: number) => VehicleStore
  readonly devices: DeviceStore
  readonly writer: PositionWriter
  readonly upkeep: {
    markSeen(key: number, at: Date): Promise<void>
    forgetPositions(key: number): Promise<void>
  }
}

const start = Math.floor(Date.now() / 1000) * 1000 - 3_600_000
const at = (milliseconds: number) => new Date(start + milliseconds)

describe('the stores of vehicles', () => {
  describe('in memory', () => {
    let tenants = 0
    behave(createMemoryVehicles, async () => ++tenants)
  })

  describe('in PostgreSQL', () => {
    let database: TestDatabase
    let connections: Connections
    before(async () => {
      database = await createDatabase()
      connections = connect(database.url)
      await keepPartitions(connections.systemPool)
    })
    after(async () => {
      await connections.close()
      await database.drop()
    })

    behave(
      () => createStores(connections),
      () => addTenant(database),
    )

    it('leave nothing of a vehicle whose past is forgotten [VE-11]', async () => {
      const { vehiclesOf, upkeep, writer } = createStores(connections)
      const tenant = await addTenant(database)
      const vehicle = await vehiclesOf(tenant).insert(aVehicle(tenant))
      await writer.write([aRow(subjectOf(vehicle))])

      await vehiclesOf(tenant).remove(vehicle.imei)
      await upkeep.forgetPositions(vehicle.key)

      for (const table of ['position', 'newest_position'])
        expect(
          await database.query(`select 1 from ${table} where subject_key = $1`, [vehicle.key]),
        ).to.deep.equal([])
    })
  })
})

const subjectOf = ({ key, id, tenantId }: Vehicle) => ({ key, id, tenantId, kind: 'vehicle' as const })
const imeis = (vehicles: readonly { imei: string }[]) => vehicles.map(({ imei }) => imei)

function behave(open: () => Stores, newTenant: () => Promise<number>) {
  let stores: Stores
  let tenant: number
  let ours: VehicleStore
  let theirs: VehicleStore
  let foreign: Vehicle

  beforeEach(async () => {
    stores = open()
    tenant = await newTenant()
    ours = stores.vehiclesOf(tenant)
    const other = await newTenant()
    theirs = stores.vehiclesOf(other)
    foreign = await theirs.insert(aVehicle(other))
  })

  const add = (from: Parameters<typeof aVehicle>[1] = {}) => ours.insert(aVehicle(tenant, from))
  const report = (vehicle: Vehicle, ...fixes: Parameters<typeof aFix>[0][]) =>
    stores.writer.write(fixes.map((fix) => aRow(subjectOf(vehicle), fix)))

  it('keep what they are given, under a number of their own [VE-1]', async () => {
    const wanted = aVehicle(tenant, { name: 'Carrinha “Ü”', plate: '12-AB-34' })

    const { key, createdAt, ...rest } = await ours.insert(wanted)

    const { ingestKeyHash, ...told } = wanted
    expect(rest).to.deep.equal({ ...told, newest: null, lastSeenAt: null })
    expect(key).to.be.a('number')
    expect(Math.abs(createdAt.getTime() - Date.now())).to.be.below(60_000)
    expect(await ours.byImei(wanted.imei)).to.deep.equal({ key, createdAt, ...rest })
    expect(await ours.byId(wanted.id)).to.deep.equal({ key, createdAt, ...rest })
  })

  it('take an identifier once on the whole server, of two at the same moment one [VE-2]', async () => {
    await expectRefusal('imei_taken', add({ imei: foreign.imei }))
    const imei = aVehicle(tenant).imei

    const both = await Promise.allSettled([add({ imei }), add({ imei })])

    expect(both.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected'])
  })

  it("neither find nor change another tenant's [VE-3] [T-58]", async () => {
    const { imei, id, key } = foreign
    await report(foreign, { recordedAt: start })

    expect(await ours.byImei(imei)).to.equal(undefined)
    expect(await ours.byId(id)).to.equal(undefined)
    expect(await ours.byImeis([imei])).to.deep.equal([])
    expect(await ours.byIds([id])).to.deep.equal([])
    expect(await ours.all(10)).to.deep.equal([])
    expect(await ours.within({ west: -180, south: -90, east: 180, north: 90 }, 10)).to.deep.equal([])
    expect(await ours.trail(key, at(-1), at(1), 10)).to.deep.equal([])
    expect(await ours.update(imei, { name: 'taken' })).to.equal(undefined)
    expect(await ours.setIngestKey(imei, randomBytes(32))).to.equal(undefined)
    expect(await ours.remove(imei)).to.equal(undefined)
    expect((await theirs.byImei(imei))?.name).to.equal(foreign.name)
  })

  it('list in the order in which they were made, page by page', async () => {
    const ids = [1, 2, 3].map((ms) => createUuidV7(start + ms))
    for (const id of ids.toReversed()) await add({ id })

    const page = await ours.list({ limit: 2, offset: 1 })

    expect({ count: page.count, ids: page.rows.map(({ id }) => id) }).to.deep.equal({
      count: 3,
      ids: ids.slice(1),
    })
    expect((await ours.all(2)).map(({ id }) => id)).to.deep.equal(ids.slice(0, 2))
    expect((await ours.byIds([ids[2]!, foreign.id, ids[0]!])).map(({ id }) => id)).to.deep.equal([
      ids[0],
      ids[2],
    ])
    expect(await ours.byIds([])).to.deep.equal([])
    expect(await ours.byImeis([])).to.deep.equal([])
  })

  it('change what is named only', async () => {
    const vehicle = await add({ plate: 'OLD' })

    const changed = await ours.update(vehicle.imei, { plate: null, color: '#abcdef' })

    expect(changed).to.deep.equal({ ...vehicle, plate: null, color: '#abcdef' })
    expect(await ours.byImei(vehicle.imei)).to.deep.equal(changed)
  })

  it('know a device by its key until that is replaced [VE-8]', async () => {
    const [old, fresh] = [randomBytes(32), randomBytes(32)]
    const vehicle = await add({ ingestKeyHash: old })
    const device = { imei: vehicle.imei, subject: subjectOf(vehicle), newest: null }
    expect(await stores.devices.byKeyHash(old)).to.deep.equal(device)

    await ours.setIngestKey(vehicle.imei, fresh)

    expect(await stores.devices.byKeyHash(old)).to.equal(undefined)
    expect(await stores.devices.byKeyHash(fresh)).to.deep.equal(device)
    const found = await stores.devices.byImeis([vehicle.imei, foreign.imei, 'nobody'])
    expect(imeis(found)).to.have.members([vehicle.imei, foreign.imei])
  })

  it('tell the newest position, and when the device last spoke [VE-6]', async () => {
    const vehicle = await add()
    await report(vehicle, { recordedAt: start + 5_000, speed: 42.5 }, { recordedAt: start })
    const told = await ours.byImei(vehicle.imei)

    await stores.upkeep.markSeen(vehicle.key, at(9_000))
    await stores.upkeep.markSeen(vehicle.key, at(7_000))

    expect(told?.newest).to.deep.equal(aFix({ recordedAt: start + 5_000, speed: 42.5 }))
    expect(told?.lastSeenAt).to.deep.equal(at(5_000))
    expect((await ours.byImei(vehicle.imei))?.lastSeenAt).to.deep.equal(at(9_000))
    expect((await stores.devices.byImeis([vehicle.imei]))[0]?.newest).to.deep.equal(told?.newest)
  })

  it('find those in a box, its edges included, across the antimeridian too', async () => {
    const places = { lisbon: [38.7, -9.1], suva: [-18.1, 178.4], apia: [-13.8, -171.8] } as const
    const ids: Record<string, string> = {}
    for (const [name, [lat, lon]] of Object.entries(places)) {
      const vehicle = await add({ name })
      await report(vehicle, { recordedAt: start, latE7: toE7(lat), lonE7: toE7(lon) })
      ids[name] = vehicle.id
    }
    await add({ name: 'nowhere yet' })
    const names = async (west: number, south: number, east: number, north: number, limit = 9) =>
      (await ours.within({ west, south, east, north }, limit)).map(({ name }) => name).sort()

    expect(await names(-10, 38, -9, 39)).to.deep.equal(['lisbon'])
    expect(await names(-9.1, 38.7, -9.1, 38.7)).to.deep.equal(['lisbon'])
    expect(await names(170, -30, -170, 0)).to.deep.equal(['apia', 'suva'])
    expect(await names(-170, -30, 170, 0)).to.deep.equal([])
    expect(await names(-180, -90, 180, 90, 2)).to.have.length(2)
  })

  it('show a trail oldest first, both ends included, without what is quarantined, of too many the newest', async () => {
    const vehicle = await add()
    await report(vehicle, ...[3, 1, 2, 4, 5].map((i) => ({ recordedAt: start + i * 1000, latE7: i })))
    await stores.writer.write([aRow(subjectOf(vehicle), { recordedAt: start + 2_500 }, true)])
    const trail = async (from: number, to: number, limit = 100) =>
      (await ours.trail(vehicle.key, at(from), at(to), limit)).map(({ latE7 }) => latE7)

    expect(await trail(2_000, 4_000)).to.deep.equal([2, 3, 4])
    expect(await trail(0, 9_000, 2)).to.deep.equal([4, 5])
    expect(await trail(6_000, 9_000)).to.deep.equal([])
  })

  it('forget the positions of one, and nothing of others [VE-11]', async () => {
    const [gone, kept] = [await add(), await add()]
    await report(gone, { recordedAt: start })
    await report(kept, { recordedAt: start })

    await stores.upkeep.forgetPositions(gone.key)

    expect(await ours.trail(gone.key, at(-1), at(1), 9)).to.deep.equal([])
    expect((await ours.byImei(gone.imei))?.newest).to.equal(null)
    expect(await ours.trail(kept.key, at(-1), at(1), 9)).to.have.length(1)
  })

  it('answer what they removed, once', async () => {
    const vehicle = await add()

    expect(await ours.remove(vehicle.imei)).to.deep.equal(vehicle)
    expect(await ours.remove(vehicle.imei)).to.equal(undefined)
    expect(await ours.byImei(vehicle.imei)).to.equal(undefined)
    expect((await add({ imei: vehicle.imei })).key).not.to.equal(vehicle.key)
  })
}
