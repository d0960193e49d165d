import { expect } from 'chai'
import { aTechnician } from '../support/memory-tracking.ts'
import { expectRefusal } from '../support/refusals.ts'
import { aField, at, dispatcher, joao } from './a-field.ts'

describe('a technician who reports over a connection', () => {
  const report = (from: object = {}) => ({
    latitude: -23.55,
    longitude: -46.63,
    recorded_at: '2026-01-08T10:30:00Z',
    ...from,
  })

  it('reports their own pings without naming anything [TR-1]', async () => {
    const { positions, technician, shown } = aField()

    const one = await positions.reportBy(joao, report({ vendor: 'x', source: 'fused' }), 'en')
    const many = await positions.reportBy(joao, [report(), report({ recorded_at: at(1), imei: null })], 'en')

    expect(one).to.deep.equal({ accepted: 1, duplicates: 0, rejected: [] })
    expect(many).to.deep.equal({ accepted: 1, duplicates: 1, rejected: [] })
    expect(shown.map(({ subject }) => subject.id)).to.deep.equal([technician.id, technician.id])
    expect(shown[0]?.position.attributes?.ping).to.include({ source: 'fused' })
  })

  it('reports for no vehicle, unless they run the fleet, and for no other technician [TR-1] [T-21]', async () => {
    const { positions, technicians, technician } = aField()
    const other = aTechnician({ user: { id: 8, email: 'm@example.org', fullName: 'Maria' } })
    technicians.push(other)

    const lesser = await positions.reportBy(
      joao,
      [report({ imei: 'van' }), report(), report({ imei: other.id })],
      'en',
    )
    const leading = await positions.reportBy(
      dispatcher,
      [report({ imei: technician.id }), report(), null],
      'en',
    )

    expect(lesser.accepted).to.equal(1)
    expect(lesser.rejected.map(({ index, code }) => [index, code])).to.deep.equal([
      [0, 'forbidden'],
      [2, 'forbidden'],
    ])
    expect(leading.rejected.map(({ index, code }) => [index, code])).to.deep.equal([
      [0, 'unknown_device'],
      [1, 'no_technician_profile'],
      [2, 'unknown_device'],
    ])
  })

  it('is heard by their key as a device is, under the same rules [TR-1] [TR-5]', async () => {
    const field = aField()
    const { positions, technician, tracking, audited } = field
    const device = await positions.authenticate(technician.id, technician.id)
    const send = () =>
      positions.reportFrom(device, [report(), report({ imei: technician.id }), report({ imei: 'van' })], 'en')

    const taken = await send()
    await tracking.setConsent(joao, technician, false)
    const refused = await send()
    field.technicians.splice(0, 1)
    field.directory.forget(technician.id)
    const gone = await send()

    const codes = ({ rejected }: typeof taken) => rejected.map(({ index, code }) => [index, code])
    expect(taken).to.include({ accepted: 1, duplicates: 1 })
    expect(codes(taken)).to.deep.equal([[2, 'unknown_device']])
    expect(codes(refused)).to.deep.equal([
      [0, 'tracking_not_allowed'],
      [1, 'tracking_not_allowed'],
      [2, 'unknown_device'],
    ])
    expect(codes(gone)).to.deep.equal([0, 1, 2].map((index) => [index, 'unknown_device']))
    expect(audited).to.have.length(6)
  })

  it('is told why a tracker’s position is dropped, and it is in the audit [TR-5] [TR-7]', async () => {
    const { positions, technician, audited, profile } = aField()
    const device = await positions.deviceByKey(technician.id)
    const position = {
      latE7: -235_500_000,
      lonE7: -466_300_000,
      recordedAt: Date.parse('2026-01-08T10:30:00Z'),
      speed: null,
      heading: null,
      accuracy: null,
      altitude: null,
      attributes: { batt: 80, ping: 'mine' },
    }

    await positions.keepOne(device, position, 'osmand')
    const night = { ...position, recordedAt: Date.parse('2026-01-08T03:00:00Z') }
    await expectRefusal('outside_work_window', positions.keepOne(device, night, 'osmand'))
    profile.features = {}
    await expectRefusal('feature_disabled', positions.keepOne(device, position, 'owntracks'))

    expect(audited.map(({ code, deviceId }) => [code, deviceId])).to.deep.equal([
      [null, 'osmand'],
      ['outside_work_window', 'osmand'],
      ['feature_disabled', 'owntracks'],
    ])
  })

  it('is not noted as seen while nobody may know where they are [TR-5]', async () => {
    const field = aField()
    const { positions, technician, seen, profile, tracking } = field
    const device = await positions.deviceByKey(technician.id)
    const noted = async (at?: string) => {
      await positions.seen(device, at === undefined ? undefined : new Date(at))
      return seen.splice(0).length
    }

    expect(await noted()).to.equal(1)
    expect(await noted('2026-01-08T03:00:00Z')).to.equal(0)
    profile.features = {}
    expect(await noted()).to.equal(0)
    profile.features = { 'trakservice.enabled': true, 'trakservice.tracking': true }
    await tracking.setConsent(joao, technician, false)
    const now = await positions.deviceByKey(technician.id)
    await positions.seen(now)
    expect(seen).to.have.length(0)
  })
})
