import { expect } from 'chai'
import { allFlags, features as known } from '../../domain/tenants/features.ts'
import { presentPage, sliceOf } from '../../server/pages-of.ts'
import { addMember, clientOf, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'

describe('a page of a list', () => {
  const page = (count: number, query: Record<string, unknown>) =>
    presentPage({ count, rows: [1, 2] }, query, 'https://x.example', '/list')

  it('knows its neighbours by absolute addresses, filters included [AC-26]', () => {
    expect(page(5, { page: 2, page_size: 2, search: 'a&b' })).to.deep.equal({
      count: 5,
      next: 'https://x.example/list?page=3&page_size=2&search=a%26b',
      previous: 'https://x.example/list?page=1&page_size=2&search=a%26b',
      results: [1, 2],
    })
  })

  it('has none at the ends, and one way back from beyond [AC-26]', () => {
    expect(page(2, {})).to.include({ next: null, previous: null })
    expect(page(0, { page: 1 })).to.include({ next: null, previous: null })
    expect(page(5, { page: 3, page_size: 2 })).to.include({ next: null })
    expect(page(5, { page: 99, page_size: 2 })).to.include({
      next: null,
      previous: 'https://x.example/list?page=3&page_size=2',
    })
  })

  it('asks its store for the right rows', () => {
    expect(sliceOf({})).to.deep.equal({ limit: 50, offset: 0 })
    expect(sliceOf({ page: 3, page_size: 20 })).to.deep.equal({ limit: 20, offset: 40 })
  })
})

describe('/api/tenants', () => {
  let url: string
  let owner: Person
  let admin: Person
  let dispatcher: Person
  let stranger: Person
  before(async () => {
    url = (await sharedService()).url
    owner = await register(url, 'Ours')
    stranger = await register(url, 'Theirs')
    admin = await addMember(owner, 'admin')
    dispatcher = await addMember(owner, 'dispatcher')
  })
  const member = (person: { userId: number }) => `/api/tenants/members/${person.userId}`
  const status = async (reply: Promise<{ status: number }>) => (await reply).status

  it('lists the members of one’s own organization, page by page [AC-20] [AC-26] [T-58]', async () => {
    const first = await admin.call('GET', '/api/tenants/members/?page_size=2')
    const second = await admin.call('GET', first.body.next.replace(url, ''))
    const ids = [...first.body.results, ...second.body.results].map(({ user_id }) => user_id)

    expect(first.body.count).to.equal(3)
    expect(ids).to.deep.equal([owner.userId, admin.userId, dispatcher.userId])
    expect(first.body.results[0]).to.have.all.keys('user_id', 'email', 'full_name', 'role', 'joined_at')
    expect(first.body.next).to.equal(`${url}/api/tenants/members?page_size=2&page=2`)
    expect(second.body).to.deep.include({ next: null })
  })

  it('is closed to lesser roles, and to nobody in particular [AC-20]', async () => {
    const calls: [string, string, unknown?][] = [
      ['GET', '/api/tenants/members'],
      ['POST', '/api/tenants/members', { email: 'x@example.org', role: 'member' }],
      ['PATCH', member(owner), { role: 'member' }],
      ['DELETE', member(owner)],
      ['PATCH', '/api/tenants/current', { name: 'Mine' }],
      ['GET', '/api/tenants/features'],
      ['PUT', '/api/tenants/features', { features: {} }],
    ]
    for (const [method, path, body] of calls) {
      expect(await status(dispatcher.call(method, path, body)), `${method} ${path}`).to.equal(403)
      expect(await status(clientOf(url).call(method, path, body)), `${method} ${path}`).to.equal(401)
    }
    expect((await dispatcher.call('GET', '/api/tenants/current')).body).to.deep.include({
      role: 'dispatcher',
    })
  })

  it('knows nobody of another organization [AC-20] [T-58]', async () => {
    for (const path of [member(stranger), '/api/tenants/members/2147483647']) {
      expect((await owner.call('PATCH', path, { role: 'member' })).body.code).to.equal('not_found')
      expect(await status(owner.call('DELETE', path))).to.equal(404)
    }
    for (const id of ['0', '-1', 'x', '1.5', '99999999999', '%00', "1'--"])
      expect(await status(owner.call('DELETE', `/api/tenants/members/${id}`)), id).to.equal(404)
    expect(await status(stranger.call('GET', '/api/auth/me'))).to.equal(200)
  })

  it('adds a person, or somebody who has an account already [AC-21]', async () => {
    const person = { email: 'New.Person@example.org', role: 'technician' }
    const fresh = await admin.call('POST', '/api/tenants/members', person)
    const known = await admin.call('POST', '/api/tenants/members', { email: stranger.email, role: 'member' })
    const again = await admin.call('POST', '/api/tenants/members', { email: stranger.email, role: 'member' })

    expect([fresh.status, fresh.body.errors[0].field]).to.deep.equal([422, 'full_name'])
    expect([known.status, known.body.user_id]).to.deep.equal([201, stranger.userId])
    expect([again.status, again.body.code]).to.deep.equal([409, 'email_taken'])
    expect(await status(admin.call('POST', '/api/tenants/members', { ...person, role: 'god' }))).to.equal(422)
    expect(await status(admin.call('DELETE', member(stranger)))).to.equal(204)
    expect((await stranger.call('GET', '/api/auth/me')).body.tenant.role).to.equal('owner')
  })

  it('keeps admins from owners, and everybody from raising themselves [AC-22]', async () => {
    expect(await status(admin.call('PATCH', member(owner), { role: 'member' }))).to.equal(403)
    expect(await status(admin.call('DELETE', member(owner)))).to.equal(403)
    expect(await status(admin.call('PATCH', member(admin), { role: 'owner' }))).to.equal(403)
    expect(await status(admin.call('PATCH', member(dispatcher), { role: 'owner' }))).to.equal(403)
    const newOwner = { email: 'o@example.org', role: 'owner', full_name: 'O', password: 'correct horse' }
    expect(await status(admin.call('POST', '/api/tenants/members', newOwner))).to.equal(403)
    expect((await admin.call('GET', '/api/auth/me')).body.tenant.role).to.equal('admin')
  })

  it('keeps the last owner, even from two requests at once [AC-23]', async () => {
    const [one, two] = [owner, await addMember(owner, 'owner')]

    const both = await Promise.all([
      one.call('PATCH', member(two), { role: 'member' }),
      two.call('PATCH', member(one), { role: 'member' }),
    ])
    const winner = both[0].status === 200 ? one : two
    const refused = await winner.call('PATCH', member(winner), { role: 'admin' })

    expect(both.map((reply) => reply.status).sort()).to.deep.equal([200, 403])
    expect([refused.status, refused.body.code]).to.deep.equal([409, 'last_owner'])
    expect((await winner.call('DELETE', member(winner))).body.code).to.equal('last_owner')
    owner = winner
  })

  it('takes rights away at once, whatever the token says [AC-11] [T-46]', async () => {
    const helper = await addMember(owner, 'admin')
    expect(await status(helper.call('GET', '/api/tenants/features'))).to.equal(200)

    await owner.call('PATCH', member(helper), { role: 'technician' })
    expect(await status(helper.call('GET', '/api/tenants/features'))).to.equal(403)
    expect((await helper.call('GET', '/api/auth/me')).body.tenant.role).to.equal('technician')

    await owner.call('DELETE', member(helper))
    expect(await status(helper.call('GET', '/api/auth/me'))).to.equal(401)
    const { refreshToken: refresh_token, email, password } = helper
    expect(await status(clientOf(url).call('POST', '/api/auth/refresh', { refresh_token }))).to.equal(401)
    expect(await status(clientOf(url).call('POST', '/api/auth/login', { email, password }))).to.equal(403)
  })

  it('changes the settings of the organization [AC-24]', async () => {
    const change = (body: unknown) => owner.call('PATCH', '/api/tenants/current/', body)

    const { body } = await change({ name: ' Nossa ', timezone: 'America/Sao_Paulo', locale: 'pt-BR' })

    expect(body).to.deep.include({ name: 'Nossa', timezone: 'America/Sao_Paulo', locale: 'pt-BR' })
    expect(body).to.deep.include((await owner.call('GET', '/api/auth/me')).body.tenant)
    for (const bad of [
      {},
      { timezone: 'Mars/Olympus' },
      { timezone: '+03:00' },
      { locale: 'de' },
      { slug: 'x' },
      [],
    ])
      expect(await status(change(bad)), JSON.stringify(bad)).to.equal(422)
  })

  it('says how long positions and events are kept, within what the house keeps [FE-20] [FE-21]', async () => {
    const change = (retention: unknown) => owner.call('PATCH', '/api/tenants/current', { retention })
    const usual = (await dispatcher.call('GET', '/api/tenants/current')).body.retention

    const kept = await change({ positions_days: 7 })
    const tooLong = await change({ positions_days: 91 })

    expect(usual).to.deep.equal({ positions_days: 60, audit_days: 365 })
    expect(kept.body.retention).to.deep.equal({ positions_days: 7, audit_days: 365 })
    expect(tooLong.status).to.equal(422)
    expect(tooLong.body.errors[0].field).to.equal('retention.positions_days')
    for (const bad of [
      {},
      { positions_days: 0 },
      { audit_days: 29 },
      { audit_days: '60' },
      { days: 7 },
      null,
    ])
      expect(await status(change(bad)), JSON.stringify(bad)).to.equal(422)
  })

  it('switches features, as they are spelled, and shows every one that is known [FE-1] [FE-2] [FE-3]', async () => {
    const features = { 'trakservice.enabled': true, beta_maps: false }

    const put = await owner.call('PUT', '/api/tenants/features', { features })

    const all = { ...allFlags({}), ...features }
    expect(put.body).to.deep.equal({ features: all })
    expect(Object.keys(put.body.features)).to.deep.equal([...known, 'beta_maps'])
    expect((await owner.call('GET', '/api/tenants/features')).body).to.deep.equal({ features: all })
    expect((await owner.call('GET', '/api/tenants/current')).body.features).to.deep.equal(all)
    expect((await owner.call('GET', '/api/auth/me')).body.tenant.features).to.deep.equal(all)
    expect((await stranger.call('GET', '/api/auth/me')).body.tenant.features).to.deep.equal(allFlags({}))
    const one = await admin.call('PUT', '/api/tenants/features', { features: { 'trakservice.km': true } })
    expect(one.body.features).to.deep.equal({ ...all, 'trakservice.km': true })
    for (const bad of [
      '{"features":{"__proto__":true}}',
      '{"features":{"A":true}}',
      '{"features":{"a":1}}',
      '{}',
    ])
      expect(
        await status(owner.call('PUT', '/api/tenants/features', bad, { 'content-type': 'application/json' })),
        bad,
      ).to.equal(422)
  })
})
