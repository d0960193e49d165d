import { expect } from 'chai'
import {
  addVehicle,
  type Client,
  clientOf,
  type Person,
  register,
  type TestVehicle,
} from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { ago, basic } from './a-house.ts'

const seconds = (ms: number) => Math.floor((Date.now() - ms) / 1000)

let owner: Person
let device: Client
let van: TestVehicle
const prepare = async () => {
  const { url } = await sharedService()
  owner ??= await register(url)
  device = clientOf(url)
  van = await addVehicle(owner)
}
const vehicle = async () => (await owner.call('GET', `/api/fleet/vehicles/${van.imei}`)).body
const trail = async () =>
  (await owner.call('GET', `/api/fleet/vehicles/${van.imei}/trail?from=${ago(23 * 3_600_000)}`)).body
    .positions
const attributes = async () => {
  const { database } = await sharedService()
  const rows = await database.query(
    'select p.attributes from position p join vehicle v on v.key = p.subject_key where v.imei = $1',
    [van.imei],
  )
  return rows.map((row) => row.attributes)
}

describe('/ingest/osmand/{ingest_key}', () => {
  beforeEach(prepare)
  const path = (query = '', key = van.ingestKey) => `/ingest/osmand/${key}${query && `?${query}`}`
  const form = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' }
  const pairs = (more: Record<string, string | number> = {}) =>
    new URLSearchParams({
      id: van.imei,
      lat: '-33.4489',
      lon: '-70.6693',
      timestamp: String(seconds(1_000)),
      ...more,
    } as never).toString()
  const location = (more: object = {}) => ({
    device_id: van.imei,
    location: {
      timestamp: ago(1_000),
      coords: {
        latitude: -33.4489,
        longitude: -70.6693,
        speed: 11.5,
        heading: 271,
        accuracy: 4,
        altitude: 570,
      },
      is_moving: true,
      odometer: 123456,
      battery: { level: 0.85, is_charging: true },
      ...more,
    },
  })

  it('takes the query string of Traccar Client up to 8, by GET and by POST with an empty body', async () => {
    const query = pairs({ speed: 10, bearing: 271, altitude: 570, accuracy: 4, batt: 85.5, charge: 'true' })

    const got = await device.call('GET', path(query))
    const posted = await device.call('POST', path(pairs({ timestamp: seconds(0) })))

    expect([got.status, got.body, posted.status]).to.deep.equal([200, '', 200])
    expect((await trail())[0]).to.include({
      latitude: -33.4489,
      longitude: -70.6693,
      speed: 18.52,
      heading: 271,
      accuracy: 4,
    })
    expect(await trail()).to.have.lengthOf(2)
    expect(await attributes()).to.deep.include({ batt: 85.5, charge: true })
  })

  it('takes the form body of Traccar Client 10', async () => {
    const { status } = await device.call('POST', path(), pairs({ speed: 10 }), {
      ...form,
      'user-agent': 'ktor-client',
    })

    expect(status).to.equal(200)
    expect((await vehicle()).position).to.include({ latitude: -33.4489, speed: 18.52 })
  })

  it('takes the JSON body of Traccar Client 9, its speed in metres a second', async () => {
    const { status } = await device.call('POST', path(), {
      ...location(),
      _: '&id=somebody-else&lat=1&lon=1',
    })

    expect(status).to.equal(200)
    expect((await vehicle()).position).to.include({ speed: 41.4, heading: 271, altitude: 570 })
    expect((await attributes())[0]).to.include({ batt: 85, charge: true, motion: true, odometer: 123456 })
  })

  it('takes deviceid, location, ISO times and milliseconds, and never refuses an unknown name', async () => {
    const { imei } = van
    const queries = [
      `deviceid=${imei}&location=-33.1,-70.1&timestamp=${Date.now() - 4_000}`,
      `id=${imei}&lat=-33.1&lon=-70.1&timestamp=${ago(3_000)}`,
      `id=${imei}&lat=-33.1&lon=-70.1&timestamp=${encodeURIComponent(ago(2_000).slice(0, 19).replace('T', ' '))}`,
      `id=${imei}&lat=-33.1&lon=-70.1&anything=goes&driverUniqueId=7&cell=730,1,2,3&wifi=aa-bb,-60`,
    ]
    for (const query of queries) expect((await device.call('GET', path(query))).status, query).to.equal(200)

    expect(await trail()).to.have.lengthOf(4)
    expect(await attributes()).to.deep.include({
      anything: 'goes',
      driverUniqueId: 7,
      cell: ['730,1,2,3'],
      wifi: ['aa-bb,-60'],
    })
  })

  it('takes a repeat as done', async () => {
    const query = pairs()

    const statuses = [await device.call('GET', path(query)), await device.call('GET', path(query))].map(
      (r) => r.status,
    )

    expect(statuses).to.deep.equal([200, 200])
    expect(await trail()).to.have.lengthOf(1)
  })

  it('refuses a device that borrows a key: 400 to a query, 404 to JSON, as the reference does', async () => {
    const other = await addVehicle(owner)
    const named = (id: string) => pairs({ id })

    expect((await device.call('GET', path(named(other.imei)))).status).to.equal(400)
    expect((await device.call('POST', path(), named(other.imei), form)).status).to.equal(400)
    expect((await device.call('POST', path(), { ...location(), device_id: other.imei })).status).to.equal(404)
    expect((await device.call('GET', path('lat=1&lon=2'))).status).to.equal(400)
    expect((await vehicle()).position).to.equal(null)
  })

  it('refuses a key that nobody has, and one that is one character off [T-1]', async () => {
    const last = van.ingestKey.at(-1) === 'A' ? 'B' : 'A'
    for (const key of ['unknown', van.ingestKey.slice(0, -1) + last, `${van.ingestKey}A`, van.imei]) {
      const { status, body } = await device.call('GET', path(pairs(), key))
      expect([status, body.code], key).to.deep.equal([404, 'unknown_device'])
    }
    expect((await vehicle()).last_seen_at).to.equal(null)
  })

  it('answers 200 to what the rules drop, so that it does not come again, and notes that the device lives', async () => {
    const dropped = [
      pairs({ lat: 0, lon: 0 }),
      pairs({ lat: 95 }),
      pairs({ timestamp: seconds(31 * 86_400_000) }),
      pairs({ timestamp: seconds(-3_600_000) }),
    ]
    for (const query of dropped) expect((await device.call('GET', path(query))).status, query).to.equal(200)

    const { position, last_seen_at } = await vehicle()
    expect(position).to.equal(null)
    expect(Date.now() - Date.parse(last_seen_at)).to.be.below(60_000)
  })

  it('notes that a device without a fix lives, and moves no marker', async () => {
    await device.call('GET', path(pairs()))
    const before = await vehicle()
    const { coords, ...heartbeat } = location().location
    const calls = [
      () => device.call('GET', path(`id=${van.imei}&cell=730,1,2,3&batt=50`)),
      () => device.call('GET', path(pairs({ valid: 'false', lat: coords.latitude, lon: 1 }))),
      () => device.call('POST', path(), { device_id: van.imei, location: heartbeat }),
    ]
    for (const call of calls) expect((await call()).status).to.equal(200)

    const after = await vehicle()
    expect(after.position).to.deep.equal(before.position)
    expect(Date.parse(after.last_seen_at)).to.be.greaterThan(Date.parse(before.last_seen_at))
    expect(await trail()).to.have.lengthOf(1)
  })

  it('says 400 to what cannot be read, 413 to what is too large, and breaks at nothing [T-53]', async () => {
    const json = { 'content-type': 'application/json' }
    for (const bad of ['{', '[]', 'null', '"x"', '{"device_id":[]}', '{"location":7}'])
      expect((await device.call('POST', path(), bad, json)).status, bad).to.equal(400)
    for (const bad of [{ lat: 'north' }, { timestamp: 'now' }, { id: 'x'.repeat(101) }])
      expect((await device.call('GET', path(pairs(bad as never)))).status, JSON.stringify(bad)).to.equal(400)
    expect((await device.call('POST', path(), 'x'.repeat(70_000), form)).status).to.equal(413)
    expect(
      (await device.call('POST', path(), `id=${van.imei}&note=${'x'.repeat(20_000)}`, form)).status,
    ).to.equal(413)
    expect((await device.call('GET', path(pairs()))).status).to.equal(200)
  })
})

describe('/ingest/owntracks', () => {
  beforeEach(prepare)
  const post = (body: unknown, headers: Record<string, string> = basic(van.imei, van.ingestKey)) =>
    device.call('POST', '/ingest/owntracks', body, headers)
  const location = (more: object = {}) => ({
    _type: 'location',
    lat: -33.4489,
    lon: -70.6693,
    tst: seconds(1_000),
    acc: 12,
    vel: 42,
    cog: 271,
    batt: 80,
    tid: 'vn',
    topic: 'owntracks/anybody/phone',
    ...more,
  })

  it('stores a location, whatever its topic says, and answers an empty array', async () => {
    const { status, body, headers } = await post(location())

    expect([status, body]).to.deep.equal([200, []])
    expect(headers.get('content-type')).to.match(/^application\/json/)
    expect((await vehicle()).position).to.include({
      latitude: -33.4489,
      speed: 42,
      heading: 271,
      accuracy: 12,
    })
    expect((await attributes())[0]).to.include({ batt: 80, tid: 'vn' })
  })

  it('believes the identifier and the key together, and either alone never', async () => {
    const other = await addVehicle(owner)
    const refused = [
      {},
      basic(van.imei, other.ingestKey),
      basic(other.imei, van.ingestKey),
      basic(van.imei, ''),
      basic('', ''),
      { authorization: 'Basic !!!' },
      { authorization: `Basic ${Buffer.from(van.imei).toString('base64')}` },
      { authorization: `Bearer ${van.ingestKey}` },
    ]
    for (const headers of refused) {
      const { status, body } = await post(location(), headers)
      expect([status, body.code], JSON.stringify(headers)).to.deep.equal([401, 'not_signed_in'])
    }
    expect((await vehicle()).last_seen_at).to.equal(null)
  })

  it('takes a ping as a sign of life: an old place under a new time is no place', async () => {
    await post(location({ tst: seconds(60_000) }))
    const tst = seconds(2_000)

    const { status } = await post(location({ t: 'p', lat: 1, lon: 1, tst }))

    expect(status).to.equal(200)
    expect(await trail()).to.have.lengthOf(1)
    expect((await vehicle()).last_seen_at).to.equal(new Date(tst * 1000).toISOString())
  })

  it('does not let a ping from the future be the last sign of life for years', async () => {
    await post(location({ t: 'p', tst: seconds(-10 * 365 * 86_400_000) }))

    expect(Date.parse((await vehicle()).last_seen_at)).to.be.below(Date.now() + 60_000)
  })

  it('answers 200 and [] to everything, because the app repeats for ever what was refused', async () => {
    const bodies: unknown[] = [
      '',
      ' ',
      'garbage',
      '{',
      '[]',
      'null',
      '7',
      { _type: 'encrypted', data: 'c2VjcmV0' },
      { _type: 'lwt', tst: 1 },
      { _type: 'transition', event: 'enter', tst: seconds(0), lat: 1, lon: 1 },
      { _type: 'waypoints', waypoints: [] },
      { _type: 'cmd', action: 'dump' },
      { _type: 'nobody-knows' },
      { _type: ['location'] },
      { _type: 'location' },
      { _type: 'location', lat: 'x', lon: {}, tst: 1 },
      location({ lat: 0, lon: 0, acc: 0 }),
      location({ lat: 200 }),
      location({ tst: 1 }),
      location({ tst: seconds(-86_400_000) }),
      { _type: 'configuration', notes: 'x'.repeat(200_000) },
    ]
    for (const body of bodies) {
      const reply = await post(body)
      expect([reply.status, reply.body], JSON.stringify(body).slice(0, 60)).to.deep.equal([200, []])
    }
    expect((await vehicle()).position).to.equal(null)
    expect(await trail()).to.deep.equal([])
  })

  it('takes the messages of vehicle units, with what they add', async () => {
    await post(location({ t: 'i', ign: true, odometer: 123456, uext: 12.65, vin: 'X1' }))

    expect((await attributes())[0]).to.include({
      t: 'i',
      ign: true,
      odometer: 123456,
      uext: 12.65,
      vin: 'X1',
    })
  })
})
