import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { countStored } from '../../db/access-parts.ts'
import { accessFactsOf } from '../../server/access-facts.ts'
import { readCountries } from '../../server/countries.ts'
import { createDayKeys } from '../../server/day-keys.ts'
import { createDeviceOf } from '../../server/user-agents.ts'
import { addMember, clientOf, type Person, register } from '../support/client.ts'
import { ServiceEnded, sharedService, startService, type TestService } from '../support/service.ts'
import { aSharedVehicle, type SharedVehicle } from './a-house.ts'

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const iPhone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1'
const iPad =
  'Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1'
const edge =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36 Edg/137.0.0.0'
const googlebot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'

describe('what a browser says of itself', () => {
  const deviceOf = createDeviceOf()
  const cases: [string, string | undefined, [string, string, string]][] = [
    ['Firefox on Linux', firefox, ['desktop', 'Firefox', 'Linux']],
    ['Safari on a phone', iPhone, ['mobile', 'Safari', 'iOS']],
    ['Safari on a tablet', iPad, ['tablet', 'Safari', 'iOS']],
    ['Edge', edge, ['desktop', 'Microsoft Edge', 'Windows']],
    ['curl', 'curl/8.9.1', ['other', 'other', 'other']],
    ['Node', 'node', ['other', 'other', 'other']],
    ['nothing', undefined, ['other', 'other', 'other']],
    ['a name of its own making', '=cmd|calc!/1.0 (=1+1)', ['other', 'other', 'other']],
  ]
  for (const [name, userAgent, [deviceType, browser, os]] of cases)
    it(`is read as one of a fixed list: ${name} [AN-2]`, () => {
      expect(deviceOf(userAgent)).to.deep.equal({ deviceType, browser, os })
      expect(deviceOf(userAgent)).to.deep.equal({ deviceType, browser, os })
    })

  it('is forgotten when there is too much of it [T-67]', () => {
    for (let i = 0; i < 2_100; i++) deviceOf(`a/${i}`)

    expect(deviceOf(firefox).browser).to.equal('Firefox')
  })
})

describe('the country of an address', () => {
  it('is found in this process, for addresses of both kinds, by the table that comes along [AN-2]', async () => {
    const countries = await readCountries()

    expect(countries.of('8.8.8.8')).to.equal('US')
    expect(countries.of('::ffff:8.8.8.8')).to.equal('US')
    expect(countries.of('2a02:8100::1')).to.equal('DE')
    for (const none of ['127.0.0.1', '::1', '10.0.0.1', '', 'nonsense'])
      expect(countries.of(none)).to.equal(null)
    expect(countries.date).to.match(/^20\d\d-\d\d-\d\d$/)
  })

  it('is found in another table as well; one of IPv4 says nothing of other addresses [AN-2]', async () => {
    const countries = await readCountries(
      'node_modules/@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country-ipv4.mmdb',
    )

    expect(countries.of('8.8.8.8')).to.equal('US')
    expect(countries.of('2a02:8100::1')).to.equal(null)
  })

  it('stops the start where the table cannot be read, and says so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fleeting-spec-'))
    const file = join(folder, 'broken.mmdb')
    await writeFile(file, 'not a table')

    const ended = await startService({ COUNTRY_DB: file }).catch((error: unknown) => error)

    expect(ended).to.be.instanceOf(ServiceEnded)
    expect((ended as ServiceEnded).code).to.equal(2)
    expect((ended as ServiceEnded).words).to.include(`COUNTRY_DB ${file} cannot be read`)
    await rm(folder, { recursive: true })
  })
})

describe('the key of a day', () => {
  const visitor = { ip: '203.0.113.7', userAgent: firefox }
  const open = () => {
    const kept = new Map<string, Buffer>()
    const clock = { now: new Date('2030-06-01T12:00:00Z') }
    const keyOf = async (day: string, fresh: Buffer) => {
      if (!kept.has(day)) kept.set(day, fresh)
      return kept.get(day)!
    }
    return { kept, clock, node: () => createDayKeys(keyOf, () => clock.now) }
  }
  const hex = (hash: Buffer | null) => hash?.toString('hex')

  it('makes one visitor of one browser, on every node, for one organization [AN-3]', async () => {
    const { node, clock } = open()
    const [first, second] = [node(), node()]
    await Promise.all([first.prepare(), second.prepare()])
    const of = (keys: typeof first, tenantId: number, from = {}) =>
      hex(keys.visitorOf(tenantId, { ...visitor, ...from }, clock.now))

    expect(of(first, 1)).to.have.length(24)
    expect(of(second, 1)).to.equal(of(first, 1))
    expect(of(first, 2)).to.not.equal(of(first, 1))
    expect(of(first, 1, { ip: '203.0.113.8' })).to.not.equal(of(first, 1))
    expect(of(first, 1, { userAgent: edge })).to.not.equal(of(first, 1))
  })

  it('changes at midnight, and is made in time [AN-3] [T-67]', async () => {
    const { node, clock, kept } = open()
    const keys = node()
    await keys.prepare()
    const today = hex(keys.visitorOf(1, visitor, clock.now))
    clock.now = new Date('2030-06-01T23:55:00Z')
    await keys.prepare()
    clock.now = new Date('2030-06-02T00:00:00Z')

    const tomorrow = hex(keys.visitorOf(1, visitor, clock.now))

    expect([...kept.keys()]).to.deep.equal(['2030-06-01', '2030-06-02'])
    expect(tomorrow).to.have.length(24)
    expect(tomorrow).to.not.equal(today)
    clock.now = new Date('2030-06-03T00:00:00Z') // nobody asked for a key: counted, without a visitor
    expect(keys.visitorOf(1, visitor, clock.now)).to.equal(null)
  })
})

describe('what is known of a request', () => {
  const facts = (headers: Record<string, string>, url = '/share/x') =>
    accessFactsOf({
      ip: '203.0.113.7',
      url,
      publicUrl: 'https://share.example.org',
      header: (name) => headers[name],
    })

  it('is where it came from, but for our own pages [AN-8]', () => {
    expect(facts({ referer: 'https://example.com/x' }).referrer).to.equal('https://example.com/x')
    expect(facts({ referer: 'https://share.example.org/share/x' }).referrer).to.equal(undefined)
    expect(facts({}, '/share/x?a=1&utm_source=qr').channel).to.equal('qr')
    expect(facts({}).channel).to.equal(undefined)
  })

  it('is whether somebody wants to be left alone, and whether somebody is there [AN-6] [AN-7]', () => {
    expect(facts({ dnt: '1' }).optOut).to.equal(true)
    expect(facts({ 'sec-gpc': '1' }).optOut).to.equal(true)
    expect(facts({ dnt: '0' }).optOut).to.equal(false)
    expect(facts({ 'user-agent': googlebot }).isBot).to.equal(true)
    expect(facts({ 'user-agent': 'curl/8' }).isBot).to.equal(false)
  })
})

describe('the analytics of a link', () => {
  let service: TestService
  let owner: Person
  let vehicle: SharedVehicle
  before(async () => {
    service = await sharedService()
    owner = await register(service.url)
  })
  beforeEach(async () => {
    vehicle = await aSharedVehicle(owner)
  })

  const path = (what: string) => `/api/v3/shares/${vehicle.linkId}/${what}`
  const happened = (columns: Record<string, unknown> = {}) => {
    const row = {
      tenant_id: owner.tenantId,
      link_id: vehicle.linkId,
      resource: `vehicle:${vehicle.id}`,
      at: new Date(),
      type: 'view',
      is_bot: false,
      ...columns,
    }
    const names = Object.keys(row)
    return service.database.query(
      `with stored as (insert into access_event (${names}, day) values (${names.map((_, i) => `$${i + 1}`)},
         ($4::timestamptz at time zone (select timezone from tenant where id = $1))::date) returning *),
         ${countStored}`,
      Object.values(row),
    )
  }

  it('counts a visit within seconds, and keeps no address of it anywhere [AN-1] [AN-2] [AN-5]', async () => {
    const visitor = clientOf(service.url)
    const headers = {
      'user-agent': iPhone,
      referer: 'https://old.reddit.com/r/x',
      accept: 'application/json',
    }
    const opened = await visitor.call('GET', `/share/${vehicle.token}`, undefined, headers)
    expect(opened.status).to.equal(200)

    const answer = await eventually(
      async () => (await owner.call('GET', path('analytics'))).body,
      ({ summary }) => summary.total_views > 0,
    )

    expect(answer.summary).to.deep.equal({
      total_views: 1,
      total_downloads: 0,
      unique_visitors: 1,
      conversion_rate: 0,
    })
    expect(answer.device_breakdown).to.deep.equal([{ device_type: 'mobile', views: 1 }])
    expect(answer.channel_breakdown).to.deep.equal([{ channel: 'reddit', views: 1 }])
    expect(answer.geographic_breakdown).to.deep.equal([{ country: 'unknown', views: 1 }])
    expect(answer.country_database.date).to.match(/^\d{4}-\d\d-\d\d$/)
    const rows = await service.database.query('select * from access_event where link_id = $1', [
      vehicle.linkId,
    ])
    expect(rows).to.have.length(1)
    expect(JSON.stringify(rows)).to.not.match(/127\.0\.0\.1|::1|Mozilla|\/r\/x/)
    expect(rows[0]!.visitor).to.have.length(12)
  })

  it('has every day of the range, a week unless said otherwise, at most a year [AN-11]', async () => {
    await owner.call('PATCH', '/api/tenants/current', { timezone: 'Pacific/Kiritimati' })
    await happened()

    const { body } = await owner.call('GET', path('analytics'))
    const year = await owner.call('GET', path('analytics/?days=366'))

    const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Pacific/Kiritimati' }).format(new Date())
    expect(body.daily_breakdown).to.have.length(7)
    expect(body.daily_breakdown.at(-1)).to.deep.equal({
      date: today,
      views: 1,
      downloads: 0,
      unique_visitors: 0,
    })
    expect(year.body.daily_breakdown).to.have.length(366)
    for (const days of ['0', '367', '1.5', 'x'])
      expect((await owner.call('GET', path(`analytics?days=${days}`))).status).to.equal(422)
  })

  it('adds up the links of a share where that is asked for [AN-15]', async () => {
    const other = await aSharedVehicle(owner)
    await service.database.query('update share_link set share_id = $1 where id = $2', [
      vehicle.linkId,
      other.linkId,
    ])
    await happened()
    await happened({ link_id: other.linkId })

    const views = async (query: string) =>
      (await owner.call('GET', path(`analytics${query}`))).body.summary.total_views

    expect([await views(''), await views('?whole_share=true')]).to.deep.equal([1, 2])
  })

  it('is for its maker and for those who look after the organization [AN-14] [T-58]', async () => {
    await happened()
    const admin = await addMember(owner, 'admin')
    const others = [await addMember(owner, 'dispatcher'), await register(service.url)]

    for (const what of ['analytics', 'accesses', 'accesses?format=csv']) {
      expect((await admin.call('GET', path(what))).status).to.equal(200)
      for (const other of others) expect((await other.call('GET', path(what))).status, what).to.equal(404)
    }
  })

  it('shows the timeline, newest first, and never who it was [AN-16]', async () => {
    const at = (seconds: number) => new Date(Date.UTC(2030, 0, 1, 0, 0, seconds))
    await happened({ at: at(1), country: 'PT', visitor: Buffer.from('secret visitor') })
    await happened({ at: at(2), type: 'time', seconds: 42, visit_id: 'secret visit' })
    await happened({ at: at(3), is_bot: true })

    const { body } = await owner.call('GET', path('accesses/?page_size=2'))
    const rest = await owner.call('GET', body.next.slice(service.url.length))

    expect([body.count, body.previous]).to.deep.equal([3, null])
    const nothing = {
      country: null,
      device_type: null,
      browser: null,
      os: null,
      referrer: null,
      channel: null,
    }
    expect([...body.results, ...rest.body.results]).to.deep.equal([
      { at: at(3).toISOString(), type: 'view', ...nothing, is_bot: true },
      { at: at(2).toISOString(), type: 'time', ...nothing, is_bot: false, seconds: 42 },
      { at: at(1).toISOString(), type: 'view', ...nothing, is_bot: false, country: 'PT' },
    ])
    expect(JSON.stringify([body, rest.body])).to.not.match(/secret/)
  })

  it('gives the whole timeline as CSV, which computes nothing [AN-16] [T-44]', async () => {
    await service.database.query(
      `insert into access_event (tenant_id, link_id, resource, at, day, type, is_bot, referrer)
       select $1, $2, 'x', timestamptz '2030-01-01' + i * interval '1 s', '2030-01-01', 'view', false, '-' || i || '.example'
       from generate_series(1, 2500) i`,
      [owner.tenantId, vehicle.linkId],
    )

    const asked = await owner.call('GET', path('accesses?format=csv'))
    const accepted = await owner.call('GET', path('accesses'), undefined, { accept: 'text/csv' })

    const lines = String(asked.body).split('\r\n')
    expect(asked.headers.get('content-type')).to.equal('text/csv; charset=utf-8')
    expect(asked.headers.get('content-disposition')).to.match(/^attachment; filename="accesses-.*\.csv"$/)
    expect(lines).to.have.length(2502)
    expect(lines[0]).to.equal('at,type,country,device_type,browser,os,referrer,channel,is_bot,seconds')
    expect(lines[1]).to.equal("2030-01-01T00:41:40.000Z,view,,,,,'-2500.example,,false,")
    expect(lines[2500]).to.match(/^2030-01-01T00:00:01/)
    expect(accepted.body).to.equal(asked.body)
  })
})

/** The answer as soon as it is as it should be; the last one after 20 seconds. */
const eventually = async <T>(ask: () => Promise<T>, isThere: (answer: T) => boolean): Promise<T> => {
  const until = Date.now() + 20_000
  for (;;) {
    const answer = await ask()
    if (isThere(answer) || Date.now() > until) return answer
    await new Promise((done) => setTimeout(done, 200))
  }
}
