import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { addMember, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { ago, report } from './a-house.ts'
import {
  addProfile,
  aPing,
  aTechnician,
  sendPing,
  switchOnTracking,
  type TrackedPerson,
  trakService,
} from './a-technician.ts'

const minute = 60_000
const portuguese = { 'accept-language': 'pt-BR' }

let owner: Person
let dispatcher: Person
let joao: TrackedPerson
const prepare = async () => {
  if (!owner) {
    owner = await register((await sharedService()).url, 'ACME Corp')
    await switchOnTracking(owner)
    dispatcher = await addMember(owner, 'dispatcher', { full_name: 'Ana Souza' })
  }
  joao = await aTechnician(owner)
}
const of = (path: string, id = joao.technicianId) => `${trakService}/technicians/${id}/${path}`
const read = (who: Person, path: string, id?: string) => who.call('GET', of(path, id), undefined, portuguese)
const change = (fields: object) =>
  owner.call('PATCH', `${trakService}/technicians/${joao.technicianId}`, fields).then(({ status, body }) => {
    expect(status, JSON.stringify(body)).to.equal(200)
  })
const consent = (who: Person, allow_tracking: boolean, more: object = {}) =>
  who.call('POST', of('consent/'), { allow_tracking, ...more }, portuguese)

describe('POST /api/trakservice/location/pings/', () => {
  beforeEach(prepare)

  it('answers as the document says, word for word [TR-11]', async () => {
    const sent = aPing()

    const { status, body } = await sendPing(joao, sent)

    expect([status, body]).to.deep.equal([
      201,
      {
        id: body.id,
        technician_id: joao.technicianId,
        technician_name: 'João Silva',
        latitude: '-23.5505199',
        longitude: '-46.6333094',
        accuracy: 10.5,
        source: 'gps',
        source_display: 'GPS',
        device_id: 'device-abc123',
        recorded_at: sent.recorded_at,
        created_at: body.created_at,
      },
    ])
    expect(body.id).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  })

  it('keeps the digits that coordinates came with, in text and in numbers [TR-11]', async () => {
    const back = async (latitude: unknown, longitude: unknown, hours: number) => {
      const sent = aPing({ latitude, longitude, recorded_at: ago(hours * 60 * minute) })
      const { body } = await sendPing(joao, sent)
      return [body.latitude, body.longitude]
    }

    expect(await back('10.50', '-46.6', 12)).to.deep.equal(['10.50', '-46.6'])
    expect(await back('10.5000000', '-46', 9)).to.deep.equal(['10.5000000', '-46'])
    expect(await back(10.5, -46.6333094, 6)).to.deep.equal(['10.5', '-46.6333094'])
    expect(await back('10.50000004', '-46.63330946', 3)).to.deep.equal(['10.5000000', '-46.6333095'])
    const trail = await read(owner, 'location/')
    expect(trail.body.pings.map(({ latitude }: { latitude: string }) => latitude)).to.deep.equal([
      '10.50',
      '10.5000000',
      '10.5',
      '10.5000000',
    ])
  })

  it('refuses in the document’s words, for people and for programs [TR-2] [TR-3] [TR-4]', async () => {
    const wanted = async (ping: Promise<{ status: number; body: Record<string, unknown> }>) => {
      const { status, body } = await ping
      return [status, body.code, body.non_field_errors]
    }
    const before = { recorded_at: ago(5 * minute) }

    expect(await wanted(sendPing(dispatcher))).to.deep.equal([
      400,
      'no_technician_profile',
      ['Usuário não possui perfil de técnico.'],
    ])
    const hour = (plus: number) => `${String((new Date().getUTCHours() + plus) % 24).padStart(2, '0')}:00`
    await change({ work_start_time: hour(6), work_end_time: hour(7) })
    expect(await wanted(sendPing(joao, before))).to.deep.equal([
      400,
      'outside_work_window',
      ['Rastreamento fora da janela de trabalho não é permitido.'],
    ])
    await change({ allow_tracking: false })
    expect(await wanted(sendPing(joao, before))).to.deep.equal([
      400,
      'tracking_not_allowed',
      ['Rastreamento não permitido. Verifique suas preferências.'],
    ])
    expect((await read(owner, 'location/')).body.total_pings).to.equal(0)
  })

  it('judges working hours by the organization’s clock [TR-4]', async () => {
    const elsewhere = await register((await sharedService()).url)
    await switchOnTracking(elsewhere)
    const maria = await aTechnician(elsewhere)
    const zone = async (timezone: string) => {
      const { status } = await elsewhere.call('PATCH', '/api/tenants/current', { timezone })
      expect(status).to.equal(200)
    }
    /** One hour around the present, as clocks at nine hours east of Greenwich show it. */
    const shown = (plus: number) =>
      new Date(Date.now() + (9 * 60 + plus) * minute).toISOString().slice(11, 19)
    const { status } = await elsewhere.call('PATCH', `${trakService}/technicians/${maria.technicianId}`, {
      work_start_time: shown(-30),
      work_end_time: shown(30),
    })
    expect(status).to.equal(200)

    await zone('America/Sao_Paulo')
    expect((await sendPing(maria)).body.code).to.equal('outside_work_window')
    await zone('Asia/Tokyo')
    expect((await sendPing(maria)).status).to.equal(201)
  })

  it('refuses what no position may be, and what it does not know [TR-12] [T-55]', async () => {
    const codes: Record<string, unknown> = {}
    for (const [name, from] of Object.entries({
      pole: { latitude: '90.0000001' },
      nowhere: { latitude: '0', longitude: '0', accuracy: null },
      future: { recorded_at: ago(-6 * minute) },
      past: { recorded_at: ago(31 * 86_400_000) },
      words: { latitude: 'north' },
      surprise: { surprise: 1 },
      assignment: { assignment: randomUUID() },
    })) {
      const { status, body } = await sendPing(joao, from)
      codes[name] = [status, body.code]
    }
    const { body } = await sendPing(joao, { latitude: 'north', surprise: 1 })

    expect(codes).to.deep.equal({
      pole: [422, 'coordinates_invalid'],
      nowhere: [422, 'null_island'],
      future: [422, 'time_in_future'],
      past: [422, 'time_too_old'],
      words: [422, 'validation_failed'],
      surprise: [422, 'validation_failed'],
      assignment: [422, 'validation_failed'],
    })
    expect(body.surprise).to.deep.equal(['is not a known field'])
    expect(body.latitude).to.be.an('array').with.length(1)
  })

  it('takes a ping for an open assignment of the technician [TR-12]', async () => {
    const order = await owner.call('POST', `${trakService}/work-orders`, { description: 'Chiller' })
    const assignment = async (technician: string) => {
      const { status, body } = await owner.call('POST', `${trakService}/assignments`, {
        work_order: order.body.id,
        technician,
        scheduled_date: '2026-01-15',
      })
      expect(status).to.equal(201)
      return body.id
    }
    const own = await assignment(joao.technicianId)
    const another = await assignment((await aTechnician(owner)).technicianId)

    expect((await sendPing(joao, { assignment: own })).status).to.equal(201)
    const refused = await sendPing(joao, { assignment: another, recorded_at: ago(1) })

    expect([refused.status, refused.body.assignment]).to.deep.equal([422, ['is no open assignment of yours']])
  })

  it('answers a repeat with the ping that is there, also when many come at once [TR-13]', async () => {
    const sent = aPing()
    const replies = await Promise.all(Array.from({ length: 8 }, () => sendPing(joao, sent)))
    const again = await sendPing(joao, { ...sent, latitude: '1.0' })

    const made = replies.filter(({ status }) => status === 201)
    expect(made).to.have.length(1)
    expect([again.status, again.body]).to.deep.equal([200, made[0]!.body])
    for (const { body } of replies) expect(body).to.deep.equal(made[0]!.body)
  })

  it('takes an array: good ones are kept though others are bad [TR-14]', async () => {
    const sent = [1, 2, 3].map((seconds) => aPing({ recorded_at: ago(seconds * 1000) }))
    const batch = [sent[0], { ...sent[1], latitude: '91' }, sent[2], { ...sent[2], speed: 1 }, 'here']

    const { status, body } = await joao.call('POST', `${trakService}/location/pings/`, batch, portuguese)

    expect(status).to.equal(200)
    expect(body).to.include({ accepted: 2, duplicates: 1, rejected: 2 })
    expect(body.results.map((one: { status: string }) => one.status)).to.deep.equal([
      'accepted',
      'rejected',
      'accepted',
      'duplicate',
      'rejected',
    ])
    expect(body.results[1]).to.deep.equal({
      index: 1,
      status: 'rejected',
      code: 'coordinates_invalid',
      detail: 'As coordenadas não estão no globo.',
    })
    expect(body.results[3].ping).to.deep.equal(body.results[2].ping)
    expect((await read(owner, 'location/')).body.total_pings).to.equal(2)
  })

  it('takes a thousand at once and no more [TR-14] [T-62]', async () => {
    const many = Array.from({ length: 1_001 }, (_, i) => aPing({ recorded_at: ago((1_001 - i) * 1000) }))
    const send = (pings: unknown[]) => joao.call('POST', `${trakService}/location/pings/`, pings)

    expect((await send(many)).status).to.equal(422)
    expect((await send([])).status).to.equal(422)
    const { body } = await send(many.slice(1))
    expect([body.accepted, body.results.length]).to.deep.equal([1_000, 1_000])
    expect((await read(owner, 'location/audit/?page_size=1')).body.count).to.equal(1_000)
  })

  it('is closed where tracking is off, though the rest of the module is on [TR-2]', async () => {
    const other = await register((await sharedService()).url)
    await switchOnTracking(other)
    const maria = await aTechnician(other)
    const off = { features: { 'trakservice.tracking': false } }
    expect((await other.call('PUT', '/api/tenants/features', off)).status).to.equal(200)

    for (const { status, body } of [
      await sendPing(maria),
      await read(other, 'location/latest/', maria.technicianId),
      await read(other, 'location/', maria.technicianId),
    ])
      expect([status, body.detail]).to.deep.equal([
        403,
        "Feature 'trakservice.tracking' is not enabled for your organization.",
      ])
    expect((await read(maria, 'location/audit/', maria.technicianId)).status).to.equal(200)
  })
})

describe('GET /api/trakservice/technicians/{id}/location/latest/', () => {
  beforeEach(prepare)

  it('answers as the document says, word for word [TR-16]', async () => {
    const sent = aPing({ recorded_at: ago(2 * minute + 10_000) })
    const { body: made } = await sendPing(joao, sent)

    const { status, body } = await read(dispatcher, 'location/latest/')

    expect([status, body]).to.deep.equal([
      200,
      {
        id: made.id,
        technician_id: joao.technicianId,
        technician_name: 'João Silva',
        latitude: '-23.5505199',
        longitude: '-46.6333094',
        accuracy: 10.5,
        source: 'gps',
        recorded_at: made.recorded_at,
        is_stale: false,
        minutes_ago: 2,
      },
    ])
    expect(Object.keys(body)).to.deep.equal([
      'id',
      'technician_id',
      'technician_name',
      'latitude',
      'longitude',
      'accuracy',
      'source',
      'recorded_at',
      'is_stale',
      'minutes_ago',
    ])
  })

  it('says when it is old [TR-16]', async () => {
    await sendPing(joao, { recorded_at: ago(61 * minute) })

    expect((await read(owner, 'location/latest/')).body).to.include({ is_stale: true, minutes_ago: 61 })
  })

  it('is the newest by its own time, whenever it came [TR-13]', async () => {
    await sendPing(joao, { recorded_at: ago(5_000), latitude: '1.25' })
    await sendPing(joao, { recorded_at: ago(60_000) })

    expect((await read(owner, 'location/latest/')).body.latitude).to.equal('1.25')
  })

  it('is nothing before the first ping, and nothing while tracking is off [TR-10]', async () => {
    const before = await read(owner, 'location/latest/')
    await sendPing(joao)
    expect((await read(joao, 'location/latest/')).status).to.equal(200)

    await consent(joao, false)

    expect(before.status).to.equal(404)
    for (const who of [owner, dispatcher, joao])
      expect((await read(who, 'location/latest/')).status).to.equal(404)
    expect((await read(dispatcher, 'location/')).body.total_pings).to.equal(1)
  })

  it('is nothing once the technician has left the organization, or is not active [TR-3]', async () => {
    await sendPing(joao)
    await change({ is_active: false })
    expect((await read(owner, 'location/latest/')).status).to.equal(404)
    expect((await sendPing(joao)).body.code).to.equal('tracking_not_allowed')
    await change({ is_active: true })
    expect((await read(owner, 'location/latest/')).status).to.equal(200)

    await owner.call('DELETE', `/api/tenants/members/${joao.userId}`)

    expect((await read(owner, 'location/latest/')).status).to.equal(404)
  })

  it('is not there for colleagues and other organizations [TR-15] [T-58]', async () => {
    await sendPing(joao)
    const colleague = await aTechnician(owner)
    const stranger = await register((await sharedService()).url)
    await switchOnTracking(stranger)

    for (const who of [colleague, await addMember(owner, 'member'), stranger])
      for (const path of ['location/latest/', 'location/', 'location/audit/', 'location/views/', 'consent/'])
        expect((await read(who, path)).status, path).to.equal(404)
  })
})

describe('GET /api/trakservice/technicians/{id}/location/', () => {
  beforeEach(prepare)

  it('answers as the document says, word for word [TR-17]', async () => {
    const { body: first } = await sendPing(joao, { recorded_at: ago(2 * minute) })
    const { body: second } = await sendPing(joao, { recorded_at: ago(minute), accuracy: null })
    const [from, to] = [ago(10 * 60 * minute), ago(-minute)]

    const { status, body } = await read(dispatcher, `location/?from=${from}&to=${to}`)

    const pingOf = (view: Record<string, unknown>, accuracy: number | null) => ({
      id: view.id,
      latitude: '-23.5505199',
      longitude: '-46.6333094',
      accuracy,
      source: 'gps',
      recorded_at: view.recorded_at,
    })
    expect([status, body]).to.deep.equal([
      200,
      {
        technician_id: joao.technicianId,
        technician_name: 'João Silva',
        from_date: body.from_date,
        to_date: body.to_date,
        total_pings: 2,
        pings: [pingOf(first, 10.5), pingOf(second, null)],
      },
    ])
    expect([new Date(body.from_date), new Date(body.to_date)]).to.deep.equal([new Date(from), new Date(to)])
    const zoned = await read(joao, 'location/?from=2026-01-08T05:00:00-03:00&to=2026-01-08T18:00:00Z')
    expect(zoned.body).to.include({
      from_date: '2026-01-08T08:00:00Z',
      to_date: '2026-01-08T18:00:00Z',
      total_pings: 0,
    })
  })

  it('is at most a day, in the document’s words [TR-17]', async () => {
    const asked = (from: string, to: string) => read(owner, `location/?from=${from}&to=${to}`)

    const long = await asked('2026-01-08T08:00:00Z', '2026-01-09T08:00:01Z')
    const exact = await asked('2026-01-08T08:00:00Z', '2026-01-09T08:00:00Z')
    const backwards = await asked('2026-01-08T08:00:00Z', '2026-01-08T07:00:00Z')
    const zoneless = await asked('2026-01-08T08:00:00', '2026-01-08T09:00:00')

    expect([long.status, long.body.detail]).to.deep.equal([400, 'Intervalo máximo de 24 horas permitido.'])
    expect(long.body).not.to.have.property('non_field_errors')
    expect(exact.status).to.equal(200)
    expect([backwards.status, backwards.body.from]).to.deep.equal([422, ['must not be after to']])
    expect(zoneless.status).to.equal(422)
  })

  it('leaves the house as GeoJSON and as GPX too [TR-17]', async () => {
    await sendPing(joao, { recorded_at: ago(2 * minute) })
    await sendPing(joao, { recorded_at: ago(minute) })

    const geojson = await read(dispatcher, 'location/?format=geojson')
    const gpx = await read(dispatcher, 'location/?format=gpx')

    expect(geojson.headers.get('content-type')).to.contain('application/geo+json')
    expect(geojson.body.properties).to.include({ name: 'João Silva', count: 2 })
    expect(gpx.headers.get('content-disposition')).to.match(/trail-\d{4}-\d{2}-\d{2}\.gpx/)
    expect(gpx.body.match(/<trkpt/g)).to.have.length(2)
    const { body } = await read(joao, 'location/views/')
    expect(body.results).to.have.length(1)
    expect(body.results[0]).to.include({ via: 'export', looks: 2 })
  })
})

describe('consent, audit and looks', () => {
  beforeEach(prepare)

  it('keep each switch with who, when and to what [TR-8]', async () => {
    const off = await consent(joao, false, { version: '2026-01' })
    const on = await consent(joao, true)
    const { body } = await read(dispatcher, 'consent/')

    expect([off.status, on.status]).to.deep.equal([200, 200])
    const by = { id: joao.userId, full_name: 'João Silva' }
    expect(off.body).to.deep.equal({ allow_tracking: false, version: '2026-01', at: off.body.at, by })
    expect(body.count).to.equal(3)
    expect(body.results.slice(0, 2)).to.deep.equal([on.body, off.body])
    expect(body.results[2]).to.deep.include({
      allow_tracking: true,
      by: { id: owner.userId, full_name: 'A Person' },
    })
    const profile = await owner.call('GET', `${trakService}/technicians/${joao.technicianId}`)
    expect(profile.body.allow_tracking).to.equal(true)
    const { database } = await sharedService()
    const events = await database.query(
      `select actor_id, data from event where aggregate_id = $1 and name = 'technician.tracking_changed' order by seq`,
      [joao.technicianId],
    )
    expect(events).to.deep.equal([
      { actor_id: owner.userId, data: { allowed: true } },
      { actor_id: joao.userId, data: { allowed: false } },
      { actor_id: joao.userId, data: { allowed: true } },
    ])
  })

  it('leave it to the technician to say yes after a no of their own, on every way [TR-9]', async () => {
    await consent(joao, false)

    const asked = await consent(dispatcher, true)
    const patched = await owner.call('PATCH', `${trakService}/technicians/${joao.technicianId}`, {
      allow_tracking: true,
    })
    const fresh = await aTechnician(owner)
    const again = await owner.call('DELETE', `${trakService}/technicians/${joao.technicianId}`)
    const profile = await addProfile(owner, joao.userId, { allow_tracking: false })
    const anew = await dispatcher.call('POST', of('consent/', profile), { allow_tracking: true })

    expect([asked.status, asked.body.code]).to.deep.equal([403, 'consent_withdrawn'])
    expect(asked.body.detail).to.equal('O técnico desativou o rastreamento; só ele pode reativá-lo.')
    expect([patched.status, patched.body.code]).to.deep.equal([403, 'consent_withdrawn'])
    expect([again.status, anew.status, anew.body.code]).to.deep.equal([204, 403, 'consent_withdrawn'])
    const byDispatcher = await dispatcher.call('POST', of('consent/', fresh.technicianId), {
      allow_tracking: false,
    })
    const backOn = await dispatcher.call('POST', of('consent/', fresh.technicianId), { allow_tracking: true })
    expect([byDispatcher.status, backOn.status]).to.deep.equal([200, 200])
  })

  it('write each ping down, newest first, and never where it was [TR-7]', async () => {
    const sent = aPing()
    await sendPing(joao, sent)
    await sendPing(joao, sent)
    await sendPing(joao, { latitude: '91', device_id: 'other', source: 'fused' })
    await consent(joao, false)
    await sendPing(joao, { recorded_at: ago(1) })

    const { status, body } = await read(joao, 'location/audit/')

    expect([status, body.count]).to.deep.equal([200, 4])
    expect(
      body.results.map((row: Record<string, unknown>) => [row.outcome, row.code, row.device_id, row.source]),
    ).to.deep.equal([
      ['refused', 'tracking_not_allowed', 'device-abc123', 'gps'],
      ['refused', 'coordinates_invalid', 'other', 'fused'],
      ['duplicate', null, 'device-abc123', 'gps'],
      ['accepted', null, 'device-abc123', 'gps'],
    ])
    expect(body.results[3].recorded_at).to.equal(sent.recorded_at)
    expect(JSON.stringify(body)).not.to.contain('23.55')
    expect((await read(owner, 'location/audit/?page_size=1&page=2')).body.results).to.deep.equal([
      body.results[1],
    ])
  })

  it('say who looked: not the technician, and not twice in ten minutes [TR-18]', async () => {
    await sendPing(joao)
    await read(joao, 'location/latest/')
    await read(joao, 'location/')
    await read(dispatcher, 'location/latest/')
    await read(owner, 'location/')

    const { body } = await read(joao, 'location/views/')

    expect(body.results).to.deep.equal([
      {
        viewer: { id: owner.userId, full_name: 'A Person' },
        via: 'trail',
        looks: 1,
        first_at: body.results[0].first_at,
        last_at: body.results[0].last_at,
      },
      {
        viewer: { id: dispatcher.userId, full_name: 'Ana Souza' },
        via: 'latest',
        looks: 1,
        first_at: body.results[1].first_at,
        last_at: body.results[1].last_at,
      },
    ])
  })

  it('are for the technician and for admins, and forbidden to dispatchers [TR-19]', async () => {
    const admin = await addMember(owner, 'admin')

    for (const path of ['location/audit/', 'location/views/']) {
      expect((await read(admin, path)).status).to.equal(200)
      expect((await read(joao, path)).status).to.equal(200)
      const { status, body } = await read(dispatcher, path)
      expect([status, body.code]).to.deep.equal([403, 'forbidden'])
    }
  })
})

describe('POST /api/fleet/positions and technicians', () => {
  beforeEach(prepare)

  it('reports for no technician, whoever asks [TR-1]', async () => {
    const place = { latitude: 1, longitude: 2 }

    const { body } = await report(owner, [{ ...place, imei: joao.technicianId }, place])

    expect(body.accepted).to.equal(0)
    expect(body.rejected.map(({ code }: { code: string }) => code)).to.deep.equal([
      'unknown_device',
      'unknown_device',
    ])
    expect((await read(owner, 'location/latest/')).status).to.equal(404)
  })
})
