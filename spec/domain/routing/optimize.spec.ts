import { expect } from 'chai'
import fc from 'fast-check'
import { mostSteps } from '../../../domain/routing/improve.ts'
import { nearest, optimize } from '../../../domain/routing/optimize.ts'
import { type Cost, compare, costOf, grace, type Tour, walk } from '../../../domain/routing/tour.ts'

const hour = 3_600
/** Kilometres on a line, the start at 0; a kilometre takes a minute. */
const onLine = (places: readonly number[], opens: readonly (number | null)[] = [], service = 600): Tour => {
  const all = [0, ...places]
  const metres = all.map((a) => all.map((b) => Math.abs(a - b) * 1_000))
  return {
    legs: { metres, seconds: metres.map((row) => row.map((way) => way * 0.06)) },
    departs: 0,
    stops: places.map((_, i) => ({ service, opens: opens[i] ?? null })),
  }
}
const as = (order: readonly unknown[]) => order.map((_, i) => i)

const permutations = (items: readonly number[]): number[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item) =>
        permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
      )

/** Any tour at all, its ways not even symmetric. */
const anyTour = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).chain((count) =>
    fc.record({
      ways: fc.array(
        fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: count + 1, maxLength: count + 1 }),
        { minLength: count + 1, maxLength: count + 1 },
      ),
      stops: fc.array(
        fc.record({
          service: fc.integer({ min: 0, max: 2 * hour }),
          opens: fc.option(fc.integer({ min: 0, max: 10 * hour })),
        }),
        { minLength: count, maxLength: count },
      ),
      fixed: fc.integer({ min: 0, max: 2 }),
    }),
  )
const tourOf = ({ ways, stops }: { ways: number[][]; stops: Tour['stops'] }): Tour => ({
  legs: { seconds: ways, metres: ways.map((row) => row.map((way) => way * 9)) },
  departs: 0,
  stops,
})

describe('a tour', () => {
  it('is walked with its waits and its lateness, each stop from the one before [RO-13]', () => {
    const tour = onLine([10, 20, 5], [null, 1_000, 3_000])

    const calls = walk(tour, [0, 1, 2])

    expect(calls.map(({ arrives, waits, late, leg }) => [arrives, waits, late, leg.seconds])).to.deep.equal([
      [600, 0, 0, 600],
      [1_800, 0, 0, 600], // 800 s after the agreed time: within the grace
      [3_300, 0, 0, 900],
    ])
    expect(costOf(calls)).to.deep.equal({ lateness: 0, seconds: 2_100, metres: 35_000 })
    const [late] = walk(onLine([60], [3_600 - grace - 1]), [0])
    expect(late!.late).to.equal(1)
    const [early] = walk(onLine([60], [5_000]), [0])
    expect([early!.arrives, early!.waits]).to.deep.equal([3_600, 1_400])
  })

  it('begins without a way where somebody is there already [RO-11]', () => {
    const tour = onLine([10, 20])
    const stops = [{ service: 1_000, opens: 0, arrivedAt: -400 }, tour.stops[1]!]

    const calls = walk({ ...tour, departs: 100, stops }, [0, 1])

    expect(calls[0]).to.deep.include({ arrives: -400, waits: 0, leg: { metres: 0, seconds: 0 } })
    expect(calls[1]!.arrives).to.equal(600 + 600)
  })

  it('is better for less lateness, then less time, then a shorter way [RO-14]', () => {
    const cost = (lateness: number, seconds: number, metres: number): Cost => ({ lateness, seconds, metres })

    expect(compare(cost(0, 900, 900), cost(1, 1, 1))).to.be.below(0)
    expect(compare(cost(1, 1, 900), cost(1, 2, 1))).to.be.below(0)
    expect(compare(cost(1, 1, 2), cost(1, 1, 1))).to.be.above(0)
    expect(compare(cost(1, 1, 1), cost(1, 1, 1 + 1e-9))).to.equal(0)
  })
})

describe('the best order', () => {
  it('goes along a line instead of back and forth [RO-14]', () => {
    const places = [30, 5, 20, 10, 25, 15]

    const { order, cost } = optimize(onLine(places), as(places))

    expect(order.map((stop) => places[stop])).to.deep.equal([5, 10, 15, 20, 25, 30])
    expect(cost.metres).to.equal(30_000)
  })

  it('drives back for an agreed time, and fills the wait with what is on the way [RO-13] [RO-14]', () => {
    const places = [2, 40, 4]
    const tour = onLine(places, [2 * hour, null, null])

    const { order, cost } = optimize(tour, as(places))

    expect(order.map((stop) => places[stop])).to.deep.equal([40, 4, 2])
    expect(cost.lateness).to.equal(0)
  })

  it('is the best there is, up to eight stops [RO-15]', () => {
    fc.assert(
      fc.property(anyTour(1, 5), (any) => {
        const tour = tourOf(any)
        const today = as(tour.stops)

        const { cost } = optimize(tour, today)

        for (const order of permutations(today))
          expect(compare(cost, costOf(walk(tour, order)))).to.be.at.most(0)
      }),
      { numRuns: 60 },
    )
  })

  it('is never worse than today’s, whatever the day, and moves nobody who is under way [RO-11] [RO-14]', () => {
    fc.assert(
      fc.property(anyTour(2, 14), (any) => {
        const tour = tourOf(any)
        const today = as(tour.stops).reverse()

        const { order, cost } = optimize(tour, today, any.fixed)

        expect([...order].sort((a, b) => a - b)).to.deep.equal(as(tour.stops))
        expect(order.slice(0, any.fixed)).to.deep.equal(today.slice(0, any.fixed))
        expect(compare(cost, costOf(walk(tour, today)))).to.be.at.most(0)
        expect(cost).to.deep.equal(costOf(walk(tour, order)))
        expect(optimize(tour, today, any.fixed)).to.deep.equal(optimize(tour, today, any.fixed))
      }),
      { numRuns: 150 },
    )
  })

  it('leaves a day alone that has no better order [RO-14]', () => {
    const places = [5, 10, 15, 20, 25, 30, 35, 40, 45, 50]

    expect(optimize(onLine(places), as(places)).order).to.deep.equal(as(places))
    expect(optimize(onLine([7, 7, 7]), [2, 0, 1]).order).to.deep.equal([2, 0, 1])
    expect(optimize(onLine([]), []).order).to.deep.equal([])
  })

  it('is much better than the nearest neighbour where there are agreed times [RO-15]', () => {
    const places = Array.from({ length: 30 }, (_, i) => (i * 7_919) % 97)
    const opens = places.map((_, i) => (i % 2 === 0 ? ((i * 104_729) % 12) * hour : null))
    const tour = onLine(places, opens)

    const { cost } = optimize(tour, as(places))

    expect(cost.lateness).to.be.below(costOf(walk(tour, nearest(tour, as(places)))).lateness / 2)
  })

  it('takes a bounded search, of a hundred stops too [RO-15]', () => {
    const places = Array.from({ length: 100 }, (_, i) => (i * 7_919) % 499)
    const opens = places.map((_, i) => ((i * 104_729) % 12) * hour)
    const tour = onLine(places, opens)

    const { steps, cost } = optimize(tour, as(places))

    expect(steps).to.be.at.most(3 * (mostSteps + places.length))
    expect(compare(cost, costOf(walk(tour, as(places))))).to.be.below(0)
  }).timeout(30_000)
})
