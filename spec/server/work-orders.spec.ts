import { expect } from 'chai'
import { addMember, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'

const base = '/api/trakservice'
const path = `${base}/work-orders/`
const portuguese = { 'accept-language': 'pt-BR' }
const chiller = {
  description: 'Manutenção preventiva - Chiller',
  priority: 'MEDIUM',
  asset_name: 'Chiller York 200TR',
  asset_location: 'Bloco A / Sala de Máquinas',
  latitude: -23.5505199,
  longitude: -46.6333094,
  customer: { name: 'Padaria São José', phone: '+55 11 3333-4444', email: 'Maria@padaria.example' },
}

describe('/api/trakservice/work-orders', () => {
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
    const features = { 'trakservice.enabled': true, 'trakservice.dispatch': true }
    expect((await person.call('PUT', '/api/tenants/features', { features })).status).to.equal(200)
    return person
  }
  const write = async (body: object = {}, by = dispatcher) => {
    const reply = await by.call('POST', path, { ...chiller, ...body })
    expect(reply.status, JSON.stringify(reply.body)).to.equal(201)
    return reply.body
  }
  const technicianFor = async (person: Person): Promise<string> =>
    (await dispatcher.call('POST', `${base}/technicians/`, { user_id: person.userId })).body.id
  const send = async (technician: string, order: number) => {
    const visit = { work_order: order, technician, scheduled_date: '2026-01-15' }
    const reply = await dispatcher.call('POST', `${base}/assignments/`, visit)
    expect(reply.status, JSON.stringify(reply.body)).to.equal(201)
    return reply.body.id as string
  }

  it('writes one, numbered, and shows exactly this of it [WO-1] [WO-2]', async () => {
    const admin = await anOrganization()
    await admin.call('PATCH', '/api/tenants/current', { timezone: 'America/Sao_Paulo' })
    const year = new Intl.DateTimeFormat('en', { timeZone: 'America/Sao_Paulo', year: 'numeric' }).format()

    const made = await admin.call('POST', path, chiller)
    const read = await admin.call('GET', `${path}${made.body.id}/`)

    expect(made.status).to.equal(201)
    expect(made.body).to.deep.equal({
      id: made.body.id,
      number: `OS-${year}-0001`,
      description: 'Manutenção preventiva - Chiller',
      priority: 'MEDIUM',
      status: 'OPEN',
      asset_name: 'Chiller York 200TR',
      asset_location: 'Bloco A / Sala de Máquinas',
      latitude: -23.5505199,
      longitude: -46.6333094,
      customer: { name: 'Padaria São José', phone: '+55 11 3333-4444', email: 'maria@padaria.example' },
      created_by: admin.userId,
      created_at: made.body.created_at,
      updated_at: made.body.updated_at,
    })
    expect([read.status, read.body]).to.deep.equal([200, made.body])
    expect(read.headers.get('etag'))
      .to.equal(made.headers.get('etag'))
      .and.to.match(/^"\w+\.[\w-]{11}"$/)
    expect((await write({}, admin)).number).to.equal(`OS-${year}-0002`)
  })

  it('lists the newest first, filtered by what may be repeated, page by page [WO-7]', async () => {
    const admin = await anOrganization()
    const ids: number[] = []
    for (const body of [
      { priority: 'LOW' },
      { priority: 'HIGH', description: 'Forno' },
      { priority: 'URGENT', status: 'DONE' },
    ])
      ids.push((await write(body, admin)).id)
    const found = async (query: string) =>
      (await admin.call('GET', path + query)).body.results.map(({ id }: { id: number }) => id)

    const first = await admin.call('GET', `${path}?status=OPEN&status=DONE&page_size=2`)
    const second = await admin.call('GET', first.body.next.replace(url, ''))

    expect(first.body.next).to.equal(`${url}${path}?status=OPEN&status=DONE&page_size=2&page=2`)
    const listed = [...first.body.results, ...second.body.results].map(({ id }) => id)
    expect(listed).to.deep.equal(ids.toReversed())
    expect(await found('?status=OPEN')).to.deep.equal([ids[1], ids[0]])
    expect(await found('?priority=HIGH&priority=URGENT')).to.deep.equal([ids[2], ids[1]])
    expect(await found('?priority=HIGH&status=DONE')).to.deep.equal([])
    expect(await found('?search=FORNO')).to.deep.equal([ids[1]])
    expect(await found('?search=manutencao')).to.deep.equal([ids[2], ids[0]])
    expect(await found('?search=padaria%20sao')).to.deep.equal(ids.toReversed())
    expect(await found('?search=%25')).to.deep.equal([])
    for (const query of ['?status=open', '?status=OPEN&status=x', '?prioridade=LOW', '?page_size=201'])
      expect((await admin.call('GET', path + query)).status, query).to.equal(422)
  })

  it('changes what is named, unless somebody was faster [WO-4] [WO-5]', async () => {
    const made = await write()
    const etag = (await dispatcher.call('GET', path + made.id)).headers.get('etag')!
    const patch = (body: object, match?: string) =>
      dispatcher.call('PATCH', `${path}${made.id}/`, body, {
        ...portuguese,
        ...(match && { 'if-match': match }),
      })

    const first = await patch({ priority: 'URGENT', customer: { name: 'José' } }, etag)
    const late = await patch({ description: 'late' }, etag)
    const bare = await patch({ customer: null, latitude: null, longitude: null })

    expect(first.status).to.equal(200)
    const customer = { name: 'José', phone: null, email: null }
    expect(first.body).to.deep.equal({
      ...made,
      priority: 'URGENT',
      customer,
      updated_at: first.body.updated_at,
    })
    expect([late.status, late.body.code]).to.deep.equal([409, 'conflict'])
    expect(late.body.non_field_errors).to.deep.equal([
      'Alguém alterou isto ao mesmo tempo; leia de novo e repita.',
    ])
    expect(bare.body).to.include({ customer: null, latitude: null, longitude: null })
    for (const bad of [
      {},
      { latitude: 1 },
      { latitude: null, longitude: 1 },
      { number: 'OS-1' },
      { customer: {} },
    ])
      expect((await patch(bad)).status, JSON.stringify(bad)).to.equal(422)
  })

  it('lets one of ten win who change the same at once [WO-5]', async () => {
    const made = await write()
    const etag = (await dispatcher.call('GET', path + made.id)).headers.get('etag')!

    const all = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        dispatcher.call('PATCH', path + made.id, { description: `${i}` }, { 'if-match': etag }),
      ),
    )

    const statuses = all.map(({ status }) => status).sort()
    expect(statuses).to.deep.equal([200, ...Array.from({ length: 9 }, () => 409)])
    const won = all.find(({ status }) => status === 200)!
    expect((await dispatcher.call('GET', path + made.id)).body).to.deep.equal(won.body)
  })

  it('shows technicians what they were sent to, to read, and nothing else [WO-3] [T-58]', async () => {
    const person = await addMember(owner, 'technician')
    const [theirs, other] = [await write(), await write()]
    await send(await technicianFor(person), theirs.id)
    const stranger = await anOrganization()

    const listed = await person.call('GET', path)
    const read = await person.call('GET', path + theirs.id)

    expect(listed.body.results).to.deep.equal([theirs])
    expect(read.body).to.deep.equal(theirs)
    expect((await person.call('GET', path + other.id)).status).to.equal(404)
    for (const [method, body] of [
      ['PATCH', { priority: 'LOW' }],
      ['DELETE', undefined],
    ] as const)
      expect((await person.call(method, path + theirs.id, body)).status, method).to.equal(403)
    expect((await person.call('POST', path, chiller)).status).to.equal(403)
    for (const [method, body] of [
      ['GET', undefined],
      ['PATCH', { priority: 'LOW' }],
      ['DELETE', undefined],
    ] as const)
      expect((await stranger.call(method, path + theirs.id, body)).status, method).to.equal(404)
    expect((await stranger.call('GET', `${path}?search=chiller`)).body.count).to.equal(0)
    expect((await dispatcher.call('GET', path + theirs.id)).body).to.deep.equal(theirs)
  })

  it('follows its visits to the end [WO-6]', async () => {
    const technician = await technicianFor(await addMember(owner, 'technician'))
    const { id } = await write()
    const visit = await send(technician, id)
    const move = (status: string) =>
      dispatcher.call('POST', `${base}/assignments/${visit}/status/`, { status })
    const statusNow = async () => (await dispatcher.call('GET', path + id)).body.status

    const seen: string[] = [await statusNow()]
    for (const status of ['en_route', 'on_site', 'done']) {
      expect((await move(status)).status).to.equal(200)
      seen.push(await statusNow())
    }

    expect(seen).to.deep.equal(['OPEN', 'IN_PROGRESS', 'IN_PROGRESS', 'DONE'])
  })

  it('removes what nothing refers to, and nothing else [WO-8]', async () => {
    const technician = await technicianFor(await addMember(owner, 'technician'))
    const [used, unused] = [await write(), await write()]
    await send(technician, used.id)

    const refused = await dispatcher.call('DELETE', path + used.id, undefined, portuguese)
    const gone = await dispatcher.call('DELETE', `${path}${unused.id}/`)

    expect([refused.status, refused.body.code]).to.deep.equal([409, 'work_order_in_use'])
    expect(refused.body.non_field_errors).to.deep.equal([
      'A ordem de serviço possui atribuições ou orçamentos; em vez de excluí-la, cancele-a.',
    ])
    expect([gone.status, gone.body]).to.deep.equal([204, ''])
    expect((await dispatcher.call('GET', path + unused.id)).status).to.equal(404)
    expect((await dispatcher.call('GET', path + used.id)).status).to.equal(200)
  })
})
