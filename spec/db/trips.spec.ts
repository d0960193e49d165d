import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { createStores } from '../../db/stores.ts'
import { newLink } from '../../domain/share-links/link.ts'
import type { TripStore } from '../../domain/trips/service.ts'
import { addAccount } from '../support/album-rows.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { faultyFields } from '../support/refusals.ts'
import { addTenant } from '../support/rows.ts'

const noon = new Date('2026-06-01T12:00:00.000Z')
const later = new Date(noon.getTime() + 60_000)
const march = { name: 'Angkor', startDate: '2026-03-01', endDate: '2026-03-05' }

describe('the store of trips', () => {
  let database: TestDatabase
  let connections: Connections
  let stores: ReturnType<typeof createStores>
  let tenantId: number
  let userId: number
  let trips: TripStore
  let theirs: TripStore

  before(async () => {
    database = await createDatabase()
    connections = connect(database.url)
    stores = createStores(connections)
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })
  beforeEach(async () => {
    tenantId = await addTenant(database)
    userId = await addAccount(database, tenantId)
    trips = stores.tripsOf(tenantId)
    theirs = stores.tripsOf(await addTenant(database))
  })

  it('keeps the days of the calendar as they were given, whatever zone this machine is in [TR-2]', async () => {
    const made = await trips.insert({ ...march, userId }, noon)

    expect(made).to.deep.equal({ ...march, id: made.id, tenantId, userId, createdAt: noon, updatedAt: noon })
    expect(await trips.find(made.id)).to.deep.equal(made)
    const moved = await trips.update(made.id, { endDate: '2028-02-29' }, later)
    expect(moved).to.deep.equal({ ...made, endDate: '2028-02-29', updatedAt: later })
  })

  it('lists one person’s own, the one that starts last first [TR-1] [T-58]', async () => {
    const colleague = await addAccount(database, tenantId)
    const first = await trips.insert({ ...march, userId }, noon)
    const second = await trips.insert({ ...march, startDate: '2026-03-04', userId }, noon)
    await trips.insert({ ...march, userId: colleague }, noon)

    expect(await trips.list(userId, { limit: 1, offset: 0 })).to.deep.equal({ count: 2, rows: [second] })
    expect(await trips.list(userId, { limit: 5, offset: 1 })).to.deep.equal({ count: 2, rows: [first] })
    expect(await theirs.list(userId, { limit: 5, offset: 0 })).to.deep.equal({ count: 0, rows: [] })
  })

  it('shows and changes nothing of another organization’s [T-58]', async () => {
    const { id } = await trips.insert({ ...march, userId }, noon)
    const day = await trips.insertDay(id, '2026-03-02')
    const place = await trips.insertPlace(day.id, { name: 'Bayon' }, noon)

    expect(await theirs.find(id)).to.equal(undefined)
    expect(await theirs.update(id, { name: 'Taken' }, later)).to.equal(undefined)
    expect(await theirs.updatePlace(place.id, { name: 'Taken' })).to.equal(undefined)
    await theirs.moveDay(day.id, '2026-03-03')
    await theirs.removePlace(place.id)
    await theirs.removeDay(day.id)
    await theirs.remove(id)

    expect(await theirs.days(id)).to.deep.equal([])
    expect((await trips.find(id))?.name).to.equal('Angkor')
    expect(await trips.days(id)).to.deep.equal([{ ...day, places: [place] }])
  })

  it('gives the days in the order of the calendar and the places in the order of their adding [TR-4]', async () => {
    const { id } = await trips.insert({ ...march, userId }, noon)
    const late = await trips.insertDay(id, '2026-03-05')
    const early = await trips.insertDay(id, '2026-03-01')
    const [one, two] = [
      await trips.insertPlace(late.id, { name: 'One' }, noon),
      await trips.insertPlace(
        late.id,
        { name: 'Two', ratings: 4.8, latitude: 13.4125, entryFree: false },
        noon,
      ),
    ]
    await trips.updatePlace(one.id, { notes: 'Early' })

    expect(two).to.include({ name: 'Two', ratings: 4.8, latitude: 13.4125, entryFree: false, notes: null })
    expect(await trips.days(id)).to.deep.equal([
      { ...early, places: [] },
      { ...late, places: [{ ...one, notes: 'Early' }, two] },
    ])
  })

  it('has one day a date, even where two are wanted at once [TR-3]', async () => {
    const { id } = await trips.insert({ ...march, userId }, noon)
    const other = await trips.insertDay(id, '2026-03-01')

    const both = await Promise.allSettled([1, 2].map(() => trips.insertDay(id, '2026-03-02')))

    expect(both.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected'])
    expect(await faultyFields(trips.moveDay(other.id, '2026-03-02'))).to.deep.equal(['date'])
  })

  it('remembers a friend once a link, with the first and the last time [TR-9]', async () => {
    const { id } = await trips.insert({ ...march, userId }, noon)
    const cousinsHouse = await addTenant(database)
    const cousin = await addAccount(database, cousinsHouse, 'owner', 'Cousin Ana')
    const linkOf = async (linkId: string) => {
      const resource = { kind: 'trip' as const, id: String(id) }
      const link = newLink({
        id: linkId,
        tenantId,
        face: 'trip',
        resource,
        createdBy: userId,
        createdAt: noon,
      })
      const secret = { tokenHash: Buffer.from(linkId), tokenSealed: Buffer.from('sealed') }
      await stores.linksOf(tenantId).extendOrInsertPrimary(link, secret, noon)
      return linkId
    }
    expect(await trips.lastLink(id)).to.equal(undefined)
    const old = await linkOf('11111111-1111-4111-8111-111111111111')
    await stores.linksOf(tenantId).revoke(old, noon)
    const link = await linkOf('22222222-2222-4222-8222-222222222222')

    await Promise.all([noon, noon, noon].map((at) => trips.recordAccess(link, cousin, at)))
    await trips.recordAccess(link, cousin, later)
    await trips.recordAccess(old, userId, noon)

    expect(await trips.lastLink(id)).to.equal(link)
    expect(await theirs.lastLink(id)).to.equal(undefined)
    const [access, ...more] = await stores.tripAccessesOf(link)
    expect(more).to.deep.equal([])
    expect(access).to.include({ userId: cousin, fullName: 'Cousin Ana' })
    expect([access?.firstAt, access?.lastAt]).to.deep.equal([noon, later])
  })

  it('forgets a trip with all that was planned for it', async () => {
    const { id } = await trips.insert({ ...march, userId }, noon)
    const day = await trips.insertDay(id, '2026-03-02')
    await trips.insertPlace(day.id, { name: 'Bayon' }, noon)

    await trips.remove(id)

    for (const table of ['trip', 'trip_day', 'trip_place'])
      expect(await database.query(`select 1 from ${table} where tenant_id = $1`, [tenantId])).to.deep.equal(
        [],
      )
  })
})
