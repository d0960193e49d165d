import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import pg from 'pg'
import { createAccessWriter } from '../../db/access-writer.ts'
import { type Connections, connect } from '../../db/connect.ts'
import { createStores } from '../../db/stores.ts'
import { accessTypes } from '../../domain/analytics/event.ts'
import { channels, deviceTypes, type StoredAccess, scopeOfLink } from '../../domain/analytics/facts.ts'
import { bucketOf, type Counts, type DayTotals, dimensions } from '../../domain/analytics/totals.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { addTenant } from '../support/rows.ts'
import { until } from '../support/until.ts'

const noon = new Date('2030-06-01T12:00:00Z')

describe('the store of accesses', () => {
  let database: TestDatabase
  let connections: Connections
  let stores: ReturnType<typeof createStores>
  let tenant: number
  let linkId: string
  before(async () => {
    database = await createDatabase()
    connections = connect(database.url)
    stores = createStores(connections)
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })
  beforeEach(async () => {
    tenant = await addTenant(database)
    linkId = randomUUID()
  })

  const anAccess = (from: Partial<StoredAccess> = {}): StoredAccess => ({
    type: 'view',
    tenantId: tenant,
    linkId,
    resource: 'asset:1',
    at: noon,
    isBot: false,
    visitId: null,
    visitor: randomBytes(12),
    country: 'PT',
    deviceType: 'desktop',
    browser: 'Firefox',
    os: 'Linux',
    referrer: 'direct',
    channel: 'direct',
    seconds: null,
    loadMs: null,
    ...from,
  })
  const store = async (...accesses: StoredAccess[]) => {
    const lost: unknown[] = []
    const writer = createAccessWriter(connections.systemPool, { onLost: (_, error) => lost.push(error) })
    for (const access of accesses) writer.add(access)
    await writer.flush()
    expect(lost).to.deep.equal([])
  }
  const zoneIs = (zone: string) =>
    database.query('update tenant set timezone = $2 where id = $1', [tenant, zone])
  const totals = (scope = scopeOfLink(linkId) as Parameters<typeof totalsOf>[0]) => totalsOf(scope)
  const totalsOf = (scope: `link:${string}` | `asset:${string}`, of = tenant) =>
    stores.analyticsOf(of).totals([scope], '2030-01-01', '2030-12-31')
  const rollUp = () => stores.analyticsUpkeep.rollUp()

  it('answers with what has just been stored, and the same once it is counted [AN-10]', async () => {
    await store(anAccess(), anAccess({ country: 'BR' }), anAccess({ type: 'download' }))

    const fresh = await totals()
    const days = await rollUp()

    expect(fresh).to.deep.equal([
      {
        day: '2030-06-01',
        views: 2,
        downloads: 1,
        unlocks: 0,
        failedUnlocks: 0,
        botViews: 0,
        visitors: 2,
        dimensions: {
          country: { PT: 1, BR: 1 },
          device_type: { desktop: 2 },
          browser: { Firefox: 2 },
          os: { Linux: 2 },
          referrer: { direct: 2 },
          channel: { direct: 2 },
        },
        seconds: {},
        loadMs: {},
      },
    ])
    expect(days).to.equal(2) // of the link, and of the asset
    expect(await totals()).to.deep.equal(fresh)
    expect(await totals('asset:1')).to.deep.equal(fresh)
  })

  it('has counted at any moment, rolled up or not, what counting by hand counts [AN-10]', async function () {
    this.timeout(120_000)
    const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null })
    const an = fc.record({
      type: fc.constantFrom(...accessTypes),
      hours: fc.integer({ min: -60, max: 60 }),
      link: fc.integer({ min: 0, max: 1 }),
      isBot: fc.boolean(),
      visit: fc.integer({ min: 0, max: 5 }),
      visitor: maybe(fc.integer({ min: 0, max: 3 })),
      country: maybe(fc.constantFrom('PT', 'BR')),
      deviceType: maybe(fc.constantFrom(...deviceTypes)),
      browser: maybe(fc.constantFrom('Firefox', 'other')),
      os: maybe(fc.constantFrom('iOS', 'other')),
      referrer: maybe(fc.constantFrom('direct', 'example.org')),
      channel: maybe(fc.constantFrom(...channels)),
      seconds: maybe(fc.integer({ min: 0, max: 21_600 })),
      loadMs: maybe(fc.integer({ min: 0, max: 600_000 })),
    })
    const zones = fc.constantFrom('UTC', 'Pacific/Kiritimati', 'Etc/GMT+12', 'America/New_York')

    await fc.assert(
      fc.asyncProperty(
        zones,
        fc.array(fc.array(an, { maxLength: 25 }), { minLength: 1, maxLength: 3 }),
        async (zone, loads) => {
          tenant = await addTenant(database)
          await zoneIs(zone)
          const links = [randomUUID(), randomUUID()] as const
          const rows: StoredAccess[] = []
          const isWhole = async () => {
            const kept = oncePerVisit(rows)
            const ofLink = kept.filter((row) => row.linkId === links[0])
            expect(await totalsOf(`link:${links[0]}`)).to.deep.equal(recount(ofLink, zone))
            expect(await totalsOf('asset:1')).to.deep.equal(recount(kept, zone))
            const { count } = await stores.analyticsOf(tenant).accesses(links[0], { limit: 1, offset: 0 })
            expect(count).to.equal(ofLink.length)
          }
          for (const load of loads) {
            const accesses = load.map(({ hours, link, visit, visitor, seconds, loadMs, ...rest }) =>
              anAccess({
                ...rest,
                linkId: links[link]!,
                at: new Date(noon.getTime() + hours * 3_600_000),
                visitId: rest.type === 'time' ? `visit ${visit}` : null,
                visitor: visitor === null ? null : Buffer.alloc(12, visitor),
                ...(rest.type === 'time' ? { seconds, loadMs } : {}),
              }),
            )
            await store(...accesses)
            rows.push(...accesses)
            await isWhole()
            // Some days are rolled up already when the next load comes, as they are in life.
            if (load.length % 2 === 0) await rollUp()
            await isWhole()
          }
          await rollUp()
          await isWhole()
          expect(await rollUp()).to.equal(0)
        },
      ),
      { numRuns: 12, seed: 20300601 },
    )
  })

  it('counts a day by the clock of the organization, where that is changed too [AN-11]', async () => {
    await zoneIs('America/New_York')
    // Clocks went back on 3 November 2030 at 06:00 UTC: that day had 25 hours.
    const hours = ['03T03:59:59', '03T04:00:00', '04T04:59:59', '04T05:00:00']
    await store(...hours.map((hour) => anAccess({ at: new Date(`2030-11-${hour}Z`) })))
    // They had gone forward on 10 March: 23 hours.
    const spring = ['10T04:59:59', '10T05:00:00', '11T03:59:59', '11T04:00:00']
    await store(...spring.map((hour) => anAccess({ at: new Date(`2030-03-${hour}Z`) })))
    const expected = [
      ['2030-03-09', 1],
      ['2030-03-10', 2],
      ['2030-03-11', 1],
      ['2030-11-02', 1],
      ['2030-11-03', 2],
      ['2030-11-04', 1],
    ]
    const viewsByDay = async () => (await totals()).map(({ day, views }) => [day, views])

    expect(await viewsByDay()).to.deep.equal(expected)
    await zoneIs('Asia/Tokyo') // what has happened stays on the day on which it happened
    await rollUp()

    expect(await viewsByDay()).to.deep.equal(expected)
  })

  it('counts in UTC for a zone that PostgreSQL has not heard of', async () => {
    await zoneIs('Mars/Olympus_Mons')

    await store(anAccess({ at: new Date('2030-06-01T23:59:59Z') }))

    expect((await totals()).map(({ day }) => day)).to.deep.equal(['2030-06-01'])
  })

  it('keeps of a visit the longest it said, however often it is said again [AN-4] [T-67]', async () => {
    const beacon = (seconds: number | null, loadMs: number | null, minutes: number) =>
      anAccess({
        type: 'time',
        visitId: 'one',
        seconds,
        loadMs,
        at: new Date(noon.getTime() + minutes * 60_000),
      })
    await store(beacon(5, null, 0), beacon(30, 800, 1), beacon(30, 800, 1))
    await rollUp()
    await store(beacon(12, 700, 2))
    await store(beacon(null, 900, 3), anAccess({ type: 'time', visitId: 'two', seconds: 1 }))
    await store(anAccess({ type: 'time', visitId: 'one', linkId: randomUUID(), seconds: 999 }))

    const [day] = await totals()

    expect(day?.seconds).to.deep.equal({ [bucketOf(30)]: 1, [bucketOf(1)]: 1 })
    expect(day?.loadMs).to.deep.equal({ [bucketOf(900)]: 1 })
    const { count } = await stores.analyticsOf(tenant).accesses(linkId, { limit: 9, offset: 0 })
    expect(count).to.equal(2)
  })

  it('keeps two hundred referrers of a day, and what only forgery brings forth together [AN-9] [T-67]', async () => {
    const hosts = Array.from({ length: 250 }, (_, i) => `h${i}.example`)
    await store(
      ...hosts.map((referrer) => anAccess({ referrer })),
      ...hosts.slice(0, 2).map((referrer) => anAccess({ referrer })),
      anAccess({ referrer: null }),
    )
    await rollUp()
    await store(anAccess({ referrer: 'new.example' }), anAccess({ referrer: 'h0.example' }))
    await rollUp()

    const { referrer } = (await totals())[0]!.dimensions

    expect(Object.keys(referrer!)).to.have.length(202)
    expect([referrer!['h0.example'], referrer!['h1.example'], referrer!.unknown]).to.deep.equal([3, 2, 1])
    expect(Object.values(referrer!).reduce((a, b) => a + b)).to.equal(255)
  })

  it("neither counts nor shows another tenant's [T-58] [T-67]", async () => {
    await store(anAccess())
    const ours = tenant
    const other = await addTenant(database)
    const theirs = stores.analyticsOf(other)
    await store(anAccess({ tenantId: other })) // somebody forges the link of another tenant

    expect((await totalsOf(`link:${linkId}`, ours))[0]?.views).to.equal(1)
    expect((await totalsOf('asset:1', ours))[0]?.views).to.equal(1)
    await rollUp()
    expect((await totalsOf(`link:${linkId}`, ours))[0]?.views).to.equal(1)
    expect((await totalsOf('asset:1', other))[0]?.views).to.equal(1)
    const { count, rows } = await theirs.accesses(linkId, { limit: 9, offset: 0 })
    expect([count, rows.length]).to.deep.equal([1, 1])
    expect(await theirs.link(linkId)).to.equal(undefined)
    // The policies say the same to a query that forgot.
    const seen = await connections.tenant(other).selectFrom('accessEvent').select('tenantId').execute()
    expect(seen).to.deep.equal([{ tenantId: other }])
  })

  it('loses nothing of a day that changes while it is rolled up, and answers whole meanwhile [AN-10]', async () => {
    await store(anAccess())
    await rollUp()
    await store(anAccess())
    const holder = new pg.Client({ connectionString: database.url })
    await holder.connect()
    await holder.query('begin')
    await holder.query('select 1 from access_day where tenant_id = $1 for update', [tenant])
    const rolling = rollUp() // has taken the part of the second, and waits to write it down
    await until(async () => {
      const waiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
      return (await database.query(waiting)).length > 0
    })

    const meanwhile = await totals()
    await store(anAccess())
    await holder.query('commit')
    await holder.end()
    await rolling

    expect([meanwhile[0]?.views, meanwhile[0]?.visitors]).to.deep.equal([2, 2])
    expect((await totals())[0]?.views).to.equal(3)
    await rollUp()
    expect((await totals())[0]?.views).to.equal(3)
    expect(await database.query('select 1 from access_part where tenant_id = $1', [tenant])).to.deep.equal([])
  })

  it('counts a visitor once a day, whichever nodes and whichever moments bring them [AN-10] [AN-15]', async () => {
    const people = Array.from({ length: 40 }, (_, i) => Buffer.alloc(12, i))
    const orders = [people, people.toReversed(), people.slice(10), people]

    await Promise.all(orders.map((order) => store(...order.map((visitor) => anAccess({ visitor })))))
    await Promise.all([rollUp(), rollUp()])
    await store(...people.map((visitor) => anAccess({ visitor })))

    expect((await totals()).map(({ views, visitors }) => [views, visitors])).to.deep.equal([[190, 40]])
    expect((await totals('asset:1'))[0]?.visitors).to.equal(40)
  })

  it('reads a timeline newest first, by pages and by a cursor, accesses of one moment included', async () => {
    const moments = [0, 5, 5, 5, 9]
    await store(...moments.map((ms) => anAccess({ at: new Date(noon.getTime() + ms), country: null })))
    const { accesses, accessesBefore } = stores.analyticsOf(tenant)

    const page = await accesses(linkId, { limit: 2, offset: 1 })
    const first = await accessesBefore(linkId, undefined, 2)
    const second = await accessesBefore(linkId, first.last, 2)
    const third = await accessesBefore(linkId, second.last, 2)

    const ms = (rows: readonly { at: Date }[]) => rows.map(({ at }) => at.getTime() - noon.getTime())
    expect([page.count, ms(page.rows)]).to.deep.equal([5, [5, 5]])
    expect([first, second, third].flatMap(({ rows }) => ms(rows))).to.deep.equal(moments.toReversed())
    expect(Object.keys(page.rows[0]!)).to.not.include.members(['visitor', 'visitId', 'id'])
  })

  it('forgets single accesses, never daily totals, and says before what it would forget [AN-12]', async () => {
    await store(anAccess({ at: new Date('2030-05-01T12:00:00Z') }), anAccess())
    await rollUp()
    const before = await totals()
    const { forgetBefore } = stores.analyticsUpkeep
    const moment = new Date('2030-05-20T00:00:00Z')

    const told = await forgetBefore(moment, true)
    const done = await forgetBefore(moment, false)

    expect(told).to.equal(done)
    expect(done).to.be.at.least(1)
    expect((await stores.analyticsOf(tenant).accesses(linkId, { limit: 9, offset: 0 })).count).to.equal(1)
    await rollUp()
    expect(await totals()).to.deep.equal(before)
    expect(before).to.have.length(2)
  })

  it('has one key a day, whoever asks first, and deletes those of days that are over [AN-3]', async () => {
    const { visitorKeyOf, analyticsUpkeep } = stores
    const keys = await Promise.all([1, 2, 3].map((i) => visitorKeyOf('2030-06-01', Buffer.alloc(32, i))))
    await visitorKeyOf('2030-05-31', Buffer.alloc(32, 9))
    await visitorKeyOf('2030-05-30', Buffer.alloc(32, 9))
    await store(...[28, 29].map((day) => anAccess({ at: new Date(`2030-05-${day}T12:00:00Z`) })))

    await analyticsUpkeep.forgetKeysBefore('2030-05-31')

    expect(new Set(keys.map((key) => key.toString('hex'))).size).to.equal(1)
    expect(await visitorKeyOf('2030-06-01', randomBytes(32))).to.deep.equal(keys[0])
    const days = await database.query(
      `select day::text from visitor_key where day between '2030-01-01' and '2030-12-31' order by 1`,
    )
    expect(days.map(({ day }) => day)).to.deep.equal(['2030-05-31', '2030-06-01'])
    const marks = await database.query('select distinct day::text from access_visitor where tenant_id = $1', [
      tenant,
    ])
    expect(marks).to.deep.equal([{ day: '2030-05-29' }])
  })
})

describe('the writer of accesses', () => {
  const access = { visitId: null, linkId: 'l', type: 'view' } as StoredAccess
  const away = Object.assign(new Error('away'), { code: 'ECONNREFUSED' })

  it('keeps what the database could not take, and loses what there is no room for [AN-5]', async () => {
    let isAway = true
    const stored: number[] = []
    const lost: number[] = []
    const pool = {
      query: async ({ values }: { values: [string] }) => {
        if (isAway) throw away
        stored.push(JSON.parse(values[0]).length)
      },
    }
    const writer = createAccessWriter(pool as never, {
      capacity: 10,
      perStatement: 4,
      waitMs: 5,
      onLost: (count) => lost.push(count),
    })

    for (let i = 0; i < 20; i++) writer.add(access)
    await new Promise((done) => setTimeout(done, 50))
    isAway = false
    await writer.flush()

    expect(stored.reduce((a, b) => a + b) + lost.reduce((a, b) => a + b)).to.equal(20)
    expect(stored.reduce((a, b) => a + b)).to.be.at.least(10)
    expect(Math.max(...stored)).to.be.at.most(4)
  })

  it('ends where the database stays away, and says what was lost [AN-5]', async () => {
    let lost = 0
    const pool = { query: () => Promise.reject(away) }
    const writer = createAccessWriter(pool as never, { onLost: (count) => (lost += count) })
    writer.add(access)
    writer.add(access)

    await writer.flush()

    expect(lost).to.equal(2)
  })

  it('gives up what the database refuses, and goes on with the rest [AN-5]', async () => {
    const faults: unknown[] = []
    let calls = 0
    const refusal = new Error('no')
    const pool = { query: () => (calls++ === 0 ? Promise.reject(refusal) : Promise.resolve()) }
    const writer = createAccessWriter(pool as never, {
      perStatement: 1,
      onLost: (_, error) => faults.push(error),
    })
    writer.add(access)
    writer.add(access)

    await writer.flush()

    expect([calls, faults]).to.deep.equal([2, [refusal]])
  })
})

/** Of each visit's beacons, one: the first, with the largest values of all. */
const oncePerVisit = (rows: readonly StoredAccess[]): StoredAccess[] => {
  const kept = new Map<unknown, StoredAccess>()
  for (const row of rows) {
    const key = row.type === 'time' ? `${row.linkId} ${row.visitId}` : row
    const first = kept.get(key)
    const larger = (read: (of: StoredAccess) => number | null) => {
      const values = [first!, row].map(read).filter((value) => value !== null)
      return values.length > 0 ? Math.max(...values) : null
    }
    kept.set(
      key,
      first ? { ...first, seconds: larger((of) => of.seconds), loadMs: larger((of) => of.loadMs) } : row,
    )
  }
  return [...kept.values()]
}

/** The same by hand: slowly, and in another language. */
const recount = (rows: readonly StoredAccess[], zone: string): DayTotals[] => {
  const local = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' })
  const tally = (values: readonly (string | number | null)[]): Counts => {
    const counts: Record<string, number> = {}
    for (const value of values) counts[value ?? 'unknown'] = (counts[value ?? 'unknown'] ?? 0) + 1
    return counts
  }
  return [...Map.groupBy(rows, ({ at }) => local.format(at))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, all]) => {
      const of = (type: string) => all.filter((row) => row.type === type)
      const people = (type: string) => of(type).filter((row) => !row.isBot)
      const views = people('view')
      const measured = (read: (row: StoredAccess) => number | null) =>
        tally(
          people('time')
            .map(read)
            .filter((value) => value !== null)
            .map(bucketOf),
        )
      const columns = { device_type: 'deviceType' } as Record<string, keyof StoredAccess>
      return {
        day,
        views: views.length,
        downloads: people('download').length,
        unlocks: of('unlock').length,
        failedUnlocks: of('unlock_failed').length,
        botViews: of('view').length - views.length,
        visitors: new Set(views.flatMap(({ visitor }) => visitor?.toString('hex') ?? [])).size,
        dimensions:
          views.length === 0
            ? {}
            : Object.fromEntries(
                dimensions.map((name) => [
                  name,
                  tally(
                    views.map((row) => row[columns[name] ?? (name as keyof StoredAccess)] as string | null),
                  ),
                ]),
              ),
        seconds: measured(({ seconds }) => seconds),
        loadMs: measured(({ loadMs }) => loadMs),
      }
    })
}
