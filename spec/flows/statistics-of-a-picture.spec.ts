import { expect } from 'chai'
import sharp from 'sharp'
import { clientOf, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { upload } from '../support/uploads.ts'

const iPhone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1'
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const googlebot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'

/** Somebody with a browser of their own and nothing kept from before. */
const visitor = (url: string, headers: Record<string, string>) => ({
  call: (method: string, path: string, body?: unknown, more: Record<string, string> = {}) =>
    clientOf(url).call(method, path, body, { accept: 'application/json', ...headers, ...more }),
})

describe('the owner of a picture', function () {
  this.timeout(60_000)
  let url: string
  let owner: Person
  let assetId: number
  before(async () => {
    url = (await sharedService()).url
    owner = await register(url)
    const canvas = { width: 40, height: 30, channels: 3, background: '#357' } as const
    const picture = await sharp({ create: canvas }).png().toBuffer()
    assetId = (await upload(owner, picture, { name: 'a.png' })).body.id
  })

  const share = async (options: object) => {
    const { status, body } = await owner.call('POST', `/api/v3/assets/${assetId}/share/`, options)
    expect(status, JSON.stringify(body)).to.equal(201)
    return { uuid: body.uuid as string, at: `/share/${body.token}` }
  }
  const analytics = async (path: string) => (await owner.call('GET', `${path}/analytics/?days=2`)).body
  /** The timeline as soon as so much is on it. */
  const timeline = async (uuid: string, least: number) => {
    const until = Date.now() + 20_000
    for (;;) {
      const { body } = await owner.call('GET', `/api/v3/shares/${uuid}/accesses/`)
      if (body.count >= least || Date.now() > until)
        return body.results as { type: string; seconds?: number }[]
      await new Promise((done) => setTimeout(done, 200))
    }
  }

  it('learns who opened, unlocked, looked and downloaded, and nothing of who they are [AN-1] [AN-4] [T-67]', async () => {
    const { uuid, at } = await share({
      share_type: 'protected',
      password: 'open sesame',
      allow_download: true,
    })
    const ana = visitor(url, { 'user-agent': iPhone })
    await ana.call('POST', `${at}/unlock`, { password: 'wrong' })
    const { body: unlocked } = await ana.call('POST', `${at}/unlock?utm_source=qr`, {
      password: 'open sesame',
    })
    const pass = { authorization: `Bearer ${unlocked.access_token}` }
    await ana.call('GET', at, undefined, pass)
    expect((await ana.call('GET', `${at}/download`, undefined, pass)).status).to.equal(200)
    for (const seconds of [42, 40, 42])
      await ana.call('POST', `${at}/events`, JSON.stringify({ seconds, load_ms: 300 }), pass)
    // A beacon without a visit of its own, and one with another link's.
    await ana.call('POST', `${at}/events`, JSON.stringify({ seconds: 9000 }))
    const other = await share({})
    await ana.call('POST', `${other.at}/events`, JSON.stringify({ seconds: 9000 }), pass)

    const events = await timeline(uuid, 5)
    const answer = await analytics(`/api/v3/shares/${uuid}`)

    expect(events.map(({ type }) => type).sort()).to.deep.equal(
      ['download', 'time', 'unlock', 'unlock_failed', 'view'].sort(),
    )
    expect(events.find(({ type }) => type === 'time')?.seconds).to.equal(42)
    expect(answer.summary).to.deep.equal({
      total_views: 1,
      total_downloads: 1,
      unique_visitors: 1,
      conversion_rate: 100,
    })
    expect(answer.channel_breakdown).to.deep.equal([{ channel: 'qr', views: 1 }])
    expect(answer.unlocks).to.deep.equal({ succeeded: 1, failed: 1 })
    expect(answer.engagement.bounce_rate).to.equal(0)
    expect(answer.engagement.median_seconds).to.be.within(40, 44)
    expect(answer.load_times.p50_ms).to.be.within(285, 315)
    expect(await timeline(other.uuid, 0)).to.deep.equal([])
  })

  it('counts those who opt out, and bots apart, over all links of the picture [AN-6] [AN-7]', async () => {
    const links = [await share({}), await share({})] as const
    const before = await analytics(`/api/v3/assets/${assetId}`)
    const seen = (answer: typeof before) => answer.summary.total_views - before.summary.total_views
    await visitor(url, { 'user-agent': firefox, referer: 'https://t.co/x' }).call('GET', links[0].at)
    await visitor(url, { 'user-agent': firefox, dnt: '1', referer: 'https://t.co/x' }).call(
      'GET',
      links[0].at,
    )
    await visitor(url, { 'user-agent': googlebot }).call('GET', links[0].at)
    await visitor(url, { 'user-agent': firefox }).call('GET', links[1].at)
    await timeline(links[0].uuid, 3)
    await timeline(links[1].uuid, 1)

    const first = await analytics(`/api/v3/shares/${links[0].uuid}`)
    const all = await analytics(`/api/v3/assets/${assetId}`)

    expect([first.summary.total_views, first.summary.unique_visitors, first.bots.views]).to.deep.equal([
      2, 1, 1,
    ])
    expect(first.browser_breakdown).to.deep.equal([
      { browser: 'Firefox', views: 1 },
      { browser: 'unknown', views: 1 },
    ])
    expect(first.channel_breakdown).to.deep.equal([
      { channel: 'twitter', views: 1 },
      { channel: 'unknown', views: 1 },
    ])
    expect([seen(all), all.bots.views - before.bots.views]).to.deep.equal([3, 1])
    // The same browser at two links of one picture is one visitor of the picture.
    expect(all.summary.unique_visitors - before.summary.unique_visitors).to.equal(1)
    const [stranger] = [await register(url)]
    expect((await stranger.call('GET', `/api/v3/assets/${assetId}/analytics`)).status).to.equal(404)
  })
})
