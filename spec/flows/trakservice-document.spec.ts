import { expect } from 'chai'
import { addMember, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'

/** The document's own values, by which its examples are told from everything else. */
const base = '/api/trakservice'
const portuguese = { 'accept-language': 'pt-BR' }
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$/

const technicianFields = [
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
  // Ours: how the board draws them, and when they were heard of.
  'color',
  'last_seen_at',
]
const assignmentFields = [
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
const flags = ['enabled', 'dispatch', 'tracking', 'routing', 'km', 'quotes'].map(
  (name) => `trakservice.${name}`,
)

describe('the TrakService document, replayed word for word', () => {
  let admin: Person
  let technicianUser: Person
  let technicianId: string
  let workOrder: number
  let assignmentId: string
  const year = new Date().getUTCFullYear()

  const call = (person: Person, method: string, path: string, body?: unknown) =>
    person.call(method, base + path, body, portuguese)
  const switchOn = (features: Record<string, boolean>) =>
    admin
      .call('PUT', '/api/tenants/features', { features })
      .then(({ status }) => expect(status).to.equal(200))

  before(async () => {
    const { url } = await sharedService()
    admin = await register(url, 'ACME Corp')
    technicianUser = await addMember(admin, 'technician', { full_name: 'João Silva' })
  })

  describe('feature flags', () => {
    it('are all off at first, and me shows each of them', async () => {
      const { status, body } = await admin.call('GET', '/api/auth/me/')

      expect(status).to.equal(200)
      expect(body.tenant).to.include.keys('id', 'schema_name', 'name', 'slug', 'role', 'features')
      expect(body.tenant.features).to.deep.equal(Object.fromEntries(flags.map((flag) => [flag, false])))
    })

    it('refuse with their sentence, the module before its parts', async () => {
      const closed = await call(admin, 'GET', '/technicians/')
      await switchOn({ 'trakservice.enabled': true })
      const partly = await call(admin, 'GET', '/technicians/')
      const tracking = await call(admin, 'POST', '/location/pings/', {})

      expect(closed.status).to.equal(403)
      expect(closed.body.detail).to.equal(
        "Feature 'trakservice.enabled' is not enabled for your organization.",
      )
      expect(partly.status).to.equal(403)
      expect(partly.body.detail).to.equal(
        "Feature 'trakservice.dispatch' is not enabled for your organization.",
      )
      expect(tracking.body.detail).to.equal(
        "Feature 'trakservice.tracking' is not enabled for your organization.",
      )
    })

    it('are told by _meta and _health', async () => {
      await switchOn({ 'trakservice.dispatch': true })
      const meta = await call(admin, 'GET', '/_meta/')
      const health = await call(admin, 'GET', '/_health/')

      expect(meta.body).to.deep.equal({
        module: 'trakservice',
        version: '1.0.0',
        features: Object.fromEntries(
          flags.map((flag) => [flag, flag === 'trakservice.enabled' || flag === 'trakservice.dispatch']),
        ),
        status: 'operational',
      })
      expect(health.body).to.deep.equal({
        status: 'healthy',
        timestamp: health.body.timestamp,
        tenant_id: admin.tenantId,
        features_enabled: ['trakservice.enabled', 'trakservice.dispatch'],
      })
      expect(health.body.timestamp).to.match(moment)
    })
  })

  describe('technicians', () => {
    it('are created', async () => {
      const { status, body } = await call(admin, 'POST', '/technicians/', {
        user_id: technicianUser.userId,
        phone: '+55 11 99999-0002',
        skills: ['Elétrica', 'Manutenção Geral'],
        work_start_time: '07:00:00',
        work_end_time: '16:00:00',
        allow_tracking: true,
      })

      expect(status).to.equal(201)
      expect(Object.keys(body)).to.have.members(technicianFields)
      expect(body.id).to.match(uuid)
      technicianId = body.id
    })

    it('are listed', async () => {
      const { status, body } = await call(admin, 'GET', '/technicians/')

      expect(status).to.equal(200)
      const [technician] = body.results
      expect(body).to.deep.equal({ count: 1, next: null, previous: null, results: [technician] })
      expect(technician).to.deep.equal({
        id: technicianId,
        user: {
          id: technicianUser.userId,
          email: technicianUser.email,
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
        created_at: technician.created_at,
        updated_at: technician.updated_at,
        // What the document does not have: how the board draws them, and when they were heard of.
        color: technician.color,
        last_seen_at: null,
      })
      expect(technician.created_at).to.match(moment)
    })

    it('are read, changed, narrowed to the active ones, filtered, searched and removed', async () => {
      const one = await call(admin, 'GET', `/technicians/${technicianId}/`)
      const patched = await call(admin, 'PATCH', `/technicians/${technicianId}/`, { is_active: false })
      const active = await call(admin, 'GET', '/technicians/active/')
      const inactive = await call(admin, 'GET', '/technicians/?is_active=false')
      await call(admin, 'PATCH', `/technicians/${technicianId}/`, { is_active: true })
      const byName = await call(admin, 'GET', '/technicians/?search=joao')
      const byEmail = await call(admin, 'GET', `/technicians/?search=${technicianUser.email.slice(0, 8)}`)
      const nobody = await call(admin, 'GET', '/technicians/?search=maria')
      const another = await addMember(admin, 'technician')
      const made = await call(admin, 'POST', '/technicians/', { user_id: another.userId })
      const removed = await call(admin, 'DELETE', `/technicians/${made.body.id}/`)
      const gone = await call(admin, 'GET', `/technicians/${made.body.id}/`)

      expect(one.body.id).to.equal(technicianId)
      expect(patched.body.is_active).to.equal(false)
      expect(active.body.count).to.equal(0)
      expect(inactive.body.count).to.equal(1)
      expect([byName.body.count, byEmail.body.count, nobody.body.count]).to.deep.equal([1, 1, 0])
      expect([removed.status, gone.status]).to.deep.equal([204, 404])
    })
  })

  describe('assignments', () => {
    const date = '2026-01-15'

    before(async () => {
      const { status, body } = await call(admin, 'POST', '/work-orders/', {
        description: 'Manutenção preventiva - Chiller',
        priority: 'MEDIUM',
        asset_name: 'Chiller York 200TR',
        asset_location: 'Bloco A / Sala de Máquinas',
      })
      expect(status).to.equal(201)
      expect(body.number).to.match(new RegExp(`^OS-${year}-\\d{4,}$`))
      workOrder = body.id
    })

    const create = () =>
      call(admin, 'POST', '/assignments/', {
        work_order: workOrder,
        technician: technicianId,
        scheduled_date: date,
        scheduled_start: '09:00:00',
        scheduled_end: '11:00:00',
        notes: 'Levar ferramentas especiais',
      })

    it('are created', async () => {
      const { status, body } = await create()

      expect(status).to.equal(201)
      expect(Object.keys(body)).to.include.members(assignmentFields)
      assignmentId = body.id
    })

    it('are listed by day and status', async () => {
      const { status, body } = await call(admin, 'GET', `/assignments/?date=${date}&status=scheduled`)

      expect(status).to.equal(200)
      const [assignment] = body.results
      expect(body).to.deep.equal({ count: 1, next: null, previous: null, results: [assignment] })
      expect(assignment).to.deep.equal({
        id: assignmentId,
        work_order: workOrder,
        work_order_number: assignment.work_order_number,
        work_order_description: 'Manutenção preventiva - Chiller',
        work_order_priority: 'MEDIUM',
        work_order_status: 'OPEN',
        asset_name: 'Chiller York 200TR',
        asset_location: 'Bloco A / Sala de Máquinas',
        technician: {
          id: technicianId,
          full_name: 'João Silva',
          email: technicianUser.email,
          is_active: true,
        },
        scheduled_date: date,
        scheduled_start: '09:00:00',
        scheduled_end: '11:00:00',
        status: 'scheduled',
        status_display: 'Agendado',
        departed_at: null,
        arrived_at: null,
        completed_at: null,
        canceled_at: null,
        notes: 'Levar ferramentas especiais',
        cancellation_reason: '',
        created_by: admin.userId,
        created_by_name: 'A Person',
        created_at: assignment.created_at,
        updated_at: assignment.updated_at,
      })
      expect(assignment.work_order_number).to.match(/^OS-\d{4}-\d{4}$/)
      expect(Object.keys(assignment)).to.deep.equal(assignmentFields)
    })

    it('are read one by one, and changed', async () => {
      const one = await call(admin, 'GET', `/assignments/${assignmentId}/`)
      const patched = await call(admin, 'PATCH', `/assignments/${assignmentId}/`, { notes: 'Ligar antes' })

      expect(one.status).to.equal(200)
      expect(patched.body.notes).to.equal('Ligar antes')
    })

    it('are narrowed by every filter of the document', async () => {
      const counts: Record<string, number> = {}
      for (const query of [
        `date=${date}`,
        'date=2026-01-16',
        'date_from=2026-01-15',
        'date_from=2026-01-16',
        'date_to=2026-01-15',
        'date_to=2026-01-14',
        `technician_id=${technicianId}`,
        `work_order_id=${workOrder}`,
        'status=scheduled&status=done',
        'status=done',
        'search=manutencao',
        'search=chiller york',
        'search=OS-',
        'search=bomba',
      ])
        counts[query] = (await call(admin, 'GET', `/assignments/?${query}`)).body.count

      expect(counts).to.deep.equal({
        [`date=${date}`]: 1,
        'date=2026-01-16': 0,
        'date_from=2026-01-15': 1,
        'date_from=2026-01-16': 0,
        'date_to=2026-01-15': 1,
        'date_to=2026-01-14': 0,
        [`technician_id=${technicianId}`]: 1,
        [`work_order_id=${workOrder}`]: 1,
        'status=scheduled&status=done': 1,
        'status=done': 0,
        'search=manutencao': 1,
        'search=chiller york': 1,
        'search=OS-': 1,
        'search=bomba': 0,
      })
    })

    it('are there by technician, for today and for this week', async () => {
      const today = new Date().toISOString().slice(0, 10)
      const { body } = await call(admin, 'POST', '/assignments/', {
        work_order: workOrder,
        technician: technicianId,
        scheduled_date: today,
      })
      const byTechnician = await call(admin, 'GET', `/assignments/by-technician/${technicianId}/`)
      const forToday = await call(admin, 'GET', '/assignments/today/')
      const forWeek = await call(admin, 'GET', '/assignments/week/')
      const removed = await call(admin, 'DELETE', `/assignments/${body.id}/`)

      expect(byTechnician.body.count).to.equal(2)
      expect(forToday.body.results.map(({ id }: { id: string }) => id)).to.deep.equal([body.id])
      expect(forWeek.body.results.map(({ id }: { id: string }) => id)).to.deep.equal([body.id])
      expect(removed.status).to.equal(204)
    })

    it('go on their way', async () => {
      const { status, body } = await call(admin, 'POST', `/assignments/${assignmentId}/status/`, {
        status: 'en_route',
      })

      expect(status).to.equal(200)
      expect(body).to.include({ id: assignmentId, status: 'en_route', status_display: 'Em deslocamento' })
      expect(body.departed_at).to.match(moment)
      expect(Object.keys(body)).to.include.members(assignmentFields)
    })

    it('are canceled with a reason', async () => {
      const { status, body } = await call(admin, 'POST', `/assignments/${assignmentId}/status/`, {
        status: 'canceled',
        reason: 'Cliente solicitou reagendamento',
      })

      expect(status).to.equal(200)
      expect(body).to.include({
        id: assignmentId,
        status: 'canceled',
        status_display: 'Cancelado',
        cancellation_reason: 'Cliente solicitou reagendamento',
      })
      expect(body.canceled_at).to.match(moment)
    })

    it('arrive and are done, and nothing changes them then', async () => {
      const { body } = await create()
      const steps: [number, string][] = []
      for (const wanted of ['en_route', 'on_site', 'done', 'canceled']) {
        const answer = await call(admin, 'POST', `/assignments/${body.id}/status/`, { status: wanted })
        steps.push([answer.status, answer.body.status_display ?? Object.keys(answer.body).at(-1)])
      }
      const done = await call(admin, 'GET', `/assignments/${body.id}/`)

      expect(steps).to.deep.equal([
        [200, 'Em deslocamento'],
        [200, 'No local'],
        [200, 'Concluído'],
        [400, 'non_field_errors'],
      ])
      for (const time of ['departed_at', 'arrived_at', 'completed_at'])
        expect(done.body[time]).to.match(moment)
    })
  })

  describe('tracking', () => {
    const recordedAt = () => new Date(Math.floor(Date.now() / 1000) * 1000).toISOString().replace('.000', '')
    const ping = (at = recordedAt()) => ({
      latitude: '-23.5505199',
      longitude: '-46.6333094',
      accuracy: 10.5,
      altitude: 750.0,
      speed: 45.0,
      heading: 180.0,
      source: 'gps',
      device_id: 'device-abc123',
      recorded_at: at,
    })
    let sent: ReturnType<typeof ping>
    let pingId: string

    before(async () => {
      await switchOn({ 'trakservice.tracking': true })
      const allDay = { work_start_time: '00:00:00', work_end_time: '00:00:00' }
      const { status } = await call(admin, 'PATCH', `/technicians/${technicianId}/`, allDay)
      expect(status).to.equal(200)
    })

    it('takes a ping', async () => {
      sent = ping()
      const { status, body } = await call(technicianUser, 'POST', '/location/pings/', sent)

      expect(status).to.equal(201)
      pingId = body.id
      expect(body).to.deep.equal({
        id: pingId,
        technician_id: technicianId,
        technician_name: 'João Silva',
        latitude: '-23.5505199',
        longitude: '-46.6333094',
        accuracy: 10.5,
        source: 'gps',
        source_display: 'GPS',
        device_id: 'device-abc123',
        recorded_at: body.recorded_at,
        created_at: body.created_at,
      })
      expect(pingId).to.match(uuid)
      expect(new Date(body.recorded_at)).to.deep.equal(new Date(sent.recorded_at))
      expect(body.created_at).to.match(moment)
    })

    it('answers the latest', async () => {
      const { status, body } = await call(admin, 'GET', `/technicians/${technicianId}/location/latest/`)

      expect(status).to.equal(200)
      expect(body).to.deep.equal({
        id: pingId,
        technician_id: technicianId,
        technician_name: 'João Silva',
        latitude: '-23.5505199',
        longitude: '-46.6333094',
        accuracy: 10.5,
        source: 'gps',
        recorded_at: body.recorded_at,
        is_stale: false,
        minutes_ago: 0,
      })
    })

    it('answers the trail', async () => {
      const to = new Date(Date.now() + 60_000)
      const from = new Date(to.getTime() - 10 * 3_600_000)
      const query = `from=${from.toISOString()}&to=${to.toISOString()}`
      const { status, body } = await call(admin, 'GET', `/technicians/${technicianId}/location/?${query}`)

      expect(status).to.equal(200)
      expect(body).to.deep.equal({
        technician_id: technicianId,
        technician_name: 'João Silva',
        from_date: body.from_date,
        to_date: body.to_date,
        total_pings: 1,
        pings: [
          {
            id: pingId,
            latitude: '-23.5505199',
            longitude: '-46.6333094',
            accuracy: 10.5,
            source: 'gps',
            recorded_at: body.pings[0].recorded_at,
          },
        ],
      })
      expect([new Date(body.from_date), new Date(body.to_date)]).to.deep.equal([from, to])
    })

    it('answers no more than a day of it', async () => {
      const query = 'from=2026-01-08T08:00:00Z&to=2026-01-09T08:00:01Z'
      const { status, body } = await call(admin, 'GET', `/technicians/${technicianId}/location/?${query}`)

      expect(status).to.equal(400)
      expect(body.detail).to.equal('Intervalo máximo de 24 horas permitido.')
    })

    it('refuses whom it is not allowed to follow, in the words of the document', async () => {
      const noProfile = await call(admin, 'POST', '/location/pings/', ping())
      const hour = (new Date().getUTCHours() + 6) % 24
      const later = (plus: number) => `${String((hour + plus) % 24).padStart(2, '0')}:00:00`
      await call(admin, 'PATCH', `/technicians/${technicianId}/`, {
        work_start_time: later(0),
        work_end_time: later(1),
      })
      const outside = await call(technicianUser, 'POST', '/location/pings/', ping())
      await call(technicianUser, 'PATCH', `/technicians/${technicianId}/`, { allow_tracking: false })
      const off = await call(technicianUser, 'POST', '/location/pings/', ping())

      expect([noProfile.status, outside.status, off.status]).to.deep.equal([400, 400, 400])
      expect(noProfile.body.non_field_errors).to.deep.equal(['Usuário não possui perfil de técnico.'])
      expect(outside.body.non_field_errors).to.deep.equal([
        'Rastreamento fora da janela de trabalho não é permitido.',
      ])
      expect(off.body.non_field_errors).to.deep.equal([
        'Rastreamento não permitido. Verifique suas preferências.',
      ])
    })
  })

  describe('without a language asked for', () => {
    it('speaks the organization’s', async () => {
      const changed = await admin.call('PATCH', '/api/tenants/current', { locale: 'pt-BR' })
      const { body } = await technicianUser.call('POST', `${base}/location/pings/`, {
        latitude: '-23.5505199',
        longitude: '-46.6333094',
        source: 'gps',
        device_id: 'device-abc123',
        recorded_at: new Date().toISOString(),
      })

      expect(changed.status).to.equal(200)
      expect(body.non_field_errors).to.deep.equal([
        'Rastreamento não permitido. Verifique suas preferências.',
      ])
    })
  })
})
