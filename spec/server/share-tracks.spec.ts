import { expect } from 'chai'
import {
  addMember,
  addVehicle,
  clientOf,
  type Person,
  register,
  type TestVehicle,
} from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { ago, aSharedVehicle, report } from './a-house.ts'

const base = '/api/fleet/share-track'
const minute = 60_000
const inMinutes = (minutes: number) => ago(-minutes * minute)
const expectAbout = (time: string, expected: number) =>
  expect(Math.abs(Date.parse(time) - expected), time).to.be.below(30_000)
/** The same token with one character changed, wherever it is. */
const oneOff = (token: string, at: number) =>
  token.slice(0, at) + (token[at] === 'x' ? 'y' : 'x') + token.slice(at + 1)

describe('/api/fleet/share-track', () => {
  let url: string
  let owner: Person
  let van: TestVehicle
  before(async () => {
    url = (await sharedService()).url
    owner = await register(url)
  })
  beforeEach(async () => {
    van = await addVehicle(owner, { name: 'Van 7', plate: 'AB-1', icon: 'van', color: '#123456' })
  })
  const create = (body: object, person: Person = owner) =>
    person.call('POST', `${base}/create`, { imei: van.imei, ...body })
  const existing = (imei = van.imei, person = owner) => person.call('GET', `${base}/existing/${imei}`)
  const open = (token: string) => clientOf(url).call('GET', `${base}/${token}`)
  const setEnd = async (id: string, end: string) =>
    (await sharedService()).database.query(`update share_link set expires_at = ${end} where id = $1`, [id])

  it('makes a link: 22 characters of token, an address, and an end', async () => {
    const { status, body } = await create({ duration_minutes: 90 })

    expect(status).to.equal(201)
    expect(body).to.have.all.keys('id', 'imei', 'token', 'share_url', 'created_at', 'scheduled_for')
    expect(body.token).to.match(/^[\w-]{22}$/)
    expect(body).to.include({ imei: van.imei, share_url: `${url}/share/${body.token}/` })
    expectAbout(body.created_at, Date.now())
    expect(Date.parse(body.scheduled_for) - Date.parse(body.created_at)).to.be.within(
      90 * minute - 1_000,
      90 * minute + 1_000,
    )
    expect((await fetch(body.share_url)).status).to.equal(200)
  })

  it('lasts 10 to 1440 whole minutes', async () => {
    for (const duration_minutes of [10, 11, 1439, 1440])
      expect((await create({ duration_minutes })).status, String(duration_minutes)).to.be.oneOf([200, 201])
    for (const duration_minutes of [9, 1441, 0, -60, 10.5, 1e9, '60', null, true, [60]]) {
      const { status, body } = await create({ duration_minutes })
      expect([status, body.code], String(duration_minutes)).to.deep.equal([422, 'validation_failed'])
    }
  })

  it('ends at a time of one’s choice, within the same bounds', async () => {
    for (const minutes of [10.5, 60, 1439]) {
      const { status, body } = await create({ scheduled_for: inMinutes(minutes) })
      expect(status).to.be.oneOf([200, 201])
      expectAbout(body.scheduled_for, Date.now() + minutes * minute)
    }
    const zoned = inMinutes(60 + 120).replace('Z', '+02:00')
    expectAbout((await create({ scheduled_for: zoned })).body.scheduled_for, Date.now() + 60 * minute)

    const bad = [
      inMinutes(-1),
      inMinutes(5),
      inMinutes(25 * 60),
      '9999-12-31T23:59:59Z',
      'tomorrow',
      '2030-02-30T00:00:00Z',
      inMinutes(60).slice(0, 19),
      0,
      null,
    ]
    for (const scheduled_for of bad) {
      const { status, body } = await create({ scheduled_for })
      expect([status, body.code], String(scheduled_for)).to.deep.equal([422, 'validation_failed'])
    }
  })

  it('wants one of the two, and nothing else [T-55]', async () => {
    const bad = [
      {},
      { duration_minutes: 60, scheduled_for: inMinutes(60) },
      { duration_minutes: 60, token: 'chosen' },
      { duration_minutes: 60, imei: undefined },
      { duration_minutes: 60, imei: '' },
      { duration_minutes: 60, imei: [van.imei] },
    ]
    for (const body of bad) expect((await create(body)).status, JSON.stringify(body)).to.equal(422)
    expect((await existing()).status).to.equal(404)
  })

  it('is extended, or shortened, by making it again: 200, the same token, the new end', async () => {
    const first = await create({ duration_minutes: 60 })

    const second = await create({ duration_minutes: 120 })
    const third = await create({ duration_minutes: 10 })

    expect([first.status, second.status, third.status]).to.deep.equal([201, 200, 200])
    for (const { body } of [second, third])
      expect(body).to.include({
        id: first.body.id,
        token: first.body.token,
        created_at: first.body.created_at,
      })
    expectAbout(second.body.scheduled_for, Date.now() + 120 * minute)
    expect((await existing()).body).to.deep.equal(third.body)
    expect((await open(first.body.token)).body.scheduled_for).to.equal(third.body.scheduled_for)
  })

  it('is one, even when two make it at once', async () => {
    const replies = await Promise.all(
      [60, 70, 80, 90].map((duration_minutes) => create({ duration_minutes })),
    )

    expect(replies.filter(({ status }) => status === 201)).to.have.lengthOf(1)
    expect(new Set(replies.map(({ body }) => body.token))).to.have.lengthOf(1)
    expect((await existing()).body.token).to.equal(replies[0]!.body.token)
  })

  it('is for vehicles of one’s own: others do not exist [T-3] [T-21]', async () => {
    const stranger = await register(url)
    const { body } = await create({ duration_minutes: 60 })

    const refused = [
      await create({ duration_minutes: 60 }, stranger),
      await create({ duration_minutes: 60, imei: 'nobody-has-this' }),
      await existing(van.imei, stranger),
      await existing('nobody-has-this'),
      await stranger.call('DELETE', `${base}/delete/${van.imei}`),
      await owner.call('DELETE', `${base}/delete/nobody-has-this`),
    ]
    expect(refused.map((reply) => [reply.status, reply.body.code])).to.deep.equal(
      refused.map(() => [404, 'not_found']),
    )
    expect((await open(body.token)).status).to.equal(200)
  })

  it('shows a visitor the vehicle, and of its identifier the last four characters [T-16]', async () => {
    const { body } = await create({ duration_minutes: 60 })
    const empty = await open(body.token)
    await report(owner, { imei: van.imei, latitude: 48.1, longitude: 11.5, speed: 40, recorded_at: ago(0) })

    const shown = await open(body.token)

    expect(empty.body.position).to.equal(null)
    expect(shown.body).to.have.all.keys(
      'token',
      'scheduled_for',
      'created_at',
      'vehicle',
      'imei',
      'position',
      'live',
    )
    expect(shown.body.vehicle).to.deep.equal({ name: 'Van 7', plate: 'AB-1', icon: 'van', color: '#123456' })
    expect(shown.body.imei).to.equal('*'.repeat(van.imei.length - 4) + van.imei.slice(-4))
    expect(shown.body.position).to.include({ latitude: 48.1, longitude: 11.5, speed: 40 })
    expect(shown.body.live).to.deep.equal({ url, namespace: '/live' })
    expect(JSON.stringify(shown.body)).to.not.include(van.imei)
    expect(shown.headers.get('cache-control')).to.equal('private, no-store')
    expect(shown.headers.get('referrer-policy')).to.equal('no-referrer')
  })

  it('is unknown by a token that is one character off, in another case, cut or stretched [T-1]', async () => {
    const { token } = (await create({ duration_minutes: 60 })).body
    const swapped = token.replace(/[a-z]/i, (c: string) =>
      c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase(),
    )
    const guesses = [
      oneOff(token, 0),
      oneOff(token, 10),
      oneOff(token, 20),
      swapped,
      token.slice(1),
      token.slice(0, 8),
      `${token}A`,
      `${token}=`,
      '*',
      '%25',
      'x'.repeat(200),
    ]

    for (const guess of guesses) {
      const { status, body } = await open(guess)
      expect([status, body.code], guess).to.deep.equal([404, 'not_found'])
    }
    expect((await open('x'.repeat(201))).status).to.equal(404)
  })

  it('is withdrawn for good: visitors read 410, its owner nothing there, a new one has a new token [T-19]', async () => {
    const { token, id } = (await create({ duration_minutes: 60 })).body

    const deleted = await owner.call('DELETE', `${base}/delete/${van.imei}`)
    const again = await owner.call('DELETE', `${base}/delete/${van.imei}`)

    expect([deleted.status, deleted.body]).to.deep.equal([200, { deleted: true }])
    expect([again.status, (await existing()).status]).to.deep.equal([404, 404])
    const refused = await open(token)
    expect([refused.status, refused.body.code]).to.deep.equal([410, 'link_revoked'])
    const next = await create({ duration_minutes: 60 })
    expect(next.status).to.equal(201)
    expect(next.body.token).to.not.equal(token)
    expect(next.body.id).to.not.equal(id)
    expect((await open(token)).status).to.equal(410)
  })

  it('has expired at its very end, and a minute after [T-18]', async () => {
    for (const end of ['now()', `now() - interval '1 minute'`]) {
      const { id, token } = (await create({ duration_minutes: 60 })).body
      expect((await open(token)).status).to.equal(200)
      await setEnd(id, end)

      const { status, body } = await open(token)
      expect([status, body.code], end).to.deep.equal([410, 'link_expired'])
      expect((await existing()).status).to.equal(404)
      expect((await owner.call('DELETE', `${base}/delete/${van.imei}`)).status).to.equal(404)
      const next = await create({ duration_minutes: 60 })
      expect([next.status, next.body.token === token]).to.deep.equal([201, false])
      expect((await open(token)).body.code).to.equal('link_expired')
      await owner.call('DELETE', `${base}/delete/${van.imei}`)
    }
  })

  it('has not expired a moment before, and says why it ended when it was both [T-19]', async () => {
    const { id, token } = (await create({ duration_minutes: 60 })).body
    await setEnd(id, `now() + interval '30 seconds'`)
    expect((await open(token)).status).to.equal(200)

    await owner.call('DELETE', `${base}/delete/${van.imei}`)
    await setEnd(id, `now() - interval '1 hour'`)
    expect((await open(token)).body.code).to.equal('link_revoked')
  })

  it('ends with its vehicle [T-4]', async () => {
    const { token } = (await create({ duration_minutes: 60 })).body
    await owner.call('DELETE', `/api/fleet/vehicles/${van.imei}`)

    expect((await open(token)).body.code).to.equal('link_revoked')
  })

  it('lists the live links that I made, newest first, page by page [T-58]', async () => {
    const me = await addMember(owner, 'dispatcher')
    const mine: string[] = []
    for (let i = 0; i < 3; i++) mine.unshift((await aSharedVehicle(me)).token)
    await create({ duration_minutes: 60 })
    const ended = await aSharedVehicle(me)
    await me.call('DELETE', `${base}/delete/${ended.imei}`)

    const first = await me.call('GET', `${base}/my-tracks?page_size=2`)
    const second = await me.call('GET', first.body.next.replace(url, ''))

    expect([first.body.count, first.body.previous, second.body.next]).to.deep.equal([3, null, null])
    const all = [...first.body.results, ...second.body.results]
    expect(all.map(({ token }) => token)).to.deep.equal(mine)
    expect(all[0]).to.have.all.keys('id', 'imei', 'token', 'share_url', 'created_at', 'scheduled_for')
    const stranger = await register(url)
    expect((await stranger.call('GET', `${base}/my-tracks`)).body).to.deep.include({ count: 0, results: [] })
  })

  it('counts an organization’s links for its admins', async () => {
    const person = await register(url)
    const [one, two] = [await aSharedVehicle(person), await aSharedVehicle(person)]
    await person.call('DELETE', `${base}/delete/${two.imei}`)
    const { status, body } = await (await addMember(person, 'admin')).call('GET', `${base}/stats`)

    expect(status).to.equal(200)
    expect(body).to.have.all.keys('total', 'active', 'expired', 'revoked', 'next_expiry')
    expect(body).to.include({ total: 2, active: 1, expired: 0, revoked: 1 })
    const { body: live } = await person.call('GET', `${base}/existing/${one.imei}`)
    expect(body.next_expiry).to.equal(live.scheduled_for)
    expect((await (await addMember(person, 'dispatcher')).call('GET', `${base}/stats`)).status).to.equal(403)
  })
})
