import { expect } from 'chai'
import { unpackTrail } from '../../domain/positions/trail/packed.ts'
import { addVehicle, type Person, register, type TestVehicle } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { report } from './a-house.ts'

const minute = 60_000
/** A whole second of the last day, so that windows can be cut exactly. */
const start = Math.floor(Date.now() / 1000) * 1000 - 5 * 3_600_000
const time = (ms: number) => new Date(start + ms).toISOString()

/** A straight way north with one step aside in the middle, a silence of ten minutes, and two more positions. */
const way = [
  { ms: 0, latitude: 48, longitude: 11, speed: 30, heading: 0, altitude: 500 },
  { ms: 10_000, latitude: 48.001, longitude: 11 },
  { ms: 20_000, latitude: 48.002, longitude: 11.0004, accuracy: 8 },
  { ms: 30_000, latitude: 48.003, longitude: 11 },
  { ms: 40_000, latitude: 48.004, longitude: 11 },
  { ms: 11 * minute, latitude: 48.01, longitude: 11 },
  { ms: 11 * minute + 10_000, latitude: 48.011, longitude: 11 },
]

describe('GET /api/fleet/vehicles/{imei}/trail', () => {
  let url: string
  let owner: Person
  let van: TestVehicle
  before(async () => {
    url = (await sharedService()).url
    owner = await register(url)
    van = await addVehicle(owner, { name: '<Van> & "Co"' })
    await report(
      owner,
      way.map(({ ms, ...place }) => ({ imei: van.imei, ...place, recorded_at: time(ms) })),
    )
  })
  const ask = (query: Record<string, string>, person = owner) =>
    person.call('GET', `/api/fleet/vehicles/${van.imei}/trail?${new URLSearchParams(query)}`)
  const whole = { from: time(0), to: time(60 * minute) }
  const bytesOf = async (query: Record<string, string>) => {
    const path = `/api/fleet/vehicles/${van.imei}/trail?${new URLSearchParams(query)}`
    const answer = await fetch(url + path, { headers: { authorization: `Bearer ${owner.token}` } })
    return { headers: answer.headers, bytes: new Uint8Array(await answer.arrayBuffer()) }
  }

  it('is JSON by default: oldest first, every measure in its place', async () => {
    const { status, body, headers } = await ask(whole)

    expect([status, headers.get('content-type')]).to.deep.equal([200, 'application/json; charset=utf-8'])
    expect(headers.get('content-disposition')).to.equal(null)
    expect(body).to.include({ id: van.id, from: whole.from, to: whole.to, count: 7 })
    expect(body.positions[0]).to.deep.equal({
      latitude: 48,
      longitude: 11,
      speed: 30,
      heading: 0,
      accuracy: null,
      altitude: 500,
      recorded_at: time(0),
    })
    expect(body.positions.map((one: { recorded_at: string }) => one.recorded_at)).to.deep.equal(
      way.map(({ ms }) => time(ms)),
    )
    expect((await ask({ ...whole, format: 'json' })).body).to.deep.equal(body)
  })

  it('is GeoJSON, cut where the vehicle was silent', async () => {
    const { body, headers } = await ask({ ...whole, format: 'geojson' })

    expect(headers.get('content-type')).to.match(/^application\/geo\+json/)
    expect(headers.get('content-disposition')).to.match(
      /^attachment; filename="trail-\d{4}-\d\d-\d\d\.geojson"$/,
    )
    expect(body.geometry.type).to.equal('MultiLineString')
    expect(body.geometry.coordinates.map((line: unknown[]) => line.length)).to.deep.equal([5, 2])
    expect(body.geometry.coordinates[0][0]).to.deep.equal([11, 48, 500])
    expect(body.properties).to.include({ name: '<Van> & "Co"', count: 7, from: time(0) })
  })

  it('is GPX, with the name escaped [T-44]', async () => {
    const { body, headers } = await ask({ ...whole, format: 'gpx' })

    expect(headers.get('content-type')).to.match(/^application\/gpx\+xml/)
    expect(headers.get('content-disposition')).to.contain('.gpx"')
    expect(body.match(/<trkpt /g)).to.have.lengthOf(7)
    expect(body.match(/<trkseg>/g)).to.have.lengthOf(2)
    expect(body).to.contain(`<time>${time(0)}</time>`)
    expect(body).to.contain('&lt;Van').and.not.contain('<Van>')
  })

  it('is packed bytes that unpack to the same', async () => {
    const { bytes, headers } = await bytesOf({ ...whole, format: 'binary' })

    const segments = unpackTrail(bytes)

    expect(headers.get('content-type')).to.equal('application/octet-stream')
    expect(segments.map((segment) => segment.length)).to.deep.equal([5, 2])
    expect(segments[0]![0]).to.deep.include({
      latE7: 480_000_000,
      lonE7: 110_000_000,
      recordedAt: start,
      speed: 30,
      heading: 0,
      accuracy: null,
      altitude: 500,
    })
    expect(segments.flat().map(({ recordedAt }) => recordedAt - start)).to.deep.equal(way.map(({ ms }) => ms))
  })

  it('leaves out what a tolerance in metres allows, and never an end', async () => {
    const left = async (tolerance: string) =>
      (await ask({ ...whole, tolerance })).body.positions.map(
        (one: { recorded_at: string }) => Date.parse(one.recorded_at) - start,
      )
    const ends = [0, 40_000, 11 * minute, 11 * minute + 10_000]

    expect(await left('0')).to.have.lengthOf(7)
    expect(await left('5')).to.deep.equal([0, 10_000, 20_000, 30_000, ...ends.slice(1)])
    expect(await left('100')).to.deep.equal(ends)
    expect(
      unpackTrail((await bytesOf({ ...whole, format: 'binary', tolerance: '100' })).bytes).flat(),
    ).to.have.lengthOf(4)
  })

  it('includes both ends of its window, and nothing beside it', async () => {
    const count = async (from: number, to: number) =>
      (await ask({ from: time(from), to: time(to) })).body.count

    expect(await count(10_000, 30_000)).to.equal(3)
    expect(await count(10_001, 29_999)).to.equal(1)
    expect(await count(10_000, 10_000)).to.equal(1)
    expect(await count(41_000, 42_000)).to.equal(0)
    expect((await ask({ from: time(41_000), to: time(42_000), format: 'geojson' })).body.geometry).to.equal(
      null,
    )
    expect(
      unpackTrail((await bytesOf({ from: time(41_000), to: time(42_000), format: 'binary' })).bytes),
    ).to.deep.equal([])
  })

  it('reads times of any zone, and answers in UTC', async () => {
    const zoned = (ms: number) => new Date(start + ms + 2 * 60 * minute).toISOString().replace('Z', '+02:00')

    const { body } = await ask({ from: zoned(10_000), to: zoned(20_000) })

    expect(body).to.include({ count: 2, from: time(10_000), to: time(20_000) })
  })

  it('is the last hour where no window is named', async () => {
    const fresh = await addVehicle(owner)
    const at = (ms: number) => new Date(Date.now() - ms).toISOString()
    const places = [2 * 60 * minute, 50 * minute, minute].map((ms) => ({
      imei: fresh.imei,
      latitude: 1,
      longitude: 1,
      recorded_at: at(ms),
    }))
    await report(owner, places)
    const trail = `/api/fleet/vehicles/${fresh.imei}/trail`

    expect((await owner.call('GET', trail)).body.count).to.equal(2)
    expect((await owner.call('GET', `${trail}?to=${at(30 * minute)}`)).body.count).to.equal(1)
  })

  it('is 24 hours at most', async () => {
    const day = 24 * 60 * minute

    expect((await ask({ from: time(0), to: time(day) })).status).to.equal(200)
    const over = await ask({ from: time(0), to: time(day + 1) })
    expect([over.status, over.body.code]).to.deep.equal([422, 'trail_too_long'])
    expect((await ask({ from: '0000-01-01T00:00:00Z' })).body.code).to.equal('trail_too_long')
  })

  it('refuses what is no window, no format and no tolerance', async () => {
    const bad: Record<string, string>[] = [
      { from: time(1), to: time(0) },
      { from: 'yesterday' },
      { from: '2026-02-30T00:00:00Z' },
      { to: '2026-01-01' },
      { to: '2026-01-01T00:00:00' },
      { format: 'kml' },
      { tolerance: '-1' },
      { tolerance: '10001' },
      { tolerance: 'NaN' },
      { tolerance: 'Infinity' },
      { tolerance: '' },
      { since: time(0) },
    ]
    for (const query of bad) {
      const { status, body } = await ask(query)
      expect([status, body.code], JSON.stringify(query)).to.deep.equal([422, 'validation_failed'])
    }
    expect((await ask({ to: '2016-12-31T23:59:60Z' })).status).to.equal(200)
  })

  it('is nobody else’s [T-21] [T-58]', async () => {
    const stranger = await register(url)

    for (const format of ['json', 'geojson', 'gpx', 'binary']) {
      const { status, body } = await ask({ ...whole, format }, stranger)
      expect([status, body.code], format).to.deep.equal([404, 'not_found'])
    }
  })
})
