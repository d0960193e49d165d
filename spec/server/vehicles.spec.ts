import { expect } from 'chai'
import { addMember, addVehicle, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { ago, aSharedVehicle, report } from './a-house.ts'

const vehicles = '/api/fleet/vehicles'
let serial = 0
const newImei = () => `veh-${Date.now().toString(36)}-${serial++}`

describe('/api/fleet/vehicles', () => {
  let url: string
  let owner: Person
  before(async () => {
    url = (await sharedService()).url
    owner = await register(url)
  })
  const at = (imei: string, rest = '') => `${vehicles}/${imei}${rest}`

  it('adds a vehicle and shows its key once', async () => {
    const imei = newImei()

    const made = await owner.call('POST', vehicles, {
      imei,
      name: 'Van 7',
      plate: 'AB·123',
      icon: 'van',
      color: '#a1B2c3',
    })
    const read = await owner.call('GET', at(imei))
    const listed = await owner.call('GET', vehicles)

    expect(made.status).to.equal(201)
    expect(made.body).to.include({ imei, name: 'Van 7', plate: 'AB·123', icon: 'van', color: '#a1B2c3' })
    expect(made.body.ingest_key).to.match(/^[\w-]{22}$/)
    expect(made.body.id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    const { ingest_key, ...rest } = made.body
    expect(read.body).to.deep.equal(rest)
    expect(read.body).to.include({ position: null, last_seen_at: null })
    expect(JSON.stringify([read.body, listed.body])).to.not.include(ingest_key)
  })

  it('gives a vehicle without looks an icon and a colour', async () => {
    const { body } = await owner.call('POST', vehicles, { imei: newImei(), name: 'Plain' })

    expect(body).to.include({ icon: 'car', plate: null })
    expect(body.color).to.match(/^#[0-9a-f]{6}$/)
  })

  it('takes every identifier that the contract allows, and no other', async () => {
    const good = ['a', 'Z.9_-', '123456789012345', `${newImei()}${'x'.repeat(100)}`.slice(0, 100)]
    const bad = ['', ' ', 'a b', 'ä', 'a/b', 'a\n', '.', '..', 'x'.repeat(101), 'a%00', '💥', 1, null, ['a']]
    const create = async (imei: unknown) => (await owner.call('POST', vehicles, { imei, name: 'x' })).status

    // Identifiers are unique on the server: one that another spec took is a conflict, not a fault.
    for (const imei of good) expect(await create(imei), imei).to.be.oneOf([201, 409])
    for (const imei of bad) expect(await create(imei), String(imei)).to.equal(422)
    for (const imei of good) expect((await owner.call('GET', at(imei))).status, imei).to.be.oneOf([200, 404])
  })

  it('takes an identifier once on the whole server, and says so to everybody alike', async () => {
    const { imei } = await addVehicle(owner)
    const stranger = await register(url)

    const own = await owner.call('POST', vehicles, { imei, name: 'Again' })
    const foreign = await stranger.call('POST', vehicles, { imei, name: 'Mine' })

    expect([own.status, own.body.code]).to.deep.equal([409, 'imei_taken'])
    expect([foreign.status, foreign.body.code, foreign.body.detail]).to.deep.equal([
      409,
      'imei_taken',
      own.body.detail,
    ])
  })

  it('lets one of two who want an identifier at once have it', async () => {
    const imei = newImei()

    const both = await Promise.all([1, 2].map(() => owner.call('POST', vehicles, { imei, name: 'Twin' })))

    expect(both.map(({ status }) => status).sort()).to.deep.equal([201, 409])
  })

  it('refuses names and looks that are none', async () => {
    const { imei } = await addVehicle(owner)
    const bad = [
      { name: '' },
      { name: 'x'.repeat(121) },
      { name: 'a\u0000b' },
      { name: ' \t ' },
      { name: '\u202E\u200B \u2069' },
      { name: 'line\nbreak' },
      { name: 5 },
      { plate: 'x'.repeat(21) },
      { plate: '' },
      { icon: 'ufo' },
      { color: 'red' },
      { color: '#12345' },
      { imei: 'a b' },
      { id: 'x' },
      {},
      [],
      null,
    ]
    for (const body of bad) {
      const { status } = await owner.call('PATCH', at(imei), body)
      expect(status, JSON.stringify(body)).to.equal(422)
    }
    expect((await owner.call('GET', at(imei))).body.name).to.equal('Van 1')
  })

  it('changes what is named and leaves the rest', async () => {
    const { imei } = await addVehicle(owner, { name: 'Old', plate: 'P-1', icon: 'bus' })

    const renamed = await owner.call('PATCH', at(imei), { name: 'Ñandú 🚐' })
    const bare = await owner.call('PATCH', at(imei), { plate: null })

    expect(renamed.body).to.include({ name: 'Ñandú 🚐', plate: 'P-1', icon: 'bus' })
    expect(bare.body).to.include({ name: 'Ñandú 🚐', plate: null, icon: 'bus' })
    expect(bare.body).to.not.have.property('ingest_key')
    expect((await owner.call('GET', at(imei))).body).to.deep.equal(bare.body)
  })

  it('goes on under another identifier, with its past, unless somebody has that one [VE-2] [VE-7]', async () => {
    const [{ imei }, taken] = [await addVehicle(owner), await addVehicle(await register(url))]
    await report(owner, { imei, latitude: 10, longitude: 20 })
    const other = newImei()

    const refused = await owner.call('PATCH', at(imei), { imei: taken.imei })
    const moved = await owner.call('PATCH', at(imei), { imei: other })
    await report(owner, { imei: other, latitude: 10.001, longitude: 20 })

    expect([refused.status, refused.body.code]).to.deep.equal([409, 'imei_taken'])
    expect(moved.body).to.include({ imei: other })
    expect((await owner.call('GET', at(imei))).status).to.equal(404)
    expect((await owner.call('GET', at(other, '/trail'))).body.count).to.equal(2)
    expect((await report(owner, { imei, latitude: 10, longitude: 20 })).body.rejected).to.have.lengthOf(1)
  })

  it('is read all at once, packed, and in no bytes while nothing moves [VE-13]', async () => {
    const owner = await register(url)
    const first = await addVehicle(owner, { name: 'Första', plate: 'P 1', icon: 'bus', color: '#112233' })
    const second = await addVehicle(owner)
    await report(owner, {
      imei: second.imei,
      latitude: 1.5,
      longitude: -2.5,
      speed: 30,
      recorded_at: ago(1000),
    })

    const { body, headers } = await owner.call('GET', '/api/fleet/overview')
    const again = await owner.call('GET', '/api/fleet/overview', undefined, {
      'if-none-match': headers.get('etag')!,
    })

    expect(body).to.deep.include({
      count: 2,
      id: [first.id, second.id],
      imei: [first.imei, second.imei],
      name: ['Första', 'Van 1'],
      plate: ['P 1', null],
      lat: [null, 1.5],
      lon: [null, -2.5],
      spd: [null, 30],
      hdg: [null, null],
    })
    expect(body.t[0]).to.equal(null)
    expect(body.seen[1]).to.be.at.least(body.t[1])
    expect([again.status, again.body]).to.deep.equal([304, ''])
  })

  it('tells the battery of its device, from the last day [VE-14]', async () => {
    const { imei, ingestKey } = await addVehicle(owner)
    const none = await owner.call('GET', at(imei, '/device'))
    const when = ago(60_000)
    await report(owner, {
      imei,
      latitude: 3,
      longitude: 4,
      recorded_at: when,
      attributes: { batt: 81, charge: true },
    })
    await report(owner, { imei, latitude: 3, longitude: 4 })

    expect(ingestKey).to.be.a('string')
    expect(none.body).to.deep.equal({ battery: null, is_charging: false, recorded_at: null })
    expect((await owner.call('GET', at(imei, '/device'))).body).to.deep.equal({
      battery: 81,
      is_charging: true,
      recorded_at: when,
    })
  })

  it('takes the blanks around a name away, and leaves those within', async () => {
    const { imei } = await addVehicle(owner, { name: '  Van  7 ', plate: ' P 1 ' })
    const made = await owner.call('GET', at(imei))

    const { body } = await owner.call('PATCH', at(imei), { name: ' Bus 9\u00A0', plate: ' Q ' })

    expect(made.body).to.include({ name: 'Van  7', plate: 'P 1' })
    expect(body).to.include({ name: 'Bus 9', plate: 'Q' })
  })

  it('exchanges the key: the old one is dead at once', async () => {
    const { imei, ingestKey } = await addVehicle(owner)
    const osmand = async (key: string) =>
      (await owner.call('GET', `/ingest/osmand/${key}?id=${imei}&lat=1&lon=2`)).status
    expect(await osmand(ingestKey)).to.equal(200)

    const { status, body } = await owner.call('POST', at(imei, '/rotate-key'))

    expect(status).to.equal(200)
    expect(body.ingest_key)
      .to.match(/^[\w-]{22}$/)
      .and.not.equal(ingestKey)
    expect(await osmand(ingestKey)).to.equal(404)
    expect(await osmand(body.ingest_key)).to.equal(200)
  })

  it('lists a fleet page by page, each with where it is', async () => {
    const fleet = await register(url)
    const { imei } = await addVehicle(fleet)
    for (let i = 0; i < 4; i++) await addVehicle(fleet)
    await report(fleet, { imei, latitude: 48.1, longitude: 11.5, speed: 40.25, recorded_at: ago(1_000) })

    const first = await fleet.call('GET', `${vehicles}/?page_size=3`)
    const second = await fleet.call('GET', first.body.next.replace(url, ''))
    const all = [...first.body.results, ...second.body.results]

    expect([first.body.count, first.body.results.length, second.body.results.length]).to.deep.equal([5, 3, 2])
    expect([first.body.previous, second.body.next]).to.deep.equal([null, null])
    expect(new Set(all.map((one) => one.id))).to.have.lengthOf(5)
    const moved = all.find((one) => one.imei === imei)
    expect(moved.position).to.include({ latitude: 48.1, longitude: 11.5, speed: 40.25, heading: null })
    expect(moved.last_seen_at).to.equal(moved.position.recorded_at)
    for (const bad of ['page=0', 'page=x', 'page_size=201', 'page_size=1e9', 'sort=name', 'page=1&page=2'])
      expect((await fleet.call('GET', `${vehicles}?${bad}`)).status, bad).to.equal(422)
  })

  it('tells the newest position, and 404 before there is one', async () => {
    const { imei } = await addVehicle(owner)
    const before = await owner.call('GET', at(imei, '/position'))
    const recorded_at = ago(5_000)
    await report(owner, {
      imei,
      latitude: -33.4489001,
      longitude: -70.6693002,
      accuracy: 4.5,
      altitude: -3,
      recorded_at,
    })

    const { body } = await owner.call('GET', at(imei, '/position'))

    expect([before.status, before.body.code]).to.deep.equal([404, 'not_found'])
    expect(body).to.deep.equal({
      latitude: -33.4489001,
      longitude: -70.6693002,
      speed: null,
      heading: null,
      accuracy: 4.5,
      altitude: -3,
      recorded_at,
    })
  })

  it('answers a single vehicle with an ETag, and nothing again to who has it', async () => {
    const { imei } = await addVehicle(owner)
    const { headers } = await owner.call('GET', at(imei))
    const etag = headers.get('etag') ?? ''

    // `fetch` would ask every cache to be passed by.
    const known = { 'if-none-match': etag, 'cache-control': 'max-age=0' }
    const same = await owner.call('GET', at(imei), undefined, known)
    await owner.call('PATCH', at(imei), { name: 'Changed' })
    const other = await owner.call('GET', at(imei), undefined, known)

    expect(etag).to.match(/^(W\/)?"/)
    expect([same.status, same.body]).to.deep.equal([304, ''])
    expect([other.status, other.body.name]).to.deep.equal([200, 'Changed'])
  })

  it('forgets a removed vehicle wholly: its links, its key, its past, so that it may be made anew [T-4]', async () => {
    const { imei, ingestKey, token, id } = await aSharedVehicle(owner)
    const { database } = await sharedService()
    const [row] = await database.query('select key from vehicle where id = $1', [id])

    const removed = await owner.call('DELETE', at(imei))

    expect([removed.status, removed.body]).to.deep.equal([204, ''])
    for (const path of [
      at(imei),
      at(imei, '/position'),
      at(imei, '/trail'),
      `/api/fleet/share-track/existing/${imei}`,
    ])
      expect((await owner.call('GET', path)).status, path).to.equal(404)
    expect((await owner.call('GET', `/api/fleet/share-track/${token}`)).body.code).to.equal('link_revoked')
    expect((await owner.call('GET', `/ingest/osmand/${ingestKey}?id=${imei}&lat=1&lon=2`)).status).to.equal(
      404,
    )
    expect((await report(owner, { imei, latitude: 1, longitude: 2 })).body.rejected[0].code).to.equal(
      'unknown_device',
    )
    expect((await owner.call('DELETE', at(imei))).status).to.equal(404)
    const orphans = await database.query(
      `select 'position' as what from position where subject_key = $1
       union all select 'newest' from newest_position where subject_key = $1`,
      [row!.key],
    )
    expect(orphans).to.deep.equal([])

    const again = await addVehicle(owner, { imei })
    expect(again.id).to.not.equal(id)
    expect((await owner.call('GET', at(imei))).body.position).to.equal(null)
  })

  it('shows a technician and a member the fleet, and lets only an admin remove from it', async () => {
    const [technician, dispatcher] = [
      await addMember(owner, 'technician'),
      await addMember(owner, 'dispatcher'),
    ]
    const { imei } = await addVehicle(dispatcher)

    expect((await technician.call('GET', at(imei))).status).to.equal(200)
    expect((await technician.call('PATCH', at(imei), { name: 'x' })).status).to.equal(403)
    expect((await dispatcher.call('DELETE', at(imei))).status).to.equal(403)
    expect((await owner.call('DELETE', at(imei))).status).to.equal(204)
  })

  it('draws the history of one’s own fleet and of nobody else’s [T-58]', async () => {
    const [mine, theirs] = [await register(url), await register(url)]
    const { imei, id } = await addVehicle(mine)
    const other = await addVehicle(theirs)
    await report(
      mine,
      [10, 8, 6].map((s, i) => ({ imei, latitude: 48 + i / 1e3, longitude: 11, recorded_at: ago(s * 1000) })),
    )
    await report(theirs, { imei: other.imei, latitude: 1, longitude: 1 })

    const { body, headers } = await mine.call('GET', '/api/fleet/history?days=1')

    expect(headers.get('content-type')).to.match(/^application\/geo\+json/)
    expect(body.type).to.equal('FeatureCollection')
    expect(
      body.features.map(({ properties }: { properties: { id: string } }) => properties.id),
    ).to.deep.equal([id])
    expect(body.features[0].geometry.type).to.equal('LineString')
    for (const bad of ['days=0', 'days=31', 'days=x', 'from=1'])
      expect((await mine.call('GET', `/api/fleet/history?${bad}`)).status, bad).to.equal(422)
  })
})
