import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { aBrowser, aFile, anAlbum, aSharedPicture, share } from '../server/a-shared-file.ts'
import { aPicture } from '../server/an-album.ts'
import { addVehicle, clientOf, type Person, register } from '../support/client.ts'
import { freePort } from '../support/free-port.ts'
import { type RedisServer, startRedis } from '../support/redis.ts'
import { startService, type TestService } from '../support/service.ts'
import { startMailServer, type TestMailServer } from '../support/smtp.ts'
import { until } from '../support/until.ts'
import { connect, disconnectAll, next, refusal } from './support/sockets.ts'

const right = 'sesame street'
const mailedBy = async ({ url }: TestMailServer) => {
  const port = await freePort()
  return {
    SMTP_URL: url,
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    MAIL_FROM: 'Fleeting <links@example.org>',
  }
}
const html = { accept: 'text/html' }
const chat = { 'user-agent': 'WhatsApp/2.23.20.0', accept: '*/*' }
const form = { 'content-type': 'application/x-www-form-urlencoded' }

describe('whoever holds a link', function () {
  this.timeout(60_000)
  let service: TestService
  let mails: TestMailServer
  let url: string
  let owner: Person
  before(async () => {
    mails = await startMailServer()
    service = await startService(await mailedBy(mails))
    url = service.url
    owner = await register(url)
  })
  after(async () => {
    await service?.stop()
    await mails.close()
  })
  afterEach(disconnectAll)

  const nobody = () => clientOf(url)
  const unlock = (ref: string, password: unknown, headers = {}, by: Pick<Person, 'call'> = nobody()) =>
    by.call('POST', `/share/${ref}/unlock`, { password }, headers)
  const countsOf = async (linkId: string) => (await owner.call('GET', `/api/v3/shares/${linkId}`)).body.counts
  const edit = async (linkId: string, changes: object) => {
    const { headers } = await owner.call('GET', `/api/v3/shares/${linkId}`)
    const condition = { 'if-match': headers.get('etag') ?? '*' }
    const { status, body } = await owner.call('PATCH', `/api/v3/shares/${linkId}`, changes, condition)
    expect(status, JSON.stringify(body)).to.equal(200)
  }
  const aLockedVan = async (options: object = {}) => {
    const van = await addVehicle(owner)
    const made = await share(owner, 'vehicle', van.id, {
      share_type: 'protected',
      password: right,
      ...options,
    })
    return { ...van, ...made }
  }

  describe('a password', () => {
    it('opens its own link to programs and to browsers, and not another link, nor this one with a new password [T-7] [T-8] [T-9]', async () => {
      const [one, other] = [await aLockedVan(), await aLockedVan()]
      const browser = aBrowser(url)
      const locked = await browser.call('GET', `/share/${one.token}`)
      const { status, body } = await unlock(one.token, right)
      const pass = { authorization: `Bearer ${body.access_token}` }
      await unlock(one.token, right, {}, browser)

      const opened = await nobody().call('GET', `/share/${one.token}`, undefined, pass)
      const byCookie = await browser.call('GET', `/share/${one.token}`)
      const elsewhere = await nobody().call('GET', `/share/${other.token}`, undefined, pass)
      await edit(one.linkId, { password: 'another one' })
      const stale = await nobody().call('GET', `/share/${one.token}`, undefined, pass)
      const owners = await owner.call('GET', `/api/v3/shares/${one.linkId}`)

      expect([locked.status, locked.body.code]).to.deep.equal([401, 'password_required'])
      expect(Object.keys(body).sort()).to.deep.equal(['access_token', 'expires_in'])
      expect([status, body.expires_in]).to.deep.equal([200, 12 * 3600])
      expect([opened.status, byCookie.status]).to.deep.equal([200, 200])
      expect([elsewhere.status, elsewhere.body.code]).to.deep.equal([401, 'password_required'])
      expect([stale.status, stale.body.code]).to.deep.equal([401, 'password_required'])
      expect(JSON.stringify([opened.body, owners.body, service.log])).not.to.contain(right)
    })

    it('is the same from every keyboard, and bounded [T-14]', async () => {
      const { token } = await aLockedVan({ password: 'caf\u00e9 cr\u00e8me' })

      expect((await unlock(token, 'cafe\u0301 cre\u0300me')).status).to.equal(200)
      expect((await unlock(token, '')).body.code).to.equal('wrong_password')
      expect((await unlock(token, 'a\0b')).body.code).to.equal('wrong_password')
      expect((await unlock(token, 'x'.repeat(1001))).status).to.equal(422)
      expect((await unlock(token, 'x'.repeat(1_000_000))).status).to.equal(413)
      expect((await unlock(token, ['a'])).status).to.equal(422)
    })

    it('is asked for by a form that needs no script, on our own pages only [T-60]', async () => {
      const { token } = await aLockedVan()
      const browser = aBrowser(url)
      const send = (password: string, headers = {}) =>
        browser.call('POST', `/share/${token}/unlock`, new URLSearchParams({ password }).toString(), {
          ...form,
          ...html,
          ...headers,
        })

      const asked = await browser.call('GET', `/share/${token}`, undefined, html)
      const wrong = await send('not this')
      const foreign = await send(right, { origin: 'https://evil.example' })
      const crossSite = await send(right, { 'sec-fetch-site': 'cross-site' })
      const good = await send(right, { origin: url, 'sec-fetch-site': 'same-origin' })
      const page = await browser.call('GET', `/share/${token}`, undefined, html)

      expect([asked.status, wrong.status]).to.deep.equal([401, 401])
      expect(asked.body).to.contain(`action="/share/${token}/unlock"`)
      expect(wrong.body).to.contain('type="password"').and.not.contain('not this')
      expect([foreign.status, crossSite.status]).to.deep.equal([403, 403])
      expect([good.status, good.headers.get('location')]).to.deep.equal([303, `/share/${token}/`])
      expect(good.headers.get('set-cookie')).to.match(/HttpOnly; SameSite=Lax/)
      expect(page.status).to.equal(200)
      expect(page.body).to.contain('Van 1')
    })

    it('opens the live view: with its proof, in a payload, and until it is another one [T-46] [T-47] [T-48]', async () => {
      const [one, other] = [await aLockedVan(), await aLockedVan()]
      const proof = (await unlock(one.token, right)).body.access_token
      const foreign = (await unlock(other.token, right)).body.access_token
      const live = (auth: object) => connect(url, '/live', auth)

      const refused = [
        await refusal(live({ token: one.token })),
        await refusal(live({ token: one.token, access_token: foreign })),
        await refusal(live({ token: one.token, access_token: 'flv1.nothing' })),
        await refusal(connect(url, '/live', {}, { query: { token: one.token, access_token: proof } })),
      ]
      const socket = live({ token: one.token, access_token: proof })
      const snapshot = await next(socket, 'snapshot')
      const ended = next(socket, 'link:ended')
      await edit(one.linkId, { password: 'another one' })

      expect(refused).to.deep.equal([...Array(3).fill('password_required'), 'not_signed_in'])
      expect(snapshot.subjects[0].name).to.equal('Van 1')
      expect(await ended).to.deep.equal({ reason: 'revoked' })
      expect(await refusal(live({ token: one.token, access_token: proof }))).to.equal('password_required')
    })
  })

  it('signs in for a private one, to whatever organization, and is told no more of it outside', async () => {
    const van = await addVehicle(owner)
    const { token } = await share(owner, 'vehicle', van.id, { share_type: 'private' })
    const stranger = await register(url, 'Elsewhere')

    const outside = await nobody().call('GET', `/share/${token}`)
    const page = await nobody().call('GET', `/share/${token}`, undefined, html)
    const inside = await stranger.call('GET', `/share/${token}`)
    const socket = connect(url, '/live', { token, jwt: stranger.token })

    expect([outside.status, outside.body.code]).to.deep.equal([401, 'sign_in_required'])
    expect(page.status).to.equal(401)
    expect(page.body).not.to.contain('Van 1')
    expect(inside.body.vehicle.name).to.equal('Van 1')
    expect((await next(socket, 'snapshot')).subjects).to.have.length(1)
    expect(await refusal(connect(url, '/live', { token }))).to.equal('sign_in_required')
  })

  it('is told when it opens, and by a slug that leads nowhere always the same [T-2]', async () => {
    const van = await addVehicle(owner)
    const soon = new Date(Date.now() + 3_600_000).toISOString()
    const later = await share(owner, 'vehicle', van.id, { starts_at: soon })
    const named = (slug: string, options = {}) => share(owner, 'vehicle', van.id, { slug, ...options })
    const [revoked, usedUp] = [await named('gone-van'), await named('worn-out-van', { max_views: 1 })]
    await nobody().call('GET', '/share/worn-out-van')
    await owner.call('DELETE', `/api/v3/shares/${revoked.linkId}`)

    const early = await nobody().call('GET', `/share/${later.token}`)
    const page = await nobody().call('GET', `/share/${later.token}`, undefined, html)
    const bySlug = await Promise.all(
      ['never-was', 'gone-van', 'GONE-van', 'worn-out-van'].map((slug) =>
        nobody().call('GET', `/share/${slug}`),
      ),
    )

    expect([early.status, early.body.code]).to.deep.equal([403, 'link_not_started'])
    expect([page.status, String(page.body).includes('Van 1')]).to.deep.equal([403, false])
    for (const { status, body } of bySlug) expect([status, body.code]).to.deep.equal([404, 'not_found'])
    expect((await nobody().call('GET', `/share/${revoked.token}`)).body.code).to.equal('link_revoked')
    expect((await nobody().call('GET', `/share/${usedUp.token}`)).body.code).to.equal('view_limit_reached')
  })

  it('uses up one view a visit, and nothing by a check, a guess of a browser or the preview of a chat [T-23]', async () => {
    const van = await addVehicle(owner)
    const { token, linkId } = await share(owner, 'vehicle', van.id, { max_views: 2, notify_on_access: true })
    const path = `/share/${token}`
    const browser = aBrowser(url)

    const card = await nobody().call('GET', path, undefined, chat)
    const peeks = [
      await nobody().call('HEAD', path, undefined, html),
      await nobody().call('GET', path, undefined, { ...html, 'sec-purpose': 'prefetch' }),
    ]
    const before = await countsOf(linkId)
    for (let i = 0; i < 3; i++) expect((await browser.call('GET', path)).status).to.equal(200)
    const watching = connect(url, '/live', { token }) // a second visit
    await next(watching, 'snapshot')
    const third = await nobody().call('GET', path)
    const still = await browser.call('GET', path)

    expect([card.status, card.headers.get('content-type')]).to.deep.equal([200, 'text/html; charset=utf-8'])
    expect(card.body).to.contain('og:title').and.not.contain('application/json')
    expect(peeks.map(({ status }) => status)).to.deep.equal([200, 403])
    expect(before).to.include({ views: 0, visitors: 0 })
    expect([third.status, third.body.code]).to.deep.equal([410, 'view_limit_reached'])
    expect([still.status, watching.connected]).to.deep.equal([200, true])
    expect(await countsOf(linkId)).to.include({ views: 2, visitors: 2 })
    expect((await mails.mailsTo(owner.email, 2)).map(({ subject }) => subject)).to.have.length.above(1)
  })

  it('is one visitor a day to a link, however often they come anew, unless they do not want to be known', async () => {
    const { token, linkId } = await aSharedPicture(owner)
    const browsers = ['Firefox/140.0', 'Firefox/141.0'].map((name) => `Mozilla/5.0 (X11; Linux) ${name}`)
    const come = (headers: Record<string, string>) =>
      nobody().call('GET', `/share/${token}`, undefined, headers)
    for (let i = 0; i < 3; i++) await come({ 'user-agent': browsers[0]! })
    await come({ 'user-agent': browsers[1]! })
    const known = await countsOf(linkId)
    for (let i = 0; i < 2; i++) await come({ 'user-agent': browsers[1]!, 'sec-gpc': '1' })

    expect(known).to.include({ views: 4, visitors: 2 })
    expect(await countsOf(linkId)).to.include({ views: 6, visitors: 2 })
  })

  it('gets of an album what is in it now, and nothing beside it [T-16] [T-17] [T-21] [T-22]', async () => {
    const [inside, outside, taken] = [await aPicture(owner), await aPicture(owner), await aPicture(owner)]
    const album = await anAlbum(owner, [inside, taken])
    const { token } = await share(owner, 'album', album, { allow_download: true, description: 'By the sea' })
    const single = await aSharedPicture(owner)
    const get = (path: string) => nobody().call('GET', `/share/${token}${path}`)

    const shown = (await get('')).body
    await owner.call('DELETE', `/api/albums/${album}/items/${taken}`)

    expect(shown).to.have.all.keys(
      ...[
        'token',
        'share_type',
        'resource',
        'permissions',
        'title',
        'description',
        'created_at',
        'expires_at',
      ],
      'album',
    )
    expect(shown.album.items.map(({ id }: { id: number }) => id)).to.deep.equal([inside, taken])
    expect(shown.album.items[0]).to.deep.equal({
      id: inside,
      title: 'sea',
      filename: 'sea.png',
      content_type: 'image/png',
      kind: 'image',
      size: shown.album.items[0].size,
      width: 8,
      height: 6,
      duration_s: null,
      preview_url: `${url}/share/${token}/items/${inside}/preview`,
      thumbnail_url: `${url}/share/${token}/items/${inside}/thumbnail`,
      download_url: `${url}/share/${token}/items/${inside}/download`,
    })
    expect(JSON.stringify(shown)).not.to.contain(owner.email).and.not.to.contain('A Person')
    for (const what of ['preview', 'thumbnail', 'download']) {
      expect((await get(`/items/${inside}/${what}`)).status).to.equal(200)
      expect((await get(`/${what}?item=${inside}`)).status).to.equal(200)
      for (const id of [outside, taken, single.assetId, 0, -1, 1e12, '..%2f1', `${inside}%00`, `%32e0`])
        expect((await get(`/items/${id}/${what}`)).status, `${id}/${what}`).to.equal(404)
      expect((await get(`/${what}`)).status).to.equal(404)
      const foreign = await nobody().call('GET', `/share/${single.token}/items/${inside}/${what}`)
      expect(foreign.status).to.equal(404)
    }
    expect((await nobody().call('GET', `/share/${single.token}/zip`)).status).to.equal(404)
  })

  it('does with a file just what the link gives, each by itself, and leaves nothing in a cache [T-15] [T-26] [T-31] [T-32]', async () => {
    const looks = await aSharedPicture(owner, { allow_download: false })
    const takes = await aSharedPicture(owner, { allow_preview: false })
    const get = (token: string, path: string) => nobody().call('GET', `/share/${token}/${path}`)
    const codes = async (token: string) =>
      Promise.all(
        ['preview', 'thumbnail', 'download'].map(async (what) => {
          const { status, body } = await get(token, what)
          return status === 200 ? 200 : body.code
        }),
      )

    expect(await codes(looks.token)).to.deep.equal([200, 200, 'permission_absent'])
    expect(await codes(takes.token)).to.deep.equal(['permission_absent', 'permission_absent', 200])
    for (const [token, path] of [
      [looks.token, 'preview'],
      [takes.token, 'download'],
      [looks.token, 'download'],
      [looks.token, ''],
    ] as const) {
      const { headers } = await get(token, path)
      expect(headers.get('cache-control'), path).to.contain('no-store')
      expect(headers.get('referrer-policy')).to.equal('no-referrer')
      expect(headers.get('x-robots-tag')).to.contain('noindex')
      expect(headers.get('x-content-type-options')).to.equal('nosniff')
      expect(headers.get('content-security-policy')).to.match(/frame-ancestors '(none|self)'/)
    }
  })

  it('tells how long it stayed, for its own visit only, as often as it likes [T-67]', async () => {
    const { token, linkId } = await aSharedPicture(owner)
    const browser = aBrowser(url)
    const beacon = (body: string, by: Pick<Person, 'call'> = browser) =>
      by.call('POST', `/share/${token}/events`, body, { 'content-type': 'text/plain;charset=UTF-8' })

    const stray = await beacon('{"seconds":50}', nobody())
    await browser.call('GET', `/share/${token}`)
    const statuses = [
      await beacon('{"seconds":12,"load_ms":340}'),
      await beacon('{"seconds":12,"load_ms":340}'),
      await beacon('{"seconds":-1}'),
      await beacon('{"seconds":1e9}'),
      await beacon('{"seconds":1,"visit":"another"}'),
      await beacon('nothing'),
    ].map(({ status }) => status)

    expect(stray.status).to.equal(204)
    expect(statuses).to.deep.equal([204, 204, 422, 422, 422, 400])
    expect(await countsOf(linkId)).to.include({ views: 1 })
    await until(async () => {
      const { body } = await owner.call('GET', `/api/v3/shares/${linkId}/analytics?days=1`)
      return body.engagement?.median_seconds === 12 && body.summary.total_views === 1
    })
  })

  it('reads files whose names would break an archive, each under one of its own [T-33]', async () => {
    const names = ['a.txt', 'a.txt', 'A.TXT', '../../etc/passwd', 'C:\\evil.txt', 'con.txt']
    const ids: number[] = []
    for (const [i, name] of names.entries()) ids.push(await aFile(owner, Buffer.from(`text ${i}`), name))
    const album = await anAlbum(owner, ids)
    const { token, linkId } = await share(owner, 'album', album, { allow_download: true, max_downloads: 1 })

    const head = await nobody().call('HEAD', `/share/${token}/zip`)
    const answer = await fetch(`${url}/share/${token}/zip`)
    const bytes = Buffer.from(await answer.arrayBuffer())
    const again = await nobody().call('GET', `/share/${token}/zip`)

    expect([answer.status, answer.headers.get('content-type')]).to.deep.equal([200, 'application/zip'])
    expect(answer.headers.get('content-disposition')).to.match(/^attachment; filename="Sea.zip"/)
    expect(bytes.length).to.equal(Number(answer.headers.get('content-length')))
    expect(head.headers.get('content-length')).to.equal(String(bytes.length))
    expect(entriesOf(bytes)).to.deep.equal([
      'a.txt',
      'a (2).txt',
      'A (3).TXT',
      'passwd',
      'evil.txt',
      '_con.txt',
    ])
    expect(bytes.includes('text 3')).to.equal(true)
    expect([again.status, again.body.code]).to.deep.equal([410, 'download_limit_reached'])
    expect(await countsOf(linkId)).to.include({ downloads: 1 })
  })
})

describe('passwords of links, tried', function () {
  this.timeout(60_000)
  const ends: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end()
  })
  const start = async (env: Record<string, string>) => {
    const service = await startService(env)
    ends.push(() => service.stop())
    const owner = await register(service.url)
    const van = await addVehicle(owner)
    const { token } = await share(owner, 'vehicle', van.id, { share_type: 'protected', password: right })
    const tryOne = (password: string, ref = token, headers = {}) =>
      clientOf(service.url).call('POST', `/share/${ref}/unlock`, { password }, headers)
    return { service, owner, van, token, tryOne }
  }

  it('too often are not looked at, not even the right one, while whoever is inside stays; its maker is told once [T-10] [T-11]', async () => {
    const mails = await startMailServer()
    ends.push(() => mails.close())
    const { service, owner, van, token, tryOne } = await start({
      RATE_LIMIT_SHARE_FAIL: '3/m',
      ...(await mailedBy(mails)),
    })
    const inside = aBrowser(service.url)
    await inside.call('POST', `/share/${token}/unlock`, { password: right })

    const wrong = [await tryOne('one'), await tryOne('two'), await tryOne('three')]
    const blocked = [
      await tryOne(right),
      await tryOne(right, token, { 'x-forwarded-for': '192.0.2.9' }),
      await tryOne(right, token, { ...form, ...html, 'content-type': 'application/json' }),
    ]
    const stays = await inside.call('GET', `/share/${token}`)
    const other = await share(owner, 'vehicle', van.id, { share_type: 'protected', password: right })

    expect(wrong.map(({ status }) => status)).to.deep.equal([401, 401, 401])
    for (const { status, body, headers } of blocked) {
      expect([status, body.code]).to.deep.equal([429, 'rate_limited'])
      expect(Number(headers.get('retry-after'))).to.be.within(1, 60)
    }
    expect(stays.status).to.equal(200)
    expect((await tryOne(right, other.token)).status).to.equal(200)
    const told = await mails.mailsTo(owner.email, 1)
    await sleep(200)
    expect(told).to.have.length(1)
    expect(told[0]!.text).to.contain('3')
  })

  it('are refused while nobody can count them; what is open goes on being read [T-12]', async () => {
    const redis: RedisServer = await startRedis()
    ends.push(() => redis.stop())
    const { service, owner, van, tryOne } = await start({
      RATE_LIMIT_SHARE_FAIL: '3/m',
      RATE_LIMIT_SHARE_OPEN: '50/m',
      REDIS_URL: redis.url,
    })
    const open = await share(owner, 'vehicle', van.id)
    expect((await tryOne('wrong')).status).to.equal(401)

    await redis.kill()
    const away = await tryOne(right)
    const read = await clientOf(service.url).call('GET', `/share/${open.token}`)

    expect([away.status, away.body.code]).to.deep.equal([503, 'unavailable'])
    expect(Number(away.headers.get('retry-after'))).to.be.above(0)
    expect(read.status).to.equal(200)
  })
})

/** The names in an archive's central directory (APPNOTE.TXT 4.3.12). */
const entriesOf = (zip: Buffer): string[] => {
  const names: string[] = []
  for (let at = zip.indexOf('PK\x01\x02'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 4)) {
    const length = zip.readUInt16LE(at + 28)
    names.push(zip.toString('utf8', at + 46, at + 46 + length))
  }
  return names
}
