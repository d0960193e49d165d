import { expect } from 'chai'
import { addMember, clientOf, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { ago, aSharedVehicle } from './a-house.ts'
import { aTrip } from './a-trip.ts'

const base = '/api/trip'
const dayMs = 86_400_000

describe('/api/trip/:id/share', () => {
  let url: string
  let maker: Person
  let friend: Person
  let tripId: number
  before(async () => {
    url = (await sharedService()).url
    maker = await register(url, 'Makers')
    friend = await register(url, 'Friends')
  })
  beforeEach(async () => {
    tripId = (await aTrip(maker)).tripId
  })
  const share = async () => (await maker.call('GET', `${base}/${tripId}/share`)).body.data
  const open = (token: string, as: Pick<Person, 'call'> = friend) => as.call('GET', `${base}/share/${token}`)
  const accesses = async () => (await maker.call('GET', `${base}/${tripId}/share/accesses`)).body.data
  const setEnd = async (end: string) =>
    (await sharedService()).database.query(
      `update share_link set expires_at = ${end} where face = 'trip' and resource_id = $1`,
      [String(tripId)],
    )
  const expectDays = (from: string, to: string, days: number) =>
    expect(Math.abs(Date.parse(to) - Date.parse(from) - days * dayMs)).to.be.below(60_000)

  it('makes a link of 32 characters that lasts 30 days, and gives the same one again [TR-6] [T-1]', async () => {
    const first = await maker.call('GET', `${base}/${tripId}/share`)
    const again = await maker.call('POST', `${base}/${tripId}/share`, {})

    expect(first.status).to.equal(200)
    expect(first.body).to.have.all.keys('success', 'message', 'data')
    expect(first.body).to.include({ success: true, message: 'Share link generated successfully' })
    const { data } = first.body
    expect(data).to.have.all.keys('share_link', 'token', 'expires_at', 'created_at')
    expect(data.token).to.match(/^[A-Za-z0-9]{32}$/)
    expect(data.share_link).to.equal(`${url}/share/trip/${data.token}`)
    expectDays(data.created_at, data.expires_at, 30)
    expect([again.status, again.body.data]).to.deep.equal([200, data])
  })

  it('gives the live link a new end where one is asked for [TR-6]', async () => {
    const { token } = await share()

    const { body } = await maker.call('POST', `${base}/${tripId}/share`, { expires_in_days: 3 })

    expect(body.data.token).to.equal(token)
    expectDays(ago(0), body.data.expires_at, 3)
    for (const expires_in_days of [0, 3651, 1.5, '3', null])
      expect(
        (await maker.call('POST', `${base}/${tripId}/share`, { expires_in_days })).status,
        String(expires_in_days),
      ).to.equal(422)
  })

  it('lasts no longer than the organization allows [TR-6]', async () => {
    const strict = await register(url)
    await strict.call('PATCH', '/api/tenants/current', { links: { longest_hours: 48 } })
    const trip = `${base}/${(await aTrip(strict)).tripId}`

    const usual = await strict.call('GET', `${trip}/share`)
    const longer = await strict.call('POST', `${trip}/share`, { expires_in_days: 3 })

    expectDays(usual.body.data.created_at, usual.body.data.expires_at, 2)
    expect([longer.status, longer.body.success, longer.body.code]).to.deep.equal([
      422,
      false,
      'policy_violated',
    ])
  })

  it('has an address that leads a browser to the page of the link', async () => {
    const { share_link, token } = await share()

    const { status, headers } = await clientOf(url).call(
      'GET',
      `${share_link.replace(url, '')}?utm_source=qr`,
    )

    expect([status, headers.get('location')]).to.deep.equal([308, `/share/${token}/?utm_source=qr`])
    const odd = await clientOf(url).call('GET', '/share/trip/%2F%2Fevil.example')
    expect(odd.headers.get('location')).to.equal('/share/%2F%2Fevil.example/')
  })

  it('shows a friend of any organization the trip, to look at [TR-8] [T-16]', async () => {
    const { token } = await share()

    const { status, body, headers } = await open(token)

    expect(status).to.equal(200)
    expect(body).to.have.all.keys('success', 'message', 'data')
    expect(body).to.include({ success: true, message: 'Trip accessed successfully' })
    const { days, ...trip } = (await maker.call('GET', `${base}/${tripId}`)).body.data
    expect(body.data).to.deep.equal({ trip, days, access_type: 'view_only' })
    expect(days[0].places[0].place_name).to.equal('Angkor Wat')
    expect(headers.get('cache-control')).to.equal('private, no-store')
    expect((await friend.call('PATCH', `${base}/${tripId}`, { trip_name: 'Mine' })).status).to.equal(404)
  })

  it('asks everybody else to sign in [TR-8]', async () => {
    const { token } = await share()

    const { status, body } = await open(token, clientOf(url))
    const stale = await clientOf(url, 'not-a-token').call('GET', `${base}/share/${token}`)

    expect([status, body.success]).to.deep.equal([401, false])
    expect(body.message).to.equal('Authentication required. Please log in to view shared trip.')
    expect([stale.status, stale.body.message]).to.deep.equal([401, body.message])
    expect((await accesses()).total_accesses).to.equal(0)
  })

  it('says of an expired link that it has, of an unknown or deactivated one that it is invalid [TR-7] [T-18]', async () => {
    const { token } = await share()
    await setEnd('now()')
    const expired = await open(token)
    const next = await share()
    await maker.call('DELETE', `${base}/${tripId}/share`)
    const deactivated = await open(next.token)
    const unknown = await open('x'.repeat(32))
    const vehicle = await open((await aSharedVehicle(maker)).token)

    expect([expired.status, expired.body.message]).to.deep.equal([410, 'Share link has expired'])
    expect(next.token).to.not.equal(token)
    for (const { status, body } of [deactivated, unknown, vehicle])
      expect([status, body.success, body.code, body.message]).to.deep.equal([
        404,
        false,
        'not_found',
        'Invalid or expired link',
      ])
  })

  it('remembers each friend once, and not its maker [TR-9]', async () => {
    const { token } = await share()
    const cousin = await addMember(friend, 'member')
    await open(token, maker)
    expect((await accesses()).total_accesses).to.equal(0)

    for (const person of [friend, cousin, friend]) await open(token, person)

    const { status, body } = await maker.call('GET', `${base}/${tripId}/share/accesses`)
    expect(status).to.equal(200)
    expect(body).to.have.all.keys('success', 'data')
    expect(body.data.total_accesses).to.equal(2)
    expect(body.data.accesses.map(({ user_id }: { user_id: number }) => user_id)).to.deep.equal([
      friend.userId,
      cousin.userId,
    ])
    const [first] = body.data.accesses
    expect(first).to.have.all.keys(
      'user_id',
      'user_name',
      'user_email',
      'avatar',
      'accessed_at',
      'last_accessed_at',
    )
    expect(first).to.include({ user_name: 'A Person', user_email: friend.email, avatar: null })
    expect(Date.parse(first.last_accessed_at)).to.be.at.least(Date.parse(first.accessed_at))
  })

  it('remembers a friend who looked at the page as well [TR-9]', async () => {
    const { token } = await share()

    const page = await friend.call('GET', `/share/${token}`, undefined, { accept: 'application/json' })

    expect(page.status).to.equal(200)
    expect((await accesses()).accesses.map(({ user_id }: { user_id: number }) => user_id)).to.deep.equal([
      friend.userId,
    ])
  })

  it('shows nothing by the link of another kind, nor a trip whose maker has left [T-4] [T-21]', async () => {
    const leaver = await addMember(maker, 'member')
    const trip = `${base}/${(await aTrip(leaver)).tripId}`
    const { token } = (await leaver.call('GET', `${trip}/share`)).body.data
    expect((await open(token)).status).to.equal(200)

    await maker.call('DELETE', `/api/tenants/members/${leaver.userId}`)

    expect((await open(token)).body.message).to.equal('Invalid or expired link')
    expect((await open((await aSharedVehicle(maker)).token)).status).to.equal(404)
  })

  it('remembers nobody who has not looked: a prefetch is no visit [TR-9] [T-23]', async () => {
    const { token } = await share()

    const peek = await friend.call('GET', `${base}/share/${token}`, undefined, { 'sec-purpose': 'prefetch' })

    expect(peek.status).to.equal(200)
    expect((await accesses()).total_accesses).to.equal(0)
  })

  it('is deactivated for good; who had come is still told [TR-7] [TR-9] [T-19]', async () => {
    const path = `${base}/${tripId}/share`
    const never = await maker.call('DELETE', path)
    const unasked = await maker.call('GET', `${path}/accesses`)
    const { token } = await share()
    await open(token)

    const ended = await maker.call('DELETE', path)
    const again = await maker.call('DELETE', path)

    for (const { status, body } of [never, unasked, again])
      expect([status, body.message]).to.deep.equal([404, 'This trip has no share link'])
    expect([ended.status, ended.body]).to.deep.equal([
      200,
      { success: true, message: 'Share link deactivated successfully' },
    ])
    expect((await accesses()).total_accesses).to.equal(1)
    expect((await share()).token).to.not.equal(token)
    expect((await accesses()).total_accesses).to.equal(0)
    expect((await open(token)).status).to.equal(404)
  })
})
