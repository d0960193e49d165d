import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { keepPartitions } from '../../db/position-writer.ts'
import { createStores } from '../../db/stores.ts'
import type { CrewMember, CrewStore } from '../../domain/live/crew.ts'
import type { Technician } from '../../domain/technicians/technician.ts'
import { addAccount } from '../support/album-rows.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { aTechnician } from '../support/field-rows.ts'
import { addTenant, aRow } from '../support/rows.ts'

const box = { west: -10, south: 38, east: -9, north: 39 }

describe('the store of whom an organization may see', () => {
  let database: TestDatabase
  let connections: Connections
  let stores: ReturnType<typeof createStores>
  let tenantId: number
  let crew: CrewStore

  before(async () => {
    database = await createDatabase()
    connections = connect(database.url)
    stores = createStores(connections)
    await keepPartitions(connections.systemPool)
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })
  beforeEach(async () => {
    tenantId = await addTenant(database)
    crew = stores.fieldService.crewOf(tenantId)
  })

  const make = async (name: string, from: Parameters<typeof aTechnician>[1] = {}): Promise<Technician> => {
    const userId = await addAccount(database, tenantId, 'technician', name)
    const fields = aTechnician(userId, { allowTracking: true, ...from })
    return stores.fieldService.techniciansOf(tenantId).insert(fields, [])
  }
  const report = ({ key, id }: Technician, from: object) =>
    stores.writer.write([aRow({ key, id, tenantId, kind: 'technician' as const }, from)])
  const names = (found: readonly CrewMember[]) => found.map(({ user }) => user.fullName)

  it('knows whoever is at work and content to be tracked, with the newest position [GW-21]', async () => {
    const ana = await make('Ana')
    await make('Bo')
    const recordedAt = Date.now() - 1000
    await report(ana, { recordedAt: recordedAt - 1000 })
    await report(ana, { recordedAt, latE7: 385_000_000, speed: 12 })

    const [first, second] = await crew.all(10)

    const { id, key, user, color } = ana
    expect(first).to.deep.include({ id, key, tenantId, user, color })
    expect(first!.newest).to.deep.include({ recordedAt, latE7: 385_000_000, speed: 12 })
    expect(second!.newest).to.equal(null)
    expect(names(await crew.all(1))).to.deep.equal(['Ana'])
    expect(names(await crew.byIds([ana.id]))).to.deep.equal(['Ana'])
    expect(await crew.byIds([])).to.deep.equal([])
  })

  it('knows nobody who said no, is switched off, was removed, left, or is somebody else’s [GW-23] [T-58]', async () => {
    const { techniciansOf } = stores.fieldService
    const seen = await make('Seen')
    const hidden = [await make('No', { allowTracking: false }), await make('Off', { isActive: false })]
    const [removed, left] = [await make('Removed'), await make('Left')]
    await techniciansOf(tenantId).remove(removed.id, new Date(), [])
    await stores.tenantOf(tenantId).remove(left.user.id)
    const all = [seen, ...hidden, removed, left]
    for (const one of all) await report(one, { latE7: 385_000_000, lonE7: -95_000_000 })

    const ids = all.map(({ id }) => id)
    const theirs = stores.fieldService.crewOf(await addTenant(database))
    for (const found of [await crew.all(10), await crew.byIds(ids), await crew.within(box, 10)])
      expect(names(found)).to.deep.equal(['Seen'])
    for (const found of [await theirs.all(10), await theirs.byIds(ids), await theirs.within(box, 10)])
      expect(found).to.deep.equal([])
  })

  it('finds who is within a part of the map, across the antimeridian too [GW-12] [GW-21]', async () => {
    const places = { Lisbon: [38.7, -9.1], Fiji: [-17, 179.9], Samoa: [-14, -172] } as const
    for (const [name, [lat, lon]] of Object.entries(places))
      await report(await make(name), { latE7: lat * 1e7, lonE7: lon * 1e7 })
    await make('Nowhere')

    expect(names(await crew.within(box, 10))).to.deep.equal(['Lisbon'])
    const pacific = { west: 170, south: -20, east: -170, north: 0 }
    expect(names(await crew.within(pacific, 10))).to.have.members(['Fiji', 'Samoa'])
  })
})
