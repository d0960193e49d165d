import { expect } from 'chai'
import { addMember, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { ago } from './a-house.ts'
import { aPing, aTechnician, sendPing, switchOnTracking } from './a-technician.ts'
import { aTrackedHouse, type TrackedHouse } from './a-tracked-house.ts'

const minute = 60_000

let owner: TrackedHouse['owner']
let dispatcher: TrackedHouse['dispatcher']
let joao: TrackedHouse['joao']
let read: TrackedHouse['read']
let change: TrackedHouse['change']
let consent: TrackedHouse['consent']
const prepare = async () => {
  ;({ owner, dispatcher, joao, read, change, consent } = await aTrackedHouse())
}

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
    expect([backwards.status, backwards.body.from]).to.deep.equal([422, ['Não pode ser depois de to.']])
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
    const looks = body.results as { via: string; looks: number }[]
    expect(new Set(looks.map(({ via }) => via))).to.deep.equal(new Set(['export']))
    expect(looks.reduce((sum, { looks }) => sum + looks, 0)).to.equal(2)
  })
})
