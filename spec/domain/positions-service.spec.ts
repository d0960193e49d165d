import { expect } from 'chai'
import { languages } from '../../domain/problem.ts'
import { aMember, createMemoryFleet } from '../support/memory-fleet.ts'
import { expectRefusal } from '../support/refusals.ts'
import { aPosition, noon } from './positions/a-position.ts'

const second = 1000
const owner = aMember()
const time = (seconds = 0) => new Date(noon + seconds * second).toISOString()
const aReport = (from: object = {}) => ({
  imei: 'van-1',
  latitude: -33.4489,
  longitude: -70.6693,
  recorded_at: time(),
  ...from,
})
/** Out of reach for anything on the road. */
const farAway = { latitude: -30 }
const turns = () => new Promise((resolve) => setTimeout(resolve, 5))

const aFleet = async () => {
  const fleet = createMemoryFleet(new Date(noon))
  const made: Record<string, string> = {}
  for (const [member, imei] of [
    [owner, 'van-1'],
    [owner, 'van-2'],
    [aMember({ tenantId: 2 }), 'foreign'],
  ] as const)
    made[imei] = (await fleet.vehicles.create(member, { imei, name: imei })).ingestKey
  const report = (...reports: unknown[]) => fleet.positions.reportAs(owner, reports, 'en')
  const device = (await fleet.positions.deviceByKey(made['van-1']!))!
  return {
    ...fleet,
    keys: made,
    report,
    device,
    shownTimes: () => fleet.shown.map(({ position }) => position.recordedAt - noon),
  }
}

describe('reporting positions', () => {
  it('acknowledges and shows nothing before it is committed [VE-20]', async () => {
    const { report, writer, shown, shownTimes } = await aFleet()
    let isAcknowledged = false
    writer.close()

    const receipt = report(aReport({ speed: 42 })).finally(() => (isAcknowledged = true))
    await turns()
    expect({ isAcknowledged, shown: shown.length }).to.deep.equal({ isAcknowledged: false, shown: 0 })
    writer.open()

    expect(await receipt).to.deep.equal({ accepted: 1, duplicates: 0, rejected: [] })
    expect(shownTimes()).to.deep.equal([0])
    expect(shown[0]?.position.speed).to.equal(42)
  })

  it('shows nothing and remembers nothing of what could not be stored [VE-21]', async () => {
    const { report, writer, shown, shownTimes } = await aFleet()
    await report(aReport())
    writer.fails = true

    const failed = await report(aReport({ recorded_at: time(10) }), aReport(farAway)).catch(
      ({ message }) => message,
    )
    writer.fails = false
    const again = await report(aReport({ recorded_at: time(10) }))

    expect(failed).to.equal('the database is away')
    expect(again).to.deep.equal({ accepted: 1, duplicates: 0, rejected: [] })
    expect(shown).to.have.length(2)
    expect(shownTimes()).to.deep.equal([0, 10 * second])
  })

  it('shows it when a connected device sends again what could not be stored [VE-21]', async () => {
    const { positions, device, writer, shownTimes } = await aFleet()
    const send = () => positions.reportFrom(device, { ...aReport(), imei: undefined }, 'en')
    writer.fails = true
    await send().catch(() => {})
    writer.fails = false

    const receipt = await send()

    expect(receipt).to.deep.equal({ accepted: 1, duplicates: 0, rejected: [] })
    expect(shownTimes()).to.deep.equal([0])
  })

  it('counts duplicates and shows them to nobody [VE-22]', async () => {
    const { report, shownTimes, directory, device } = await aFleet()
    await report(aReport())
    directory.forget(device.subject.id) // as another node would meet it
    const first = await report(aReport({ recorded_at: time(1) }), aReport({ recorded_at: time(1), speed: 9 }))

    const again = await report(aReport(), aReport({ recorded_at: time(1) }))

    expect(first).to.deep.equal({ accepted: 1, duplicates: 1, rejected: [] })
    expect(again).to.deep.equal({ accepted: 0, duplicates: 2, rejected: [] })
    expect(shownTimes()).to.deep.equal([0, second])
  })

  it('shows no duplicate that another node stored first [VE-22]', async () => {
    const { report, stores, device, shown } = await aFleet()
    await stores.writer.write([{ subject: device.subject, position: aPosition(), quarantined: false }])

    const receipt = await report(aReport())

    expect(receipt.duplicates).to.equal(1)
    expect(shown).to.deep.equal([])
  })

  it('stores late ones and outliers, and shows neither [VE-25]', async () => {
    const { report, writer, shownTimes } = await aFleet()

    const receipt = await report(
      aReport({ recorded_at: time(20) }),
      aReport({ recorded_at: time(10) }),
      aReport({ recorded_at: time(30), ...farAway }),
    )

    expect(receipt.accepted).to.equal(3)
    expect(writer.written[0]?.map(({ quarantined }) => quarantined)).to.deep.equal([false, false, true])
    expect(shownTimes()).to.deep.equal([20 * second])
  })

  it('writes everything that came together in one call [VE-23]', async () => {
    const { report, writer } = await aFleet()

    await report(aReport(), aReport({ imei: 'van-2' }), aReport({ recorded_at: time(1) }))

    expect(writer.written.map(({ length }) => length)).to.deep.equal([3])
  })

  it('judges each by itself, and names the place of those it refuses [VE-23]', async () => {
    const { report, shown } = await aFleet()

    const { accepted, rejected } = await report(
      aReport({ latitude: 91 }),
      aReport(),
      null,
      'text',
      [],
      {},
      aReport({ imei: 7 }),
      aReport({ imei: 'foreign' }),
      aReport({ imei: 'nobody' }),
      aReport({ recorded_at: 'noon' }),
      aReport({ recorded_at: time(301) }),
      aReport({ latitude: '1' }),
      aReport({ recorded_at: time(1) }),
      aReport({ latitude: 0, longitude: 0 }),
      aReport({ recorded_at: '2030-04-30T00:00:00Z' }),
    )

    expect(accepted).to.equal(2)
    expect(rejected.map(({ index, code }) => [index, code])).to.deep.equal([
      [0, 'coordinates_invalid'],
      [2, 'unknown_device'],
      [3, 'unknown_device'],
      [4, 'unknown_device'],
      [5, 'unknown_device'],
      [6, 'unknown_device'],
      [7, 'unknown_device'],
      [8, 'unknown_device'],
      [9, 'time_invalid'],
      [10, 'time_in_future'],
      [11, 'validation_failed'],
      [13, 'null_island'],
      [14, 'time_too_old'],
    ])
    expect(shown).to.have.length(2)
  })

  it('says of a foreign device what it says of none, word for word [VE-24] [T-58]', async () => {
    const { report } = await aFleet()

    const { rejected } = await report(aReport({ imei: 'foreign' }), aReport({ imei: 'nobody' }))

    expect({ ...rejected[0], index: 1 }).to.deep.equal(rejected[1])
  })

  it('refuses in the language of the one who asked', async () => {
    const { positions } = await aFleet()
    const refuse = async (language: (typeof languages)[number]) =>
      (await positions.reportAs(owner, aReport({ imei: 'nobody' }), language)).rejected[0]?.detail

    const sentences = await Promise.all(languages.map(refuse))

    expect(new Set(sentences).size).to.equal(languages.length)
  })

  it('takes 5,000 at once, none at all, and not one more [VE-23]', async () => {
    const { report, positions } = await aFleet()
    const many = Array.from({ length: 5_000 }, (_, i) => aReport({ recorded_at: time(-i) }))

    expect(await report(...many)).to.deep.equal({ accepted: 5_000, duplicates: 0, rejected: [] })
    expect(await positions.reportAs(owner, [], 'en')).to.deep.equal({
      accepted: 0,
      duplicates: 0,
      rejected: [],
    })
    await expectRefusal('validation_failed', report(...many, aReport()))
  })
})

describe('a device that reports for itself', () => {
  it('need not name itself, and speaks for no other [VE-24]', async () => {
    const { positions, device, shown } = await aFleet()
    const { imei: _, ...nameless } = aReport()

    const { accepted, rejected } = await positions.reportFrom(
      device,
      [
        nameless,
        aReport({ recorded_at: time(1) }),
        aReport({ imei: 'van-2' }),
        aReport({ imei: 'nobody' }),
        aReport({ imei: '' }),
      ],
      'en',
    )

    expect(accepted).to.equal(2)
    expect(rejected.map(({ index, code }) => [index, code])).to.deep.equal([
      [2, 'unknown_device'],
      [3, 'unknown_device'],
      [4, 'unknown_device'],
    ])
    expect(new Set(shown.map(({ subject }) => subject.id))).to.deep.equal(new Set([device.subject.id]))
  })

  it('is unknown once it was removed, though its connection is still open, and so is a namesake [VE-11]', async () => {
    const { positions, device, vehicles, writer } = await aFleet()
    const report = async () => (await positions.reportFrom(device, aReport(), 'en')).rejected[0]?.code
    await vehicles.remove(owner, 'van-1')

    expect(await report()).to.equal('unknown_device')
    await vehicles.create(owner, { imei: 'van-1', name: 'Another' })
    expect(await report()).to.equal('unknown_device')
    expect(writer.written).to.deep.equal([])
  })

  it('is told why a single position is not taken', async () => {
    const { positions, device, shown } = await aFleet()

    await positions.keepOne(device, aPosition())
    await expectRefusal(
      'time_too_old',
      positions.keepOne(device, aPosition({ recordedAt: noon - 31 * 86_400 * second })),
    )
    await expectRefusal('null_island', positions.keepOne(device, aPosition({ lat: 0, lon: 0 })))

    expect(shown).to.have.length(1)
  })

  it('signs in with its identifier and its key, and learns not which was wrong [VE-26]', async () => {
    const { positions, keys } = await aFleet()

    expect((await positions.authenticate('van-1', keys['van-1']!)).imei).to.equal('van-1')
    for (const [imei, key] of [
      ['van-1', 'wrong'],
      ['van-1', keys['van-2']],
      ['nobody', keys['van-1']],
      ['', ''],
    ])
      await expectRefusal('not_signed_in', positions.authenticate(imei!, key!))
  })

  it('is seen without a position, and never in the past [VE-6]', async () => {
    const { positions, device, vehicles } = await aFleet()

    await positions.seen(device)
    await positions.seen(device, new Date(noon - 1))

    expect((await vehicles.get(owner, 'van-1')).lastSeenAt).to.deep.equal(new Date(noon))
  })
})
