import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { type Person, register } from '../support/client.ts'
import { sharedService, startService, type TestService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { aDayOf, northOf, someoneOnTheWay, today } from './a-route.ts'
import { aTechnician, sendPing } from './a-technician.ts'
import { assignmentsPath, moveOn } from './an-assignment.ts'

const base = '/api/trakservice/routing'
const switchOn = (owner: Person, ...names: string[]) =>
  owner.call('PUT', '/api/tenants/features', {
    features: Object.fromEntries(
      ['enabled', 'dispatch', ...names].map((name) => [`trakservice.${name}`, true]),
    ),
  })

describe('the order of a day, over HTTP', () => {
  let owner: Person
  before(async () => {
    owner = await register((await sharedService()).url)
    await switchOn(owner, 'tracking', 'routing')
  })

  it('is found, kept, and the day’s from then on [RO-14] [RO-16]', async () => {
    const technician = await aTechnician(owner)
    const ids = await aDayOf(owner, technician, [4, 1, null, 3, 2])
    const day = { technician_id: technician.technicianId, date: today() }

    const { status, body } = await owner.call('POST', `${base}/optimize/`, {
      ...day,
      start: northOf(0),
      apply: true,
    })

    expect([status, body.is_applied]).to.deep.equal([200, true])
    expect(body.stops.map(({ assignment }: { assignment: string }) => ids.indexOf(assignment))).to.deep.equal(
      [1, 4, 3, 0],
    )
    expect(body.unplaced).to.have.length(1)
    expect(body.total.distance_m).to.be.closeTo(5_200, 2)
    expect(body.saved.distance_m).to.be.above(5_000)
    expect(body.current.order).to.deep.equal(ids)
    const again = await owner.call('POST', `${base}/optimize/`, { ...day, start: northOf(0) })
    expect(again.body.current.order).to.deep.equal([1, 4, 3, 0, 2].map((i) => ids[i]))
    expect(again.body.saved).to.deep.equal({ distance_m: 0, duration_s: 0 })
  })

  it('begins where the technician is, on record for whoever looks [RO-12]', async () => {
    const technician = await aTechnician(owner)
    await aDayOf(owner, technician, [4, 1])
    await sendPing(technician)
    const day = { technician_id: technician.technicianId, date: today() }

    const { body } = await owner.call('POST', `${base}/optimize`, day)

    expect(body.start).to.deep.equal(northOf(0))
    const views = await owner.call(
      'GET',
      `/api/trakservice/technicians/${technician.technicianId}/location/views`,
    )
    expect(views.body.results.map(({ via }: { via: string }) => via)).to.deep.equal(['latest'])
  })

  it('is put as a dispatcher says, all of it or nothing [RO-16]', async () => {
    const technician = await aTechnician(owner)
    const ids = await aDayOf(owner, technician, [4, 1])
    const day = { technician_id: technician.technicianId, date: today() }
    const apply = (order: string[], person: Person = owner) =>
      person.call('POST', `${base}/apply/`, { ...day, order })

    expect((await apply([ids[1]!, ids[0]!])).status).to.equal(204)
    const strange = await apply([ids[0]!, crypto.randomUUID()])
    expect([strange.status, strange.body.code]).to.deep.equal([409, 'conflict'])
    expect((await apply([ids[0]!, ids[0]!])).status).to.equal(422)
    const own = await apply(ids, technician)
    expect([own.status, own.body.code]).to.deep.equal([403, 'forbidden'])
    const { body } = await technician.call('POST', `${base}/optimize`, day)
    expect(body.current.order).to.deep.equal([ids[1], ids[0]])
  })

  it('refuses what is no day', async () => {
    const technician = await aTechnician(owner)
    const day = { technician_id: technician.technicianId, date: today() }
    for (const wrong of [
      { ...day, date: '2026-02-30' },
      { ...day, start: { latitude: 91, longitude: 0 } },
      { ...day, start: { latitude: 1 } },
      { date: day.date },
    ])
      expect((await owner.call('POST', `${base}/optimize`, wrong)).status, JSON.stringify(wrong)).to.equal(
        422,
      )
  })

  it('is switched on by itself', async () => {
    const other = await register((await sharedService()).url)
    await switchOn(other, 'tracking')
    const technician = await aTechnician(other)

    const { status, body } = await other.call('POST', `${base}/optimize`, {
      technician_id: technician.technicianId,
      date: today(),
    })

    expect([status, body.detail]).to.deep.equal([
      403,
      "Feature 'trakservice.routing' is not enabled for your organization.",
    ])
  })
})

describe('GET /api/trakservice/assignments/{id}/eta/', () => {
  let owner: Person
  before(async () => {
    owner = await register((await sharedService()).url)
    await switchOn(owner, 'tracking')
  })

  it('says when somebody arrives who is on the way, and no more than that [RO-5] [RO-6]', async () => {
    const { technician, id } = await someoneOnTheWay(owner)
    const eta = (person: Person = owner) => person.call('GET', `${assignmentsPath}/${id}/eta/`)

    const { status, body } = await eta()

    expect(status).to.equal(200)
    expect(body).to.include({ method: 'straight_line', confidence: 'low', assumed_speed: 30 })
    expect(body.distance_m).to.be.closeTo(13_000, 5)
    expect(body.duration_s).to.be.closeTo(1_560, 2)
    expect(Date.parse(body.arrives_at) - Date.parse(body.computed_at)).to.equal(body.duration_s * 1_000)
    expect((await eta(technician)).status).to.equal(200)
    expect((await eta(await aTechnician(owner))).status).to.equal(404)

    await moveOn(technician, id, 'on_site')
    expect((await eta()).status).to.equal(404)
  })

  it('says nothing of somebody who may not be seen [RO-5]', async () => {
    const { technician, id } = await someoneOnTheWay(owner)
    await technician.call('POST', `/api/trakservice/technicians/${technician.technicianId}/consent`, {
      allow_tracking: false,
      version: '1',
    })

    expect((await owner.call('GET', `${assignmentsPath}/${id}/eta`)).status).to.equal(404)
  })
})

describe('ways by road', () => {
  let engine: Server
  let service: TestService
  let isAway = false
  before(async function () {
    this.timeout(60_000)
    engine = createServer(({ url = '' }, response) => {
      const { searchParams } = new URL(url, 'http://osrm')
      const count = (name: string) => searchParams.get(name)!.split(';').length
      const table = (value: number) =>
        Array.from({ length: count('sources') }, () => Array(count('destinations')).fill(value))
      response.writeHead(isAway ? 503 : 200)
      response.end(JSON.stringify({ code: 'Ok', durations: table(600), distances: table(7_000) }))
    })
    await new Promise<void>((done) => engine.listen(0, '127.0.0.1', done))
    service = await startService({ ROUTER_URL: `http://127.0.0.1:${(engine.address() as AddressInfo).port}` })
  })
  after(async () => {
    await service.stop()
    engine.close()
  })

  it('come from the engine that the settings name, and straight lines stand in for it [RO-1] [RO-2] [RO-3]', async () => {
    const owner = await register(service.url)
    await switchOn(owner, 'tracking', 'routing')
    const { technician, id } = await someoneOnTheWay(owner)
    const eta = await owner.call('GET', `${assignmentsPath}/${id}/eta`)
    const plan = () =>
      owner.call('POST', `${base}/optimize`, { technician_id: technician.technicianId, date: today() })

    expect(eta.body).to.include({ method: 'osrm', duration_s: 600, distance_m: 7_000, confidence: 'high' })
    expect((await plan()).body).to.deep.include({ method: 'osrm' })
    isAway = true
    expect((await plan()).body).to.deep.include({ method: 'straight_line' })
    const said = () => service.log.filter(({ msg }) => /road engine/.test(String(msg)))
    await until(() => said().length > 0) // the log of another process comes a little later
    expect(said()).to.have.length(1)
  })
})
