import { expect } from 'chai'
import { addMember, clientOf, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'

const base = '/api/trakservice'
const path = `${base}/technicians/`
const portuguese = { 'accept-language': 'pt-BR' }
const all = { 'trakservice.enabled': true, 'trakservice.dispatch': true, 'trakservice.tracking': true }
const fields = [
  'id',
  'user',
  'full_name',
  'phone',
  'skills',
  'work_start_time',
  'work_end_time',
  'is_active',
  'allow_tracking',
  'created_at',
  'updated_at',
  'color',
  'last_seen_at',
]

describe('/api/trakservice/technicians', () => {
  let url: string
  let owner: Person
  let dispatcher: Person
  before(async () => {
    url = (await sharedService()).url
    owner = await anOrganization()
    dispatcher = await addMember(owner, 'dispatcher')
  })

  const anOrganization = async () => {
    const person = await register(url, 'ACME Corp')
    expect((await person.call('PUT', '/api/tenants/features', { features: all })).status).to.equal(200)
    return person
  }
  const somebody = (full_name = 'João Silva', of = owner) => addMember(of, 'technician', { full_name })
  const make = async (person: Person, body: object = {}, by = dispatcher) => {
    const reply = await by.call('POST', path, { user_id: person.userId, ...body })
    expect(reply.status, JSON.stringify(reply.body)).to.equal(201)
    return reply.body
  }

  it('creates one as the document does, word for word [TE-1]', async () => {
    const person = await somebody()

    const { status, body, headers } = await dispatcher.call(
      'POST',
      path,
      {
        user_id: person.userId,
        phone: '+55 11 99999-0002',
        skills: ['Elétrica', 'Manutenção Geral'],
        work_start_time: '07:00:00',
        work_end_time: '16:00:00',
        allow_tracking: true,
      },
      portuguese,
    )

    expect(status).to.equal(201)
    expect(Object.keys(body)).to.deep.equal(fields)
    expect(body).to.deep.equal({
      id: body.id,
      user: {
        id: person.userId,
        email: person.email,
        first_name: 'João',
        last_name: 'Silva',
        full_name: 'João Silva',
      },
      full_name: 'João Silva',
      phone: '+55 11 99999-0002',
      skills: ['Elétrica', 'Manutenção Geral'],
      work_start_time: '07:00:00',
      work_end_time: '16:00:00',
      is_active: true,
      allow_tracking: true,
      created_at: body.created_at,
      updated_at: body.updated_at,
      color: body.color,
      last_seen_at: null,
    })
    expect(body.color).to.match(/^#[0-9a-f]{6}$/)
    const read = await dispatcher.call('GET', `${path}${body.id}/`)
    expect([read.status, read.body]).to.deep.equal([200, body])
    expect(read.headers.get('etag'))
      .to.equal(headers.get('etag'))
      .and.to.match(/^"\w+\.[\w-]{11}"$/)
  })

  it('tells dispatchers who could become one, and takes the colour that they choose [TE-1] [TE-12]', async () => {
    const admin = await anOrganization()
    const chosen = await make(await somebody('Ana Lima', admin), { color: '#AA5500' }, admin)
    const érica = await somebody('Érica Souza', admin)

    const { body } = await admin.call('GET', `${path}candidates/?search=erica`)
    const changed = await admin.call('PATCH', `${path}${chosen.id}/`, { color: '#005522' })

    expect(body.results).to.deep.equal([
      { user_id: érica.userId, full_name: 'Érica Souza', email: érica.email },
    ])
    expect((await admin.call('GET', `${path}candidates/?search=Ana`)).body.count).to.equal(0)
    expect([chosen.color, changed.body.color]).to.deep.equal(['#aa5500', '#005522'])
    expect((await érica.call('GET', `${path}candidates/`)).status).to.equal(403)
  })

  it('says when a technician was last seen, while they allow it [TE-13]', async () => {
    const admin = await anOrganization()
    const ana = await somebody('Ana Lima', admin)
    const hours = { work_start_time: '00:00', work_end_time: '00:00' }
    const { id } = await make(ana, { allow_tracking: true, ...hours }, admin)
    const seen = async () => (await admin.call('GET', `${path}${id}/`)).body.last_seen_at

    await ana.call('POST', `${base}/location/pings/`, { latitude: -23.55, longitude: -46.63 })
    expect(await seen()).to.be.a('string')

    await ana.call('POST', `${path}${id}/consent/`, { allow_tracking: false })
    expect(await seen()).to.equal(null)
  })

  it('lists as the document does, word for word, page by page [TE-8]', async () => {
    const admin = await anOrganization()
    for (const name of ['João Silva', 'Ana Lima', 'Érica Souza'])
      await make(await somebody(name, admin), {}, admin)

    const whole = await admin.call('GET', path, undefined, portuguese)
    const first = await admin.call('GET', `${path}?is_active=true&page_size=2`)
    const second = await admin.call('GET', first.body.next.replace(url, ''))

    expect(whole.status).to.equal(200)
    expect(Object.keys(whole.body)).to.deep.equal(['count', 'next', 'previous', 'results'])
    expect(whole.body).to.include({ count: 3, next: null, previous: null })
    expect(Object.keys(whole.body.results[0])).to.deep.equal(fields)
    expect(whole.body.results.map(({ full_name }: { full_name: string }) => full_name)).to.deep.equal([
      'Ana Lima',
      'Érica Souza',
      'João Silva',
    ])
    expect(first.body.next).to.equal(`${url}${path}?is_active=true&page_size=2&page=2`)
    expect([...first.body.results, ...second.body.results]).to.deep.equal(whole.body.results)
    expect([second.body.next, second.body.previous]).to.deep.equal([
      null,
      `${url}${path}?is_active=true&page_size=2&page=1`,
    ])
  })

  it('finds by name and e-mail, and tells the active ones from the others [TE-7] [TE-8]', async () => {
    const admin = await anOrganization()
    const joao = await somebody('João Silva', admin)
    const profile = await make(joao, {}, admin)
    const ana = await make(await somebody('Ana Lima', admin), { is_active: false }, admin)
    const leaver = await somebody('Caio Reis', admin)
    const left = await make(leaver, {}, admin)
    await admin.call('DELETE', `/api/tenants/members/${leaver.userId}`)
    const found = async (query: string) =>
      (await admin.call('GET', `${path}${query}`)).body.results.map(({ id }: { id: string }) => id)

    expect(await found('?search=joao')).to.deep.equal([profile.id])
    expect(await found(`?search=${joao.email.slice(0, 9).toUpperCase()}`)).to.deep.equal([profile.id])
    expect(await found('?search=%25')).to.deep.equal([])
    expect(await found('active/')).to.deep.equal([profile.id])
    expect(await found('active/?search=ana')).to.deep.equal([])
    expect(await found('?is_active=false')).to.deep.equal([ana.id, left.id])
    for (const query of ['?is_active=perhaps', '?active=true', 'active/?is_active=false', '?page=0'])
      expect((await admin.call('GET', path + query)).status, query).to.equal(422)
  })

  it('refuses in the words of the document, by field or for the whole [TE-2] [TE-3]', async () => {
    const person = await somebody()
    await make(person)
    const stranger = await anOrganization()
    const post = (body: object) => dispatcher.call('POST', path, body, portuguese)

    const twice = await post({ user_id: person.userId })
    const foreign = await post({ user_id: stranger.userId })
    const unknown = await post({ user_id: 2_147_483_647 })
    const wrong = await post({ user_id: 'x', work_start_time: '25:00', colour: 'red' })

    expect([twice.status, twice.body.code]).to.deep.equal([409, 'technician_exists'])
    expect(twice.body.non_field_errors).to.deep.equal(['Este usuário já possui perfil de técnico.'])
    for (const { status, body } of [foreign, unknown]) {
      expect([status, body.code]).to.deep.equal([422, 'validation_failed'])
      expect(body.user_id).to.deep.equal(['Não é membro da sua organização.'])
    }
    expect(wrong.status).to.equal(422)
    expect(wrong.body).to.include.all.keys('user_id', 'work_start_time', 'colour')
  })

  it('changes a profile, unless somebody was faster [TE-5] [TE-6]', async () => {
    const { id } = await make(await somebody())
    const etag = (await dispatcher.call('GET', path + id)).headers.get('etag')!
    const patch = (body: object, match?: string) =>
      dispatcher.call('PATCH', `${path}${id}/`, body, { ...portuguese, ...(match && { 'if-match': match }) })

    const first = await patch({ work_end_time: '17:30', skills: [' HVAC ', 'hvac'] }, etag)
    const late = await patch({ phone: '1' }, etag)
    const plain = await patch({ phone: '2' })
    const current = await patch({ phone: '3' }, plain.headers.get('etag')!)

    expect(first.status).to.equal(200)
    expect(first.body).to.deep.include({ work_end_time: '17:30:00', skills: ['HVAC'], phone: '' })
    expect([late.status, late.body.code]).to.deep.equal([409, 'conflict'])
    expect(late.body.non_field_errors).to.deep.equal([
      'Alguém alterou isto ao mesmo tempo; leia de novo e repita.',
    ])
    expect([plain.body.phone, current.body.phone]).to.deep.equal(['2', '3'])
    for (const bad of [{}, { user_id: 1 }, { phone: null }, { work_end_time: '24:00' }])
      expect((await patch(bad)).status, JSON.stringify(bad)).to.equal(422)
  })

  it('gives technicians their own phone and consent to change, and nothing else [TE-4] [TE-5]', async () => {
    const person = await somebody()
    const { id } = await make(person, { allow_tracking: true })
    const own = (body: object) => person.call('PATCH', `${path}${id}/`, body)

    const phone = await own({ phone: '+55 11 99999-0001' })
    const hours = await own({ work_end_time: '12:00' })
    const off = await own({ allow_tracking: false })
    const around = await dispatcher.call('PATCH', path + id, { allow_tracking: true, phone: '1' }, portuguese)
    const on = await own({ allow_tracking: true })

    expect([phone.status, phone.body.phone]).to.deep.equal([200, '+55 11 99999-0001'])
    expect([hours.status, hours.body.code]).to.deep.equal([403, 'forbidden'])
    expect([off.status, off.body.allow_tracking]).to.deep.equal([200, false])
    expect([around.status, around.body.code]).to.deep.equal([403, 'consent_withdrawn'])
    expect(around.body.detail).to.equal('O técnico desativou o rastreamento; só ele pode reativá-lo.')
    expect(on.body).to.include({ allow_tracking: true, phone: '+55 11 99999-0001' })
  })

  it('is not there for colleagues and strangers, whatever they try [TE-10] [T-21] [T-58]', async () => {
    const person = await somebody()
    const { id } = await make(person)
    const colleague = await somebody('Ana Lima')
    await make(colleague)
    const stranger = await anOrganization()
    const before = (await person.call('GET', path + id)).body

    for (const other of [colleague, await addMember(owner, 'member'), stranger]) {
      for (const [method, suffix, body] of [
        ['GET', '', undefined],
        ['PATCH', '', { phone: '1' }],
        ['POST', '/rotate-key/', undefined],
      ] as const) {
        const { status, body: answer } = await other.call(method, path + id + suffix, body)
        expect([status, answer.code], `${method} ${suffix}`).to.deep.equal([404, 'not_found'])
      }
      const listed = await other.call('GET', `${path}?search=jo`)
      expect(listed.body.results).to.deep.equal([])
    }
    expect((await stranger.call('DELETE', path + id)).status).to.equal(404)
    expect((await colleague.call('DELETE', path + id)).status).to.equal(403)
    expect((await colleague.call('POST', path, { user_id: colleague.userId })).status).to.equal(403)
    expect((await colleague.call('GET', path)).body.count).to.equal(1)
    expect((await person.call('GET', path + id)).body).to.deep.equal(before)
    expect((await person.call('GET', `${path}not-an-id`)).status).to.equal(404)
  })

  it('hands out a key once, by which the phone is known until the next one [TE-11]', async () => {
    const person = await somebody()
    const { id } = await make(person, {
      allow_tracking: true,
      work_start_time: '00:00',
      work_end_time: '00:00',
    })
    const rotate = async (by: Person) => (await by.call('POST', `${path}${id}/rotate-key/`)).body
    const report = async (osmandUrl: string) =>
      (await clientOf('').call('GET', `${osmandUrl}&lat=-23.5505199&lon=-46.6333094`)).status

    const first = await rotate(dispatcher)
    const taken = await report(first.osmand_url)
    const second = await rotate(person)

    expect(first).to.deep.equal({
      ingest_key: first.ingest_key,
      osmand_url: `${url}/ingest/osmand/${first.ingest_key}?id=${id}`,
      owntracks: { url: `${url}/ingest/owntracks`, user: id, password: first.ingest_key },
    })
    expect(first.ingest_key).to.match(/^[\w-]{20,}$/)
    expect(JSON.stringify((await dispatcher.call('GET', path + id)).body)).not.to.include(first.ingest_key)
    expect(taken).to.equal(200)
    expect([await report(first.osmand_url), await report(second.osmand_url)]).to.deep.equal([404, 200])
    const latest = await dispatcher.call('GET', `${path}${id}/location/latest/`)
    expect([latest.status, latest.body.technician_id]).to.deep.equal([200, id])
  })

  it('removes a profile with its key, and lets another be made [TE-9]', async () => {
    const person = await somebody()
    const { id } = await make(person, {
      allow_tracking: true,
      work_start_time: '00:00',
      work_end_time: '00:00',
    })
    const key = (await person.call('POST', `${path}${id}/rotate-key/`)).body
    const osmand = `${key.osmand_url}&lat=-23.5505199&lon=-46.6333094`
    expect((await clientOf('').call('GET', osmand)).status).to.equal(200)

    const gone = await dispatcher.call('DELETE', `${path}${id}/`)

    expect([gone.status, gone.body]).to.deep.equal([204, ''])
    for (const method of ['GET', 'DELETE'])
      expect((await dispatcher.call(method, path + id)).status, method).to.equal(404)
    expect((await clientOf('').call('GET', osmand)).status).to.equal(404)
    const { database } = await sharedService()
    const kept = await database.query(
      'select 1 from position p join technician t on t.key = p.subject_key where t.id = $1',
      [id],
    )
    expect(kept).to.deep.equal([])
    expect((await make(person)).id).not.to.equal(id)
  })

  it('keeps whoever has open visits, and their name on those that they made [TE-9]', async () => {
    const { id } = await make(await somebody('Rita Alves'))
    const order = await dispatcher.call('POST', `${base}/work-orders/`, { description: 'Chiller' })
    const visit = await dispatcher.call('POST', `${base}/assignments/`, {
      work_order: order.body.id,
      technician: id,
      scheduled_date: '2026-01-15',
    })

    const refused = await dispatcher.call('DELETE', path + id, undefined, portuguese)
    await dispatcher.call('POST', `${base}/assignments/${visit.body.id}/status/`, { status: 'canceled' })
    const gone = await dispatcher.call('DELETE', path + id)
    const past = await dispatcher.call('GET', `${base}/assignments/${visit.body.id}/`)

    expect([refused.status, refused.body.code]).to.deep.equal([409, 'technician_in_use'])
    expect(refused.body.non_field_errors).to.deep.equal([
      'O técnico possui atribuições que não estão concluídas nem canceladas.',
    ])
    expect(gone.status).to.equal(204)
    expect(past.body.technician).to.include({ id, full_name: 'Rita Alves', is_active: false })
  })
})
