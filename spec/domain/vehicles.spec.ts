import { expect } from 'chai'
import { parser } from '../../domain/validate.ts'
import { CreateVehicle, UpdateVehicle, VehicleView } from '../../domain/vehicles/schema.ts'
import { presentVehicle } from '../../domain/vehicles/vehicle.ts'
import { aMember, createMemoryFleet } from '../support/memory-fleet.ts'
import { expectRefusal, faultyFields } from '../support/refusals.ts'
import { aPosition, noon } from './positions/a-position.ts'

const hour = 3_600_000
const owner = aMember()
const stranger = aMember({ tenantId: 2 })

const aFleet = async () => {
  const fleet = createMemoryFleet(new Date(noon))
  const { vehicle, ingestKey } = await fleet.vehicles.create(owner, { imei: 'van-1', name: 'Van' })
  const { key, id, tenantId } = vehicle
  const subject = { key, id, tenantId, kind: 'vehicle' as const }
  const report = (...times: number[]) =>
    fleet.stores.writer.write(
      times.map((ms) => ({ subject, position: aPosition({ recordedAt: noon + ms }), quarantined: false })),
    )
  return { ...fleet, vehicle, ingestKey, report }
}

describe('a vehicle', () => {
  it('is a car in the next colour unless something else is said [VE-4]', async () => {
    const { vehicles, vehicle } = await aFleet()

    const second = await vehicles.create(owner, { imei: 'van-2', name: 'Van' })
    const said = await vehicles.create(owner, {
      imei: 'x',
      name: 'X',
      icon: 'boat',
      color: '#000000',
      plate: 'P',
    })

    expect(vehicle).to.include({ icon: 'car', plate: null })
    expect(second.vehicle.color)
      .to.match(/^#[0-9a-f]{6}$/)
      .and.not.to.equal(vehicle.color)
    expect(said.vehicle).to.include({ icon: 'boat', color: '#000000', plate: 'P' })
  })

  it('takes an identifier that nobody has, and tells every node [VE-2]', async () => {
    const { vehicles, vehicle, said } = await aFleet()

    await expectRefusal('imei_taken', vehicles.create(stranger, { imei: 'van-1', name: 'Mine' }))

    expect(said).to.deep.equal([['made', vehicle.id]])
  })

  it('of another organization is not there, whatever is asked [VE-3] [T-58]', async () => {
    const { vehicles } = await aFleet()

    for (const ask of [
      vehicles.get(stranger, 'van-1'),
      vehicles.update(stranger, 'van-1', { name: 'Mine' }),
      vehicles.rotateKey(stranger, 'van-1'),
      vehicles.remove(stranger, 'van-1'),
      vehicles.trail(stranger, 'van-1'),
    ])
      await expectRefusal('not_found', ask)
    expect(await vehicles.list(stranger, { limit: 9, offset: 0 })).to.deep.equal({ count: 0, rows: [] })
    expect(await vehicles.history(stranger, 7)).to.deep.equal([])
  })

  it('has one key at a time: with a new one the old one is dead at once [VE-5] [VE-8]', async () => {
    const { vehicles, positions, ingestKey } = await aFleet()
    await positions.authenticate('van-1', ingestKey)

    const rotated = await vehicles.rotateKey(owner, 'van-1')

    expect(rotated.ingestKey)
      .to.match(/^[A-Za-z0-9_-]{22}$/)
      .and.not.to.equal(ingestKey)
    await expectRefusal('not_signed_in', positions.authenticate('van-1', ingestKey))
    expect((await positions.authenticate('van-1', rotated.ingestKey)).imei).to.equal('van-1')
    expect(JSON.stringify(rotated.vehicle)).not.to.contain(rotated.ingestKey)
  })

  it('takes its links, its viewers and its past along when it goes [VE-11] [T-4]', async () => {
    const { vehicles, vehicle, shareTracks, enter, said, report, stores, positions, ingestKey } =
      await aFleet()
    const { link, token } = await shareTracks.share(owner, { imei: 'van-1', duration_minutes: 60 })
    await report(0)
    said.length = 0

    await vehicles.remove(owner, 'van-1')

    expect(said).to.deep.equal([
      ['ended', link.id, 'revoked'],
      ['removed', vehicle.id],
    ])
    await expectRefusal('link_revoked', enter(token))
    await expectRefusal('not_signed_in', positions.authenticate('van-1', ingestKey))
    expect(await stores.vehiclesOf(1).trail(vehicle.key, new Date(0), new Date(noon), 9)).to.deep.equal([])
  })

  it('is shown as exactly this [VE-12] [T-16]', async () => {
    const { vehicles, report, vehicle } = await aFleet()
    await report(0)

    const view = presentVehicle(await vehicles.get(owner, 'van-1'))

    expect(view).to.deep.equal({
      id: vehicle.id,
      imei: 'van-1',
      name: 'Van',
      plate: null,
      icon: 'car',
      color: vehicle.color,
      created_at: '2030-06-01T12:00:00.000Z',
      last_seen_at: '2030-06-01T12:00:00.000Z',
      position: {
        latitude: -33.4489,
        longitude: -70.6693,
        speed: null,
        heading: null,
        accuracy: null,
        altitude: null,
        recorded_at: '2030-06-01T12:00:00.000Z',
      },
    })
    expect(parser(VehicleView)(view)).to.equal(view)
  })
})

describe('a trail', () => {
  const times = ({ positions }: { positions: readonly { recordedAt: number }[] }) =>
    positions.map(({ recordedAt }) => (recordedAt - noon) / hour)

  it('is of the last hour, or of the hour before the time that is given [VE-10]', async () => {
    const { vehicles, report } = await aFleet()
    await report(-3 * hour, -2 * hour, -hour, 0)

    expect(times(await vehicles.trail(owner, 'van-1'))).to.deep.equal([-1, 0])
    expect(times(await vehicles.trail(owner, 'van-1', undefined, new Date(noon - 2 * hour)))).to.deep.equal([
      -3, -2,
    ])
  })

  it('is of 24 hours at most, and runs forward [VE-10]', async () => {
    const { vehicles } = await aFleet()
    const between = (from: number, to: number) =>
      vehicles.trail(owner, 'van-1', new Date(noon + from), new Date(noon + to))

    expect((await between(-24 * hour, 0)).positions).to.deep.equal([])
    await expectRefusal('trail_too_long', between(-24 * hour - 1, 0))
    expect(await faultyFields(between(1, 0))).to.deep.equal(['from'])
    expect((await between(0, 0)).positions).to.deep.equal([])
  })

  it('of each vehicle of the fleet reaches as many days back as asked', async () => {
    const { vehicles, report } = await aFleet()
    await report(-8 * 24 * hour, -24 * hour, 0)

    expect((await vehicles.history(owner, 7)).map(times)).to.deep.equal([[-24, 0]])
  })
})

describe('the body for a vehicle', () => {
  it('names what it may and nothing else [T-55]', async () => {
    const [create, update] = [parser(CreateVehicle), parser(UpdateVehicle)]
    const good = { imei: 'A-z_0.9', name: 'Van', plate: null, icon: 'van', color: '#a1B2c3' }

    expect(create(good)).to.deep.equal(good)
    for (const [field, value] of Object.entries({
      imei: 'a b',
      name: '',
      plate: 'x'.repeat(21),
      icon: 'tank',
      color: 'red',
      tenant_id: 2,
    }))
      expect(await faultyFields(() => create({ ...good, [field]: value })), field).to.deep.equal([field])
    expect(await faultyFields(() => create({ ...good, name: 'a\u0000b' }))).to.deep.equal(['name'])
    expect(update({ imei: 'other' })).to.deep.equal({ imei: 'other' })
    expect(await faultyFields(() => update({ id: 'other' }))).to.include('id')
    await expectRefusal('validation_failed', () => update({}))
  })
})
