import { expect } from 'chai'
import type { Member, Role } from '../../domain/actor.ts'
import { mileageCsv, presentMileage, presentMileageDetail } from '../../domain/mileage/present.ts'
import type { MileageQuery } from '../../domain/mileage/schema.ts'
import { createMileage, totalsOf } from '../../domain/mileage/service.ts'
import { finish } from '../../domain/stepwise.ts'
import type { Technician } from '../../domain/technicians/technician.ts'
import type { Look } from '../../domain/tracking/ports.ts'
import { createMemoryMileage } from '../support/memory-mileage.ts'
import { aTechnician } from '../support/memory-tracking.ts'
import { expectRefusal, faultyFields } from '../support/refusals.ts'
import { aPosition } from './positions/a-position.ts'

const hour = 3_600_000
const metre = 1 / 111_194.93
const member = (role: Role, userId = 1): Member => ({ userId, tenantId: 1, role, familyId: 'f' })
const dispatcher = member('dispatcher')
/** A kilometre north in ten steps of ten seconds, from this moment on. */
const kilometre = (from: string | number) =>
  Array.from({ length: 11 }, (_, i) =>
    aPosition({
      lat: i * 100 * metre,
      lon: 0,
      recordedAt: new Date(from).getTime() + i * 10_000,
    }),
  )

/** São Paulo, UTC−3. A Wednesday at noon there. */
const aHouse = (timeZone = 'America/Sao_Paulo', start = '2026-01-14T15:00:00Z') => {
  let clock = Date.parse(start)
  const ana = aTechnician({ user: { id: 7, email: 'ana@example.org', fullName: 'Ana' } })
  const bia = aTechnician({ user: { id: 8, email: 'bia@example.org', fullName: '=Bia, "B"' } })
  const technicians: Technician[] = [bia, ana]
  const memory = createMemoryMileage(technicians)
  const looks: Look[] = []
  const now = () => new Date(clock)
  const counting = [1]
  const features: Record<string, boolean> = { 'trakservice.enabled': true, 'trakservice.km': true }
  const mileage = createMileage({
    mileageOf: () => memory.store,
    techniciansOf: () => ({
      ofUser: async (userId) => technicians.find(({ user }) => user.id === userId),
      byIds: async (ids) => technicians.filter(({ id }) => ids.includes(id)),
    }),
    trackingOf: () => ({ look: async (more) => void looks.push(...more) }),
    countingTenants: async () => counting,
    profiles: {
      of: async () => ({ id: 1, name: 'ACME', features, locale: 'pt-BR', timeZone }),
    },
    unhurried: async (work) => finish(work),
    now,
  })
  const list = async (query: MileageQuery = {}, actor = dispatcher) => {
    const range = await mileage.list(actor, query)
    return { ...range, results: range.days.map(presentMileage) }
  }
  return {
    ...memory,
    mileage,
    list,
    ana,
    bia,
    looks,
    counting,
    features,
    setClock: (time: string) => {
      clock = Date.parse(time)
    },
  }
}

describe('a list of kilometres', () => {
  it('has a row for each technician and day with positions, by name, and their sums [KM-7] [KM-10]', async () => {
    const { add, list, mileage, ana, bia } = aHouse()
    add(bia.key, kilometre('2026-01-13T12:00:00Z'))
    add(ana.key, [...kilometre('2026-01-12T12:00:00Z'), ...kilometre('2026-01-14T14:00:00Z')])

    const { from, to, results, days } = await list()

    expect([from, to]).to.deep.equal(['2026-01-12', '2026-01-18'])
    expect(results.map(({ technician, date }) => [technician.full_name, date])).to.deep.equal([
      ['=Bia, "B"', '2026-01-13'],
      ['Ana', '2026-01-12'],
      ['Ana', '2026-01-14'],
    ])
    expect(results[2]).to.deep.equal({
      technician: { id: ana.id, full_name: 'Ana' },
      date: '2026-01-14',
      distance_m: 1_000,
      km: 1,
      bridged_m: 0,
      gaps: 0,
      positions: 11,
      first_at: '2026-01-14T14:00:00.000Z',
      last_at: '2026-01-14T14:01:40.000Z',
      is_final: false,
    })
    expect(totalsOf(days)).to.deep.equal([
      { technician_id: bia.id, km: 1 },
      { technician_id: ana.id, km: 2 },
    ])
    expect(await mileage.count()).to.equal(2)
    expect((await list()).results).to.deep.equal(results)
  })

  it('is cut at midnight as the clocks there show it, on days of 23 and 25 hours too [KM-5]', async () => {
    for (const [zone, date, from, to] of [
      ['America/Sao_Paulo', '2026-01-14', '2026-01-14T03:00:00Z', '2026-01-15T03:00:00Z'],
      ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
      ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
    ] as const) {
      const { add, list, ana } = aHouse(zone, '2026-12-01T12:00:00Z')
      const ends = [Date.parse(from) - 1, Date.parse(from), Date.parse(to) - 1, Date.parse(to)]
      add(
        ana.key,
        ends.map((recordedAt) => aPosition({ recordedAt })),
      )

      const { results } = await list({ from: date, to: date })

      expect(
        results.map((day) => [day.date, day.positions, day.first_at, day.last_at]),
        date,
      ).to.deep.equal([[date, 2, new Date(ends[1]!).toISOString(), new Date(ends[2]!).toISOString()]])
    }
  })

  it('is narrowed to their own for whoever is no dispatcher, and others are not there [KM-9] [T-21]', async () => {
    const { add, list, ana, bia } = aHouse()
    for (const { key } of [ana, bia]) add(key, kilometre('2026-01-13T12:00:00Z'))
    const names = async (query: MileageQuery, actor: Member) =>
      (await list(query, actor)).results.map(({ technician }) => technician.id)

    expect(await names({}, member('technician', 7))).to.deep.equal([ana.id])
    expect(await names({ technician_id: ana.id }, member('technician', 7))).to.deep.equal([ana.id])
    expect(await names({}, member('member', 9))).to.deep.equal([])
    expect(await names({ technician_id: bia.id.toUpperCase() }, dispatcher)).to.deep.equal([bia.id])
    await expectRefusal('not_found', list({ technician_id: bia.id }, member('technician', 7)))
    await expectRefusal('not_found', list({ technician_id: bia.id }, member('member', 9)))
    await expectRefusal('not_found', list({ technician_id: crypto.randomUUID() }))
  })

  it('puts whoever looks at another’s way on record, and nobody who looks at their own [KM-9]', async () => {
    const { add, list, mileage, looks, ana, bia } = aHouse()
    add(ana.key, kilometre('2026-01-13T12:00:00Z'))
    const looked = (id: string) => ({ technicianId: id, viewerId: 1, linkId: null, via: 'mileage' })

    await list({}, member('technician', 7))
    await mileage.day(member('technician', 7), ana.id, '2026-01-13')
    expect(looks).to.deep.equal([])
    await list()
    await mileage.day(dispatcher, bia.id, '2026-01-13')
    expect(looks).to.deep.equal([looked(ana.id), looked(bia.id)])
  })

  it('has at most 31 days, in their order [KM-10]', async () => {
    const { list } = aHouse()

    expect(await list({ from: '2026-01-01', to: '2026-01-31' })).to.deep.include({
      to: '2026-01-31',
      results: [],
    })
    expect(await faultyFields(list({ from: '2026-01-01', to: '2026-02-01' }))).to.deep.equal(['to'])
    expect(await faultyFields(list({ from: '2026-01-02', to: '2026-01-01' }))).to.deep.equal(['from'])
    expect(await list({ from: '2026-02-04' })).to.deep.include({ from: '2026-02-04', to: '2026-02-08' })
    expect(await list({ to: '2026-02-04' })).to.deep.include({ from: '2026-02-02', to: '2026-02-04' })
  })

  it('is a table in which a spreadsheet computes nothing [KM-11] [T-44]', async () => {
    const { add, list, ana, bia } = aHouse()
    add(ana.key, kilometre('2026-01-13T12:00:00Z'))
    add(bia.key, kilometre('2026-01-13T12:00:00Z'))

    const lines = mileageCsv((await list()).results).split('\r\n')

    expect(lines).to.deep.equal([
      'technician_id,technician,date,km,distance_m,bridged_m,gaps,positions,first_at,last_at,is_final',
      `${bia.id},"'=Bia, ""B""",2026-01-13,1.0,1000,0,0,11,2026-01-13T12:00:00.000Z,2026-01-13T12:01:40.000Z,false`,
      `${ana.id},Ana,2026-01-13,1.0,1000,0,0,11,2026-01-13T12:00:00.000Z,2026-01-13T12:01:40.000Z,false`,
      '',
    ])
  })
})

describe('a way across midnight', () => {
  const steps = (from: string, count: number, seconds: number) =>
    Array.from({ length: count }, (_, i) =>
      aPosition({ lat: i * 100 * metre, lon: 0, recordedAt: Date.parse(from) + i * seconds * 1_000 }),
    )

  it('is of both days, each step of the one on which it ends: they add up [KM-5]', async () => {
    const { add, list, mileage, ana } = aHouse()
    add(ana.key, steps('2026-01-14T02:58:05Z', 21, 10))

    const days = async () =>
      (await list()).results.map(({ date, distance_m, positions }) => [date, distance_m, positions])

    // The twelfth position is the last one before midnight, at 02:59:55 UTC.
    const expected = [
      ['2026-01-13', 1_100, 12],
      ['2026-01-14', 900, 9],
    ]
    expect(await days()).to.deep.equal(expected)
    await mileage.count()
    expect(await days()).to.deep.equal(expected)
    expect((await mileage.day(dispatcher, ana.id, '2026-01-14')).figure.distanceM).to.equal(900)
  })

  it('is of neither where nothing was heard for more than ten minutes [KM-4] [KM-5]', async () => {
    const { add, list, ana } = aHouse()
    add(ana.key, steps('2026-01-14T02:54:00Z', 2, 601))

    expect((await list()).results.map(({ distance_m, gaps }) => [distance_m, gaps])).to.deep.equal([
      [0, 0],
      [0, 0],
    ])
  })
})

describe('a day of very many positions', () => {
  it('is read a page at a time, to its end, and measured by one a second [KM-1]', async () => {
    const { add, mileage, ana, store } = aHouse()
    const { positions } = store
    const pages: number[] = []
    store.positions = async (day, limit) => {
      const page = await positions(day, limit)
      pages.push(page.length)
      return page
    }
    // Ten a second, for half an hour and a bit, at 10 m/s.
    const from = Date.parse('2026-01-13T12:00:00Z')
    add(
      ana.key,
      Array.from({ length: 20_001 }, (_, i) =>
        aPosition({ lat: i * metre, lon: 0, recordedAt: from + i * 100 }),
      ),
    )

    const { figure } = await mileage.day(dispatcher, ana.id, '2026-01-13')

    expect(pages).to.deep.equal([10_000, 10_000, 1])
    expect(figure).to.include({ positions: 2_001, distanceM: 20_000 })
  })
})

describe('one day of kilometres', () => {
  it('tells its silences [KM-4]', async () => {
    const { add, mileage, ana } = aHouse()
    const far = kilometre('2026-01-13T13:00:00Z').map((one) => ({ ...one, latE7: one.latE7 + 500_000 }))
    add(ana.key, [...kilometre('2026-01-13T12:00:00Z'), ...far])

    const day = presentMileageDetail(await mileage.day(dispatcher, ana.id, '2026-01-13'))

    expect(day).to.include({ distance_m: 6_560, bridged_m: 4_560, km: 6.6 })
    expect(day.gaps).to.deep.equal([
      {
        from: '2026-01-13T12:01:40.000Z',
        to: '2026-01-13T13:00:00.000Z',
        distance_m: 4_560,
        duration_s: 3_500,
      },
    ])
  })

  it('is nothing where there was nothing, and not there for strangers [KM-9]', async () => {
    const { mileage, ana, bia } = aHouse()

    const day = presentMileageDetail(await mileage.day(dispatcher, ana.id, '2026-01-13'))

    expect(day).to.include({ distance_m: 0, positions: 0, first_at: null, last_at: null })
    await expectRefusal('not_found', mileage.day(member('technician', 7), bia.id, '2026-01-13'))
    await expectRefusal('not_found', mileage.day(dispatcher, crypto.randomUUID(), '2026-01-13'))
  })
})

describe('counting kilometres', () => {
  it('waits until a day has been over for six hours, and then does it once [KM-6]', async () => {
    const { add, mileage, ana, setClock } = aHouse()
    add(ana.key, kilometre('2026-01-13T12:00:00Z'))

    setClock('2026-01-14T08:59:59Z')
    expect(await mileage.count()).to.equal(0)
    setClock('2026-01-14T09:00:00Z')
    expect([await mileage.count(), await mileage.count()]).to.deep.equal([1, 0])
  })

  it('stays when the positions are forgotten [KM-6]', async () => {
    const { add, forget, list, mileage, ana } = aHouse()
    add(ana.key, kilometre('2026-01-13T12:00:00Z'))
    await mileage.count()

    forget(ana.key)
    await mileage.count()

    expect((await list()).results.map(({ km }) => km)).to.deep.equal([1])
  })

  it('is done again for what came late, for three days, and then is final [KM-6]', async () => {
    const { add, list, mileage, ana, setClock } = aHouse()
    const results = async () =>
      (await list({ from: '2026-01-10', to: '2026-01-10' })).results.map(({ km, is_final }) => [km, is_final])
    const late = (from: string, received: string) => add(ana.key, kilometre(from), Date.parse(received))
    add(ana.key, kilometre('2026-01-10T12:00:00Z'))
    setClock('2026-01-12T12:00:00Z')
    await mileage.count()
    expect(await results()).to.deep.equal([[1, false]])

    // The day ended at 03:00 UTC on the 11th.
    late('2026-01-10T12:02:00Z', '2026-01-14T02:00:00Z')
    setClock('2026-01-14T02:59:59Z')
    expect([await mileage.count(), await mileage.count()]).to.deep.equal([1, 0])
    const [[again]] = (await results()) as [[number, boolean]]
    expect(again).to.be.above(1)
    late('2026-01-10T15:00:00Z', '2026-01-14T02:59:59Z')
    setClock('2026-01-14T03:00:00Z')
    expect(await mileage.count()).to.equal(0)
    expect(await results()).to.deep.equal([[again, true]])
  })

  it('takes what came while a day was read for late [KM-6]', async () => {
    const { add, mileage, ana, setClock } = aHouse()
    add(ana.key, kilometre('2026-01-13T12:00:00Z'))
    setClock('2026-01-14T12:00:00Z')
    await mileage.count()

    add(ana.key, kilometre('2026-01-13T13:00:00Z'), Date.parse('2026-01-14T12:00:00Z') - 30_000)

    expect(await mileage.count()).to.equal(1)
  })

  it('catches up with days that nobody counted, 31 days back [KM-6]', async () => {
    const { add, mileage, ana } = aHouse()
    const noon = Date.parse('2026-01-14T15:00:00Z')
    for (const days of [1, 29, 30, 31]) add(ana.key, kilometre(noon - days * 24 * hour))

    expect(await mileage.count()).to.equal(3)
  })

  it('takes all that is left of somebody who is removed, today included, and nobody else’s [KM-6] [KM-8]', async () => {
    const { add, forget, list, mileage, ana, bia, features } = aHouse()
    for (const { key } of [ana, bia])
      add(key, [...kilometre('2026-01-13T12:00:00Z'), ...kilometre('2026-01-14T14:00:00Z')])
    const days = async () =>
      (await list()).results.map(({ technician, date, km }) => [technician.id, date, km])

    await mileage.countRest(ana)
    for (const { key } of [ana, bia]) forget(key)
    const kept = [
      [ana.id, '2026-01-13', 1],
      [ana.id, '2026-01-14', 1],
    ]
    expect(await days()).to.deep.equal(kept)

    features['trakservice.km'] = false
    add(bia.key, kilometre('2026-01-14T14:00:00Z'))
    await mileage.countRest(bia)
    forget(bia.key)
    expect(await days()).to.deep.equal(kept)
  })

  it('leaves alone who has not switched it on [KM-8]', async () => {
    const { add, mileage, ana, counting } = aHouse()
    add(ana.key, kilometre('2026-01-13T12:00:00Z'))
    counting.length = 0

    expect(await mileage.count()).to.equal(0)
  })
})
