import { expect } from 'chai'
import { search } from '../../domain/routing/optimize.ts'
import { finish, type Stepwise } from '../../domain/stepwise.ts'
import { createUnhurried } from '../../server/unhurried.ts'
import { expectRefusal } from '../support/refusals.ts'

/** Keeps the processor busy for so many milliseconds, and says how often others came in between. */
function* busy(milliseconds: number): Stepwise<number> {
  let others = 0
  const count = setInterval(() => others++, 1)
  for (const until = performance.now() + milliseconds; performance.now() < until; ) yield
  clearInterval(count)
  return others
}

const aTour = (count: number) => {
  const places = Array.from({ length: count + 1 }, (_, i) => (i * 7_919) % 499)
  const metres = places.map((a) => places.map((b) => Math.abs(a - b) * 1_000))
  return {
    legs: { metres, seconds: metres.map((row) => row.map((way) => way * 0.06)) },
    departs: 0,
    stops: Array.from({ length: count }, (_, i) => ({ service: 600, opens: ((i * 104_729) % 12) * 3_600 })),
  }
}

describe('work that does not hurry', () => {
  it('lets others go first all the time', async () => {
    expect(finish(busy(100))).to.equal(0)
    expect(await createUnhurried()(busy(200))).to.be.greaterThan(3)
  })

  it('comes to what it comes to in one go, whoever else is at work [RO-14]', async () => {
    const unhurried = createUnhurried(3)
    for (const count of [4, 8, 60]) {
      const tour = aTour(count)
      const today = tour.stops.map((_, i) => i)

      const several = await Promise.all([1, 2, 3].map(() => unhurried(search(tour, today))))

      for (const one of several) expect(one).to.deep.equal(finish(search(tour, today)))
    }
  }).timeout(20_000)

  it('gives way within the search for an order: it is many small steps [RO-15]', () => {
    for (const count of [8, 100]) {
      const tour = aTour(count)
      const work = search(
        tour,
        tour.stops.map((_, i) => i),
      )
      let steps = 0
      while (!work.next().done) steps++

      expect(steps, `${count}`).to.be.at.least(count)
    }
  }).timeout(20_000)

  it('is done a few at once; whoever comes after a queue is told to come again', async () => {
    const unhurried = createUnhurried(1, 1)
    let begun = 0
    function* endless(): Stepwise<void> {
      begun++
      while (!isOver) yield
    }
    let isOver = false

    const [first, second] = [unhurried(endless()), unhurried(endless())]
    await expectRefusal('unavailable', unhurried(endless()))
    expect(begun).to.equal(1)
    isOver = true
    await Promise.all([first, second])
    expect(begun).to.equal(2)
  })

  it('leaves its turn to the next one when it fails', async () => {
    const unhurried = createUnhurried(1, 1)
    function* failing(): Stepwise<never> {
      yield
      throw new Error('no')
    }

    const [first, second] = await Promise.allSettled([unhurried(failing()), unhurried(busy(1))])

    expect([first?.status, second?.status]).to.deep.equal(['rejected', 'fulfilled'])
  })
})
