import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { createStores } from '../../db/stores.ts'
import { createMileage } from '../../domain/mileage/service.ts'
import { countMileage } from '../../server/jobs/count-mileage.ts'
import type { Job } from '../../server/jobs/job.ts'
import { createUnhurried } from '../../server/unhurried.ts'
import { type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { northOf, sendDrive } from './a-route.ts'
import { aPing, aTechnician, type TrackedPerson, trakService } from './a-technician.ts'

const day = 86_400_000
const hour = 3_600_000
/** Noon, so many days ago, as clocks in UTC show it. */
const noon = (daysAgo: number) => Math.floor(Date.now() / day) * day - daysAgo * day + 12 * hour
const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)
const path = '/api/trakservice/km'

describe('kilometres, over HTTP', function () {
  this.timeout(30_000)
  let owner: Person
  let ana: TrackedPerson
  let bia: TrackedPerson
  let connections: Connections
  let job: Job
  before(async () => {
    const { url, database } = await sharedService()
    connections = connect(database.url)
    owner = await register(url)
    const names = ['enabled', 'dispatch', 'tracking', 'km']
    const features = Object.fromEntries(names.map((name) => [`trakservice.${name}`, true]))
    await owner.call('PUT', '/api/tenants/features', { features })
    const stores = createStores(connections)
    const profile = { id: owner.tenantId, name: 'Spec', features, locale: 'en', timeZone: 'UTC' } as const
    job = countMileage(
      createMileage({
        ...stores.fieldService,
        countingTenants: async () => [owner.tenantId],
        profiles: { of: async () => profile },
        unhurried: createUnhurried(),
        now: () => new Date(),
      }),
    )
    ana = await aTechnician(owner, {}, '@Ana, "A"')
    bia = await aTechnician(owner)
    // A kilometre, then 50 minutes of silence, and another one five kilometres on.
    await sendDrive(ana, noon(2), 10)
    await ana.call('POST', `${trakService}/location/pings`, [
      ...Array.from({ length: 11 }, (_, i) =>
        aPing({
          ...northOf(6 + i / 10),
          recorded_at: new Date(noon(2) + 50 * 60_000 + i * 10_000).toISOString(),
        }),
      ),
    ])
    await sendDrive(bia, noon(3), 20)
  })
  after(() => connections.close())
  const range = `from=${dateOf(noon(3))}&to=${dateOf(noon(2))}`
  const list = (query = range, person: Person = owner) => person.call('GET', `${path}/?${query}`)

  it('are listed for dispatchers, and for each technician their own [KM-7] [KM-9] [T-21]', async () => {
    const { status, body } = await list()

    expect(status).to.equal(200)
    expect(body).to.include({ from: dateOf(noon(3)), to: dateOf(noon(2)) })
    expect(body.results).to.deep.equal([
      {
        technician: { id: ana.technicianId, full_name: '@Ana, "A"' },
        date: dateOf(noon(2)),
        distance_m: 7_000,
        km: 7,
        bridged_m: 5_000,
        gaps: 1,
        positions: 22,
        first_at: new Date(noon(2)).toISOString(),
        last_at: new Date(noon(2) + 50 * 60_000 + 100_000).toISOString(),
        is_final: false,
      },
      {
        technician: { id: bia.technicianId, full_name: 'João Silva' },
        date: dateOf(noon(3)),
        distance_m: 2_000,
        km: 2,
        bridged_m: 0,
        gaps: 0,
        positions: 21,
        first_at: new Date(noon(3)).toISOString(),
        last_at: new Date(noon(3) + 200_000).toISOString(),
        is_final: false,
      },
    ])
    expect(body.totals).to.deep.equal([
      { technician_id: ana.technicianId, km: 7 },
      { technician_id: bia.technicianId, km: 2 },
    ])
    const own = (await list(range, bia)).body
    expect(own.results).to.deep.equal([body.results[1]])
    expect((await list(`${range}&technician_id=${ana.technicianId}`, bia)).status).to.equal(404)
    expect((await list(`${range}&technician_id=${bia.technicianId}`)).body.results).to.deep.equal(own.results)
  })

  it('of one day come with their silences [KM-4]', async () => {
    const { body } = await owner.call('GET', `${path}/${ana.technicianId}/${dateOf(noon(2))}/`)

    expect(body).to.include({ distance_m: 7_000, bridged_m: 5_000 })
    expect(body.gaps).to.deep.equal([
      {
        from: new Date(noon(2) + 100_000).toISOString(),
        to: new Date(noon(2) + 50 * 60_000).toISOString(),
        distance_m: 5_000,
        duration_s: 2_900,
      },
    ])
    expect((await bia.call('GET', `${path}/${ana.technicianId}/${dateOf(noon(2))}`)).status).to.equal(404)
    expect((await owner.call('GET', `${path}/${ana.technicianId}/2026-02-30`)).status).to.equal(404)
  })

  it('are a table for spreadsheets that computes nothing [KM-11] [T-44]', async () => {
    const { status, headers, body } = await list(`${range}&format=csv`)

    const lines = body.split('\r\n')
    expect([status, headers.get('content-type'), headers.get('cache-control')]).to.deep.equal([
      200,
      'text/csv; charset=utf-8',
      'private, no-store',
    ])
    expect(headers.get('content-disposition')).to.equal(
      `attachment; filename="km-${dateOf(noon(3))}-${dateOf(noon(2))}.csv"`,
    )
    expect(lines[0]).to.match(/^technician_id,technician,date,km,distance_m,/)
    expect(lines[1]).to.match(
      new RegExp(`^${ana.technicianId},"'@Ana, ""A""",${dateOf(noon(2))},7\\.0,7000,5000,1,22,`),
    )
    expect(lines).to.have.length(4)
  })

  it('are on record for whose they are [KM-9]', async () => {
    const { body } = await ana.call('GET', `/api/trakservice/technicians/${ana.technicianId}/location/views`)

    expect(
      body.results.map(({ via, viewer }: { via: string; viewer?: { id: number } }) => [
        via,
        viewer?.id ?? owner.userId,
      ]),
    ).to.deep.equal([['mileage', owner.userId]])
  })

  it('stay when the technician is removed: what is not counted yet is counted first [KM-6]', async () => {
    const cid = await aTechnician(owner)
    await sendDrive(cid, noon(2), 10)
    const only = `${range}&technician_id=${cid.technicianId}`
    const { results } = (await list(only)).body
    expect(results).to.have.length(1)

    expect((await owner.call('DELETE', `${trakService}/technicians/${cid.technicianId}/`)).status).to.equal(
      204,
    )

    expect((await list(only)).body.results).to.deep.equal(results)
    const { database } = await sharedService()
    const sql =
      'select count(*)::int as left from position join technician t on t.key = subject_key where t.id = $1'
    expect(await database.query(sql, [cid.technicianId])).to.deep.equal([{ left: 0 }])
    await database.query('delete from mileage_day where technician_id = $1', [cid.technicianId])
  })

  it('refuse what is no range [KM-10]', async () => {
    for (const query of [
      'from=2026-01-01&to=2026-02-01',
      'from=2026-01-02&to=2026-01-01',
      'from=x',
      'days=3',
    ])
      expect((await list(query)).status, query).to.equal(422)
    expect((await list('from=2026-01-01&to=2026-01-31')).status).to.equal(200)
  })

  it('are counted by the job, once, and stay when the positions are forgotten [KM-6]', async () => {
    const { database } = await sharedService()
    const before = (await list()).body
    expect(await job.run({ dryRun: true })).to.deep.equal({ days: 0 })
    await database.query(`update position set received_at = now() - interval '1 hour' where tenant_id = $1`, [
      owner.tenantId,
    ])

    expect(await job.run({ dryRun: false })).to.deep.equal({ days: 2 })
    expect(await job.run({ dryRun: false })).to.deep.equal({ days: 0 })
    await database.query('delete from position where tenant_id = $1', [owner.tenantId])
    expect(await job.run({ dryRun: false })).to.deep.equal({ days: 0 })

    expect((await list()).body).to.deep.equal(before)
    const detail = await owner.call('GET', `${path}/${ana.technicianId}/${dateOf(noon(2))}`)
    expect(detail.body.gaps).to.have.length(1)
  })
})
