import { expect } from 'chai'
import sharp from 'sharp'
import { taggedUrl } from '../../domain/share-links/handouts.ts'
import { passCookie } from '../../server/passes.ts'
import { qrPng, qrSvg } from '../../server/qr.ts'
import type { RequestFacts } from '../../server/route.ts'
import { addMember, addVehicle, clientOf, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { report } from './a-house.ts'
import { aPicture } from './an-album.ts'

const shares = '/api/v3/shares'
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

/** Bytes, as they came. */
const fetchBytes = async (url: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(url, { headers })
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) }
}

describe('handing links on', () => {
  let url: string
  let owner: Person
  let vehicleId: string
  let imei: string
  before(async () => {
    url = (await sharedService()).url
    owner = await register(url, 'Hand-outs')
    const vehicle = await addVehicle(owner, { name: 'Secret Van', color: '#2563eb', icon: 'van' })
    vehicleId = vehicle.id
    imei = vehicle.imei
    await report(owner, { imei, latitude: -33.4489, longitude: -70.6693 })
  })
  const share = async (options: Record<string, unknown> = {}, who: Person = owner) => {
    const { status, body } = await who.call('POST', shares, {
      resource_type: 'vehicle',
      resource_id: vehicleId,
      ...options,
    })
    expect(status, JSON.stringify(body)).to.equal(201)
    return body as { uuid: string; token: string; share_url: string } & Record<string, string> & {
        social_links: Record<string, string>
      }
  }
  const closedOnes = async () => [
    await share({ share_type: 'protected', password: 'open sesame', title: 'Owner’s secret' }),
    await share({ share_type: 'private', title: 'Other secret' }),
  ]
  const viewsOf = async (uuid: string) => (await owner.call('GET', `${shares}/${uuid}`)).body.counts.views
  const revoked = async () => {
    const link = await share()
    await owner.call('DELETE', `${shares}/${link.uuid}`)
    return link
  }

  describe('with settings', () => {
    it('speaks as the organization has settled it [HO-4]', async () => {
      const before = await owner.call('GET', '/api/tenants/current')
      const changed = await owner.call('PATCH', '/api/tenants/current', {
        social: {
          hashtags: ['#logística', 'live', 'live'],
          via: '@fleeting',
          messages: { twitter: 'Where is {title}? {url}' },
        },
      })
      const again = await owner.call('PATCH', '/api/tenants/current', { social: { hashtags: ['live'] } })
      const { social_links } = await share({ title: 'My van' })

      expect(before.body.social).to.deep.equal({ hashtags: [], via: null, messages: {} })
      expect(changed.body.social).to.deep.equal({
        hashtags: ['logística', 'live'],
        via: 'fleeting',
        messages: { twitter: 'Where is {title}? {url}' },
      })
      expect(again.body.social).to.deep.equal({ ...changed.body.social, hashtags: ['live'] })
      expect((await owner.call('GET', '/api/tenants/current')).body.social).to.deep.equal(again.body.social)
      const tweet = new URL(social_links.twitter!).searchParams
      expect(tweet.get('text')).to.equal('Where is My van?')
      expect([tweet.get('hashtags'), tweet.get('via')]).to.deep.equal(['live', 'fleeting'])
    })

    it('takes words for hashtags, a name for via and messages of a size [HO-4] [T-44]', async () => {
      const refused = async (social: unknown) => {
        const { status, body } = await owner.call('PATCH', '/api/tenants/current', { social })
        return [status, body.errors?.[0]?.field]
      }
      expect(await refused({ hashtags: ['two words'] })).to.deep.equal([422, 'social.hashtags.0'])
      expect(await refused({ hashtags: Array(11).fill('x') })).to.deep.equal([422, 'social.hashtags'])
      expect(await refused({ via: 'a&b' })).to.deep.equal([422, 'social.via'])
      expect(await refused({ messages: { facebook: 'x'.repeat(501) } })).to.deep.equal([
        422,
        'social.messages.facebook',
      ])
      expect(await refused({ messages: { facebook: 'nul\u0000' } })).to.deep.equal([
        422,
        'social.messages.facebook',
      ])
      expect(await refused({ messages: { myspace: 'x' } })).to.deep.equal([422, 'social.messages.myspace'])
      expect(await refused({})).to.deep.equal([422, 'social'])
      const broken = await owner.call(
        'PATCH',
        '/api/tenants/current',
        '{"social":{"messages":{"reddit":"\\ud800 x"}}}',
        { 'content-type': 'application/json' },
      )
      expect(broken.body.social.messages).to.deep.equal({ reddit: '\ufffd x' })
    })
  })

  describe('as a QR code', () => {
    const qr = (uuid: string, search = '', headers: Record<string, string> = {}, who: Person = owner) =>
      fetchBytes(`${url}${shares}/${uuid}/qr${search}`, { authorization: `Bearer ${who.token}`, ...headers })

    it('is the address of the link, tagged, in the form and size that was asked for [HO-6]', async () => {
      const { uuid, share_url, qr_code_data } = await share()
      const text = taggedUrl(share_url, 'qr')

      const usual = await qr(uuid)
      const large = await qr(uuid, '?format=png&size=512')
      const svg = await qr(uuid, '?format=svg&size=200')

      expect(usual.headers.get('content-type')).to.equal('image/png')
      expect(usual.bytes.equals(qrPng(text))).to.equal(true)
      expect(qr_code_data).to.equal(`data:image/png;base64,${usual.bytes.toString('base64')}`)
      expect(large.bytes.equals(qrPng(text, 512))).to.equal(true)
      expect(svg.headers.get('content-type')).to.match(/^image\/svg\+xml/)
      expect(svg.bytes.toString()).to.equal(qrSvg(text, 200))
    })

    it('is kept by its owner’s browser, until the link has another address [HO-6]', async () => {
      const { uuid } = await share()
      const first = await qr(uuid)
      const etag = first.headers.get('etag')!

      const again = await qr(uuid, '', { 'if-none-match': etag })
      await owner.call('POST', `${shares}/${uuid}/rotate`)
      const rotated = await qr(uuid, '', { 'if-none-match': etag })

      expect(first.headers.get('cache-control')).to.equal('private, no-cache')
      expect([again.status, again.bytes.length]).to.deep.equal([304, 0])
      expect(rotated.status).to.equal(200)
      expect(rotated.bytes.equals(first.bytes)).to.equal(false)
    })

    it('has a size with bounds [HO-6] [T-62]', async () => {
      const { uuid } = await share()
      for (const search of [
        '?size=31',
        '?size=2049',
        '?size=1e9',
        '?size=99999999',
        '?format=gif',
        '?scale=9',
      ])
        expect((await qr(uuid, search)).status, search).to.equal(422)
      expect((await qr(uuid, '?size=2048')).status).to.equal(200)
    })

    it('is its maker’s, while the link lives [HO-6] [T-58]', async () => {
      const dispatcher = await addMember(owner, 'dispatcher')
      const stranger = await register(url, 'Elsewhere')
      const { uuid } = await share()

      expect((await qr(uuid, '', {}, dispatcher)).status).to.equal(404)
      expect((await qr(uuid, '', {}, stranger)).status).to.equal(404)
      expect((await fetchBytes(`${url}${shares}/${uuid}/qr`)).status).to.equal(401)
      expect((await qr((await revoked()).uuid)).status).to.equal(404)
    })
  })

  describe('by the card that others see', () => {
    const cardOf = (ref: string, headers: Record<string, string> = {}) =>
      fetchBytes(`${url}/share/${ref}/card.png`, headers)

    it('is a picture that uses up no view, and is kept in no cache [HO-8]', async () => {
      const { uuid, token } = await share({ max_views: 1 })

      const card = await cardOf(token)

      expect([card.status, card.headers.get('content-type')]).to.deep.equal([200, 'image/png'])
      const { width, height } = await sharp(card.bytes).metadata()
      expect([width, height]).to.deep.equal([1200, 630])
      expect(card.headers.get('cache-control')).to.equal('private, no-store')
      expect(card.headers.get('cross-origin-resource-policy')).to.equal('cross-origin')
      expect(await viewsOf(uuid)).to.equal(0)
    })

    it('is the same for all closed links, whatever they show [HO-7] [T-45]', async () => {
      const [locked, inner] = await closedOnes()
      const open = await share()

      const [first, second, third] = [
        await cardOf(locked!.token),
        await cardOf(inner!.token),
        await cardOf(open.token),
      ]

      expect(first.status).to.equal(200)
      expect(first.bytes.equals(second.bytes)).to.equal(true)
      expect(first.bytes.equals(third.bytes)).to.equal(false)
    })

    it('shows how a vehicle looks, and not where it is [HO-8] [T-45]', async () => {
      const { token } = await share()
      const before = await cardOf(token)
      await report(owner, { imei, latitude: -33.5, longitude: -70.7 })
      const after = await cardOf(token)

      const { data } = await sharp(before.bytes)
        .extract({ left: 840, top: 290, width: 1, height: 1 })
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true })
      expect(data[2]! - data[0]!).to.be.above(100)
      expect(after.bytes.equals(before.bytes)).to.equal(true)
    })

    it('shows an image, but not where looking is counted or not allowed [HO-8] [T-45]', async () => {
      const asset = { resource_type: 'asset', resource_id: await aPicture(owner) }
      const middleOf = async (options: object) => {
        const { bytes } = await cardOf((await share({ ...asset, ...options })).token)
        const point = { left: 960, top: 320, width: 1, height: 1 }
        return [...(await sharp(bytes).extract(point).removeAlpha().raw().toBuffer())]
      }
      const isTeal = ([red = 0, green = 0, blue = 0]: number[]) =>
        red < 20 && Math.abs(green - 128) < 20 && Math.abs(blue - 128) < 20

      expect(await middleOf({})).to.satisfy(isTeal)
      expect(await middleOf({ max_views: 5 })).to.not.satisfy(isTeal)
      expect(await middleOf({ allow_preview: false })).to.not.satisfy(isTeal)
      expect(await middleOf({ share_type: 'protected', password: 'open sesame' })).to.not.satisfy(isTeal)
    })

    it('is named in the head of the link’s page, with the way to its frame [HO-7]', async () => {
      const headOf = async (token: string) => {
        const answer = await fetch(`${url}/share/${token}/`, {
          headers: { accept: 'text/html', 'user-agent': firefox },
        })
        return (await answer.text()).split('</head>')[0]!
      }
      const { token, share_url } = await share({ title: 'My van' })
      const head = await headOf(token)
      const oembed = /application\/json\+oembed" href="([^"]+)"/.exec(head)?.[1]?.replaceAll('&amp;', '&')

      expect(head).to.include('<meta property="og:title" content="My van"/>')
      expect(head).to.include(`<meta property="og:image" content="${share_url}card.png"/>`)
      expect((await (await fetch(oembed!)).json()).title).to.equal('My van')
      for (const closed of await closedOnes()) {
        const closedHead = await headOf(closed.token)
        expect(closedHead).to.include('<meta property="og:title" content="Something shared with you"/>')
        expect(closedHead).to.not.match(/secret|oembed/i)
      }
    })

    it('is none for a link that is not, or not any more [HO-8]', async () => {
      expect((await cardOf('A'.repeat(22))).status).to.equal(404)
      expect((await cardOf((await revoked()).token)).status).to.equal(410)
    })
  })

  describe('by oEmbed', () => {
    const ask = (address: string, rest = '') =>
      clientOf(url).call('GET', `/oembed?url=${encodeURIComponent(address)}${rest}`)

    it('tells other sites how to frame a public link, and uses up no view [HO-10]', async () => {
      const { uuid, token, share_url } = await share({ title: `It's "mine" <b>`, max_views: 1 })
      for (const address of [share_url, `${url}/share/${uuid}?utm_source=x#y`, `${url}/embed/${token}/`]) {
        const { status, body, headers } = await ask(address)

        expect(status).to.equal(200)
        expect(headers.get('content-type')).to.match(/^application\/json/)
        expect(body).to.include({
          type: 'rich',
          version: '1.0',
          title: `It's "mine" <b>`,
          width: 600,
          height: 400,
        })
        expect(body.provider_url).to.equal(url)
        expect(body.html).to.match(
          /^<iframe src='[^'<>]+' width='600' height='400' title='It&#39;s [^'<>]*'[^<>]*><\/iframe>$/,
        )
        expect(body.thumbnail_url).to.match(/\/card\.png$/)
      }
      expect(await viewsOf(uuid)).to.equal(0)
    })

    it('keeps to the size that is asked for, the picture’s as well [HO-10]', async () => {
      const { share_url } = await share()

      const { body } = await ask(share_url, '&maxwidth=320&maxheight=1000')

      expect(body).to.include({ width: 320, height: 400 })
      expect(body.html).to.include("width='320' height='400'")
      expect(body).to.not.have.any.keys('thumbnail_url', 'thumbnail_width')
      expect((await ask(share_url, '&maxwidth=0')).status).to.equal(422)
    })

    it('answers in XML as well [HO-10] [T-44]', async () => {
      const { share_url } = await share({ title: '</title><x>&' })

      const { body, headers } = await ask(share_url, '&format=xml')

      expect(headers.get('content-type')).to.match(/^text\/xml/)
      expect(body).to.match(/^<\?xml [^>]+\?><oembed><type>rich<\/type>.*<\/oembed>$/)
      expect(body).to.include('<title>&#60;/title&#62;&#60;x&#62;&#38;</title>')
      expect((await ask(share_url, '&format=yaml')).status).to.equal(422)
    })

    it('tells nothing of closed links but that they are closed [HO-10] [T-45]', async () => {
      for (const { share_url } of await closedOnes()) {
        const { status, body } = await ask(share_url)

        expect(status).to.equal(401)
        expect(JSON.stringify(body)).to.not.match(/secret|iframe/i)
      }
    })

    it('knows no other addresses, and no links that ended [HO-10] [T-16]', async () => {
      const { share_url, token } = await share()
      const later = await share({ starts_at: new Date(Date.now() + 3_600_000).toISOString() })
      const used = await share({ max_views: 1 })
      await fetch(`${url}/share/${used.token}/`, { headers: { 'user-agent': firefox } })
      for (const address of [
        used.share_url,
        (await revoked()).share_url,
        later.share_url,
        `${url}/share/${'A'.repeat(22)}/`,
        `https://elsewhere.example/share/${token}/`,
        `javascript:${share_url}`,
        `${url}/share/${token}/download`,
        `${url}/share/%E0%A4%A/`,
        `${url}/`,
        token,
      ])
        expect((await ask(address)).status, address).to.equal(404)
    })
  })

  describe('in a frame', () => {
    const framed = (ref: string) =>
      fetch(`${url}/embed/${ref}/`, { headers: { accept: 'text/html', 'user-agent': firefox } })

    it('shows a public link on other sites, and counts it as a view [HO-11] [T-60]', async () => {
      const { uuid, token } = await share({ title: 'My van' })

      const answer = await framed(token)
      const page = await answer.text()

      expect(answer.status).to.equal(200)
      expect(page).to.include('My van')
      expect(answer.headers.get('content-security-policy')).to.match(/frame-ancestors \*(;|$)/)
      expect(answer.headers.get('x-frame-options')).to.equal(null)
      expect(await viewsOf(uuid)).to.equal(1)
    })

    it('is the only place that other sites may frame [HO-11] [T-60]', async () => {
      const { token } = await share()
      for (const path of [`/share/${token}/`, '/', '/docs', `/share/${token}/card.png`, '/nothing']) {
        const { headers } = await fetch(url + path, { headers: { accept: 'text/html' } })

        expect(headers.get('content-security-policy'), path).to.include("frame-ancestors 'none'")
        expect(headers.get('x-frame-options'), path).to.equal('SAMEORIGIN')
      }
    })

    it('leads to a tab of its own where the link is closed, and tells nothing of it [HO-11] [T-45]', async () => {
      for (const { token } of await closedOnes()) {
        const answer = await framed(token)
        const page = await answer.text()

        expect(answer.status).to.equal(200)
        expect(page).to.match(new RegExp(`<a [^>]*href="/share/${token}/"[^>]*target="_blank"`))
        expect(page).to.not.match(/secret|type="password"/i)
      }
    })

    it('keeps the visit apart for the site around it, by https [HO-11] [T-60]', () => {
      const pass = {
        ...{ linkId: 'l', visitId: 'v', unlocked: null, viewed: true, downloads: [] },
        expiresAt: 60_000,
      }
      const cookie = (publicUrl: string, isInFrame: boolean) =>
        passCookie({ publicUrl } as RequestFacts, 'ref', pass, 'written', new Date(0), isInFrame)

      expect(cookie('https://fleeting.example', true)).to.match(
        /; HttpOnly; SameSite=None; Partitioned; Secure$/,
      )
      expect(cookie('https://fleeting.example', false)).to.match(/; HttpOnly; SameSite=Lax; Secure$/)
      expect(cookie('http://fleeting.example', true)).to.match(/; HttpOnly; SameSite=Lax$/)
    })

    it('says in the frame that a link has ended [HO-11]', async () => {
      const answer = await framed((await revoked()).token)

      expect([answer.status, answer.headers.get('content-type')]).to.deep.equal([
        410,
        'text/html; charset=utf-8',
      ])
      expect(answer.headers.get('content-security-policy')).to.match(/frame-ancestors \*(;|$)/)
    })
  })
})
