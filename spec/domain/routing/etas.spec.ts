import { expect } from 'chai'
import type { Assignment } from '../../../domain/assignments/assignment.ts'
import type { Position, Subject } from '../../../domain/positions/position.ts'
import { createEtas } from '../../../domain/routing/etas.ts'
import type { RoadEngine } from '../../../domain/routing/ports.ts'
import type { Eta } from '../../../domain/routing/schema.ts'
import { aTechnician } from '../../support/memory-tracking.ts'
import { aPosition } from '../positions/a-position.ts'
import { aVisit, spot } from './a-visit.ts'

const second = 1_000
const start = Date.parse('2026-01-14T12:00:00Z')
const settled = () => new Promise<void>((done) => setImmediate(done))

/** Somebody on the way to a place 13 km of straight line away (26 min at 30 km/h), who left a minute ago. */
const underWay = (from: { road?: RoadEngine } = {}) => {
  let clock = start
  const ana = aTechnician()
  let visit: Assignment | undefined = aVisit(ana, {
    status: 'en_route',
    departedAt: new Date(start - 60 * second),
    place: spot(10),
  })
  const subject: Subject = { key: ana.key, id: ana.id, tenantId: 1, kind: 'technician' }
  const asked = { visits: 0, newest: 0, trails: 0 }
  const told: { linkId: string | null; eta: Eta }[] = []
  const failures: unknown[] = []
  let newest: Position | undefined
  let fails = false
  const etas = createEtas({
    assignmentsOf: () => ({
      async underWay() {
        asked.visits++
        if (fails) throw new Error('away')
        return visit
      },
    }),
    trackingOf: () => ({
      async newest() {
        asked.newest++
        return newest
      },
      async trail() {
        asked.trails++
        return []
      },
    }),
    linkOf: async () => ({ id: 'a-link' }),
    road: from.road,
    announce: { etaChanged: ({ linkId }, eta) => void told.push({ linkId, eta }) },
    report: (error) => void failures.push(error),
    now: () => new Date(clock),
  })
  /** So many kilometres on the way, now. */
  const at = (km: number, seconds = 0): Position =>
    aPosition({ lat: spot(km).latitude, lon: 0, accuracy: 5, recordedAt: clock + seconds * second })
  return {
    etas,
    ana,
    subject,
    asked,
    told,
    failures,
    at,
    visit: () => visit!,
    pass: (seconds: number) => {
      clock += seconds * second
    },
    set: (change: { visit?: Assignment | undefined; newest?: Position; fails?: boolean }) => {
      if ('visit' in change) visit = change.visit
      if (change.newest) newest = change.newest
      fails = change.fails ?? false
    },
    async move(position: Position) {
      etas.moved(subject, position)
      await settled()
    },
  }
}

describe('the arrival of a visit', () => {
  it('is reckoned from where the technician is, and remembered for ten seconds [RO-5] [RO-8]', async () => {
    const { etas, visit, set, at, pass, asked } = underWay()
    set({ newest: at(0) })

    const first = await etas.of(visit())
    expect(first).to.include({ distance_m: 13_000, duration_s: 1_560, confidence: 'low', assumed_speed: 30 })
    set({ newest: at(5) })
    pass(9)
    expect(await etas.of(visit())).to.equal(first)
    pass(1)
    expect(await etas.of(visit())).to.include({ distance_m: 6_500 })
    expect(asked.newest).to.equal(2)
  })

  it('is none unless somebody is on the way who may be seen, to a place that is known, and was heard of since [RO-5]', async () => {
    const { etas, visit, set, at, ana } = underWay()
    expect(await etas.of(visit())).to.equal(null)
    set({ newest: at(0, -61) })
    etas.forget(ana.id)
    expect(await etas.of(visit())).to.equal(null)
    set({ newest: at(0, -60) })
    etas.forget(ana.id)
    expect(await etas.of(visit())).to.not.equal(null)

    const others: Partial<Assignment>[] = [
      { status: 'scheduled' },
      { status: 'on_site' },
      { status: 'done' },
      { departedAt: null },
      { technician: { ...ana, allowTracking: false } },
      { technician: { ...ana, isActive: false } },
      { workOrder: { ...visit().workOrder, place: null } },
    ]
    for (const change of others) {
      etas.forget(ana.id)
      expect(await etas.of({ ...visit(), ...change }), JSON.stringify(change)).to.equal(null)
    }
  })

  it('is by road where an engine answers, and a straight line where it does not, or knows no way [RO-1] [RO-3]', async () => {
    const answers: (number | null | Error)[] = [700, null, new Error('away')]
    const road: RoadEngine = {
      method: 'valhalla',
      async table() {
        const answer = answers.shift()!
        if (answer instanceof Error) throw answer
        return { seconds: [[answer]], metres: [[answer]] }
      },
    }
    const { etas, visit, set, at, pass } = underWay({ road })
    set({ newest: at(0) })
    const methods: unknown[] = []
    for (const _ of [1, 2, 3]) {
      methods.push((await etas.of(visit()))?.method)
      pass(10)
    }

    expect(methods).to.deep.equal(['valhalla', 'straight_line', 'straight_line'])
  })
})

describe('somebody who moves', () => {
  it('has whoever waits told, with the link: first, after 30 s of change, and after a minute [RO-8]', async () => {
    const { move, at, pass, told } = underWay()

    await move(at(0))
    expect(told.map(({ linkId, eta }) => [linkId, eta.duration_s])).to.deep.equal([['a-link', 1_560]])
    pass(15)
    await move(at(0.1)) // 15.6 s nearer and 15 s later: as expected
    expect(told).to.have.length(1)
    pass(15)
    await move(at(0.1)) // stands
    expect(told).to.have.length(1)
    pass(15)
    await move(at(0.05)) // and turns back: 37 s later than it was told
    expect(told).to.have.length(2)
    for (const seconds of [15, 30, 45]) {
      pass(15)
      await move(at(0.05 + seconds / 156))
    }
    expect(told).to.have.length(2)
    pass(15)
    await move(at(0.05 + 60 / 156))
    expect(told).to.have.length(3)
  })

  it('is looked at every ten seconds at most, and their visit every half minute [RO-8]', async () => {
    const { move, at, pass, asked, told } = underWay()

    for (let i = 0; i < 10; i++) {
      await move(at(i))
      pass(1)
    }
    expect([asked.visits, told.length]).to.deep.equal([1, 1])
    for (let i = 0; i < 3; i++) {
      await move(at(i))
      pass(10)
    }
    expect([asked.visits, asked.trails]).to.deep.equal([2, 2])
  })

  it('is a technician: a vehicle is not looked at [RO-8]', async () => {
    const { etas, subject, at, asked } = underWay()

    etas.moved({ ...subject, kind: 'vehicle' }, at(0))
    await settled()

    expect(asked.visits).to.equal(0)
  })

  it('tells nobody where nobody is under way, nor of where they were before they left [RO-5]', async () => {
    const { move, at, pass, set, told, etas, ana, visit } = underWay()

    await move(at(0, -61))
    expect(told).to.deep.equal([])
    pass(10)
    set({ visit: { ...visit(), status: 'on_site' } })
    etas.forget(ana.id)
    await move(at(0))
    set({ visit: undefined })
    etas.forget(ana.id)
    await move(at(0))
    expect(told).to.deep.equal([])
  })

  it('tells of the next visit as soon as the one before is forgotten [RO-8]', async () => {
    const { move, at, set, told, etas, ana } = underWay()
    await move(at(0))
    set({ visit: aVisit(ana, { status: 'en_route', departedAt: new Date(start), place: spot(1) }) })

    etas.forget(ana.id)
    await move(at(0))

    expect(told.map(({ eta }) => eta.distance_m)).to.deep.equal([13_000, 1_300])
  })

  it('goes on where something fails, which is reported [RO-8]', async () => {
    const { move, at, pass, set, told, failures } = underWay()
    set({ fails: true })
    await move(at(0))
    expect([told.length, failures.length]).to.deep.equal([0, 1])

    set({ fails: false })
    pass(10)
    await move(at(0))

    expect(told).to.have.length(1)
  })

  it('has an answer for whoever asks next [RO-8]', async () => {
    const { etas, move, at, asked, visit } = underWay()
    await move(at(5))

    expect(await etas.of(visit())).to.include({ distance_m: 6_500 })
    expect(asked.newest).to.equal(0)
  })
})
