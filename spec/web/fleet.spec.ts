import { expect } from 'chai'
import type { Position } from '../../domain/positions/position.ts'
import type { FleetOverview } from '../../domain/vehicles/schema.ts'
import { fold, listed, stateOf } from '../../web/app/fleet/listing.ts'
import { createFleetModel } from '../../web/app/fleet/model.ts'
import { momentOf, partsOf, pastGap, pastOf } from '../../web/app/fleet/trail/past.ts'
import { paceOf, piecesOf } from '../../web/app/fleet/trail/pieces.ts'
import { dayBefore, daySpan, spanOf } from '../../web/app/fleet/trail/spans.ts'
import { contains, padded, stillDoes } from '../../web/app/fleet/viewport.ts'
import { rowsIn } from '../../web/app/fleet/windowed.ts'
import { createGlides } from '../../web/map/glides.ts'

const noon = Date.parse('2030-06-01T12:00:00Z')
const minute = 60_000
const hour = 60 * minute

const overview = (...names: readonly string[]): FleetOverview => {
  const each = <T>(of: (i: number) => T) => names.map((_, i) => of(i))
  return {
    count: names.length,
    id: each((i) => `id-${i}`),
    imei: each((i) => `device-${i}`),
    name: [...names],
    plate: each(() => null),
    icon: each(() => 'van'),
    color: each(() => '#112233'),
    seen: each((i) => (i === 0 ? null : noon - i * minute)),
    t: each((i) => (i === 0 ? null : noon - i * minute)),
    lat: each((i) => (i === 0 ? null : i)),
    lon: each((i) => (i === 0 ? null : i)),
    spd: each((i) => (i === 1 ? 40 : 0)),
    hdg: each(() => null),
    acc: each(() => null),
  }
}
const aModel = (...names: readonly string[]) => {
  const model = createFleetModel('en')
  model.fill(overview(...names))
  return model
}
const all = { text: '', state: 'all', order: 'name', isInView: null } as const
const namesOf = (cars: readonly { name: string }[]) => cars.map(({ name }) => name)

describe('the fleet as the page holds it', () => {
  it('is moved by what is newer, and never back [FP-5]', () => {
    const model = aModel('A', 'B')
    const fix = { id: 'id-1', seq: 0, lat: 9, lon: 9 }

    expect(model.move([{ ...fix, t: noon - 5 * minute }]).size).to.equal(0)
    expect([...model.move([{ ...fix, t: noon, spd: 7 }])].map(({ id }) => id)).to.deep.equal(['id-1'])
    expect(model.byId('id-1')).to.include({ lat: 9, spd: 7, seen: noon })
    model.fill(overview('A', 'B'))
    expect(model.byId('id-1')).to.include({ lat: 9, t: noon })
  })

  it('keeps the number of each, and says who is gone [FP-2]', () => {
    const model = aModel('A', 'B')
    const { n } = model.byId('id-0')!

    expect(model.fill(overview('Z')).map(({ id }) => id)).to.deep.equal(['id-1'])

    expect(model.byId('id-0')).to.include({ n, name: 'Z' })
    expect(model.all()).to.have.lengthOf(1)
  })
})

describe('the list of the fleet', () => {
  it('finds names with and without accents and capitals, each word anywhere [FP-10]', () => {
    const model = aModel('Furgão  Ágil', 'Bus')

    expect(fold(' Ágil\tÑandú ')).to.equal('agil nandu')
    for (const text of ['agil', 'FURGAO', 'gil fur', 'device-0'])
      expect(namesOf(listed(model.all(), { ...all, text }, noon)), text).to.deep.equal(['Furgão  Ágil'])
    expect(listed(model.all(), { ...all, text: 'agil bus' }, noon)).to.deep.equal([])
  })

  it('knows who moves, stands, is silent and was never seen, and sorts by each fact [FP-11]', () => {
    const model = aModel('Van 10', 'Van 9', 'Van 2', 'x', 'y', 'z', 'silent')
    const states = model.all().map((car) => `${car.name} ${stateOf(car, noon)}`)

    expect(states).to.include.members(['Van 10 never', 'Van 9 moving', 'Van 2 standing', 'silent silent'])
    expect(namesOf(model.all()).slice(1, 4)).to.deep.equal(['Van 2', 'Van 9', 'Van 10'])
    const first = (order: 'seen' | 'speed' | 'state') => listed(model.all(), { ...all, order }, noon)[0]!.name
    expect([first('seen'), first('speed'), first('state')]).to.deep.equal(['Van 9', 'Van 9', 'Van 9'])
    expect(namesOf(listed(model.all(), { ...all, state: 'silent' }, noon))).to.deep.equal(['silent'])
  })

  it('draws the rows that are seen and few beyond [FP-12]', () => {
    expect(rowsIn(10_000, 72, 0, 720)).to.deep.equal({ from: 0, to: 16 })
    expect(rowsIn(10_000, 72, 72_000, 720)).to.deep.equal({ from: 994, to: 1016 })
    expect(rowsIn(10_000, 72, 719_280, 720)).to.deep.equal({ from: 9984, to: 10_000 })
    expect(rowsIn(3, 72, -300, 720)).to.deep.equal({ from: 0, to: 3 })
  })
})

describe('what is subscribed for a view', () => {
  const view = { west: 10, south: 50, east: 12, north: 51 }

  it('is half a view wider on each side, and does until the view leaves it or is far smaller [FP-3]', () => {
    const subscribed = padded(view)

    expect(subscribed).to.deep.equal({ west: 9, south: 49.5, east: 13, north: 51.5 })
    expect(stillDoes(subscribed, view)).to.equal(true)
    expect(stillDoes(subscribed, { ...view, west: 10.9, east: 12.9 })).to.equal(true)
    expect(stillDoes(subscribed, { ...view, west: 11.5, east: 13.5 })).to.equal(false)
    expect(stillDoes(subscribed, { west: 11, south: 50, east: 11.2, north: 50.1 })).to.equal(false)
  })

  it('reaches over the date line and around the globe [FP-3]', () => {
    const fiji = padded({ west: 178, south: -20, east: -178, north: -16 })

    expect(fiji).to.deep.equal({ west: 176, south: -22, east: -176, north: -14 })
    expect(contains(fiji, -18, 177)).to.equal(true)
    expect(contains(fiji, -18, -177)).to.equal(true)
    expect(contains(fiji, -18, 0)).to.equal(false)
    expect(stillDoes(fiji, { west: 179, south: -20, east: -177, north: -16 })).to.equal(true)
    expect(padded({ west: -150, south: -60, east: 150, north: 70 })).to.include({ west: -180, east: 180 })
  })
})

describe('gliding', () => {
  it('takes as long as lay between two fixes, and jumps what no vehicle drives [FP-4]', () => {
    const glides = createGlides()
    glides.goTo(3, 1, 2, noon, 100, false)
    expect([glides.lat(3, 100), glides.isMoving(3, 100)]).to.deep.equal([1, false])

    glides.goTo(3, 1.01, 2.02, noon + 4000, 1000, false)
    expect(glides.lon(3, 3000)).to.be.closeTo(2.01, 1e-9)
    expect([glides.isMoving(3, 4999), glides.isMoving(3, 5000)]).to.deep.equal([true, false])

    glides.goTo(3, 9, 9, noon + 3000, 5000, false) // older: nothing
    expect(glides.lat(3, 6000)).to.be.closeTo(1.01, 1e-9)
    glides.goTo(3, 9, 9, noon + 8000, 6000, false)
    expect(glides.lat(3, 6000)).to.equal(9)
    glides.goTo(3, 9.01, 9, noon + 9000, 7000, true)
    expect([glides.lat(3, 7000), glides.isMoving(3, 7000)]).to.deep.equal([9.01, false])
  })
})

describe('a past', () => {
  const at = (ms: number, north: number, speed: number | null = 40): Position => ({
    latE7: Math.round(north * 1e7),
    lonE7: 0,
    recordedAt: noon + ms,
    speed,
    heading: 0,
    accuracy: null,
    altitude: null,
    attributes: null,
  })
  /** 0.005° of latitude are 556 m. */
  const drive = (from: number, north: number, minutes: number) =>
    Array.from({ length: minutes + 1 }, (_, i) => at(from + i * minute, north + i * 0.005))
  const out = drive(0, 0, 10)
  const stands = Array.from({ length: 7 }, (_, i) => at((11 + i) * minute, 0.05 + (i % 2) * 0.0001, 0))
  const on = drive(18 * minute, 0.055, 4)
  const afterSilence = drive(60 * minute, 0.5, 2)
  const past = pastOf([
    [...out, ...stands],
    [...on, ...afterSilence],
  ])!

  it('has its stops, its gaps and its sums [FP-32] [FP-33] [FP-34]', () => {
    expect(past.stops.map(({ from, to }) => [(from - noon) / minute, (to - noon) / minute])).to.deep.equal([
      [10, 17],
    ])
    expect(past.gaps.map(({ from, to }) => [(from - noon) / minute, (to - noon) / minute])).to.deep.equal([
      [22, 60],
    ])
    expect(past.segments).to.have.lengthOf(2)
    expect(past.distance).to.be.closeTo(17 * 556, 60)
    expect(past.underWay).to.equal(17 * minute)
    expect(pastOf([[]])).to.equal(null)
  })

  it('counts a device that slept and woke up in its place as standing, not as silent [FP-33]', () => {
    const slept = pastOf([[...out, at(3 * hour, 0.0502, 0), at(3 * hour + minute, 0.06)]])!

    expect(slept.gaps).to.deep.equal([])
    expect(slept.stops).to.have.lengthOf(1)
  })

  it('says where it was then, and leaps over what nobody knows [FP-31]', () => {
    const half = momentOf(past, noon + 90_000)

    expect(half).to.include({ is: 'moving', speed: 40 })
    expect(half.lat).to.be.closeTo(0.0075, 1e-9)
    expect(momentOf(past, noon + 15 * minute)).to.include({ is: 'standing', speed: 0, heading: null })
    expect(momentOf(past, noon + 40 * minute)).to.include({ is: 'unknown', speed: null })
    expect(pastGap(past, noon + 40 * minute)).to.equal(noon + hour)
    expect(pastGap(past, noon)).to.equal(noon)
  })

  it('is drawn in the colours of its speeds, as finely as is seen [FP-30]', () => {
    const colors = { slow: 'a', town: 'b', road: 'c', fast: 'd', gap: 'e' }
    const { pieces, gaps } = piecesOf(past, 20, colors)

    expect([0, 29.9, 30, 60, 95].map(paceOf)).to.deep.equal(['slow', 'slow', 'town', 'road', 'fast'])
    expect(pieces.features.map(({ properties }) => properties!.color)).to.deep.equal(['b', 'a', 'b', 'b'])
    const [first] = pieces.features
    expect(first!.geometry.type === 'LineString' && first!.geometry.coordinates.length).to.equal(2)
    expect(gaps.features).to.have.lengthOf(1)
  })

  it('is asked for by days of the organization’s calendar, 24 hours at a time [FP-35]', () => {
    const berlin = 'Europe/Berlin'
    const longDay = daySpan(berlin, '2030-10-27', noon + 365 * 24 * hour)

    expect((longDay.to - longDay.from) / hour).to.equal(25)
    expect(partsOf(longDay).map(({ from, to }) => (to - from) / hour)).to.deep.equal([24, 1])
    expect(daySpan(berlin, '2030-06-01', noon).to).to.equal(noon)
    expect(dayBefore(berlin, '2030-10-28')).to.equal('2030-10-27')
    expect(spanOf(berlin, '2030-06-01T10:00', '2030-06-01T09:00')).to.equal('backwards')
    expect(spanOf(berlin, '2030-06-01T10:00', '2030-06-02T10:01')).to.equal('long')
    expect(spanOf(berlin, '2030-06-01T10:00', '2030-06-01T11:00')).to.deep.equal({
      from: noon - 4 * hour,
      to: noon - 3 * hour,
    })
  })
})
