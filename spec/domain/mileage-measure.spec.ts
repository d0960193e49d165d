import { expect } from 'chai'
import { measure } from '../../domain/mileage/measure.ts'
import { distanceBetween } from '../../domain/positions/geo.ts'
import type { Position } from '../../domain/positions/position.ts'
import { isImplausibleJump } from '../../domain/positions/rules.ts'
import { readLiverpool, readMunich } from '../../scripts/demo/recordings.ts'
import { aPosition, noon } from './positions/a-position.ts'

const second = 1_000
const minute = 60 * second
/** Degrees of latitude that are a metre. */
const metre = 1 / 111_194.93
/** So many metres north and east of a place on the equator, so many seconds after noon. */
const at = (seconds: number, north: number, east = 0, from: Partial<Position> = {}) =>
  aPosition({ lat: north * metre, lon: east * metre, recordedAt: noon + seconds * second, ...from })
/** Numbers that look like chance, the same in each run: Park and Miller's generator. */
const chance = (seed: number) => {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
/** Normally distributed metres, by Box and Muller. */
const noise = (sigma: number, random: () => number) => () =>
  sigma * Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random())
const every = (count: number, make: (i: number) => Position) =>
  Array.from({ length: count }, (_, i) => make(i))

describe('the length of a way', () => {
  it('is the sum of its steps, whole metres [KM-1]', () => {
    const way = [at(0, 0), at(30, 300), at(60, 300, 400)]

    expect(measure(way)).to.deep.equal({ distanceM: 700, bridgedM: 0, gaps: [], positions: 3 })
    expect(measure([])).to.deep.equal({ distanceM: 0, bridgedM: 0, gaps: [], positions: 0 })
    expect(measure([at(0, 0)])).to.include({ distanceM: 0, positions: 1 })
  })

  it('loses nothing of small steps, which wait until they are long enough [KM-1]', () => {
    const crawl = every(1_001, (i) => at(i, i))

    expect(measure(crawl).distanceM).to.be.within(985, 1_000)
  })

  it('counts the way back as the way there, on the same road, as often as it is driven [KM-1]', () => {
    const north = every(11, (i) => at(i * 10, i * 100))
    const again = [1, 2, 3].flatMap((lap) =>
      every(11, (i) => at(lap * 110 + i * 10, (lap % 2 === 1 ? 10 - i : i) * 100)),
    )

    expect(measure([...north, ...again]).distanceM).to.be.within(3_990, 4_000)
  })

  it('does not see the zigzag that a receiver draws around a straight road [KM-1]', () => {
    const wobbly = every(101, (i) => at(i * 2, i * 25, i % 2 === 0 ? 6 : -6))
    const curve = every(91, (i) =>
      at(i * 2, 500 * Math.sin((i * Math.PI) / 180), 500 * Math.cos((i * Math.PI) / 180)),
    )

    expect(measure(wobbly).distanceM).to.be.within(2_495, 2_520)
    expect(measure(curve).distanceM).to.be.within(760, 785)
  })

  it('takes steps for nothing that are shorter than the positions are precise [KM-1]', () => {
    const sharp = [at(0, 0), at(30, 90), at(60, 140), at(90, 0)]
    const blurred = sharp.map((position) => ({ ...position, accuracy: 150 }))

    expect(measure(sharp).distanceM).to.equal(280)
    expect(measure(blurred).distanceM).to.equal(0)
  })

  it('is within 2 % of a real drive, whose length is the integral of its speeds at 1 Hz and one tunnel [KM-1] [KM-3]', () => {
    const { fixes } = readMunich()[0]!
    // The recording comes without a length: speeds of single seconds, and the tunnel in which the receiver stood still.
    const driven = fixes.reduce((sum, { speed, recordedAt }, i) => {
      const seconds = i === 0 ? 0 : (recordedAt - fixes[i - 1]!.recordedAt) / second
      return sum + ((speed ?? 0) / 3.6) * seconds
    }, 0)
    const leaps = fixes.flatMap((fix, i) => (i > 0 && isImplausibleJump(fixes[i - 1]!, fix) ? [i] : []))
    const tunnel = leaps.reduce((sum, i) => sum + distanceBetween(fixes[i - 1]!, fixes[i]!), 0)
    const length = driven + tunnel

    expect(leaps).to.have.lengthOf(1)
    expect(length).to.be.within(13_500, 13_700)
    expect(measure(fixes).distanceM).to.be.within(length * 0.98, length * 1.02)
    const sparse = fixes.filter((_, i) => i % 10 === 0)
    expect(measure(sparse).distanceM).to.be.within(length * 0.98, length * 1.02)
  })

  it('is as good with a receiver that is 5 m off, over the same drive [KM-1]', () => {
    const { fixes } = readMunich()[0]!
    const off = noise(5, chance(7))
    const shaken = fixes.map((fix) => ({
      ...fix,
      latE7: fix.latE7 + Math.round(off() * metre * 1e7),
      lonE7: fix.lonE7 + Math.round(off() * metre * 1e7 * 1.5),
    }))
    const raw = shaken.reduce((sum, fix, i) => (i === 0 ? 0 : sum + distanceBetween(shaken[i - 1]!, fix)), 0)

    expect(raw).to.be.above(18_000)
    expect(measure(shaken).distanceM).to.be.within(13_647 * 0.95, 13_647 * 1.05)
  })

  it('is never more than the steps of a real bus come to [KM-2] [KM-4]', () => {
    for (const { fixes } of readLiverpool()) {
      const raw = fixes.reduce((sum, fix, i) => (i === 0 ? 0 : sum + distanceBetween(fixes[i - 1]!, fix)), 0)
      const { distanceM, bridgedM, gaps } = measure(fixes)

      expect(distanceM).to.be.within(raw * 0.97, raw + 1)
      expect(bridgedM).to.equal(gaps.reduce((sum, gap) => sum + gap.distanceM, 0))
    }
  })
})

describe('standing', () => {
  for (const [everySeconds, sigma] of [
    [1, 10],
    [5, 10],
    [30, 10],
    [60, 10],
    [30, 5],
  ] as const)
    it(`is no way: a parked day, a position every ${everySeconds} s, ${sigma} m of noise [KM-2]`, () => {
      const off = noise(sigma, chance(everySeconds * 1_000 + sigma))
      const parked = every(86_400 / everySeconds, (i) => at(i * everySeconds, off(), off()))

      expect(measure(parked).distanceM).to.be.below(100)
    })

  it('is one place also where the receiver wanders off and comes back within two minutes [KM-2]', () => {
    const parked = every(240, (i) => at(i * 15, i % 40 === 20 ? 900 : i % 40 === 30 ? 80 : 0))

    expect(measure(parked).distanceM).to.equal(0)
  })

  it('ends when somebody leaves: the way begins where they stood [KM-2]', () => {
    const off = noise(8, chance(3))
    const stood = every(120, (i) => at(i * 30, off(), off()))
    const drove = every(21, (i) => at(3_600 + i * 10, i * 100))
    const there = every(60, (i) => at(3_900 + i * 30, 2_000 + off(), off()))

    expect(measure([...stood, ...drove, ...there]).distanceM).to.be.within(1_980, 2_020)
  })

  it('is not what a short trip is, there and back [KM-2]', () => {
    const home = every(20, (i) => at(i * 30, 0))
    const trip = [at(630, 400), at(660, 800), at(690, 1_000), at(720, 600), at(750, 200)]
    const back = every(20, (i) => at(780 + i * 30, 0))

    expect(measure([...home, ...trip, ...back]).distanceM).to.be.within(1_990, 2_010)
  })

  it('has its middle on the antimeridian as anywhere [KM-2]', () => {
    const parked = every(60, (i) =>
      aPosition({ lat: 0, lon: i % 2 === 0 ? 179.99995 : -179.99995, recordedAt: noon + i * 30 * second }),
    )

    expect(measure(parked).distanceM).to.equal(0)
  })
})

describe('what cannot be', () => {
  it('is left out: one leap, there and back [KM-3]', () => {
    const way = [at(0, 0), at(10, 100), at(20, 9_000), at(30, 300), at(40, 400)]

    expect(measure(way)).to.include({ distanceM: 400, positions: 5 })
  })

  it('counts where the receiver had been stuck, as in a tunnel [KM-3]', () => {
    const before = every(10, (i) => at(i, i * 20))
    const stuck = every(60, (i) => at(10 + i, 180))
    const after = every(10, (i) => at(70 + i, 1_380 + i * 20))

    expect(measure([...before, ...stuck, ...after]).distanceM).to.be.within(1_540, 1_560)
  })

  it('does not count where what came before was wrong [KM-3]', () => {
    const wrong = [at(0, 900_000)]
    const right = every(11, (i) => at(10 + i * 10, i * 100))

    // The first of the right ones was not believed yet.
    expect(measure([...wrong, ...right]).distanceM).to.equal(900)
  })
})

describe('a silence', () => {
  it('of more than ten minutes is a gap, bridged in a straight line and told apart [KM-4]', () => {
    const way = [at(0, 0), at(30, 300), at(30 + 601, 5_300), at(661, 5_600)]

    expect(measure(way)).to.deep.equal({
      distanceM: 5_600,
      bridgedM: 5_000,
      gaps: [{ from: noon + 30 * second, to: noon + 631 * second, distanceM: 5_000 }],
      positions: 4,
    })
    expect(measure([at(0, 0), at(600, 5_000)])).to.include({ distanceM: 5_000, bridgedM: 0 })
  })

  it('between positions of one place has no length [KM-4]', () => {
    const { distanceM, gaps } = measure([at(0, 0), at(60 * 60, 25)])

    expect([distanceM, gaps]).to.deep.equal([0, [{ from: noon, to: noon + 60 * minute, distanceM: 0 }]])
  })
})
