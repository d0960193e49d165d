import { expect } from 'chai'
import { io } from 'socket.io-client'
import { clientOf, type Person, register } from '../support/client.ts'
import { type MailingService, mailedUrl, startMailingService } from '../support/mailing.ts'
import { sharedService } from '../support/service.ts'
import { aFollowedVisit, aVisitOfAna, linkIdOf, ping, secretsOfAna } from './a-customer-link.ts'
import { switchOnTracking } from './a-technician.ts'
import { assignmentsPath, moveOn } from './an-assignment.ts'

const json = { accept: 'application/json' }
const asBrowser = { accept: 'text/html' }
const shares = '/api/v3/shares'

describe('the link of a customer to their visit', function () {
  this.timeout(30_000)
  let url: string
  let owner: Person
  before(async () => {
    url = (await sharedService()).url
    owner = await register(url, 'Frio Certo')
    await switchOnTracking(owner)
  })

  const whole = async (id: string) => (await owner.call('GET', `${assignmentsPath}/${id}`)).body

  it('is there once the technician has left, and is the same for whoever asks [CL-1]', async () => {
    const { id, ana } = await aVisitOfAna(owner)
    const planned = await whole(id)

    const { body } = await ana.call('POST', `${assignmentsPath}/${id}/status`, { status: 'en_route' })

    const link = body.customer_link
    expect(planned).not.to.have.property('customer_link')
    expect(link.share_url).to.match(/\/share\/[A-Za-z0-9_-]{22}\/?$/)
    expect((await whole(id)).customer_link).to.deep.equal(link)
    const hours = (Date.parse(link.expires_at) - Date.parse(body.departed_at)) / 3_600_000
    expect(hours).to.be.within(23.99, 24)
    expect(
      (await owner.call('GET', `${shares}?resource_type=assignment&resource_id=${id}&everyone=true`)).body
        .count,
    ).to.equal(1)
  })

  it('tells exactly what is on its list, and nothing else that the house knows [CL-5] [T-15] [T-16]', async () => {
    const { visitor, path, ana, number } = await aFollowedVisit(owner)
    const latitude = await ping(ana)

    const { status, body } = await visitor.call('GET', path, undefined, json)

    expect(status, JSON.stringify(body)).to.equal(200)
    expect(Object.keys(body).sort()).to.deep.equal([
      ...['arrived_at', 'completed_at', 'created_at', 'departed_at', 'description', 'eta', 'expires_at'],
      ...['live', 'organization', 'permissions', 'position', 'resource', 'scheduled_date', 'scheduled_end'],
      ...['scheduled_start', 'share_type', 'status', 'technician', 'time_zone', 'title', 'token'],
      'work_order_number',
    ])
    expect(body.technician).to.deep.equal({ first_name: 'Ana' })
    expect(body).to.include({ status: 'en_route', organization: 'Frio Certo', work_order_number: number })
    expect(body).to.include({ scheduled_start: '09:00:00', scheduled_end: '11:00:00' })
    expect(body.resource).to.deep.equal({ type: 'assignment', title: number })
    expect(body.position.latitude).to.equal(Number(latitude))
    expect(body.eta).to.include({ method: 'straight_line' })
    const secrets = [
      'Silva',
      ana.email,
      secretsOfAna.phone,
      secretsOfAna.notes,
      'Chiller',
      'Bloco',
      'Bia Souza',
    ]
    const page = await visitor.call('GET', path, undefined, asBrowser)
    expect(page.status).to.equal(200)
    for (const text of [JSON.stringify(body), String(page.body)])
      expect(secrets.filter((secret) => text.includes(secret))).to.deep.equal([])
    expect(String(page.body)).to.contain('Ana is on the way')
  })

  it('shows no place from before it began [CL-6]', async () => {
    const { id, ana } = await aVisitOfAna(owner)
    await ping(ana, 0.0003, Date.now() - 60_000)
    await ping(ana, 0.0001)
    const { body } = await ana.call('POST', `${assignmentsPath}/${id}/status`, { status: 'en_route' })
    const look = async () =>
      (await clientOf(url).call('GET', `/share/${body.customer_link.token}`, undefined, json)).body

    const before = await look()
    const latitude = await ping(ana, 0, Date.now() + 1000)
    const after = await look()

    expect(before).to.include({ status: 'en_route', position: null, eta: null })
    expect(after.position.latitude).to.equal(Number(latitude))
  })

  it('hides the place where nobody may see it, and once the technician is there [CL-7]', async () => {
    const { visitor, path, ana, move } = await aFollowedVisit(owner)
    await ping(ana)
    const look = async () => (await visitor.call('GET', path, undefined, json)).body
    const consent = `/api/trakservice/technicians/${ana.technicianId}/consent`

    const shown = await look()
    await ana.call('POST', consent, { allow_tracking: false })
    const hidden = await look()
    await ana.call('POST', consent, { allow_tracking: true })
    await move('on_site')
    const there = await look()

    expect(shown.position).not.to.equal(null)
    expect(hidden).to.include({ status: 'en_route', position: null, eta: null })
    expect(there).to.include({ status: 'on_site', position: null, eta: null })
    expect(there.arrived_at).to.match(/Z$/)
  })

  it('is kept as a look, which the technician reads [CL-9]', async () => {
    const { visitor, path, ana } = await aFollowedVisit(owner)
    const views = `/api/trakservice/technicians/${ana.technicianId}/location/views`

    await visitor.call('GET', path, undefined, json)
    const { body } = await ana.call('GET', views)

    expect(body.results.map(({ via }: { via: string }) => via)).to.deep.equal(['customer_link'])
  })

  it('ends with the visit, says so for a week, and then is one that has expired [CL-2] [CL-10]', async () => {
    const { visitor, path, id, token, move } = await aFollowedVisit(owner)
    const socket = io(`${url}/live`, { auth: { token }, transports: ['websocket'], forceNew: true })
    const ended = new Promise<{ reason: string }>((resolve) => socket.once('link:ended', resolve))
    await new Promise((resolve) => socket.once('snapshot', resolve))
    await move('on_site')
    await move('done')
    const look = () => visitor.call('GET', path, undefined, json)

    const { reason } = await ended
    const refused = new Promise<{ data: { code: string } }>((resolve) =>
      io(`${url}/live`, {
        auth: { token },
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
      }).once('connect_error', resolve as never),
    )
    const done = await look()
    const code = (await refused).data.code
    const { database } = await sharedService()
    await database.query(
      `update assignment set completed_at = completed_at - interval '8 days' where id = $1`,
      [id],
    )
    const later = await look()
    socket.close()

    expect(reason).to.equal('done')
    expect([done.status, done.body.code]).to.deep.equal([410, 'visit_done'])
    expect(code).to.equal('visit_done')
    expect([later.status, later.body.code]).to.deep.equal([410, 'link_expired'])
    expect((await whole(id)).customer_link ?? null).to.equal(null)
  })

  it('is withdrawn where the visit is canceled, and goes where the visit is removed [CL-3]', async () => {
    const canceled = await aFollowedVisit(owner)
    const removed = await aVisitOfAna(owner)
    const wanted = { resource_type: 'assignment', resource_id: removed.id }
    const { token } = (await owner.call('POST', shares, wanted)).body
    await canceled.move('canceled')
    const gone = await owner.call('DELETE', `${assignmentsPath}/${removed.id}`)
    const codeOf = async (path: string) => {
      const { status, body } = await clientOf(url).call('GET', path, undefined, json)
      return [status, body.code]
    }
    const { status } = await canceled.visitor.call('POST', `${canceled.path}/rating`, { score: 5 })

    expect(await codeOf(canceled.path)).to.deep.equal([410, 'link_revoked'])
    expect(gone.status).to.equal(204)
    expect(await codeOf(`/share/${token}`)).to.deep.equal([410, 'link_revoked'])
    expect(status).to.equal(410)
  })

  it('is not made where the organization wants passwords, and ends sooner where it wants that [CL-4]', async () => {
    const strict = await register(url, 'Strict')
    await switchOnTracking(strict)
    const settle = (links: object) => strict.call('PATCH', '/api/tenants/current', { links })
    const begin = async () => {
      const { id } = await aVisitOfAna(strict)
      return (await strict.call('POST', `${assignmentsPath}/${id}/status`, { status: 'en_route' })).body
    }

    await settle({ longest_hours: 2 })
    const short = await begin()
    await settle({ password_required: true })
    const none = await begin()

    expect(Date.parse(short.customer_link.expires_at) - Date.now()).to.be.within(6_900_000, 7_200_000)
    expect([none.status, none.customer_link]).to.deep.equal(['en_route', null])
  })

  it('stays one that ends with the visit, whatever its maker changes [CL-2]', async () => {
    const { id } = await aFollowedVisit(owner)
    const uuid = await linkIdOf(owner, id)

    const { status, body } = await owner.call(
      'PATCH',
      `${shares}/${uuid}`,
      { ends_on: null },
      { 'if-match': '*' },
    )

    expect([status, body.errors[0].field]).to.deep.equal([422, 'ends_on'])
  })

  it('tells chats and other sites neither whose visit it is nor what is visited [CL-12] [T-15]', async () => {
    const { visitor, path, token, number } = await aFollowedVisit(owner)

    const page = await visitor.call('GET', path, undefined, { ...asBrowser, 'user-agent': 'WhatsApp/2.23' })
    const oembed = await visitor.call('GET', `/oembed?url=${encodeURIComponent(`${url}/share/${token}`)}`)
    const picture = await visitor.call('GET', `${path}/card.png`)

    const tags = [...String(page.body).matchAll(/<(?:meta|title)[^>]*>[^<]*/g)].join('\n')
    expect(tags).to.contain('og:title')
    expect([oembed.status, picture.status]).to.deep.equal([200, 200])
    for (const text of [tags, JSON.stringify(oembed.body)])
      for (const secret of ['Ana', number, 'Chiller', 'Bloco']) expect(text).not.to.contain(secret)
  })

  describe('made by a dispatcher, beside the customer’s own', () => {
    const share = (id: string, options: object = {}, by: Person = owner) =>
      by.call('POST', shares, { resource_type: 'assignment', resource_id: id, ...options })
    const look = async (token: string) => {
      const { status, body } = await clientOf(url).call('GET', `/share/${token}`, undefined, json)
      return [status, body.code ?? body.status]
    }

    it('shows the visit before, on the way and after, or ends with it [CL-11]', async () => {
      const { id, ana } = await aVisitOfAna(owner)
      const [plain, ending] = [await share(id), await share(id, { ends_on: 'done', trail_minutes: 5 })]
      const early = await look(plain.body.token)
      await ping(ana, 0.0001)
      await moveOn(ana, id, 'en_route')
      await ping(ana, 0, Date.now() + 1000)
      const onTheWay = await clientOf(url).call('GET', `/share/${plain.body.token}`, undefined, json)
      await moveOn(ana, id, 'on_site', 'done')

      expect([plain.status, ending.status]).to.deep.equal([201, 201])
      expect(plain.body.resource).to.include({ type: 'assignment', id })
      expect(early).to.deep.equal([200, 'scheduled'])
      expect(onTheWay.body.position.latitude).to.equal(-23.53)
      expect(await look(plain.body.token)).to.deep.equal([200, 'done'])
      expect(await look(ending.body.token)).to.deep.equal([410, 'visit_done'])
      const rated = await clientOf(url).call('POST', `/share/${ending.body.token}/rating`, { score: 5 })
      expect([rated.status, rated.body.code]).to.deep.equal([410, 'visit_done'])
    })

    it('is for those who may, to look and nothing else; quotes are sent by their own API [CL-11]', async () => {
      const { id, ana } = await aVisitOfAna(owner)
      const { ana: another } = await aVisitOfAna(owner)
      const stranger = await register(url)
      const fieldsOf = async (answer: ReturnType<typeof share>) => {
        const { status, body } = await answer
        return [status, body.errors?.[0]?.field]
      }

      expect((await share(id, {}, ana)).status).to.equal(201)
      expect((await share(id, {}, another)).status).to.equal(404)
      expect((await share(id, {}, stranger)).status).to.equal(404)
      expect(await fieldsOf(share(id, { allow_download: true }))).to.deep.equal([422, 'allow_download'])
      expect(await fieldsOf(share(id, { ends_on: 'arrival' }))).to.deep.equal([422, 'ends_on'])
      const here = { latitude: 1, longitude: 1, radius_m: 100 }
      expect(await fieldsOf(share(id, { destination: here }))).to.deep.equal([422, 'destination'])
      const quote = { resource_type: 'quote', resource_id: id }
      expect(await fieldsOf(owner.call('POST', shares, quote))).to.deep.equal([422, 'resource_type'])
      expect(
        await fieldsOf(owner.call('POST', shares, { resource_type: 'assignment', resource_id: 7 })),
      ).to.deep.equal([422, 'resource_id'])
    })
  })
})

describe('the rating of a visit', function () {
  this.timeout(30_000)
  let url: string
  let owner: Person
  before(async () => {
    url = (await sharedService()).url
    owner = await register(url, 'Frio Certo')
    await switchOnTracking(owner)
  })

  const aDoneVisit = async () => {
    const visit = await aFollowedVisit(owner)
    await visit.move('on_site')
    await visit.move('done')
    const rate = (body: unknown, headers = {}) =>
      visit.visitor.call('POST', `${visit.path}/rating`, body, headers)
    const read = async () => (await owner.call('GET', `${assignmentsPath}/${visit.id}/rating`)).body
    return { ...visit, rate, read }
  }
  const form = { 'content-type': 'application/x-www-form-urlencoded', ...asBrowser }

  it('is given by the customer’s own link, and the last word counts [CL-13]', async () => {
    const { rate, read } = await aDoneVisit()

    const first = await rate({ score: 2 })
    const second = await rate({ score: 5, comment: '  Very kind  ' })

    expect([first.status, first.body]).to.deep.equal([200, { score: 2, comment: '' }])
    expect(second.body).to.deep.equal({ score: 5, comment: 'Very kind' })
    expect(await read()).to.include({ score: 5, comment: 'Very kind' })
  })

  it('is asked for on the last page, in a form that needs no script [CL-14] [VP-1]', async () => {
    const { visitor, path, rate, read } = await aDoneVisit()

    const asked = await visitor.call('GET', path, undefined, asBrowser)
    const refused = await rate('comment=no+stars', form)
    const said = await rate('score=4&comment=Two%0D%0Alines+%3Cb%3E', form)

    expect(asked.status).to.equal(410)
    expect(String(asked.body)).to.contain('How was the visit?').and.contain(`action="${path}/rating"`)
    expect(String(asked.body)).not.to.match(/<script|Ana|-23\./)
    expect(String(asked.body)).to.contain('name="referrer" content="same-origin"')
    expect(refused.status).to.equal(422)
    expect(String(refused.body)).to.contain('Choose one to five stars')
    expect(said.status).to.equal(200)
    expect(String(said.body)).to.contain('Thank you').and.contain('4 stars').and.not.contain('<b>')
    expect(await read()).to.include({ score: 4, comment: 'Two\nlines <b>' })
  })

  it('is refused while the visit goes on, a week after, and where it says nothing sensible [CL-13]', async () => {
    const going = await aFollowedVisit(owner)
    const early = await going.visitor.call('POST', `${going.path}/rating`, { score: 5 })
    const { rate, id } = await aDoneVisit()
    const wrong = [{ score: 0 }, { score: 6 }, { score: 4.5 }, {}, { score: 5, comment: 'x'.repeat(1001) }]
    for (const body of wrong) expect((await rate(body)).status, JSON.stringify(body)).to.equal(422)
    const { database } = await sharedService()
    await database.query(
      `update assignment set completed_at = completed_at - interval '8 days' where id = $1`,
      [id],
    )
    const late = await rate({ score: 5 })

    expect([early.status, early.body.code]).to.deep.equal([403, 'permission_absent'])
    expect([late.status, late.body.code]).to.deep.equal([410, 'link_expired'])
  })

  it('is taken from our own pages and from programs, and from no other site’s page [CL-13] [T-60]', async () => {
    const { rate, read } = await aDoneVisit()

    const foreign = await rate({ score: 1 }, { origin: 'https://evil.example' })

    expect([foreign.status, foreign.body.code]).to.deep.equal([403, 'csrf_failed'])
    expect((await read()).code).to.equal('not_found')
  })

  it('uses up no view, and opens nothing else of the link [CL-13] [T-7]', async () => {
    const { rate, id, visitor, path } = await aDoneVisit()
    const uuid = await linkIdOf(owner, id)
    const viewsOf = async () => (await owner.call('GET', `${shares}/${uuid}`)).body.counts.views
    const before = await viewsOf()

    await rate({ score: 3 })

    expect(await viewsOf()).to.equal(before)
    for (const what of ['', '/preview', '/download', '/card.png'])
      expect((await visitor.call('GET', path + what, undefined, json)).status, what).to.equal(410)
  })
})

describe('the mail to the customer of a visit', function () {
  this.timeout(60_000)
  let service: MailingService
  let owner: Person
  before(async () => {
    service = await startMailingService()
    owner = await register(service.url, 'Frio Certo')
    await switchOnTracking(owner)
    await owner.call('PATCH', '/api/tenants/current', { locale: 'pt-BR', timezone: 'America/Sao_Paulo' })
  })
  after(() => service.stop())

  it('comes once, in the organization’s language, with the link and the first name alone [CL-15]', async () => {
    const { token, id, ana } = await aFollowedVisit(owner, { email: 'bia@example.org' })
    await ana.call('GET', `${assignmentsPath}/${id}`)
    await aFollowedVisit(owner, { email: 'next@example.org' })

    const [mail] = await service.mailServer.mailsTo('bia@example.org', 1)
    await service.mailServer.mailsTo('next@example.org', 1)

    expect(mail!.subject).to.equal('Ana está a caminho')
    expect(mail!.text).to.contain(`${mailedUrl}/share/${token}`).and.contain('Frio Certo')
    for (const secret of ['Silva', secretsOfAna.phone, ana.email, secretsOfAna.notes, 'Chiller'])
      expect(mail!.raw + mail!.text + mail!.html).not.to.contain(secret)
    expect(await service.mailServer.mailsTo('bia@example.org', 1)).to.have.length(1)
    expect(JSON.stringify(service.log)).not.to.contain('bia@example.org').and.not.contain(token)
  })
})
