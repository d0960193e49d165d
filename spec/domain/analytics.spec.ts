import { expect } from 'chai'
import type { Member, Role } from '../../domain/actor.ts'
import { accessLine, csvField } from '../../domain/analytics/csv.ts'
import { dayIn, daysUpTo } from '../../domain/analytics/days.ts'
import type { AccessEvent, AccessFacts } from '../../domain/analytics/event.ts'
import { type Describe, hostOf, toStored } from '../../domain/analytics/facts.ts'
import {
  type AnalyticsPorts,
  type AnalyticsStore,
  createAnalytics,
  presentAccess,
} from '../../domain/analytics/service.ts'
import { summarize } from '../../domain/analytics/summary.ts'
import { bucketOf, type DayTotals, percentBelow, quantile } from '../../domain/analytics/totals.ts'
import { newLink, type ShareLink } from '../../domain/share-links/link.ts'
import { expectRefusal } from '../support/refusals.ts'

const noon = new Date('2030-06-01T12:00:00Z')

const aLink = (from: Partial<ShareLink> = {}) =>
  newLink({
    id: '0b7c6d52-7f0c-4a4e-9d0a-000000000001',
    tenantId: 7,
    face: 'core',
    resource: { kind: 'asset', id: '12' },
    createdBy: 1,
    createdAt: noon,
    ...from,
  })

const someFacts = (from: Partial<AccessFacts> = {}): AccessFacts => ({
  ip: '203.0.113.7',
  userAgent: 'a browser',
  referrer: undefined,
  channel: undefined,
  optOut: false,
  isBot: false,
  ...from,
})

const describeVisitor: Describe = {
  countryOf: () => 'PT',
  deviceOf: () => ({ deviceType: 'mobile', browser: 'Firefox', os: 'Android' }),
  visitorOf: (tenantId, { ip }) => Buffer.from(`${tenantId} ${ip}`),
}

const stored = (facts: Partial<AccessFacts> = {}, event: Partial<AccessEvent> = {}) =>
  toStored(
    { type: 'view', link: aLink(), visitId: 'v', facts: someFacts(facts), ...event },
    describeVisitor,
    noon,
  )

const aDay = (from: Partial<DayTotals> = {}): DayTotals => ({
  day: '2030-06-01',
  views: 0,
  downloads: 0,
  unlocks: 0,
  failedUnlocks: 0,
  botViews: 0,
  visitors: 0,
  dimensions: {},
  seconds: {},
  loadMs: {},
  ...from,
})

const histogramOf = (values: readonly number[]) => {
  const counts: Record<string, number> = {}
  for (const value of values) counts[bucketOf(value)] = (counts[bucketOf(value)] ?? 0) + 1
  return counts
}

describe('an access, as it is remembered', () => {
  it('is a country, a device and a host, never an address [AN-2]', () => {
    const access = stored({ referrer: 'https://news.example.org:8443/people/ana?session=1' })

    expect(access).to.deep.equal({
      type: 'view',
      tenantId: 7,
      linkId: aLink().id,
      resource: 'asset:12',
      at: noon,
      isBot: false,
      visitId: null,
      visitor: Buffer.from('7 203.0.113.7'),
      country: 'PT',
      deviceType: 'mobile',
      browser: 'Firefox',
      os: 'Android',
      referrer: 'news.example.org',
      channel: 'referral',
      seconds: null,
      loadMs: null,
    })
  })

  it('says nothing of somebody who does not want to be counted, but that they came [AN-6] [T-67]', () => {
    const access = stored({ optOut: true, referrer: 'https://www.reddit.com/r/pics', channel: 'qr' })

    expect(access).to.deep.include({
      type: 'view',
      visitor: null,
      country: null,
      deviceType: null,
      browser: null,
      os: null,
      referrer: null,
      channel: 'qr', // said by the link that was handed out
    })
    expect(stored({ optOut: true, referrer: 'https://www.reddit.com/' })?.channel).to.equal(null)
  })

  it('has no visitor where a program looks by itself [AN-7] [T-67]', () => {
    expect(stored({ isBot: true })).to.deep.include({ isBot: true, visitor: null })
  })

  const channelCases: [expected: string, facts: Partial<AccessFacts>][] = [
    ['direct', {}],
    ['referral', { referrer: 'https://example.org/' }],
    ['facebook', { referrer: 'https://l.facebook.com/l.php?u=x' }],
    ['twitter', { referrer: 'https://t.co/abc' }],
    ['twitter', { channel: 'x' }],
    ['linkedin', { referrer: 'https://lnkd.in/1' }],
    ['whatsapp', { channel: 'WhatsApp' }],
    ['telegram', { referrer: 'https://web.telegram.org/' }],
    ['reddit', { referrer: 'https://old.reddit.com/' }],
    ['referral', { referrer: 'https://notreddit.com/' }],
    ['embed', { channel: 'embed', referrer: 'https://www.facebook.com/' }],
    ['reddit', { channel: '=cmd|calc', referrer: 'https://reddit.com/' }],
    ['direct', { channel: 'toString' }],
    ['direct', { referrer: 'javascript:alert(1)' }],
  ]
  for (const [expected, facts] of channelCases)
    it(`came by ${expected} with ${JSON.stringify(facts)} [AN-8]`, () => {
      expect(stored(facts)?.channel).to.equal(expected)
    })

  it('knows of a referrer its host alone, and of nonsense nothing', () => {
    expect(hostOf('https://user:pass@Exämple.org:444/a?b#c')).to.equal('xn--exmple-cua.org')
    expect(hostOf('http://[2001:db8::1]/')).to.equal('[2001:db8::1]')
    const nonsense = [
      '',
      'about:blank',
      'android-app://com.example',
      'https://',
      `https://${'a'.repeat(5000)}`,
    ]
    for (const text of nonsense) expect(hostOf(text), text).to.equal(undefined)
  })

  it('has a bounded time, of a visit that we know ourselves [AN-4] [T-67]', () => {
    const time = (event: Partial<AccessEvent>) => stored({}, { type: 'time', ...event })

    expect(time({ seconds: 1e9, loadMs: 1e9 })).to.deep.include({
      visitId: 'v',
      seconds: 21_600,
      loadMs: 600_000,
    })
    expect(time({ seconds: 2.6 })).to.deep.include({ seconds: 3, loadMs: null })
    for (const forged of [-1, Number.NaN, -Infinity]) expect(time({ seconds: forged })).to.equal(undefined)
    expect(time({ seconds: 5, visitId: undefined })).to.equal(undefined)
    expect(time({})).to.equal(undefined)
    expect(stored({}, { seconds: 5 })).to.deep.include({ seconds: null, visitId: null })
  })
})

describe('days of a range', () => {
  it('are all there where clocks change, and end today in the zone of the organization [AN-11]', () => {
    expect(daysUpTo('2030-03-11', 3)).to.deep.equal(['2030-03-09', '2030-03-10', '2030-03-11'])
    expect(daysUpTo('2030-11-04', 3)).to.deep.equal(['2030-11-02', '2030-11-03', '2030-11-04'])
    expect(new Set(daysUpTo('2032-12-31', 366)).size).to.equal(366)
    expect(dayIn('America/New_York', new Date('2030-11-04T04:59:59Z'))).to.equal('2030-11-03')
    expect(dayIn('America/New_York', new Date('2030-11-04T05:00:00Z'))).to.equal('2030-11-04')
    expect(dayIn('Pacific/Kiritimati', noon)).to.equal('2030-06-02')
    expect(dayIn('Mars/Olympus_Mons', noon)).to.equal('2030-06-01')
  })
})

describe('a histogram', () => {
  it('tells the nearest rank, whole numbers up to 20 exactly and others within 5 % [AN-13]', () => {
    for (let value = 0; value <= 20; value++) expect(quantile(histogramOf([value]), 0.5)).to.equal(value)
    for (let value = 21; value < 600_000; value = Math.ceil(value * 1.37))
      expect(Math.abs(quantile(histogramOf([value]), 0.5)! / value - 1), `${value}`).to.be.below(0.05)
    expect(quantile(histogramOf([1, 2, 3, 4]), 0.5)).to.equal(2)
    expect(quantile(histogramOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), 0.9)).to.equal(9)
    expect(quantile({}, 0.5)).to.equal(null)
  })

  it('tells how many were shorter, to the second', () => {
    expect(percentBelow(histogramOf([0, 9, 10, 11]), 10)).to.equal(50)
    expect(percentBelow({}, 10)).to.equal(null)
  })
})

describe('the answer', () => {
  it('has the shape and the sums of its days, each of which is there [AN-9] [AN-11]', () => {
    const days = ['2030-05-31', '2030-06-01', '2030-06-02']
    const first = aDay({
      day: '2030-05-31',
      views: 100,
      visitors: 60,
      downloads: 20,
      botViews: 4,
      unlocks: 3,
      failedUnlocks: 9,
      dimensions: { country: { unknown: 90, US: 6, CA: 4 }, device_type: { mobile: 100 } },
      seconds: histogramOf([1, 2, 60, 60]),
      loadMs: histogramOf([100, 100, 900]),
    })
    const last = aDay({
      day: '2030-06-02',
      views: 56,
      visitors: 18,
      downloads: 3,
      dimensions: {
        country: { CA: 4, GB: 52 },
        channel: { qr: 56 },
        referrer: { 'a.example': 1, other: 9, 'b.example': 1 },
      },
    })

    const answer = summarize(days, [first, last], '2030-01-01')

    expect(answer).to.deep.equal({
      summary: { total_views: 156, total_downloads: 23, unique_visitors: 78, conversion_rate: 14.7 },
      geographic_breakdown: [
        { country: 'GB', views: 52 },
        { country: 'CA', views: 8 },
        { country: 'US', views: 6 },
        { country: 'unknown', views: 90 },
      ],
      device_breakdown: [{ device_type: 'mobile', views: 100 }],
      browser_breakdown: [],
      os_breakdown: [],
      referrer_breakdown: [
        { referrer: 'a.example', views: 1 },
        { referrer: 'b.example', views: 1 },
        { referrer: 'other', views: 9 },
      ],
      channel_breakdown: [{ channel: 'qr', views: 56 }],
      engagement: { median_seconds: 2, p90_seconds: 59, bounce_rate: 50 },
      load_times: { p50_ms: 101, p95_ms: 903 },
      daily_breakdown: [
        { date: '2030-05-31', views: 100, downloads: 20, unique_visitors: 60 },
        { date: '2030-06-01', views: 0, downloads: 0, unique_visitors: 0 },
        { date: '2030-06-02', views: 56, downloads: 3, unique_visitors: 18 },
      ],
      bots: { views: 4 },
      unlocks: { succeeded: 3, failed: 9 },
      country_database: { date: '2030-01-01' },
    })
  })

  it('does not divide by nothing', () => {
    const { summary, engagement } = summarize(['2030-06-01'], [], null)

    expect(summary.conversion_rate).to.equal(0)
    expect(engagement).to.deep.equal({ median_seconds: null, p90_seconds: null, bounce_rate: null })
  })

  it('stays small however many referrers a year has', () => {
    const many = Array.from({ length: 500 }, (_, i) => [`h${i}.example`, 500 - i])
    const answer = summarize(
      ['2030-06-01'],
      [aDay({ dimensions: { referrer: Object.fromEntries(many) } })],
      null,
    )

    expect(answer.referrer_breakdown).to.have.length(201)
    expect(answer.referrer_breakdown.at(-1)).to.deep.equal({ referrer: 'other', views: (300 * 301) / 2 })
  })
})

describe('a line of CSV', () => {
  it('is quoted where it has to be, and computes nothing in a spreadsheet [T-44]', () => {
    expect(['a,b', 'say "hi"', 'two\nlines', null, 5, -5, false].map(csvField)).to.deep.equal([
      '"a,b"',
      '"say ""hi"""',
      '"two\nlines"',
      '',
      '5',
      '-5',
      'false',
    ])
    for (const formula of ['=1+1', '+1', '-1', '@sum', '\t=1', '\r=1'])
      expect(csvField(formula).replace(/^"/, '')).to.match(/^'/)
    const { tenantId: _, linkId: __, resource: ___, visitId: ____, visitor: _____, ...access } = stored()!
    expect(accessLine(presentAccess({ ...access, referrer: '-x.example' }))).to.equal(
      "2030-06-01T12:00:00.000Z,view,PT,mobile,Firefox,Android,'-x.example,direct,false,\r\n",
    )
  })
})

describe('analytics', () => {
  const linkId = aLink().id
  const member = (role: Role, userId: number): Member => ({ role, userId, tenantId: 7, familyId: 'f' })

  const open = (from: Partial<AnalyticsPorts> = {}) => {
    const asked: unknown[] = []
    const store: AnalyticsStore = {
      zone: async () => 'Pacific/Kiritimati',
      link: async (id) => (id === linkId ? aLink({ createdBy: 5 }) : undefined),
      siblings: async () => ['second'],
      totals: async (...args) => {
        asked.push(args)
        return []
      },
      accesses: async () => ({ count: 0, rows: [] }),
      accessesBefore: async () => ({ rows: [], last: undefined }),
    }
    const analytics = createAnalytics({
      storeOf: () => store,
      add: () => {},
      upkeep: { rollUp: async () => 0, forgetBefore: async () => 0, forgetKeysBefore: async () => 0 },
      describe: describeVisitor,
      countriesOf: null,
      findAsset: async (_, id) =>
        id === '12' ? { kind: 'asset', id, ownerId: 5, title: 'A picture' } : undefined,
      retentionDays: 365,
      now: () => noon,
      ...from,
    })
    return { analytics, asked }
  }

  it('is for whoever made the link, and for those who look after the organization [AN-14] [T-58]', async () => {
    const { analytics } = open()

    for (const actor of [member('member', 5), member('admin', 1), member('owner', 1)]) {
      await analytics.ofShare(actor, linkId, 7, false)
      await analytics.ofAsset(actor, 12, 7)
      await analytics.accesses(actor, linkId, { limit: 1, offset: 0 })
      await analytics.accessesAsCsv(actor, linkId)
    }
    for (const actor of [member('member', 6), member('dispatcher', 6)]) {
      await expectRefusal('not_found', analytics.ofShare(actor, linkId, 7, false))
      await expectRefusal('not_found', analytics.ofAsset(actor, 12, 7))
      await expectRefusal('not_found', analytics.accesses(actor, linkId, { limit: 1, offset: 0 }))
      await expectRefusal('not_found', analytics.accessesAsCsv(actor, linkId))
    }
    await expectRefusal('not_found', analytics.ofShare(member('owner', 1), 'another', 7, false))
    await expectRefusal('not_found', analytics.ofAsset(member('owner', 1), 13, 7))
  })

  it('asks for the days of the organization, of one link or of all that the share has [AN-11] [AN-15]', async () => {
    const { analytics, asked } = open()

    const answer = await analytics.ofShare(member('owner', 1), linkId, 2, false)
    await analytics.ofShare(member('owner', 1), linkId, 1, true)
    await analytics.ofAsset(member('owner', 1), 12, 366)

    expect(answer.daily_breakdown.map(({ date }) => date)).to.deep.equal(['2030-06-01', '2030-06-02'])
    expect(asked).to.deep.equal([
      [[`link:${linkId}`], '2030-06-01', '2030-06-02'],
      [[`link:${linkId}`, 'link:second'], '2030-06-02', '2030-06-02'],
      [['asset:12'], '2029-06-02', '2030-06-02'],
    ])
  })

  it('never fails a visitor, whatever happens to it [AN-5]', () => {
    const event = { type: 'view', link: aLink(), visitId: 'v', facts: someFacts() } as const
    const fail = () => {
      throw new Error('no')
    }

    open({ add: fail }).analytics.record(event)
    open({ describe: { ...describeVisitor, deviceOf: fail } }).analytics.record(event)
  })

  it('forgets single accesses when their time is over, and keeps the keys of two days [AN-3] [AN-12]', async () => {
    const steps: unknown[] = []
    const { analytics } = open({
      upkeep: {
        rollUp: async () => 0,
        forgetBefore: async (moment, dryRun) => {
          steps.push([moment.toISOString(), dryRun])
          return 3
        },
        forgetKeysBefore: async (day) => steps.push(day),
      },
    })

    await analytics.purge(true)
    await analytics.purge(false)

    const moment = '2029-06-01T12:00:00.000Z'
    expect(steps).to.deep.equal([[moment, true], [moment, false], '2030-05-31'])
  })

  it('exports the whole of a timeline, however long, piece by piece', async () => {
    const { tenantId: _, linkId: __, resource: ___, visitId: ____, visitor: _____, ...access } = stored()!
    const cursors: unknown[] = []
    const { analytics } = open({
      storeOf: () =>
        ({
          link: async () => aLink(),
          accessesBefore: async (_id: string, cursor: { id: string } | undefined, limit: number) => {
            cursors.push(cursor?.id)
            const page = Number(cursor?.id ?? 0)
            const rows = Array.from({ length: page < 2 ? limit : 3 }, () => access)
            return { rows, last: { at: noon, id: String(page + 1) } }
          },
        }) as unknown as AnalyticsStore,
    })

    let text = ''
    for await (const piece of await analytics.accessesAsCsv(member('owner', 1), linkId)) text += piece

    const lines = text.trimEnd().split('\r\n')
    expect(lines[0]).to.equal('at,type,country,device_type,browser,os,referrer,channel,is_bot,seconds')
    expect([lines.length - 1, cursors]).to.deep.equal([2003, [undefined, '1', '2']])
  })
})
