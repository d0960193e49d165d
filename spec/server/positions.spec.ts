import { expect } from 'chai'
import { addVehicle, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { ago, report } from './a-house.ts'

const minute = 60_000
const day = 24 * 60 * minute

describe('POST /api/fleet/positions', () => {
  let url: string
  let owner: Person
  let imei: string
  before(async () => {
    url = (await sharedService()).url
    owner = await register(url)
  })
  beforeEach(async () => {
    imei = (await addVehicle(owner)).imei
  })
  const post = (body: unknown, headers = {}) => owner.call('POST', '/api/fleet/positions', body, headers)
  const at = (ms: number, place: object = {}) => ({
    imei,
    latitude: 48.137,
    longitude: 11.575,
    recorded_at: ago(ms),
    ...place,
  })
  const newest = async () => (await owner.call('GET', `/api/fleet/vehicles/${imei}/position`)).body
  const trail = async () =>
    (await owner.call('GET', `/api/fleet/vehicles/${imei}/trail?from=${ago(day - minute)}`)).body.positions
  const codes = ({ rejected }: { rejected: { index: number; code: string }[] }) =>
    rejected.map(({ index, code }) => [index, code])

  it('takes one, or an array', async () => {
    const one = await post(at(3_000))
    const many = await post([at(2_000), at(1_000)])

    expect([one.status, one.body]).to.deep.equal([202, { accepted: 1, duplicates: 0, rejected: [] }])
    expect(many.body).to.deep.equal({ accepted: 2, duplicates: 0, rejected: [] })
    expect(await trail()).to.have.lengthOf(3)
    expect((await post([])).body).to.deep.equal({ accepted: 0, duplicates: 0, rejected: [] })
  })

  it('keeps what it knows and ignores the rest', async () => {
    const attributes = { battery: 81.5, ignition: true, nested: { deep: [1, 'two'] } }

    const { body } = await post(
      at(1_000, { speed: 43.217, heading: 360, accuracy: 5, altitude: 519.5, attributes, vendor: 'x' }),
    )

    expect(body.accepted).to.equal(1)
    expect(await newest()).to.include({ speed: 43.22, heading: 0, accuracy: 5, altitude: 519.5 })
    const rows = await (await sharedService()).database.query(
      'select p.attributes from position p join vehicle v on v.key = p.subject_key where v.imei = $1',
      [imei],
    )
    expect(rows).to.deep.equal([{ attributes }])
  })

  it('knows a repeat by its time: sent again, in one array, and by two at once', async () => {
    const batch = [at(3_000), at(2_000)]
    await post(batch)

    const again = await post([...batch, at(1_000)])
    const twin = at(500)
    const inOne = await post([twin, { ...twin, latitude: 48.138 }])
    const three = await Promise.all([1, 2, 3].map(() => post(batch)))

    expect(again.body).to.deep.equal({ accepted: 1, duplicates: 2, rejected: [] })
    expect(inOne.body).to.deep.equal({ accepted: 1, duplicates: 1, rejected: [] })
    expect((await newest()).latitude).to.equal(48.137)
    expect(three.map(({ body }) => body.duplicates)).to.deep.equal([2, 2, 2])
    expect(await trail()).to.have.lengthOf(4)
  })

  it('stores one of many equal ones that arrive at once', async () => {
    const same = at(1_000)

    const replies = await Promise.all(Array.from({ length: 8 }, () => post(same)))

    const sum = (of: 'accepted' | 'duplicates') => replies.reduce((total, { body }) => total + body[of], 0)
    expect([sum('accepted'), sum('duplicates')]).to.deep.equal([1, 7])
  })

  it('stores a late one, and the marker stays where it is', async () => {
    await post(at(1_000, { latitude: 48.2 }))
    const before = await newest()

    const late = await post([at(5 * minute), at(20 * minute)])

    expect(late.body.accepted).to.equal(2)
    expect(await newest()).to.deep.equal(before)
    expect((await trail()).map((one: { latitude: number }) => one.latitude)).to.deep.equal([
      48.137, 48.137, 48.2,
    ])
  })

  it('shows the newest of an array in whatever order it comes', async () => {
    const times = [9_000, 1_000, 5_000, 3_000, 7_000]

    await post(times.map((ms, i) => at(ms, { latitude: 48 + i / 10_000 })))

    expect((await newest()).latitude).to.equal(48.0001)
  })

  it('stores a jump that nothing on the road can make, and shows it nowhere', async () => {
    await post(at(10_000))
    const jump = await post(at(9_000, { latitude: 52.5, longitude: 13.4 }))
    const on = await post(at(8_000, { latitude: 48.1371 }))

    expect([jump.body.accepted, on.body.accepted]).to.deep.equal([1, 1])
    expect((await newest()).latitude).to.equal(48.1371)
    expect((await trail()).map((one: { latitude: number }) => one.latitude)).to.deep.equal([48.137, 48.1371])
  })

  it('believes a second position beside the outlier: then the past was wrong', async () => {
    await post(at(10_000))
    await post(at(9_000, { latitude: 52.5, longitude: 13.4 }))
    await post(at(8_000, { latitude: 52.5001, longitude: 13.4 }))

    expect((await newest()).latitude).to.equal(52.5001)
  })

  it('refuses each bad one by a code, and takes the good ones beside it [T-53]', async () => {
    const { body } = await post([
      at(1_000),
      at(0, { latitude: 90.0000001 }),
      at(0, { longitude: -180.1 }),
      at(0, { latitude: 0, longitude: 0 }),
      at(0, { recorded_at: ago(-6 * minute) }),
      at(0, { recorded_at: ago(31 * day) }),
      at(0, { recorded_at: 'yesterday' }),
      at(0, { recorded_at: '2026-02-30T00:00:00Z' }),
      at(0, { latitude: '48.1' }),
      at(0, { longitude: null }),
      at(0, { speed: 'fast' }),
      at(0, { attributes: [] }),
      at(0, { attributes: { long: 'x'.repeat(5_000) } }),
      'here',
      null,
      [[]],
      { latitude: 1, longitude: 2 },
      at(500),
    ])

    expect([body.accepted, body.duplicates]).to.deep.equal([2, 0])
    expect(codes(body)).to.deep.equal([
      [1, 'coordinates_invalid'],
      [2, 'coordinates_invalid'],
      [3, 'null_island'],
      [4, 'time_in_future'],
      [5, 'time_too_old'],
      [6, 'time_invalid'],
      [7, 'time_invalid'],
      [8, 'validation_failed'],
      [9, 'validation_failed'],
      [10, 'validation_failed'],
      [11, 'validation_failed'],
      [12, 'validation_failed'],
      [13, 'unknown_device'],
      [14, 'unknown_device'],
      [15, 'unknown_device'],
      [16, 'unknown_device'],
    ])
    for (const { detail } of body.rejected) expect(detail).to.be.a('string').that.is.not.empty
  })

  it('takes what lies on the edge of the globe and of time', async () => {
    const { body } = await post([
      at(0, { latitude: 90, longitude: 180, recorded_at: ago(-4.9 * minute) }),
      at(0, { latitude: -90, longitude: -180, recorded_at: ago(30 * day - minute) }),
      at(0, { latitude: 0, longitude: 0, accuracy: 12, recorded_at: ago(10 * day) }),
      at(0, {
        recorded_at: '2026-11-01t00:00:00.123456+02:00'.replace('2026-11-01', ago(2 * day).slice(0, 10)),
      }),
    ])

    expect(body).to.deep.equal({ accepted: 4, duplicates: 0, rejected: [] })
  })

  it('takes a position without a time as one of now', async () => {
    const { recorded_at, ...timeless } = at(0)
    await post(timeless)

    expect(Math.abs(Date.parse((await newest()).recorded_at) - Date.parse(recorded_at))).to.be.below(60_000)
  })

  it('does not tell an unknown device from another organization’s [T-21] [T-56]', async () => {
    const stranger = await register(url)
    const foreign = await addVehicle(stranger)
    const place = { latitude: 1, longitude: 2 }

    const { body } = await post([
      { ...place, imei: foreign.imei },
      { ...place, imei: 'nobody-has-this' },
      at(0),
    ])

    expect(body.accepted).to.equal(1)
    expect(codes(body)).to.deep.equal([
      [0, 'unknown_device'],
      [1, 'unknown_device'],
    ])
    expect(body.rejected[0].detail).to.equal(body.rejected[1].detail)
    expect((await stranger.call('GET', `/api/fleet/vehicles/${foreign.imei}/position`)).status).to.equal(404)
  })

  it('says why in the language of the caller', async () => {
    const { body } = await post(at(0, { latitude: 91 }), { 'accept-language': 'pt-BR' })

    expect(body.rejected[0].detail).to.equal('As coordenadas não estão no globo.')
  })

  it('takes 5,000 and refuses 5,001 whole [T-62]', async () => {
    const many = Array.from({ length: 5_001 }, (_, i) => at((5_001 - i) * 1_000, { latitude: 48 + i / 1e6 }))

    const tooMany = await post(many)
    expect([tooMany.status, tooMany.body.code]).to.deep.equal([422, 'validation_failed'])
    expect(tooMany.body.errors[0].message).to.contain('5000')
    expect((await owner.call('GET', `/api/fleet/vehicles/${imei}/position`)).status).to.equal(404)

    expect((await post(many.slice(1))).body).to.deep.equal({ accepted: 5_000, duplicates: 0, rejected: [] })
    expect((await newest()).latitude).to.equal(48.005)
    expect(await trail()).to.have.lengthOf(5_000)
  })

  it('refuses what is not JSON, is of another type, or is too large [T-62]', async () => {
    const json = { 'content-type': 'application/json' }
    const answer = async (body: string, headers: Record<string, string>) => {
      const { status, body: problem } = await post(body, headers)
      return [status, problem.code]
    }

    for (const bad of ['{', '{"latitude": NaN}', '[1,]', '\u0000', 'imei=1'])
      expect(await answer(bad, json), bad).to.deep.equal([400, 'malformed_json'])
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'text/csv', 'nonsense'])
      expect(await answer('{}', { 'content-type': type }), type).to.deep.equal([
        415,
        'unsupported_media_type',
      ])
    expect(await answer('[]', { ...json, 'content-encoding': 'rot13' })).to.deep.equal([
      415,
      'unsupported_media_type',
    ])
    expect(await answer('no gzip', { ...json, 'content-encoding': 'gzip' })).to.deep.equal([
      400,
      'malformed_json',
    ])
    expect(await answer(`"${'x'.repeat(10 * 1024 * 1024)}"`, json)).to.deep.equal([413, 'payload_too_large'])
    expect((await report(owner, at(0))).body.accepted).to.equal(1)
  })

  it('reads numbers no double can hold as no numbers', async () => {
    const text = JSON.stringify(at(0)).replace('48.137', '1e400')

    expect(codes((await post(text, { 'content-type': 'application/json' })).body)).to.deep.equal([
      [0, 'validation_failed'],
    ])
  })
})
