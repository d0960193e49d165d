import { expect } from 'chai'
import { addMember, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import {
  aTechnicianOf,
  aVisit,
  aWorkOrderOf,
  assignmentsPath as base,
  moveOn,
  switchOnDispatch,
} from './an-assignment.ts'

const portuguese = { 'accept-language': 'pt-BR' }
const fields = [
  'id',
  'work_order',
  'work_order_number',
  'work_order_description',
  'work_order_priority',
  'work_order_status',
  'asset_name',
  'asset_location',
  'technician',
  'scheduled_date',
  'scheduled_start',
  'scheduled_end',
  'status',
  'status_display',
  'departed_at',
  'arrived_at',
  'completed_at',
  'canceled_at',
  'notes',
  'cancellation_reason',
  'created_by',
  'created_by_name',
  'created_at',
  'updated_at',
]
const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$/
const ids = ({ body }: { body: { results: { id: string }[] } }) => body.results.map(({ id }) => id)

describe('/api/trakservice/assignments', function () {
  this.timeout(60_000)
  let url: string
  let owner: Person
  let joao: { id: string; person: Person }
  let workOrder: number
  before(async () => {
    url = (await sharedService()).url
    owner = await register(url, 'ACME Corp')
    await switchOnDispatch(owner)
    joao = await aTechnicianOf(owner)
    workOrder = await aWorkOrderOf(owner)
  })
  const visit = (from: object = {}) => aVisit(owner, { technician: joao.id, work_order: workOrder, ...from })
  const status = (person: Person, id: string, body: object, headers: Record<string, string> = portuguese) =>
    person.call('POST', `${base}/${id}/status/`, body, headers)

  describe('the examples of the document, in Portuguese', () => {
    const example = {
      scheduled_date: '2031-01-15',
      scheduled_start: '09:00:00',
      scheduled_end: '11:00:00',
      notes: 'Levar ferramentas especiais',
    }

    it('creates and lists [AS-2] [AS-11] [AS-21]', async () => {
      const body = { work_order: workOrder, technician: joao.id, ...example }
      const made = await owner.call('POST', `${base}/`, body, portuguese)
      const listed = await owner.call(
        'GET',
        `${base}/?date=2031-01-15&status=scheduled`,
        undefined,
        portuguese,
      )

      expect(made.status).to.equal(201)
      expect(made.headers.get('etag')).to.match(/^"[\w-]+\.[\w-]+"$/)
      expect(Object.keys(made.body)).to.deep.equal(fields)
      expect(listed.status).to.equal(200)
      expect(Object.keys(listed.body)).to.deep.equal(['count', 'next', 'previous', 'results'])
      expect(listed.body).to.deep.equal({ count: 1, next: null, previous: null, results: [made.body] })
      const { id, work_order_number, created_at, updated_at } = made.body
      expect(made.body).to.deep.equal({
        id,
        work_order: workOrder,
        work_order_number,
        work_order_description: 'Manutenção preventiva - Chiller',
        work_order_priority: 'MEDIUM',
        work_order_status: 'OPEN',
        asset_name: 'Chiller York 200TR',
        asset_location: 'Bloco A / Sala de Máquinas',
        technician: {
          id: joao.id,
          full_name: 'João Silva',
          email: joao.person.email,
          is_active: true,
        },
        ...example,
        status: 'scheduled',
        status_display: 'Agendado',
        departed_at: null,
        arrived_at: null,
        completed_at: null,
        canceled_at: null,
        cancellation_reason: '',
        created_by: owner.userId,
        created_by_name: 'A Person',
        created_at,
        updated_at,
      })
      expect(work_order_number).to.match(/^OS-\d{4}-\d{4}$/)
      expect(created_at).to.match(moment)
    })

    it('sends on the way, and cancels with a reason [AS-3] [AS-4] [AS-15]', async () => {
      const { id } = await visit()

      const gone = await status(owner, id, { status: 'en_route' })
      const reason = 'Cliente solicitou reagendamento'
      const canceled = await status(owner, id, { status: 'canceled', reason })

      expect(gone.status).to.equal(200)
      expect(Object.keys(gone.body)).to.deep.equal([...fields, 'customer_link'])
      expect(gone.body).to.include({ id, status: 'en_route', status_display: 'Em deslocamento' })
      expect(gone.body.work_order_status).to.equal('IN_PROGRESS')
      expect(gone.body.departed_at).to.match(moment)
      expect(gone.body.customer_link).to.have.all.keys('token', 'share_url', 'expires_at')
      expect(gone.body.customer_link.share_url).to.equal(`${url}/share/${gone.body.customer_link.token}/`)
      expect(canceled.status).to.equal(200)
      expect(canceled.body).to.include({
        id,
        status: 'canceled',
        status_display: 'Cancelado',
        cancellation_reason: reason,
        customer_link: null,
      })
      expect(canceled.body.canceled_at).to.match(moment)
      expect(canceled.body.departed_at).to.equal(gone.body.departed_at)
    })
  })

  it('allows six of twenty-five transitions, and refuses the others by their names [AS-3] [AS-21]', async () => {
    const names: Record<string, string> = {
      scheduled: 'Agendado',
      en_route: 'Em deslocamento',
      on_site: 'No local',
      done: 'Concluído',
      canceled: 'Cancelado',
    }
    const ways: Record<string, string[]> = {
      scheduled: [],
      en_route: ['en_route'],
      on_site: ['en_route', 'on_site'],
      done: ['en_route', 'on_site', 'done'],
      canceled: ['canceled'],
    }
    const taken: string[] = []
    for (const from of Object.keys(ways))
      for (const to of Object.keys(ways)) {
        // Work that is done has its work order done with it: each goes to one of its own.
        const { id } = await visit({ work_order: await aWorkOrderOf(owner) })
        await moveOn(owner, id, ...ways[from]!)
        const answer = await status(owner, id, { status: to })
        if (answer.status === 200) {
          taken.push(`${from} ${to}`)
          continue
        }
        const sentence = `Transição de status inválida: ${names[from]} → ${names[to]}.`
        expect([answer.status, answer.body.code], `${from} ${to}`).to.deep.equal([
          400,
          'transition_not_allowed',
        ])
        expect(answer.body.non_field_errors).to.deep.equal([sentence])
        expect(answer.body.detail).to.equal(sentence)
        expect((await owner.call('GET', `${base}/${id}`)).body.status).to.equal(from)
      }

    expect(taken).to.have.members([
      'scheduled en_route',
      'scheduled canceled',
      'en_route on_site',
      'en_route canceled',
      'on_site done',
      'on_site canceled',
    ])
  })

  it('lets one of ten dispatchers send the same technician on the way [AS-5]', async () => {
    const { id } = await visit()

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => status(owner, id, { status: 'en_route' })),
    )

    const statuses = answers.map((answer) => answer.status).sort()
    expect(statuses[0]).to.equal(200)
    for (const other of statuses.slice(1)) expect(other).to.be.oneOf([400, 409])
    const { body } = await owner.call('GET', `${base}/${id}/history/`)
    expect(body.results.map(({ to }: { to: string }) => to)).to.deep.equal(['scheduled', 'en_route'])
    const { database } = await sharedService()
    const told = await database.query(
      `select data from event where aggregate_id = $1 and name = 'assignment.status_changed'`,
      [id],
    )
    expect(told).to.deep.equal([
      { data: { from: 'scheduled', to: 'en_route', technician_id: joao.id, work_order_id: workOrder } },
    ])
    const links = await database.query(`select 1 from share_link where resource_id = $1`, [id])
    expect(links).to.have.length(1)
    await moveOn(owner, id, 'canceled')
  })

  it('changes what If-Match names, and only that [AS-5]', async () => {
    const { id } = await visit()
    const { headers } = await owner.call('GET', `${base}/${id}`)
    const tag = headers.get('etag')!

    const changed = await owner.call('PATCH', `${base}/${id}`, { notes: 'Um' }, { 'if-match': tag })
    const late = await owner.call('PATCH', `${base}/${id}`, { notes: 'Dois' }, { 'if-match': tag })
    const lateStep = await status(owner, id, { status: 'en_route' }, { 'if-match': tag })
    const lateRemoval = await owner.call('DELETE', `${base}/${id}`, undefined, { 'if-match': tag })
    const again = await owner.call(
      'PATCH',
      `${base}/${id}`,
      { notes: 'Dois' },
      { 'if-match': changed.headers.get('etag')! },
    )

    expect(changed.status).to.equal(200)
    for (const { status, body } of [late, lateStep, lateRemoval])
      expect([status, body.code]).to.deep.equal([409, 'conflict'])
    expect([again.status, again.body.notes]).to.deep.equal([200, 'Dois'])
  })

  it('is told of under one id, however that is written [AS-20]', async () => {
    const { id } = await visit()
    const loud = id.toUpperCase()

    await owner.call('PATCH', `${base}/${loud}`, { notes: 'Um' })
    await moveOn(owner, loud, 'canceled')
    await owner.call('DELETE', `${base}/${loud}`)

    const { database } = await sharedService()
    const told = await database.query('select name, data from event where aggregate_id = $1 order by seq', [
      id,
    ])
    expect(told).to.deep.equal([
      {
        name: 'assignment.created',
        data: { work_order_id: workOrder, technician_id: joao.id, scheduled_date: '2026-01-15' },
      },
      { name: 'assignment.updated', data: { fields: ['notes'] } },
      {
        name: 'assignment.status_changed',
        data: { from: 'scheduled', to: 'canceled', technician_id: joao.id, work_order_id: workOrder },
      },
      { name: 'assignment.removed', data: { work_order_id: workOrder, technician_id: joao.id } },
    ])
  })

  it('refuses a plan under the fields that are wrong, and broken rules as non_field_errors [AS-2] [AS-7]', async () => {
    const stranger = await register(url, 'Elsewhere')
    await switchOnDispatch(stranger)
    const theirs = { order: await aWorkOrderOf(stranger), technician: (await aTechnicianOf(stranger)).id }
    const lazy = await aTechnicianOf(owner, 'Caio Lima')
    await owner.call('PATCH', `/api/trakservice/technicians/${lazy.id}`, { is_active: false })
    const closed = await aWorkOrderOf(owner)
    await owner.call('PATCH', `/api/trakservice/work-orders/${closed}`, { status: 'CANCELED' })
    const good = { work_order: workOrder, technician: joao.id, scheduled_date: '2026-01-15' }
    const post = (from: object) => owner.call('POST', base, { ...good, ...from }, portuguese)

    const foreign = await post({ work_order: theirs.order, technician: theirs.technician })
    const unknown = await post({ work_order: 2_147_483_647 })
    const inactive = await post({ technician: lazy.id })
    const over = await post({ work_order: closed })
    const night = await post({ scheduled_start: '23:00:00', scheduled_end: '01:00:00' })
    const missing = await owner.call('POST', base, {}, portuguese)

    expect(foreign.status).to.equal(422)
    expect(foreign.body.work_order).to.deep.equal(['Não existe na sua organização.'])
    expect(foreign.body.technician).to.deep.equal(['Não existe na sua organização.'])
    expect(foreign.body.errors[0]).to.deep.equal({
      field: 'work_order',
      message: 'Não existe na sua organização.',
    })
    expect([unknown.status, unknown.body.work_order]).to.deep.equal([422, ['Não existe na sua organização.']])
    expect([inactive.status, inactive.body.code]).to.deep.equal([400, 'technician_inactive'])
    expect(inactive.body.non_field_errors).to.deep.equal(['O técnico não está ativo.'])
    expect([over.status, over.body.code]).to.deep.equal([400, 'work_order_closed'])
    expect([night.status, night.body.scheduled_end]).to.deep.equal([
      422,
      ['Deve ser depois de scheduled_start.'],
    ])
    for (const field of ['work_order', 'technician', 'scheduled_date'])
      expect(missing.body[field], field).to.deep.equal(['Este campo é obrigatório.'])
  })

  it('settles who, what and when at departure [AS-6]', async () => {
    const { id } = await visit()
    await moveOn(owner, id, 'en_route')

    const moved = await owner.call('PATCH', `${base}/${id}`, { scheduled_date: '2026-01-16' }, portuguese)
    const noted = await owner.call('PATCH', `${base}/${id}`, { notes: 'Portão azul' })
    const removed = await owner.call('DELETE', `${base}/${id}`, undefined, portuguese)
    await moveOn(owner, id, 'canceled')
    const timed = await owner.call('PATCH', `${base}/${id}`, { scheduled_start: '10:00:00' })
    const gone = await owner.call('DELETE', `${base}/${id}`)

    expect([moved.status, moved.body.code]).to.deep.equal([400, 'assignment_under_way'])
    expect(moved.body.non_field_errors).to.deep.equal([moved.body.detail])
    expect([noted.status, noted.body.notes]).to.deep.equal([200, 'Portão azul'])
    expect([removed.status, removed.body.code]).to.deep.equal([409, 'assignment_in_use'])
    expect(removed.body.non_field_errors).to.deep.equal([
      'O técnico está em deslocamento ou no local; cancele a atribuição primeiro.',
    ])
    expect([timed.status, timed.body.code]).to.deep.equal([400, 'assignment_under_way'])
    expect([gone.status, (await owner.call('GET', `${base}/${id}`)).status]).to.deep.equal([204, 404])
  })

  it('warns where the technician is elsewhere at that time, in the caller’s language [AS-8]', async () => {
    const maria = await aTechnicianOf(owner, 'Maria Lima')
    const times = { scheduled_start: '09:00', scheduled_end: '11:00', technician: maria.id }
    const first = await visit(times)

    const body = { work_order: workOrder, scheduled_date: '2026-01-15', ...times, scheduled_end: '10:00' }
    const second = await owner.call('POST', base, body, portuguese)
    const apart = await owner.call('PATCH', `${base}/${second.body.id}`, {
      scheduled_start: '11:00:00',
      scheduled_end: null,
    })

    expect(first.view).not.to.have.property('warnings')
    expect(second.status).to.equal(201)
    expect(second.body.warnings).to.deep.equal([
      {
        code: 'overlap',
        detail: 'O técnico já possui outra atribuição neste horário.',
        assignments: [first.id],
      },
    ])
    expect(apart.body).to.include({ scheduled_start: '11:00:00', scheduled_end: null })
    expect(apart.body).not.to.have.property('warnings')
  })

  it('shows technicians their own, and lets them note and move it [AS-1] [AS-13]', async () => {
    const maria = await aTechnicianOf(owner, 'Maria Lima')
    const bystander = await addMember(owner, 'member')
    const { id } = await visit({ technician: maria.id })
    const other = await visit()
    const { person } = maria

    const listed = await person.call('GET', `${base}/?technician_id=${joao.id}`)
    const mine = await person.call('GET', base)
    const byMe = await person.call('GET', `${base}/by-technician/${maria.id}/`)
    const byJoao = await person.call('GET', `${base}/by-technician/${joao.id}/`)
    const noted = await person.call('PATCH', `${base}/${id}`, { notes: 'A caminho' })
    const planned = await person.call('PATCH', `${base}/${id}`, { scheduled_date: '2026-01-16' })
    const removed = await person.call('DELETE', `${base}/${id}`)
    const moved = await status(person, id, { status: 'en_route', reason: 'Trânsito' })
    const shown = await person.call('GET', `${base}/${id}`)
    const history = await person.call('GET', `${base}/${id}/history`)

    expect([listed.body.count, ids(mine), ids(byMe)]).to.deep.equal([0, [id], [id]])
    expect(byJoao.status).to.equal(404)
    expect([noted.status, noted.body.notes]).to.deep.equal([200, 'A caminho'])
    for (const answer of [planned, removed])
      expect([answer.status, answer.body.code]).to.deep.equal([403, 'forbidden'])
    expect(moved.status).to.equal(200)
    expect(shown.body.customer_link).to.deep.equal(moved.body.customer_link)
    expect(history.body.results).to.deep.equal([
      {
        from: null,
        to: 'scheduled',
        reason: '',
        by: { id: owner.userId, full_name: 'A Person' },
        at: shown.body.created_at,
      },
      {
        from: 'scheduled',
        to: 'en_route',
        reason: 'Trânsito',
        by: { id: person.userId, full_name: 'Maria Lima' },
        at: shown.body.departed_at,
      },
    ])
    for (const [method, path, body] of [
      ['GET', other.id],
      ['PATCH', other.id, { notes: 'x' }],
      ['POST', `${other.id}/status`, { status: 'en_route' }],
      ['GET', `${other.id}/history`],
      ['GET', `${other.id}/rating`],
    ] as const)
      for (const nosy of [person, bystander])
        expect((await nosy.call(method, `${base}/${path}`, body)).status, `${method} ${path}`).to.equal(404)
    await moveOn(owner, id, 'canceled')
    expect((await person.call('GET', `${base}/${id}`)).body).not.to.have.property('customer_link')
  })

  it('shows what the customer thought, to dispatchers and the technician [AS-19]', async () => {
    const maria = await aTechnicianOf(owner, 'Maria Lima')
    const { id } = await visit({ technician: maria.id, work_order: await aWorkOrderOf(owner) })
    await moveOn(owner, id, 'en_route', 'on_site', 'done')
    const unrated = await owner.call('GET', `${base}/${id}/rating/`)
    const { database } = await sharedService()
    await database.query(`insert into visit_rating values ($1, $2, 4, 'Pontual', now(), now())`, [
      id,
      owner.tenantId,
    ])

    for (const person of [owner, maria.person]) {
      const { status, body } = await person.call('GET', `${base}/${id}/rating/`)
      expect(status).to.equal(200)
      expect(body).to.have.all.keys('score', 'comment', 'created_at', 'updated_at')
      expect(body).to.include({ score: 4, comment: 'Pontual' })
    }
    expect(unrated.status).to.equal(404)
  })
})
