import { expect } from 'chai'
import {
  CreateShareTrack,
  maskImei,
  PublicShareTrackView,
  ShareTrackView,
} from '../../domain/share-links/share-track.ts'
import {
  expiryOf,
  presentShareTrack,
  presentStats,
  presentToVisitor,
} from '../../domain/share-links/share-tracks.ts'
import { parser } from '../../domain/validate.ts'
import { aMember, createMemoryFleet } from '../support/memory-fleet.ts'
import { expectRefusal, faultyFields } from '../support/refusals.ts'
import { aRow } from '../support/rows.ts'

const noon = new Date('2030-06-01T12:00:00Z')
const minute = 60_000
const minutesFrom = (minutes: number) => new Date(noon.getTime() + minutes * minute)
const everything = { limit: 50, offset: 0 }
const owner = aMember()
const read = parser(CreateShareTrack)

const aFleet = async () => {
  const fleet = createMemoryFleet(noon)
  const { vehicle } = await fleet.vehicles.create(owner, {
    imei: '356307042441013',
    name: 'Van',
    plate: '12-AB-34',
  })
  fleet.said.length = 0
  const share = (minutes = 60) =>
    fleet.shareTracks.share(owner, { imei: vehicle.imei, duration_minutes: minutes })
  const open = async (token: string) => fleet.shareTracks.show(await fleet.enter(token))
  return { ...fleet, vehicle, share, open }
}

describe('a request for a share track', () => {
  it('names a duration or an end, and never both [SL-7] [T-55]', async () => {
    const imei = 'van-1'
    const refused = [
      {},
      { imei },
      { duration_minutes: 60 },
      { imei, duration_minutes: 60, scheduled_for: '2030-06-01T13:00:00Z' },
      { imei, duration_minutes: 9 },
      { imei, duration_minutes: 1441 },
      { imei, duration_minutes: 60.5 },
      { imei, duration_minutes: '60' },
      { imei, duration_minutes: null },
      { imei, scheduled_for: 'tomorrow' },
      { imei, scheduled_for: '2030-06-01' },
      { imei: '../x', duration_minutes: 60 },
      { imei: 'a'.repeat(101), duration_minutes: 60 },
      { imei, duration_minutes: 60, token: 'mine' },
    ]

    for (const body of refused) await expectRefusal('validation_failed', () => read(body))
    for (const body of [
      { imei, duration_minutes: 10 },
      { imei, duration_minutes: 1440 },
      { imei, duration_minutes: 37 },
      { imei, scheduled_for: '2030-06-01T13:00:00+02:00' },
    ])
      expect(read(body)).to.deep.equal(body)
  })
})

describe('the end of a share track', () => {
  const until = (scheduled: Date | string) =>
    expiryOf(
      { imei: 'x', scheduled_for: typeof scheduled === 'string' ? scheduled : scheduled.toISOString() },
      noon,
    )

  it('lies as many minutes ahead as were asked for [SL-7]', () => {
    expect(expiryOf({ imei: 'x', duration_minutes: 10 }, noon)).to.deep.equal(minutesFrom(10))
    expect(expiryOf({ imei: 'x', duration_minutes: 1440 }, noon)).to.deep.equal(minutesFrom(1440))
  })

  it('is the time that was given, from 10 minutes to 24 hours ahead, give or take one [SL-7]', () => {
    for (const minutes of [9, 10, 60, 1440, 1441])
      expect(until(minutesFrom(minutes))).to.deep.equal(minutesFrom(minutes))
    expect(until('2030-06-01T15:00:00+02:00')).to.deep.equal(minutesFrom(60))
  })

  it('is refused beyond that, with words for what is wrong [SL-7] [T-18]', async () => {
    const sentenceFor = async (scheduled: Date | string) => {
      try {
        return until(scheduled)
      } catch (error) {
        const { errors } = (error as { details: { errors: { field: string; message: string }[] } }).details
        return `${errors[0]?.field} ${errors[0]?.message}`
      }
    }
    const outside = 'scheduled_for must be 10 minutes to 24 hours from now'

    expect(await sentenceFor(noon)).to.equal('scheduled_for must be in the future')
    expect(await sentenceFor(minutesFrom(-1))).to.equal('scheduled_for must be in the future')
    expect(await sentenceFor(new Date(minutesFrom(9).getTime() - 1))).to.equal(outside)
    expect(await sentenceFor(new Date(minutesFrom(1441).getTime() + 1))).to.equal(outside)
    expect(await sentenceFor('9999-12-31T23:59:59Z')).to.equal(outside)
    expect(await sentenceFor('2030-06-30T23:59:60Z')).to.equal('scheduled_for is not a time')
  })
})

describe('sharing a vehicle', () => {
  it('makes one link, and extends it while it lives [SL-5]', async () => {
    const { share, pass, shareTracks, vehicle } = await aFleet()
    const first = await share(60)
    pass(59 * minute)

    const again = await share(30)

    expect([first.isNew, again.isNew]).to.deep.equal([true, false])
    expect(again).to.deep.include({ token: first.token, vehicle })
    expect(again.link.expiresAt).to.deep.equal(minutesFrom(89))
    expect(await shareTracks.existing(owner, vehicle.imei)).to.deep.include({ token: first.token })
  })

  it('is withdrawn once; after that there is nothing to withdraw [SL-9]', async () => {
    const { share, shareTracks, vehicle, said, open } = await aFleet()
    const { link, token } = await share()

    await shareTracks.stop(owner, vehicle.imei)

    expect(said).to.deep.equal([['ended', link.id, 'revoked']])
    await expectRefusal('not_found', shareTracks.stop(owner, vehicle.imei))
    await expectRefusal('not_found', shareTracks.existing(owner, vehicle.imei))
    await expectRefusal('link_revoked', open(token))
  })

  it('is of no use once the vehicle is gone, and takes its link along [SL-4] [SL-11] [T-4]', async () => {
    const { share, vehicles, vehicle, stores, open } = await aFleet()
    const { token } = await share()
    const { token: orphan } = await share()
    await stores.vehiclesOf(1).remove(vehicle.imei)
    await expectRefusal('not_found', open(orphan))
    await stores.vehiclesOf(1).insert({ ...vehicle, ingestKeyHash: Buffer.from('x') })

    await vehicles.remove(owner, vehicle.imei)

    await expectRefusal('link_revoked', open(token))
  })

  it('is listed to whoever made it, newest first, as long as it lives [SL-12]', async () => {
    const { shareTracks, vehicles, pass } = await aFleet()
    const colleague = aMember({ userId: 2 })
    for (const [member, imei, minutes] of [
      [owner, 'a', 10],
      [owner, 'b', 60],
      [owner, 'c', 60],
      [colleague, 'd', 60],
    ] as const) {
      await vehicles.create(owner, { imei, name: imei })
      await shareTracks.share(member, { imei, duration_minutes: minutes })
    }
    pass(10 * minute)

    const { count, rows } = await shareTracks.mine(owner, everything)

    expect({ count, imeis: rows.map(({ vehicle }) => vehicle.imei) }).to.deep.equal({
      count: 2,
      imeis: ['c', 'b'],
    })
  })

  it('leaves no trace after the time of retention [SL-13]', async () => {
    const { share, shareTracks, pass, open } = await aFleet()
    const { link, token } = await share()
    pass(60 * minute)
    const ended = { id: link.id, endedAt: minutesFrom(60), reason: 'expired' }

    expect(await shareTracks.cleanUp()).to.deep.equal({ sealed: [ended], deleted: [], forgotten: 0 })
    await expectRefusal('link_expired', open(token))
    pass(30 * 24 * 60 * minute)
    expect(await shareTracks.cleanUp()).to.deep.equal({ sealed: [], deleted: [], forgotten: 0 })
    pass(1)
    expect(await shareTracks.cleanUp(true)).to.deep.equal({ sealed: [], deleted: [ended], forgotten: 0 })
    expect(await shareTracks.cleanUp()).to.deep.equal({ sealed: [], deleted: [ended], forgotten: 0 })
    await expectRefusal('not_found', open(token))
  })
})

describe('an identifier', () => {
  it('is masked but for its last four characters, and never more than half of it [SL-15]', () => {
    const masked = ['356307042441013', 'abcdefgh', 'abcdefg', 'abcd', 'abc', 'ab', 'a', ''].map(maskImei)

    expect(masked).to.deep.equal(['***********1013', '****efgh', '****efg', '**cd', '**c', '*b', '*', ''])
  })
})

describe('what leaves the house', () => {
  it('is for a visitor exactly this [SL-15] [T-16]', async () => {
    const { share, vehicle, stores, open } = await aFleet()
    const { token } = await share()
    const { key, id } = vehicle
    await stores.writer.write([
      aRow(
        { key, id, tenantId: 1, kind: 'vehicle' },
        { recordedAt: noon.getTime(), speed: 42, attributes: { driver: 'Ana' } },
      ),
    ])

    const view = presentToVisitor(await open(token), 'https://example.org')

    expect(view).to.deep.equal({
      token,
      scheduled_for: '2030-06-01T13:00:00.000Z',
      created_at: '2030-06-01T12:00:00.000Z',
      vehicle: { name: 'Van', plate: '12-AB-34', icon: vehicle.icon, color: vehicle.color },
      imei: '***********1013',
      position: {
        latitude: 38.7222524,
        longitude: -9.1393366,
        speed: 42,
        heading: null,
        accuracy: null,
        altitude: null,
        recorded_at: '2030-06-01T12:00:00.000Z',
      },
      live: { url: 'https://example.org', namespace: '/live' },
    })
    expect(parser(PublicShareTrackView)(view)).to.equal(view)
  })

  it('is for the owner exactly this [SL-16]', async () => {
    const { share } = await aFleet()
    const track = await share()

    const view = presentShareTrack(track, 'https://example.org')

    expect(view).to.deep.equal({
      id: track.link.id,
      imei: '356307042441013',
      token: track.token,
      share_url: `https://example.org/share/${track.token}/`,
      created_at: '2030-06-01T12:00:00.000Z',
      scheduled_for: '2030-06-01T13:00:00.000Z',
    })
    expect(parser(ShareTrackView)(view)).to.equal(view)
  })

  it('is of the statistics exactly this [SL-14]', async () => {
    const { share, shareTracks } = await aFleet()
    const none = presentStats(await shareTracks.stats(owner))
    await share()

    const one = presentStats(await shareTracks.stats(owner))

    expect(none).to.deep.equal({ total: 0, active: 0, expired: 0, revoked: 0, next_expiry: null })
    expect(one).to.deep.equal({
      total: 1,
      active: 1,
      expired: 0,
      revoked: 0,
      next_expiry: '2030-06-01T13:00:00.000Z',
    })
  })
})

describe('a body with faults', () => {
  it('names the fields', async () => {
    expect(await faultyFields(() => read({ imei: 'x', duration_minutes: 60, foo: 1 }))).to.deep.equal(['foo'])
  })
})
