import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { createStores } from '../../db/stores.ts'
import type { DayFigure, DaySpan, MileageStore } from '../../domain/mileage/ports.ts'
import { addAccount } from '../support/album-rows.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { aTechnician } from '../support/field-rows.ts'
import { addTenant } from '../support/rows.ts'

const hour = 3_600_000
/** A day of the partitions that are there, as clocks three hours behind UTC show it. */
const today = new Date().toISOString().slice(0, 10)
const from = new Date(`${today}T03:00:00.000Z`)
const span = (date = today, shift = 0): DaySpan => ({
  date,
  from: new Date(from.getTime() + shift),
  to: new Date(from.getTime() + shift + 24 * hour),
})
const noon = new Date(`${today}T15:00:00.000Z`)

describe('the store of kilometres', () => {
  let database: TestDatabase
  let connections: Connections
  let stores: ReturnType<typeof createStores>
  let tenantId: number
  let mileage: MileageStore
  let theirs: MileageStore
  let ana: { id: string; key: number }
  let bia: { id: string; key: number }

  before(async () => {
    database = await createDatabase()
    connections = connect(database.url)
    stores = createStores(connections)
    await database.query(`select keep_position_partitions(current_date - 2, current_date + 3)`)
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })
  beforeEach(async () => {
    tenantId = await addTenant(database)
    mileage = stores.fieldService.mileageOf(tenantId)
    theirs = stores.fieldService.mileageOf(await addTenant(database))
    const add = async () => {
      const userId = await addAccount(database, tenantId)
      const { id, key } = await stores.fieldService.techniciansOf(tenantId).insert(aTechnician(userId), [])
      return { id, key }
    }
    ana = await add()
    bia = await add()
  })

  const addPosition = (
    key: number,
    at: Date,
    { receivedAt = at, quarantined = false, accuracy = null as number | null } = {},
  ) =>
    database.query(
      `insert into position (recorded_at, received_at, subject_key, tenant_id, lat_e7, lon_e7, quarantined, accuracy, speed)
       values ($1, $2, $3, $4, -235505199, -466333094, $5, $6, 40)`,
      [at, receivedAt, key, tenantId, quarantined, accuracy],
    )
  const aFigure = (more: Partial<DayFigure> = {}): DayFigure => ({
    technicianId: ana.id,
    date: today,
    distanceM: 12_345,
    bridgedM: 5_000,
    gaps: [{ from: noon.getTime(), to: noon.getTime() + hour, distanceM: 5_000 }],
    positions: 100,
    firstAt: noon,
    lastAt: new Date(noon.getTime() + hour),
    ...more,
  })
  const ids = (days: readonly { technicianId: string; date: string }[]) =>
    days.map(({ technicianId, date }) => [technicianId, date])

  it('keeps a day as it was counted, and answers it by date and technician [KM-6]', async () => {
    const empty = aFigure({ technicianId: bia.id, gaps: [], firstAt: null, lastAt: null })
    await mileage.keep(aFigure(), noon)
    await mileage.keep(empty, noon)

    const all = { from: today, to: today }
    expect(await mileage.counted({ ...all, technicianId: ana.id })).to.deep.equal([aFigure()])
    expect(await mileage.counted(all)).to.have.deep.members([aFigure(), empty])
    expect(await mileage.counted({ from: '2020-01-01', to: '2020-01-31' })).to.deep.equal([])
    expect(await theirs.counted(all)).to.deep.equal([])
  })

  it('replaces a count by one from as many positions or more, never by one from fewer [KM-6]', async () => {
    await mileage.keep(aFigure(), noon)
    await mileage.keep(aFigure({ positions: 99, distanceM: 1 }), noon)
    expect(await mileage.counted({ from: today, to: today })).to.deep.equal([aFigure()])

    await mileage.keep(aFigure({ positions: 100, distanceM: 2, gaps: [] }), noon)
    expect(await mileage.counted({ from: today, to: today })).to.deep.equal([
      aFigure({ distanceM: 2, gaps: [] }),
    ])
  })

  it('finds the days that have positions and are not counted, to the millisecond [KM-5] [KM-6]', async () => {
    const { from: first, to: end } = span()
    await addPosition(ana.key, new Date(first.getTime() - 1))
    await addPosition(bia.key, end)
    expect(await mileage.uncounted([span()])).to.deep.equal([])

    await addPosition(ana.key, first)
    await addPosition(bia.key, new Date(end.getTime() - 1))
    const expected = [ana, bia].map(({ id, key }) => ({ technicianId: id, key, ...span() }))
    expect(await mileage.uncounted([span()])).to.have.deep.members(expected)
    expect(await mileage.uncounted([span()], ana.id)).to.deep.equal([expected[0]])
    expect(await mileage.uncounted([])).to.deep.equal([])
    expect(await theirs.uncounted([span()])).to.deep.equal([])

    await mileage.keep(aFigure(), noon)
    expect(ids(await mileage.uncounted([span()]))).to.deep.equal([[bia.id, today]])
  })

  it('finds several days of those who have left as well, and nothing in what was quarantined [KM-6] [KM-9]', async () => {
    const yesterday = new Date(from.getTime() - 24 * hour).toISOString().slice(0, 10)
    const days = [span(yesterday, -24 * hour), span()]
    await addPosition(ana.key, noon)
    await addPosition(ana.key, new Date(noon.getTime() - 24 * hour))
    await addPosition(bia.key, noon, { quarantined: true })
    await stores.fieldService.techniciansOf(tenantId).remove(ana.id, new Date(), [])

    expect(ids(await mileage.uncounted(days))).to.deep.equal([
      [ana.id, yesterday],
      [ana.id, today],
    ])
  })

  it('finds the counted days that something came in for afterwards [KM-6]', async () => {
    await addPosition(ana.key, noon)
    await addPosition(bia.key, noon)
    await mileage.keep(aFigure(), new Date(noon.getTime() + hour))
    expect(await mileage.outdated([span()])).to.deep.equal([])

    const later = new Date(noon.getTime() + hour + 1)
    await addPosition(ana.key, new Date(noon.getTime() + 1), { receivedAt: later, quarantined: true })
    expect(await mileage.outdated([span()])).to.deep.equal([])
    await addPosition(ana.key, new Date(noon.getTime() + 2), { receivedAt: later })
    expect(ids(await mileage.outdated([span()]))).to.deep.equal([[ana.id, today]])
  })

  it('finds those too that something came in for just before them: the step across midnight [KM-5] [KM-6]', async () => {
    const later = new Date(noon.getTime() + hour + 1)
    const earlier = (ms: number) => new Date(from.getTime() - ms)
    for (const { id, key } of [ana, bia]) {
      await addPosition(key, noon)
      await mileage.keep(aFigure({ technicianId: id }), new Date(noon.getTime() + hour))
    }

    await addPosition(ana.key, earlier(600_000), { receivedAt: later })
    await addPosition(bia.key, earlier(600_001), { receivedAt: later })

    expect(ids(await mileage.outdated([span()]))).to.deep.equal([[ana.id, today]])
  })

  it('reads the positions of a day, oldest first, without those in quarantine [KM-1]', async () => {
    const at = (ms: number) => new Date(noon.getTime() + ms)
    await addPosition(ana.key, at(2), { accuracy: 12 })
    await addPosition(ana.key, at(0))
    await addPosition(ana.key, at(1), { quarantined: true })
    await addPosition(bia.key, at(3))
    await addPosition(ana.key, span().to)

    const day = { key: ana.key, ...span() }
    expect(await mileage.positions(day, 10)).to.deep.equal(
      [at(0), at(2)].map((recordedAt, i) => ({
        latE7: -235_505_199,
        lonE7: -466_333_094,
        recordedAt: recordedAt.getTime(),
        accuracy: i === 0 ? null : 12,
        speed: null,
        heading: null,
        altitude: null,
        attributes: null,
      })),
    )
    expect(await mileage.positions(day, 1)).to.have.length(1)
    expect(await theirs.positions(day, 10)).to.deep.equal([])
  })

  it('names the organizations that have switched kilometres on, and no others [KM-8]', async () => {
    const flags = async (features: object) => {
      const id = await addTenant(database)
      await database.query('update tenant set features = $2 where id = $1', [id, features])
      return id
    }
    const on = await flags({ 'trakservice.enabled': true, 'trakservice.km': true, more: false })
    const off = [
      await flags({ 'trakservice.enabled': true }),
      await flags({ 'trakservice.enabled': false, 'trakservice.km': true }),
      await flags({ 'trakservice.enabled': true, 'trakservice.km': false }),
    ]

    const counting = await stores.fieldService.countingTenants()

    expect(counting).to.include(on)
    for (const id of [...off, tenantId]) expect(counting).to.not.include(id)
  })
})
