import { expect } from 'chai'
import type { Member, Role } from '../../../domain/actor.ts'
import type { Assignment } from '../../../domain/assignments/assignment.ts'
import type { Position } from '../../../domain/positions/position.ts'
import { Problem } from '../../../domain/problem.ts'
import type { RoadEngine } from '../../../domain/routing/ports.ts'
import type { Eta } from '../../../domain/routing/schema.ts'
import { createRouting } from '../../../domain/routing/service.ts'
import { finish } from '../../../domain/stepwise.ts'
import type { Look } from '../../../domain/tracking/ports.ts'
import { aTechnician } from '../../support/memory-tracking.ts'
import { expectRefusal, faultyFields } from '../../support/refusals.ts'
import { aPosition } from '../positions/a-position.ts'
import { aVisit, spot } from './a-visit.ts'

const member = (role: Role, userId = 1): Member => ({ userId, tenantId: 1, role, familyId: 'f' })
const dispatcher = member('dispatcher')
const date = '2026-01-14'

/** São Paulo, UTC−3, nine in the morning there. At 30 km/h and times 1.3, a kilometre takes 156 s. */
const aDay = (visits: (technician: ReturnType<typeof aTechnician>) => Assignment[], road?: RoadEngine) => {
  let time = '2026-01-14T12:00:00Z'
  const ana = aTechnician()
  const bia = aTechnician({ user: { id: 8, email: 'bia@example.org', fullName: 'Bia' } })
  const all = visits(ana)
  let newest: Position | undefined
  const looks: Look[] = []
  const ordered: unknown[][] = []
  const eta = { duration_s: 60 } as Eta
  const features = { 'trakservice.enabled': true, 'trakservice.tracking': true }
  const routing = createRouting({
    assignmentsOf: () => ({
      async list({ technicianId, date, status }, { limit }) {
        const rows = all.filter(
          (one) =>
            one.technician.id === technicianId && one.scheduledDate === date && status?.includes(one.status),
        )
        return { count: rows.length, rows: rows.slice(0, limit) }
      },
      find: async (id, userId) =>
        all.find((one) => one.id === id && (userId === undefined || one.technician.user.id === userId)),
    }),
    techniciansOf: () => ({ find: async (id) => [ana, bia].find((one) => one.id === id) }),
    trackingOf: () => ({
      newest: async () => newest,
      trail: async () => [],
      look: async (more) => void looks.push(...more),
    }),
    async order(actor, ...order) {
      if (actor.role !== 'dispatcher') throw new Problem('forbidden')
      ordered.push(order)
    },
    etas: { of: async ({ status }) => (status === 'en_route' ? eta : null) },
    profiles: {
      of: async () => ({ id: 1, name: 'A', features, locale: 'pt-BR', timeZone: 'America/Sao_Paulo' }),
    },
    road,
    unhurried: async (work) => finish(work),
    now: () => new Date(time),
  })
  const ids = all.map(({ id }) => id)
  return {
    routing,
    ana,
    bia,
    all,
    ids,
    looks,
    features,
    ordered,
    plan: (
      from: { apply?: boolean; date?: string; start?: ReturnType<typeof spot> } = {},
      actor = dispatcher,
    ) => routing.optimize(actor, { technician_id: ana.id, date, ...from }),
    /** Their places in the list that the day was made of. */
    places: (stops: readonly { assignment: string }[]) =>
      stops.map(({ assignment }) => ids.indexOf(assignment)),
    set: (change: { time?: string; km?: number; recordedAt?: string }) => {
      time = change.time ?? time
      if (change.km !== undefined)
        newest = aPosition({
          lat: spot(change.km).latitude,
          lon: 0,
          recordedAt: Date.parse(change.recordedAt ?? time),
        })
    },
  }
}
const at =
  (...km: number[]) =>
  (technician: ReturnType<typeof aTechnician>) =>
    km.map((north) => aVisit(technician, { place: spot(north) }))

describe('a day in its best order', () => {
  it('begins at the given place, and says each leg, each arrival and what it saves [RO-12] [RO-13] [RO-14]', async () => {
    const { plan, places, ids, ana } = aDay(at(3, 1, 2))

    const { stops, ...found } = await plan({ start: spot(0) })

    expect(places(stops)).to.deep.equal([1, 2, 0])
    expect(stops.map(({ arrives_at, leg }) => [arrives_at, leg])).to.deep.equal([
      ['2026-01-14T12:02:36.000Z', { distance_m: 1_300, duration_s: 156 }],
      ['2026-01-14T12:50:12.000Z', { distance_m: 1_300, duration_s: 156 }],
      ['2026-01-14T13:37:48.000Z', { distance_m: 1_300, duration_s: 156 }],
    ])
    expect(stops[0]).to.include({ place: 'Bloco A', is_fixed: false, waits_s: 0, late_s: 0 })
    expect(found).to.deep.include({
      technician_id: ana.id,
      date,
      method: 'straight_line',
      start: { latitude: 0, longitude: 0 },
      departs_at: '2026-01-14T12:00:00.000Z',
      unplaced: [],
      total: { distance_m: 3_900, duration_s: 468, lateness_s: 0 },
      current: { order: ids, distance_m: 7_800, duration_s: 936, lateness_s: 0 },
      saved: { distance_m: 3_900, duration_s: 468 },
      is_applied: false,
    })
  })

  it('begins where the technician is, for today, and whoever looks is on record for it [RO-12]', async () => {
    const { plan, looks, set, ana } = aDay(at(3, 1))
    set({ km: 5 })

    expect((await plan()).start?.latitude).to.be.closeTo(spot(5).latitude, 1e-6)
    expect(looks).to.deep.equal([{ technicianId: ana.id, viewerId: 1, linkId: null, via: 'latest' }])
    await plan({}, member('technician', ana.user.id))
    await plan({ start: spot(0) })
    expect(looks).to.have.length(1)
  })

  it('begins at the first stop where nobody may know where they are, or nobody does [RO-12]', async () => {
    const hidden = aDay((ana) => {
      Object.assign(ana, { allowTracking: false })
      return at(3, 1)(ana)
    })
    hidden.set({ km: 5 })
    const silent = aDay(at(3, 1))
    const switchedOff = aDay(at(3, 1))
    switchedOff.set({ km: 5 })
    switchedOff.features['trakservice.tracking'] = false
    const yesterday = aDay(at(3, 1))
    yesterday.set({ km: 5, recordedAt: '2026-01-14T02:59:59Z' })

    for (const { plan, looks } of [hidden, silent, switchedOff, yesterday]) {
      const { start, stops } = await plan()
      expect([start, stops[0]!.leg.distance_m]).to.deep.equal([spot(3), 0])
      expect(looks).to.deep.equal([])
    }
  })

  it('begins with the work window, or the first agreed time, and today not before now [RO-12]', async () => {
    const early = (ana: ReturnType<typeof aTechnician>) => [aVisit(ana, { scheduledStart: '07:30:00' })]
    const departs = async (visits: Parameters<typeof aDay>[0], time: string) => {
      const { plan, set } = aDay(visits)
      set({ time })
      return (await plan()).departs_at
    }

    expect(await departs(at(1), '2026-01-13T12:00:00Z')).to.equal('2026-01-14T11:00:00.000Z')
    expect(await departs(early, '2026-01-13T12:00:00Z')).to.equal('2026-01-14T10:30:00.000Z')
    expect(await departs(at(1), '2026-01-14T09:00:00Z')).to.equal('2026-01-14T11:00:00.000Z')
    expect(await departs(at(1), '2026-01-14T13:00:00Z')).to.equal('2026-01-14T13:00:00.000Z')
    expect(await departs(at(1), '2026-01-20T13:00:00Z')).to.equal('2026-01-14T11:00:00.000Z')
  })

  it('keeps agreed times: early ones wait, late ones are late after a quarter of an hour [RO-13]', async () => {
    const { plan, places } = aDay((ana) => [
      aVisit(ana, { place: spot(1) }),
      aVisit(ana, { place: spot(2), scheduledStart: '09:10:00', scheduledEnd: '11:10:00' }),
      aVisit(ana, { place: spot(4), scheduledStart: '11:00:00' }),
    ])

    const { stops, total } = await plan({ start: spot(0) })

    expect(places(stops)).to.deep.equal([1, 2, 0])
    expect(
      stops.map(({ arrives_at, waits_s, late_s, is_fixed }) => [
        arrives_at.slice(11, 19),
        waits_s,
        late_s,
        is_fixed,
      ]),
    ).to.deep.equal([
      ['12:05:12', 288, 0, true],
      ['14:15:12', 0, 12, true],
      ['15:08:00', 0, 0, false],
    ])
    expect(total).to.deep.equal({ distance_m: 9_100, duration_s: 1_092 + 288, lateness_s: 12 })
  })

  it('leaves whoever is under way where they are, and what has no place to the end [RO-11]', async () => {
    const { plan, places, all, ids } = aDay((ana) => [
      aVisit(ana, { place: null }),
      aVisit(ana, { place: spot(1) }),
      aVisit(ana, { place: spot(9), status: 'en_route', departedAt: new Date() }),
      aVisit(ana, { place: spot(8) }),
      aVisit(ana, { place: spot(5), status: 'done' }),
      aVisit(ana, { place: spot(5), status: 'canceled' }),
    ])

    const { stops, unplaced, current } = await plan({ start: spot(0) })

    expect(places(stops)).to.deep.equal([2, 3, 1])
    expect(unplaced).to.deep.equal([
      { assignment: ids[0], work_order_number: all[0]!.workOrder.number, place: 'Bloco A' },
    ])
    expect(current.order).to.deep.equal([ids[2], ids[0], ids[1], ids[3]])
  })

  it('goes on from whoever is at work as soon as that is done [RO-11] [RO-13]', async () => {
    const { plan } = aDay((ana) => [
      aVisit(ana, { place: spot(1), status: 'on_site', arrivedAt: new Date('2026-01-14T11:30:00Z') }),
      aVisit(ana, { place: spot(2) }),
    ])

    const { stops } = await plan({ start: spot(1) })

    expect(stops.map(({ arrives_at, leg }) => [arrives_at.slice(11, 19), leg.duration_s])).to.deep.equal([
      ['11:30:00', 0],
      ['12:17:36', 156],
    ])
  })

  it('knows today’s order by where somebody put it, then by the agreed times [RO-14]', async () => {
    const { plan, places } = aDay((ana) => [
      aVisit(ana),
      aVisit(ana, { scheduledStart: '11:00:00' }),
      aVisit(ana, { scheduledStart: '10:00:00' }),
      aVisit(ana, { routePlace: 1 }),
      aVisit(ana, { routePlace: 0 }),
    ])

    const { current } = await plan()

    expect(places(current.order.map((assignment) => ({ assignment })))).to.deep.equal([4, 3, 2, 1, 0])
  })

  it('is by road where an engine answers, and names it [RO-1] [RO-3]', async () => {
    const asked: number[] = []
    const road: RoadEngine = {
      method: 'osrm',
      async table(from, to) {
        asked.push(from.length)
        const metres = from.map((_, i) =>
          to.map((_, j) => (i === 0 && j === 1 ? null : Math.abs(i - j) * 100)),
        )
        return { seconds: metres, metres }
      },
    }
    const { plan } = aDay(at(2, 1), road)

    const { method, stops, current } = await plan({ start: spot(0) })

    expect([method, asked]).to.deep.equal(['osrm', [3]])
    expect(stops.map(({ leg }) => leg.distance_m)).to.deep.equal([200, 100])
    expect(current.distance_m).to.equal(2_600 + 100)
    const away = aDay(at(2, 1), { ...road, table: async () => Promise.reject(new Error('away')) })
    expect((await away.plan({ start: spot(0) })).method).to.equal('straight_line')
  })

  it('is nothing where nothing is open, and refused beyond a hundred stops [RO-15]', async () => {
    const empty = aDay(() => [])
    expect(await empty.plan({ apply: true })).to.deep.include({ stops: [], start: null, is_applied: false })
    expect(empty.ordered).to.deep.equal([])
    const full = aDay((ana) => Array.from({ length: 101 }, () => aVisit(ana)))
    expect(await faultyFields(full.plan())).to.deep.equal(['date'])
  })

  it('is kept with apply: under way, stops, and last what has no place [RO-11] [RO-16]', async () => {
    const { plan, ids, ordered, ana } = aDay((ana) => [
      aVisit(ana, { place: null }),
      aVisit(ana, { place: spot(3) }),
      aVisit(ana, { place: spot(1) }),
      aVisit(ana, { place: null, status: 'on_site', arrivedAt: new Date() }),
    ])

    const { is_applied } = await plan({ start: spot(0), apply: true })

    expect(is_applied).to.equal(true)
    expect(ordered).to.deep.equal([[ana.id, date, [ids[3], ids[2], ids[1], ids[0]]]])
  })

  it('is for dispatchers and for the technician themself, and only dispatchers keep it [RO-10] [T-21]', async () => {
    const { plan, routing, ids, bia, ana, ordered } = aDay(at(3, 1))
    const own = member('technician', ana.user.id)

    expect((await plan({}, own)).stops).to.have.length(2)
    await expectRefusal('forbidden', plan({ apply: true }, own))
    await expectRefusal('not_found', plan({}, member('technician', bia.user.id)))
    await expectRefusal('not_found', plan({}, member('member', 9)))
    const apply = (actor: Member, id = ana.id) =>
      routing.apply(actor, {
        technician_id: id.toUpperCase(),
        date,
        order: ids.map((one) => one.toUpperCase()),
      })
    await expectRefusal('not_found', apply(member('technician', bia.user.id)))
    await expectRefusal('not_found', apply(dispatcher, crypto.randomUUID()))
    await expectRefusal('forbidden', apply(own))
    expect(ordered).to.deep.equal([])
    await apply(dispatcher)
    expect(ordered).to.deep.equal([[ana.id, date, ids]])
  })
})

describe('asking when somebody arrives', () => {
  it('is for dispatchers and for the technician themself; without an answer there is nothing [RO-5] [RO-9] [T-21]', async () => {
    const { routing, ids, bia, ana } = aDay((ana) => [
      aVisit(ana, { status: 'en_route' }),
      aVisit(ana, { status: 'scheduled' }),
    ])

    for (const actor of [dispatcher, member('technician', ana.user.id)])
      expect(await routing.eta(actor, ids[0]!.toUpperCase())).to.deep.equal({ duration_s: 60 })
    await expectRefusal('not_found', routing.eta(dispatcher, ids[1]!))
    await expectRefusal('not_found', routing.eta(dispatcher, crypto.randomUUID()))
    await expectRefusal('not_found', routing.eta(member('technician', bia.user.id), ids[0]!))
  })

  it('puts whoever is told on record, and neither the technician nor who is told nothing [RO-9]', async () => {
    const { routing, ids, ana, looks } = aDay((ana) => [
      aVisit(ana, { status: 'en_route' }),
      aVisit(ana, { status: 'scheduled' }),
    ])

    await routing.eta(member('technician', ana.user.id), ids[0]!)
    await expectRefusal('not_found', routing.eta(dispatcher, ids[1]!))
    expect(looks).to.deep.equal([])
    await routing.eta(dispatcher, ids[0]!)
    expect(looks).to.deep.equal([{ technicianId: ana.id, viewerId: 1, linkId: null, via: 'latest' }])
  })
})
