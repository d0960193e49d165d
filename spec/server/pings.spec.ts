import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { ago, report } from './a-house.ts'
import { aPing, aTechnician, sendPing, switchOnTracking, trakService } from './a-technician.ts'
import { aTrackedHouse, type TrackedHouse } from './a-tracked-house.ts'

const minute = 60_000
const portuguese = { 'accept-language': 'pt-BR' }

let owner: TrackedHouse['owner']
let dispatcher: TrackedHouse['dispatcher']
let joao: TrackedHouse['joao']
let read: TrackedHouse['read']
let change: TrackedHouse['change']
const prepare = async () => {
  ;({ owner, dispatcher, joao, read, change } = await aTrackedHouse())
}

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
    expect(body.surprise).to.deep.equal(['Este campo não existe.'])
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

    expect([refused.status, refused.body.assignment]).to.deep.equal([
      422,
      ['Não é uma atribuição sua em aberto.'],
    ])
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
