import { expect } from 'chai'
import { type Person, register } from '../support/client.ts'
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
const ids = ({ body }: { body: { results: { id: string }[] } }) => body.results.map(({ id }) => id)

describe('lists of assignments', function () {
  this.timeout(60_000)
  let url: string
  let owner: Person
  let ana: string
  let bia: string
  let chiller: number
  let pump: number
  const made: Record<string, string> = {}
  before(async () => {
    url = (await sharedService()).url
    owner = await register(url, 'Listas')
    await switchOnDispatch(owner)
    ana = (await aTechnicianOf(owner, 'Ana Silva')).id
    bia = (await aTechnicianOf(owner, 'Bia Souza')).id
    chiller = await aWorkOrderOf(owner)
    pump = await aWorkOrderOf(owner, { description: 'Troca de selo', asset_name: 'Bomba d’Água' })
    const plans: [string, object][] = [
      [
        'late',
        { technician: ana, work_order: chiller, scheduled_date: '2026-01-15', scheduled_start: '14:00' },
      ],
      [
        'early',
        { technician: ana, work_order: pump, scheduled_date: '2026-01-15', scheduled_start: '08:00' },
      ],
      ['whenever', { technician: bia, work_order: pump, scheduled_date: '2026-01-15' }],
      ['next', { technician: bia, work_order: chiller, scheduled_date: '2026-01-16' }],
    ]
    for (const [name, plan] of plans) made[name] = (await aVisit(owner, plan)).id
    await moveOn(owner, made.next!, 'en_route')
    await moveOn(owner, made.whenever!, 'canceled')
  })
  const namesOf = (reply: { body: { results: { id: string }[] } }) =>
    ids(reply).map((id) => Object.keys(made).find((name) => made[name] === id))

  it('are narrowed by every filter of the document, alone and together [AS-11]', async () => {
    const expected: Record<string, string[]> = {
      '': ['early', 'late', 'whenever', 'next'],
      'date=2026-01-15': ['early', 'late', 'whenever'],
      'date_from=2026-01-16': ['next'],
      'date_to=2026-01-15': ['early', 'late', 'whenever'],
      'date_from=2026-01-15&date_to=2026-01-16': ['early', 'late', 'whenever', 'next'],
      [`technician_id=${bia}`]: ['whenever', 'next'],
      [`technician_id=${bia.toUpperCase()}`]: ['whenever', 'next'],
      [`work_order_id=${pump}`]: ['early', 'whenever'],
      'status=scheduled': ['early', 'late'],
      'status=en_route&status=canceled': ['whenever', 'next'],
      'status=done': [],
      'search=CHILLER': ['late', 'next'],
      'search=bomba+d%E2%80%99agua': ['early', 'whenever'],
      'search=': ['early', 'late', 'whenever', 'next'],
      'search=%25': [],
      'search=_': [],
      'search=OS-': ['early', 'late', 'whenever', 'next'],
      [`search=selo&technician_id=${ana}&date=2026-01-15&status=scheduled`]: ['early'],
    }
    for (const [query, names] of Object.entries(expected)) {
      const reply = await owner.call('GET', `${base}/?${query}`)
      expect(reply.status, query).to.equal(200)
      expect(namesOf(reply), query).to.deep.equal(names)
      expect(reply.body.count, query).to.equal(names.length)
    }
  })

  it('refuse filters that mean nothing [AS-11] [T-55]', async () => {
    for (const [query, field] of [
      ['date_from=2026-01-16&date_to=2026-01-15', 'date_to'],
      ['date=15-01-2026', 'date'],
      ['date=2026-01-15&date=2026-01-16', 'date'],
      ['technician_id=1', 'technician_id'],
      ['work_order_id=x', 'work_order_id'],
      ['tenant_id=1', 'tenant_id'],
      ['page_size=201', 'page_size'],
    ]) {
      const { status, body } = await owner.call('GET', `${base}/?${query}`, undefined, portuguese)
      expect(status, query).to.equal(422)
      expect(body[field!], query).to.be.an('array').with.length(1)
    }
    expect((await owner.call('GET', `${base}/?status=late`)).status).to.equal(422)
  })

  it('go on from page to page with their filters [AS-11]', async () => {
    const pages: (string | undefined)[] = []
    let next = `${base}/?status=scheduled&status=en_route&page_size=1`
    while (next) {
      const reply = await owner.call('GET', next)
      expect(reply.body.count).to.equal(3)
      pages.push(...namesOf(reply))
      next = reply.body.next?.replace(url, '') ?? ''
    }

    expect(pages).to.deep.equal(['early', 'late', 'next'])
  })

  it('are there by technician, with the same filters [AS-13]', async () => {
    const path = `${base}/by-technician/${bia}/`

    expect(namesOf(await owner.call('GET', path))).to.deep.equal(['whenever', 'next'])
    expect(namesOf(await owner.call('GET', `${path}?date=2026-01-16`))).to.deep.equal(['next'])
    expect((await owner.call('GET', `${path}?technician_id=${ana}`)).status).to.equal(422)
    for (const unknown of ['00000000-0000-7000-8000-000000000000', 'ana'])
      expect((await owner.call('GET', `${base}/by-technician/${unknown}/`)).status).to.equal(404)
  })

  it('speak the caller’s language [AS-21]', async () => {
    const displayed = async (language: string) =>
      (await owner.call('GET', `${base}/${made.next}`, undefined, { 'accept-language': language })).body
        .status_display

    expect([await displayed('en'), await displayed('pt-BR'), await displayed('es')]).to.deep.equal([
      'En route',
      'Em deslocamento',
      'En camino',
    ])
  })

  it('mirror nothing of another organization, whatever is asked for by id [T-56] [T-58]', async () => {
    const stranger = await register(url, 'Espelho')
    await switchOnDispatch(stranger)
    const own = await aVisit(stranger, { scheduled_date: '2026-01-15' })
    const search = (await owner.call('GET', `${base}/${made.early}`)).body.work_order_number

    for (const query of [
      '',
      `date=2026-01-15`,
      `technician_id=${ana}`,
      `work_order_id=${chiller}`,
      'status=scheduled',
      `search=${search}`,
    ]) {
      const { body } = await stranger.call('GET', `${base}/?${query}`)
      expect(
        body.results.filter(({ id }: { id: string }) => id !== own.id),
        query,
      ).to.deep.equal([])
    }
    for (const list of ['today', 'week'])
      expect((await stranger.call('GET', `${base}/${list}/?technician_id=${ana}`)).body.count).to.equal(0)
    const { id } = own
    const taken = await stranger.call('PATCH', `${base}/${id}`, { technician: ana })
    expect([taken.status, taken.body.technician]).to.deep.equal([422, ['is unknown']])
  })
})

describe('the plan of a board', function () {
  this.timeout(60_000)
  const path = `${base}/plan`
  let owner: Person
  before(async () => {
    owner = await register((await sharedService()).url, 'Quadro')
    await switchOnDispatch(owner)
  })

  it('holds who works and what there is to do, with customer and place [AS-22]', async () => {
    const [ana, bia] = [await aTechnicianOf(owner, 'Ana Silva'), await aTechnicianOf(owner, 'Bia Souza')]
    const gone = await aTechnicianOf(owner, 'Caio Lima')
    await owner.call('PATCH', `/api/trakservice/technicians/${gone.id}`, { is_active: false })
    const customer = { name: 'Padaria Sol', phone: '+55 11 5550 0001', email: null }
    const work_order = await aWorkOrderOf(owner, { customer, latitude: -23.5, longitude: -46.6 })
    const { id } = await aVisit(owner, { technician: bia.id, work_order })
    await owner.call('PATCH', `${base}/${id}`, { route_place: 3 })
    await aVisit(owner, { technician: bia.id, scheduled_date: '2026-01-19' })

    const { status, body } = await owner.call('GET', `${path}?date_from=2026-01-12&date_to=2026-01-18`)

    expect(status).to.equal(200)
    const names = body.technicians.map((one: { id: string }) => one.id)
    expect(names).to.include.members([ana.id, bia.id]).and.not.include(gone.id)
    expect(body.technicians[0]).to.include({ full_name: 'Ana Silva', work_start_time: '08:00:00' })
    expect(body.count).to.equal(1)
    expect(body.visits[0]).to.deep.include({
      id,
      route_place: 3,
      latitude: -23.5,
      longitude: -46.6,
      customer,
    })
  })

  it('is no longer than a week, and the days are in order [AS-22]', async () => {
    const far = `${path}?date_from=2026-01-12&date_to=2026-01-19`
    const long = await owner.call('GET', far, undefined, portuguese)
    const back = await owner.call('GET', `${path}?date_from=2026-01-12&date_to=2026-01-11`)

    expect(JSON.stringify(long.body)).to.include('Deve ficar a menos de 7 dias de date_from.')
    expect([long.status, back.status]).to.deep.equal([422, 422])
  })

  it('leaves work orders that nobody is to go to, which are asked for by themselves [WO-7]', async () => {
    const [planned, open] = [await aWorkOrderOf(owner), await aWorkOrderOf(owner)]
    const { id } = await aVisit(owner, { work_order: planned })
    const found = async (query: string) => {
      const { body } = await owner.call('GET', `/api/trakservice/work-orders?page_size=200&${query}`)
      return body.results.map((order: { id: number }) => order.id)
    }

    expect(await found('is_planned=true'))
      .to.include(planned)
      .and.not.include(open)
    expect(await found('is_planned=false'))
      .to.include(open)
      .and.not.include(planned)
    await moveOn(owner, id, 'canceled')
    expect(await found('is_planned=false')).to.include.members([open, planned])
  })
})

describe('today and this week', function () {
  this.timeout(60_000)
  /** As a calendar on the wall there would say it, without any help of ours. */
  const dateIn = (timeZone: string) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date())
  const plus = (date: string, days: number) =>
    new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10)

  for (const timezone of ['America/Sao_Paulo', 'Pacific/Auckland'])
    it(`are those of ${timezone}, where the organization is [AS-12]`, async () => {
      const owner = await register((await sharedService()).url, timezone)
      await switchOnDispatch(owner)
      const set = await owner.call('PATCH', '/api/tenants/current', { timezone })
      expect(set.status).to.equal(200)
      const technician = (await aTechnicianOf(owner)).id
      const work_order = await aWorkOrderOf(owner)
      const started = dateIn(timezone)
      for (let days = -8; days <= 8; days++)
        await aVisit(owner, { technician, work_order, scheduled_date: plus(started, days) })

      let today: string
      let replies: { body: { count: number; results: { scheduled_date: string }[] } }[]
      do {
        today = dateIn(timezone) // midnight may pass between the two
        replies = [await owner.call('GET', `${base}/today/`), await owner.call('GET', `${base}/week/`)]
      } while (today !== dateIn(timezone))

      const [forToday, forWeek] = replies.map(({ body }) =>
        body.results.map(({ scheduled_date }) => scheduled_date),
      )
      const weekday = (new Date(`${today}T12:00:00Z`).getUTCDay() + 6) % 7
      expect(forToday).to.deep.equal([today])
      expect(forWeek).to.deep.equal([0, 1, 2, 3, 4, 5, 6].map((day) => plus(today, day - weekday)))
    })
})
