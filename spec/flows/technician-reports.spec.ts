import { expect } from 'chai'
import { ago } from '../server/a-house.ts'
import {
  anIngestKey,
  aTechnician,
  sendPing,
  switchOnTracking,
  type TrackedPerson,
  trakService,
} from '../server/a-technician.ts'
import { addMember, addVehicle, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { ask, connect, disconnectAll, next } from './support/sockets.ts'

const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
})

describe('a technician who reports', () => {
  let url: string
  let owner: Person
  let joao: TrackedPerson
  before(async () => {
    url = (await sharedService()).url
    owner = await register(url, 'ACME Corp')
    await switchOnTracking(owner)
  })
  beforeEach(async () => {
    joao = await aTechnician(owner)
  })
  afterEach(disconnectAll)

  const report = (ms: number, from: object = {}) => ({
    latitude: -23.55,
    longitude: -46.63,
    recorded_at: ago(ms),
    ...from,
  })
  const read = async (path: string, who = owner) =>
    (await who.call('GET', `${trakService}/technicians/${joao.technicianId}/${path}`)).body
  const trail = async () => (await read('location/')).pings as Record<string, unknown>[]
  const audit = async () =>
    (await read('location/audit/')).results.map((row: Record<string, unknown>) => [
      row.outcome,
      row.code,
      row.device_id,
    ])
  const allow = async (allow_tracking: boolean) => {
    const path = `${trakService}/technicians/${joao.technicianId}/consent`
    expect((await joao.call('POST', path, { allow_tracking })).status).to.equal(200)
  }
  const codes = ({ rejected }: { rejected: { index: number; code: string }[] }) =>
    rejected.map(({ index, code }) => [index, code])

  describe('over a socket of their session', () => {
    const session = (person: Pick<Person, 'token'>) => connect(url, '/ingest', { jwt: person.token })

    it('is heard without naming anything, one or many, and acknowledged after the commit [TR-1]', async () => {
      const phone = session(joao)
      const recorded_at = ago(3_000)

      const one = await ask(
        phone,
        'position',
        report(0, { recorded_at, device_id: 'device-abc123', battery: 80 }),
      )
      const many = await ask(phone, 'position', [
        report(0, { recorded_at }),
        report(2_000),
        report(1_000, { latitude: 91 }),
      ])

      expect(one).to.deep.equal({ accepted: 1, duplicates: 0, rejected: [] })
      expect(many).to.include({ accepted: 1, duplicates: 1 })
      expect(codes(many)).to.deep.equal([[2, 'coordinates_invalid']])
      expect((await trail()).map(({ latitude, source }) => [latitude, source])).to.deep.equal([
        ['-23.55', 'gps'],
        ['-23.55', 'gps'],
      ])
      expect(await audit()).to.deep.equal([
        ['refused', 'coordinates_invalid', null],
        ['accepted', null, null],
        ['duplicate', null, null],
        ['accepted', null, 'device-abc123'],
      ])
    })

    it('is one way with REST: the same moment is the same ping [TR-13]', async () => {
      const at = ago(1_000)
      const { body } = await sendPing(joao, { recorded_at: at })

      expect(await ask(session(joao), 'position', report(0, { recorded_at: at }))).to.include({
        duplicates: 1,
      })
      expect((await trail()).map(({ id }) => id)).to.deep.equal([body.id])
    })

    it('is refused while it is open, once they switch tracking off, and heard again once it is on [TR-6] [TR-10]', async () => {
      const phone = session(joao)
      expect(await ask(phone, 'position', report(3_000))).to.include({ accepted: 1 })

      await allow(false)
      const off = await ask(phone, 'position', report(2_000))
      await allow(true)
      const on = await ask(phone, 'position', report(-1_000))

      expect(codes(off)).to.deep.equal([[0, 'tracking_not_allowed']])
      expect(on).to.include({ accepted: 1 })
      expect(phone.connected).to.equal(true)
    })

    it('says nothing for a vehicle, and a vehicle’s place goes on beside a dispatcher’s own [TR-1]', async () => {
      const { imei } = await addVehicle(owner)
      const dispatcher = await addMember(owner, 'dispatcher')

      const refused = await ask(session(joao), 'position', [report(1_000, { imei }), report(1_000)])
      const mixed = await ask(session(dispatcher), 'position', [report(1_000), report(1_000, { imei })])

      expect(refused).to.include({ accepted: 1 })
      expect(codes(refused)).to.deep.equal([[0, 'forbidden']])
      expect(mixed).to.include({ accepted: 1 })
      expect(codes(mixed)).to.deep.equal([[0, 'no_technician_profile']])
    })

    it('is refused where the organization has tracking off [TR-2]', async () => {
      const other = await register(url)
      await switchOnTracking(other)
      const maria = await aTechnician(other)
      const phone = session(maria)
      await next(phone, 'connect')

      await other.call('PUT', '/api/tenants/features', { features: { 'trakservice.tracking': false } })
      const answer = await ask(phone, 'position', report(1_000))

      expect(codes(answer)).to.deep.equal([[0, 'feature_disabled']])
      expect(answer.rejected[0].detail).to.equal(
        "Feature 'trakservice.tracking' is not enabled for your organization.",
      )
    })
  })

  describe('by a device with their key', () => {
    it('is heard, is not cut off without consent, and is when the key is replaced [TR-1] [TR-10]', async () => {
      const key = await anIngestKey(joao, joao.technicianId)
      const device = connect(url, '/ingest', { device_id: joao.technicianId, key })

      const taken = await ask(device, 'position', [report(3_000), report(2_000, { imei: 'another' })])
      await allow(false)
      const refused = await ask(device, 'position', report(1_000))
      const isStillThere = device.connected
      await anIngestKey(joao, joao.technicianId)
      await until(() => device.disconnected)

      expect(taken).to.include({ accepted: 1 })
      expect(codes(taken)).to.deep.equal([[1, 'unknown_device']])
      expect(codes(refused)).to.deep.equal([[0, 'tracking_not_allowed']])
      expect(isStillThere).to.equal(true)
    })

    it('is heard from OsmAnd; what privacy refuses is answered with success, dropped and in the audit [TR-5] [TR-7]', async () => {
      const key = await anIngestKey(owner, joao.technicianId)
      const send = async (ms: number, id = joao.technicianId) => {
        const timestamp = Math.floor((Date.now() - ms) / 1000)
        const query = new URLSearchParams({
          id,
          lat: '-23.5505',
          lon: '-46.6333',
          timestamp: String(timestamp),
        })
        return (await fetch(`${url}/ingest/osmand/${key}?${query}&batt=80`)).status
      }

      const taken = await send(5_000)
      const another = await send(4_000, 'another')
      await allow(false)
      const dropped = await send(3_000)

      expect([taken, another, dropped]).to.deep.equal([200, 400, 200])
      expect((await trail()).map(({ latitude }) => latitude)).to.deep.equal(['-23.5505'])
      expect(await audit()).to.deep.equal([
        ['refused', 'tracking_not_allowed', 'osmand'],
        ['accepted', null, 'osmand'],
      ])
    })

    it('is heard from OwnTracks in the same way, also outside of working hours [TR-4] [TR-5]', async () => {
      const key = await anIngestKey(owner, joao.technicianId)
      const send = async (ms: number, password = key) => {
        const answer = await fetch(`${url}/ingest/owntracks`, {
          method: 'POST',
          headers: basic(joao.technicianId, password),
          body: JSON.stringify({
            _type: 'location',
            lat: -23.5505,
            lon: -46.6333,
            tst: Math.floor((Date.now() - ms) / 1000),
          }),
        })
        return [answer.status, answer.ok && (await answer.json())]
      }
      const hour = (plus: number) => `${String((new Date().getUTCHours() + plus) % 24).padStart(2, '0')}:00`

      const taken = await send(5_000)
      const window = { work_start_time: hour(6), work_end_time: hour(7) }
      await owner.call('PATCH', `${trakService}/technicians/${joao.technicianId}`, window)
      const dropped = await send(3_000)

      expect([taken, dropped]).to.deep.equal([
        [200, []],
        [200, []],
      ])
      expect((await send(1_000, 'x'.repeat(43)))[0]).to.equal(401)
      expect(await trail()).to.have.length(1)
      expect(await audit()).to.deep.equal([
        ['refused', 'outside_work_window', 'owntracks'],
        ['accepted', null, 'owntracks'],
      ])
    })

    it('is nobody’s once they are removed, and dead for who has left [TR-3]', async () => {
      const key = await anIngestKey(owner, joao.technicianId)
      const send = async () => {
        const query = new URLSearchParams({ id: joao.technicianId, lat: '1', lon: '2' })
        return (await fetch(`${url}/ingest/osmand/${key}?${query}`)).status
      }
      const before = await send()
      await owner.call('DELETE', `/api/tenants/members/${joao.userId}`)

      const left = await send()
      const rows = await audit()
      await owner.call('DELETE', `${trakService}/technicians/${joao.technicianId}`)

      expect([before, left]).to.deep.equal([200, 200])
      expect(rows).to.deep.equal([
        ['refused', 'tracking_not_allowed', 'osmand'],
        ['accepted', null, 'osmand'],
      ])
      expect(await send()).to.equal(404)
    })
  })
})
