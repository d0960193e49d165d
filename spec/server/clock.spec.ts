import { expect } from 'chai'
import { connect } from '../../db/connect.ts'
import { createStores } from '../../db/stores.ts'
import { createClock } from '../../server/clock.ts'
import { createDatabase } from '../support/database.ts'

const hour = 3_600_000
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
/** The least of several: a reading may be interrupted. */
const differenceOf = (clock: { now(): Date }) =>
  Math.min(...Array.from({ length: 9 }, () => clock.now().getTime() - Date.now()))
const leeway = 5_000

describe('the clock', () => {
  it('is this machine’s until it has asked the database', () => {
    const clock = createClock(async () => new Date(Date.now() + hour))

    expect(Math.abs(differenceOf(clock))).to.be.below(leeway)
  })

  it('is the database’s from then on, be it ahead or behind [T-18]', async () => {
    for (const offset of [hour, -hour]) {
      const clock = createClock(async () => new Date(Date.now() + offset))

      await clock.synchronize()

      expect(differenceOf(clock)).to.be.within(offset - leeway, offset + leeway)
    }
  })

  it('trusts the answer that came quickest: its way distorts it least', async () => {
    let asked = 0
    const clock = createClock(async () => {
      const isSlow = asked++ % 3 !== 1
      if (!isSlow) return new Date(Date.now() + hour)
      await sleep(300)
      return new Date(Date.now() + 2 * hour)
    })

    await clock.synchronize()

    expect(asked).to.equal(3)
    expect(differenceOf(clock)).to.be.within(hour - leeway, hour + leeway)
  })

  it('takes for no difference what the way of an answer explains', async () => {
    const clock = createClock(async () => new Date(Date.now() + 10))

    await clock.synchronize()

    expect(differenceOf(clock)).to.equal(0)
  })

  it('follows when the difference changes', async () => {
    let offset = hour
    const clock = createClock(async () => new Date(Date.now() + offset))
    await clock.synchronize()
    offset = 0

    await clock.synchronize()

    expect(Math.abs(differenceOf(clock))).to.be.below(leeway)
  })

  it('keeps the time it had when the database is away', async () => {
    let isAway = false
    const clock = createClock(async () => {
      if (isAway) throw new Error('away')
      return new Date(Date.now() + hour)
    })
    await clock.synchronize()
    isAway = true

    const failed = await clock.synchronize().catch(({ message }) => message)

    expect(failed).to.equal('away')
    expect(differenceOf(clock)).to.be.within(hour - leeway, hour + leeway)
  })

  it('reads the real one', async () => {
    const database = await createDatabase()
    const connections = connect(database.url)
    try {
      const clock = createClock(createStores(connections).now)
      await clock.synchronize()

      expect(Math.abs(differenceOf(clock))).to.be.below(leeway)
    } finally {
      await connections.close()
      await database.drop()
    }
  })
})
