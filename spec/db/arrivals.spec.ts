import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { keepPartitions } from '../../db/position-writer.ts'
import { createStores } from '../../db/stores.ts'
import { createArrivals } from '../../domain/share-links/arrivals.ts'
import { newLink, type ShareLink } from '../../domain/share-links/link.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { addTenant, aFix, aVehicle } from '../support/rows.ts'

/** Positions are kept by the day, and the days around today are there. */
const noon = new Date(Math.floor(Date.now() / 1000) * 1000)
const minutesAfter = (minutes: number) => new Date(noon.getTime() + minutes * 60_000)
/** Lisbon, Praça do Comércio. */
const destination = { latitude: 38.7075, longitude: -9.1364, radiusM: 100 }

describe('links that end on arrival', () => {
  let database: TestDatabase
  let connections: Connections
  let tenant: number
  let said: unknown[]
  const stores = () => createStores(connections)
  const endArrived = (at: Date, dryRun = false) => {
    const announce = { linkEnded: (...end: unknown[]) => void said.push(end) }
    return createArrivals({ store: stores().arrivals, announce, now: () => at }).endArrived(dryRun)
  }

  before(async () => {
    database = await createDatabase()
    connections = connect(database.url)
    await keepPartitions(connections.systemPool)
  })
  beforeEach(async () => {
    await database.query('delete from share_link')
    tenant = await addTenant(database)
    said = []
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })

  const drivenTo = async (latitude: number, longitude: number, recordedAt: Date, vehicleId?: string) => {
    const vehicle = vehicleId
      ? (await stores().vehiclesOf(tenant).byId(vehicleId))!
      : await stores().vehiclesOf(tenant).insert(aVehicle(tenant))
    const place = { latE7: Math.round(latitude * 1e7), lonE7: Math.round(longitude * 1e7) }
    const position = aFix({ ...place, recordedAt: recordedAt.getTime() })
    const subject = { key: vehicle.key, id: vehicle.id, tenantId: tenant, kind: 'vehicle' as const }
    await stores().writer.write([{ subject, position, quarantined: false }])
    return vehicle.id
  }
  const aWay = async (vehicleId: string, from: Partial<ShareLink> = {}) => {
    const link = newLink({
      id: randomUUID(),
      tenantId: tenant,
      face: 'core',
      resource: { kind: 'vehicle', id: vehicleId },
      createdBy: 1,
      createdAt: noon,
      endsOn: 'arrival',
      destination,
      ...from,
    })
    const secret = { tokenHash: randomBytes(32), tokenSealed: randomBytes(50), passwordHash: null }
    await stores()
      .sharesOf(tenant)
      .insert([{ link, ...secret }])
    return link.id
  }

  it('end when their vehicle is there, once, and everybody hears why [SL-24]', async () => {
    const van = await drivenTo(38.72, -9.14, minutesAfter(1))
    const id = await aWay(van)
    const plain = await aWay(van, { endsOn: null, destination: null })
    expect(await endArrived(minutesAfter(2))).to.equal(0)

    await drivenTo(38.7076, -9.1365, minutesAfter(3), van)
    expect(await endArrived(minutesAfter(4), true)).to.equal(1)
    expect(said).to.deep.equal([])
    expect(await endArrived(minutesAfter(4))).to.equal(1)
    expect(await endArrived(minutesAfter(4))).to.equal(0)

    expect(said).to.deep.equal([[id, 'arrived']])
    const states = await stores().linkDirectory.states([id, plain], minutesAfter(4))
    const { link } = (await stores().sharesOf(tenant).find(id))!
    expect([link.expiresAt, link.revokedAt, states.size]).to.deep.equal([minutesAfter(4), null, 2])
    expect((await stores().sharesOf(tenant).find(plain))!.link.expiresAt).to.equal(null)
  })

  it('do not end for where the vehicle was before, nor before they begin [SL-24]', async () => {
    const van = await drivenTo(38.7075, -9.1364, minutesAfter(-1))
    await aWay(van)
    await aWay(van, { startsAt: minutesAfter(10) })

    expect(await endArrived(minutesAfter(5))).to.equal(0)
    await drivenTo(38.7075, -9.1364, minutesAfter(6), van)
    expect(await endArrived(minutesAfter(7))).to.equal(1)
    expect(await endArrived(minutesAfter(11))).to.equal(0)
    await drivenTo(38.7075, -9.1364, minutesAfter(12), van)
    expect(await endArrived(minutesAfter(13))).to.equal(1)
  })

  it('that ended otherwise stay as they ended [SL-24] [T-19]', async () => {
    const van = await drivenTo(38.7075, -9.1364, minutesAfter(1))
    const expired = await aWay(van, { expiresAt: minutesAfter(2) })
    const revoked = await aWay(van, { revokedAt: minutesAfter(2) })

    expect(await endArrived(minutesAfter(3))).to.equal(0)
    expect(await stores().arrivals.arrive([expired, revoked], minutesAfter(3))).to.deep.equal([])
  })
})
