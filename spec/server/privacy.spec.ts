import { expect } from 'chai'
import { io, type Socket } from 'socket.io-client'
import { CustomerExport } from '../../domain/privacy/customer-export.ts'
import { PersonExport } from '../../domain/privacy/export-schema.ts'
import { parser } from '../../domain/validate.ts'
import { addMember, clientOf, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { aFollowedVisit, ping, secretsOfAna } from './a-customer-link.ts'
import { compressor } from './a-quote.ts'
import { anIngestKey, aTechnician, sendPing, switchOnTracking, type TrackedPerson } from './a-technician.ts'
import { aTrip } from './a-trip.ts'

const bounded = 15_000

describe('privacy', function () {
  this.timeout(60_000)
  let url: string
  let owner: Person
  const sockets: Socket[] = []
  before(async () => {
    url = (await sharedService()).url
  })
  beforeEach(async () => {
    owner = await register(url, 'Frio Certo')
    await switchOnTracking(owner)
  })
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.close()
  })

  const exported = (who: Person, path = '/api/privacy/export') => who.call('GET', path)
  const ofPerson = (userId: number, what: string) => `/api/privacy/people/${userId}/${what}`
  const erase = (who: Person, { userId, email }: Pick<Person, 'userId' | 'email'>) =>
    who.call('POST', ofPerson(userId, 'erase'), { confirm: email })
  const audited = async (name: string) =>
    (await owner.call('GET', `/api/tenants/audit?name=${name}`)).body.results
  const watch = (auth: object) => {
    const socket = io(`${url}/live`, { auth, transports: ['websocket'], forceNew: true, reconnection: false })
    sockets.push(socket)
    return socket
  }
  const heard = (socket: Socket, name: string) =>
    new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`nothing was heard of ${name}`)), bounded)
      socket.once(name, (what: unknown) => {
        clearTimeout(timer)
        resolve(what)
      })
    })
  const login = ({ email, password }: Pick<Person, 'email' | 'password'>) =>
    clientOf(url).call('POST', '/api/auth/login', { email, password })

  describe('an export', () => {
    let joao: TrackedPerson
    beforeEach(async () => {
      joao = await aTechnician(owner)
      await sendPing(joao)
      await owner.call('GET', `/api/trakservice/technicians/${joao.technicianId}/location/latest/`)
    })

    it('is a file with everything about oneself, and with nothing that opens a door [PR-1] [PR-5]', async () => {
      const { tripId } = await aTrip(joao)
      const { body: shared } = await joao.call('POST', `/api/trip/${tripId}/share`, {})
      const ingestKey = await anIngestKey(owner, joao.technicianId)

      const { status, headers, body } = await exported(joao)

      expect(status, JSON.stringify(body)).to.equal(200)
      expect(headers.get('content-disposition')).to.match(
        new RegExp(`^attachment; filename="person-${joao.userId}-\\d{4}-\\d\\d-\\d\\d\\.json"$`),
      )
      expect(headers.get('cache-control')).to.equal('no-store')
      expect(headers.get('content-type')).to.match(/^application\/json/)
      parser(PersonExport)(body)
      expect(body.account).to.deep.include({ id: joao.userId, email: joao.email, full_name: 'João Silva' })
      expect(body.membership.role).to.equal('technician')
      expect(body.sessions).to.have.length(1)
      expect(body.trips.map(({ name }: { name: string }) => name)).to.deep.equal(['Summer Vacation'])
      expect(body.links).to.have.length(1)
      expect(body.technicians[0]).to.include({ id: joao.technicianId, allow_tracking: true })
      expect(body.consents).to.have.length(1)
      expect(body.positions.map(({ coordinates }: { coordinates: unknown }) => coordinates)).to.deep.equal([
        [-46.6333094, -23.5505199],
      ])
      expect(body.location_audit[0]).to.include({ outcome: 'accepted', device_id: 'device-abc123' })
      expect(body.looks.map(({ viewer_id, via }: Record<string, unknown>) => [viewer_id, via])).to.deep.equal(
        [[owner.userId, 'latest']],
      )
      expect(body.events.map(({ name }: { name: string }) => name)).to.include.members(['person.exported'])
      const token = /[0-9a-f]{32}/.exec(JSON.stringify(shared))?.[0]
      expect(token).to.be.a('string')
      const secrets = [token!, ingestKey, joao.refreshToken, joao.token!, joao.password, owner.email]
      expect(secrets.filter((secret) => JSON.stringify(body).includes(secret))).to.deep.equal([])
    })

    it('of somebody else is a look and in the audit, and holds no trips [PR-2] [PR-4]', async () => {
      const admin = await addMember(owner, 'admin')
      const dispatcher = await addMember(owner, 'dispatcher')
      await aTrip(joao)

      const refused = await exported(dispatcher, ofPerson(joao.userId, 'export'))
      const { status, body } = await exported(admin, ofPerson(joao.userId, 'export'))

      expect([refused.status, status]).to.deep.equal([403, 200])
      expect(body.trips).to.deep.equal([])
      expect(body.positions).to.have.length(1)
      const views = await joao.call('GET', `/api/trakservice/technicians/${joao.technicianId}/location/views`)
      expect(
        views.body.results
          .filter(({ via }: { via: string }) => via === 'export')
          .map(({ viewer }: never) => viewer),
      ).to.deep.equal([{ id: admin.userId, full_name: 'A Colleague' }])
      expect((await audited('person.exported')).map(({ actor, data }: never) => [actor, data])).to.deep.equal(
        [[{ id: admin.userId, full_name: 'A Colleague' }, { user_id: joao.userId }]],
      )
    })

    it('tells of one organization alone, and of nobody of another [PR-2] [T-58]', async () => {
      const elsewhere = await register(url, 'Elsewhere')
      await elsewhere.call('POST', '/api/tenants/members', { email: joao.email, role: 'member' })

      const theirs = await exported(elsewhere, ofPerson(joao.userId, 'export'))
      const stranger = await exported(elsewhere, ofPerson(owner.userId, 'export'))

      expect(theirs.status).to.equal(200)
      expect(theirs.body.organization.name).to.equal('Elsewhere')
      expect(theirs.body.membership.role).to.equal('member')
      const { positions, technicians, sessions, location_audit, events } = theirs.body
      expect([positions, technicians, sessions, location_audit, events].flat()).to.deep.equal([])
      expect([stranger.status, stranger.body.code]).to.deep.equal([404, 'not_found'])
    })
  })

  describe('erasing somebody', () => {
    it('ends what they have open and what others watch of them, at once [PR-15] [T-68]', async () => {
      const { ana, token } = await aFollowedVisit(owner)
      await ping(ana)
      const own = watch({ jwt: ana.token })
      const customer = watch({ token })
      await Promise.all([heard(own, 'connect'), heard(customer, 'snapshot')])
      const gone = Promise.all([heard(own, 'session:ended'), heard(customer, 'link:ended')])

      const { status, body } = await erase(owner, ana)
      const again = await erase(owner, ana)

      expect(status, JSON.stringify(body)).to.equal(200)
      expect(body.erased).to.include({ sessions: 1, links: 1, technicians: 1, positions: 1, audited: 1 })
      expect(body.open_assignments).to.equal(1)
      expect((await gone)[1]).to.deep.equal({ reason: 'revoked' })
      expect([again.status, again.body.code]).to.deep.equal([404, 'not_found'])
      expect((await ana.call('GET', '/api/auth/me')).status).to.equal(401)
      expect((await login(ana)).body.code).to.equal('wrong_credentials')
      const refreshed = await clientOf(url).call('POST', '/api/auth/refresh', {
        refresh_token: ana.refreshToken,
      })
      expect(refreshed.status).to.equal(401)
      expect((await sendPing(ana)).status).to.equal(401)
    })

    it('takes a technician off the map of whoever follows them by a dispatcher’s link [PR-15]', async () => {
      const { id, ana } = await aFollowedVisit(owner)
      await ping(ana)
      const shared = await owner.call('POST', '/api/v3/shares', {
        resource_type: 'assignment',
        resource_id: id,
        expires_in_hours: 1,
        ends_on: 'done',
      })
      expect(shared.status, JSON.stringify(shared.body)).to.equal(201)
      const customer = watch({ token: shared.body.token })
      await heard(customer, 'snapshot')
      const removed = heard(customer, 'subject:removed')

      await erase(owner, ana)

      expect(await removed).to.deep.equal({ id: ana.technicianId })
      const json = { accept: 'application/json' }
      const page = await clientOf(url).call('GET', `/share/${shared.body.token}`, undefined, json)
      expect(page.body).to.include({ position: null })
      expect(JSON.stringify(page.body)).not.to.include('Ana')
    })

    it('takes a technician off the map of the office [PR-15]', async () => {
      const joao = await aTechnician(owner)
      await sendPing(joao)
      const office = watch({ jwt: owner.token })
      await heard(office, 'connect')
      const wanted = { subjects: [`technician:${joao.technicianId}`] }
      const { ok } = await office.timeout(bounded).emitWithAck('subscribe', wanted)
      const removed = heard(office, 'subject:removed')

      await erase(owner, joao)

      expect(ok).to.equal(true)
      expect(await removed).to.deep.equal({ id: joao.technicianId })
      const { error } = await office.timeout(bounded).emitWithAck('subscribe', wanted)
      expect(error.code).to.equal('not_found')
    })

    it('leaves one of two owners who erase each other at once [PR-14]', async () => {
      const second = await addMember(owner, 'owner')

      const answers = await Promise.all([erase(owner, second), erase(second, owner)])

      const done = answers.filter(({ status }) => status === 200)
      expect(done).to.have.length(1)
      expect(answers.find(({ status }) => status !== 200)?.status).to.be.oneOf([401, 404])
      const standing = await Promise.all([owner, second].map(({ call }) => call('GET', '/api/auth/me')))
      expect(standing.map(({ status }) => status).sort()).to.deep.equal([200, 401])
    })

    it('leaves no name where their work is shown [PR-11] [T-68]', async () => {
      const { id, ana, workOrder } = await aFollowedVisit(owner)
      await ping(ana)

      await erase(owner, ana)

      const shown = await Promise.all(
        [
          `/api/trakservice/assignments/${id}`,
          '/api/trakservice/assignments',
          `/api/trakservice/work-orders/${workOrder}`,
          '/api/trakservice/technicians',
          '/api/tenants/members',
          '/api/tenants/audit?page_size=200',
          '/api/events',
        ].map(async (path) => owner.call('GET', path)),
      )
      expect(shown.map(({ status }) => status)).to.deep.equal(Array(7).fill(200))
      const text = JSON.stringify(shown.map(({ body }) => body))
      const marks = [ana.email, secretsOfAna.full_name, secretsOfAna.phone, '"Ana']
      expect(marks.filter((mark) => text.includes(mark))).to.deep.equal([])
      expect(shown[0]!.body.technician.full_name).to.equal('Erased person')
      expect((await audited('person.erased')).map(({ data }: { data: unknown }) => data)).to.deep.equal([
        { user_id: ana.userId },
      ])
    })

    it('wants their address, and spares owners from admins and the last owner from everybody [PR-14]', async () => {
      const admin = await addMember(owner, 'admin')
      const second = await addMember(owner, 'owner')

      const refusals = [
        await owner.call('POST', ofPerson(admin.userId, 'erase'), { confirm: owner.email }),
        await erase(admin, second),
        await erase(second, second),
        await erase(owner, owner),
      ]

      expect(refusals.map(({ status, body }) => [status, body.code])).to.deep.equal([
        [422, 'validation_failed'],
        [403, 'forbidden'],
        [200, undefined],
        [409, 'last_owner'],
      ])
      expect((await second.call('GET', '/api/auth/me')).status).to.equal(401)
      expect((await owner.call('GET', '/api/auth/me')).status).to.equal(200)
    })

    it('leaves them, and what they have there, to another organization [PR-13] [T-58]', async () => {
      const elsewhere = await register(url, 'Elsewhere')
      await switchOnTracking(elsewhere)
      const joao = await aTechnician(owner)
      await sendPing(joao)
      await elsewhere.call('POST', '/api/tenants/members', { email: joao.email, role: 'technician' })

      const erased = await erase(owner, joao)
      const session = await login(joao)

      expect([erased.status, session.status]).to.deep.equal([200, 200])
      expect(session.body.user).to.deep.include({ email: joao.email, full_name: 'João Silva' })
      expect(session.body.tenant.id).to.equal(elsewhere.tenantId)
      const members = await elsewhere.call('GET', '/api/tenants/members')
      expect(JSON.stringify(members.body)).to.include(joao.email)
      expect((await exported(owner, ofPerson(joao.userId, 'export'))).status).to.equal(404)
    })

    it('hands albums on to the oldest owner [PR-16]', async () => {
      const helper = await addMember(owner, 'member')
      const { body: album } = await helper.call('POST', '/api/albums', { title: 'Sites' })

      const { body } = await erase(owner, helper)

      expect(body.handed_over).to.deep.equal({ to: owner.userId, albums: 1, assets: 0 })
      expect((await owner.call('GET', `/api/albums/${album.id}`)).status).to.equal(200)
    })
  })

  describe('a customer', () => {
    const email = 'marta@lopes.example.com'
    const query = `/api/privacy/customers/export?email=${encodeURIComponent(email.toUpperCase())}`

    it('is read by those who answer for the organization, and erased once and for all [PR-20] [PR-21]', async () => {
      await owner.call('PUT', '/api/tenants/features', { features: { 'trakservice.quotes': true } })
      const { visitor, path, workOrder } = await aFollowedVisit(owner, { email })
      await owner.call('POST', '/api/trakservice/quotes', {
        ...compressor,
        customer: { name: 'Marta', email },
      })
      const json = { accept: 'application/json' }
      const before = await visitor.call('GET', path, undefined, json)

      const file = await owner.call('GET', query)
      const erased = await owner.call('POST', '/api/privacy/customers/erase', { email: email.toUpperCase() })
      const after = await visitor.call('GET', path, undefined, json)
      const empty = await owner.call('GET', query)

      parser(CustomerExport)(file.body)
      expect(file.headers.get('cache-control')).to.equal('no-store')
      expect(file.headers.get('content-disposition')).to.match(
        /^attachment; filename="customer-[0-9a-f-]{36}-/,
      )
      expect(file.body.work_orders[0].customer).to.deep.equal({
        name: 'Bia Souza',
        phone: secretsOfAna.customer.phone,
        email,
      })
      expect([file.body.visits.length, file.body.quotes.length, file.body.links.length]).to.deep.equal([
        1, 1, 1,
      ])
      expect(erased.body.erased).to.include({ work_orders: 1, quotes: 1, links: 1, revoked: 1 })
      expect([before.status, after.status, after.body.code]).to.deep.equal([200, 410, 'link_revoked'])
      expect((await owner.call('GET', `/api/trakservice/work-orders/${workOrder}`)).body.customer).to.equal(
        null,
      )
      const quotes = await owner.call('GET', '/api/trakservice/quotes')
      expect(quotes.body.results[0].customer).to.deep.equal({ name: '—', phone: null, email: null })
      const { work_orders, visits, links } = empty.body
      expect([work_orders, visits, empty.body.quotes, links].flat()).to.deep.equal([])
      const [told] = await audited('customer.erased')
      expect(told.data).to.deep.equal({ matched: 3 })
      expect(JSON.stringify([told, await audited('customer.exported')]).toLowerCase()).not.to.include('marta')
    })

    it('of one organization is nobody of another [PR-20] [T-58]', async () => {
      const { workOrder } = await aFollowedVisit(owner, { email })
      const elsewhere = await register(url, 'Elsewhere')

      const file = await elsewhere.call('GET', query)
      const erased = await elsewhere.call('POST', '/api/privacy/customers/erase', { email })

      expect(file.body.work_orders).to.deep.equal([])
      expect(Object.values(erased.body.erased)).to.deep.equal([0, 0, 0, 0, 0, 0, 0])
      const kept = await owner.call('GET', `/api/trakservice/work-orders/${workOrder}`)
      expect(kept.body.customer.email).to.equal(email)
    })
  })

  it('keeps a device that speaks after its technician was erased from leaving anything [PR-15]', async () => {
    const joao = await aTechnician(owner)
    const key = await anIngestKey(owner, joao.technicianId)
    const device = `/ingest/osmand/${key}?id=${joao.technicianId}&lat=-23.5&lon=-46.6`
    expect((await clientOf(url).call('GET', device)).status).to.equal(200)

    await erase(owner, joao)
    const spoken = await clientOf(url).call('GET', device)

    expect(spoken.status).to.be.within(400, 499)
    const { database } = await sharedService()
    const left = await database.query(
      `select 1 from position p join technician t on t.key = p.subject_key where t.id = $1
       union all select 1 from location_audit where tenant_id = $2 and user_id = $3`,
      [joao.technicianId, owner.tenantId, joao.userId],
    )
    expect(left).to.deep.equal([])
  })
})
