import { readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { addVehicle, clientOf, type Person, register } from '../support/client.ts'
import { ServiceEnded, sharedService, startService } from '../support/service.ts'
import { packStreets } from '../support/streets.ts'
import { aSharedVehicle, report, type SharedVehicle } from './a-house.ts'

const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }

let url: string
let owner: Person
const prepare = async () => {
  url = (await sharedService()).url
  owner ??= await register(url)
}
const get = (path: string, headers: Record<string, string> = browser) =>
  clientOf(url).call('GET', path, undefined, headers)

describe('the page of a link', () => {
  let van: SharedVehicle
  before(prepare)
  beforeEach(async () => {
    van = await aSharedVehicle(owner)
  })
  const share = (name: string) => aNamed(owner, { name })

  it('is complete as it comes: who, where, and how much time is left', async () => {
    const { status, headers, body } = await get(`/share/${van.token}/`)

    expect([status, headers.get('content-type')]).to.deep.equal([200, 'text/html; charset=utf-8'])
    expect(body).to.match(/^<!doctype html>/)
    expect(body).to.contain('<title>Van 1</title>').and.contain('>Van 1<')
    expect(body)
      .to.contain('Time left')
      .and.match(/role="timer"[^>]*>(1 hour|60 min|59 min|1 h)/i)
    expect(body).to.contain('33.448')
    expect(body).to.contain('http-equiv="refresh"')
  })

  it('never names the device, its key or its owner [T-16]', async () => {
    for (const accept of [browser.accept, 'application/json']) {
      const { body } = await get(`/share/${van.token}/`, { accept })
      const shown = typeof body === 'string' ? body : JSON.stringify(body)

      for (const secret of [van.imei, van.ingestKey, van.linkId, owner.email])
        expect(shown).to.not.contain(secret)
      expect(shown).to.not.match(/ingest_key|tenant|created_by/)
    }
  })

  it('is for nobody’s cache, search engine or log [T-26] [T-31] [T-32]', async () => {
    for (const path of [`/share/${van.token}/`, '/share/unknown'])
      for (const accept of [browser.accept, 'application/json']) {
        if (path === '/share/unknown' && accept === 'application/json') continue // a problem document
        const { headers } = await get(path, { accept })
        expect(headers.get('cache-control'), path).to.equal('private, no-store')
        expect(headers.get('referrer-policy')).to.equal('no-referrer')
        expect(headers.get('x-robots-tag')).to.equal('noindex, nofollow')
        expect(headers.get('x-content-type-options')).to.equal('nosniff')
        expect(headers.get('vary')?.toLowerCase()).to.contain('accept')
      }
    const { body } = await get(`/share/${van.token}`)
    expect(body)
      .to.contain('<meta name="robots" content="noindex, nofollow"')
      .and.contain('content="no-referrer"')
  })

  it('obeys a policy that lets nothing in from outside, and no inline script [T-36] [T-60]', async () => {
    const { headers, body } = await get(`/share/${van.token}`)
    const policy = headers.get('content-security-policy') ?? ''

    expect(policy)
      .to.contain("default-src 'none'")
      .and.contain("script-src 'self'")
      .and.contain("style-src 'self'")
    expect(policy).to.contain("frame-ancestors 'none'").and.contain("base-uri 'none'")
    expect(policy).to.not.match(/unsafe-(inline|eval)|https?:|\*/)
    expect(headers.get('x-powered-by')).to.equal(null)
    const scripts = [...body.matchAll(/<script([^>]*)>/g)].map(([, attributes]) => attributes)
    expect(
      scripts.every((attributes) => /src="\/assets\/|type="application\/json"/.test(attributes!)),
    ).to.equal(true)
    expect(body).to.not.match(/ (on\w+|style)=|https?:\/\/(?!www\.w3\.org|localhost|127\.)[^"' ]+\.(js|css)/)
  })

  it('shows a hostile name as the text that it is [T-44]', async () => {
    const name = `</script><script>alert(1)</script><img src=x onerror=alert(1)> "'&\u202Eevil`
    const { token } = await share(name)

    const { body } = await get(`/share/${token}`)

    expect(body).to.not.contain('<script>alert').and.not.contain('<img')
    expect(body).to.contain('&lt;img src=x onerror=alert(1)>')
    const [, props] = /<script type="application\/json" id="props">(.*?)<\/script>/s.exec(body) ?? []
    expect(JSON.parse(props!).subjects[0].name).to.equal(name)
    expect(body.replace(props!, '')).to.not.contain('\u202E')
  })

  it('speaks the language of its reader', async () => {
    const inLanguage = async (language: string) =>
      (await get(`/share/${van.token}`, { ...browser, 'accept-language': language })).body

    expect(await inLanguage('pt-BR'))
      .to.contain('<html lang="pt-BR"')
      .and.contain('Tempo restante')
    expect(await inLanguage('es-CL,es;q=0.9'))
      .to.contain('<html lang="es"')
      .and.contain('Tiempo restante')
    expect(await inLanguage('fi'))
      .to.contain('<html lang="en"')
      .and.contain('Time left')
  })

  it('is JSON for programs, and a page for browsers', async () => {
    const typeFor = async (accept?: string) => {
      const { headers } = await get(`/share/${van.token}`, accept === undefined ? {} : { accept })
      return headers.get('content-type')?.split(';')[0]
    }

    expect(await typeFor('application/json')).to.equal('application/json')
    expect(await typeFor('*/*')).to.equal('application/json')
    expect(await typeFor('application/json, text/html;q=0.5')).to.equal('application/json')
    expect(await typeFor('text/html')).to.equal('text/html')
    expect(await typeFor(browser.accept)).to.equal('text/html')
    const rest = await get(`/api/fleet/share-track/${van.token}`)
    const { body } = await get(`/share/${van.token}`, { accept: 'application/json' })
    expect(body).to.deep.include(rest.body)
    expect(body.share_type).to.equal('public')
  })

  it('says of an ended link that it ended, of an unknown one nothing, and shows neither’s vehicle [T-16]', async () => {
    const expired = await share('Secret van 1')
    const revoked = await share('Secret van 2')
    await owner.call('DELETE', `/api/fleet/share-track/delete/${revoked.imei}`)
    const { database } = await sharedService()
    await database.query('update share_link set expires_at = now() where id = $1', [expired.linkId])
    const cases = [
      [expired.token, 410, 'link_expired'],
      [revoked.token, 410, 'link_revoked'],
      ['nobody-has-this-token1', 404, 'not_found'],
    ] as const

    const titles = new Set<string>()
    for (const [token, status, code] of cases) {
      const page = await get(`/share/${token}`)
      const json = await get(`/share/${token}`, { accept: 'application/json' })

      expect([page.status, page.headers.get('content-type')], code).to.deep.equal([
        status,
        'text/html; charset=utf-8',
      ])
      // Its languages lead back to where the reader is, which is all that it knows of the link.
      const rest = page.body.replace(`name="to" value="/share/${token}"`, '')
      expect(rest).to.not.contain('Secret van').and.not.contain(token)
      expect(rest).to.not.contain('<script')
      expect(rest).to.match(/<meta name="description" content="[^"]+"/)
      expect([json.status, json.body.code]).to.deep.equal([status, code])
      titles.add(/<h1[^>]*>(.*?)<\/h1>/.exec(page.body)?.[1] ?? '')
    }
    expect(titles.size).to.equal(3)
  })

  it('answers HEAD as GET, without the body [T-23]', async () => {
    const { status, body, headers } = await clientOf(url).call(
      'HEAD',
      `/share/${van.token}`,
      undefined,
      browser,
    )

    expect([status, body]).to.deep.equal([200, ''])
    expect(headers.get('content-type')).to.equal('text/html; charset=utf-8')
  })
})

const aNamed = async (person: Person, fields: object): Promise<SharedVehicle> => {
  const vehicle = await addVehicle(person, { ...fields })
  await report(person, { imei: vehicle.imei, latitude: 1, longitude: 2 })
  const wanted = { imei: vehicle.imei, duration_minutes: 60 }
  const { body } = await person.call('POST', '/api/fleet/share-track/create', wanted)
  return { ...vehicle, token: body.token, linkId: body.id }
}

const propsIn = (page: string) => JSON.parse(/id="props">(.*?)<\/script>/s.exec(page)?.[1] ?? '{}')

describe('the first page', () => {
  before(prepare)

  it('asks the first visitor for an account, and nobody after', async () => {
    const fresh = await startService()
    try {
      const firstRun = async () =>
        propsIn((await clientOf(fresh.url).call('GET', '/', undefined, browser)).body).firstRun
      expect(await firstRun()).to.equal(true)
      await register(fresh.url)
      expect(await firstRun()).to.equal(false)
    } finally {
      await fresh.stop()
    }
  })

  it('tells its script what the cookies say of a session, and nothing of what is in them', async () => {
    const pageWith = async (cookie: string) => (await get('/', { ...browser, cookie })).body
    const marker = 'fleeting_signed_in=1'

    expect(propsIn(await pageWith('another=1')).session).to.equal('none')
    expect(propsIn(await pageWith(marker)).session).to.equal('stale')
    expect(propsIn(await pageWith('fleeting_access=secret')).session).to.equal('open')
    expect(propsIn(await pageWith(`${marker}; fleeting_access=`)).session).to.equal('stale')
    expect(await pageWith('fleeting_access=secret')).not.to.contain('secret')
  })

  it('is a page in one’s language that no cache keeps', async () => {
    const { status, headers, body } = await get('/', { ...browser, 'accept-language': 'es' })

    expect([status, headers.get('content-type')]).to.deep.equal([200, 'text/html; charset=utf-8'])
    expect(headers.get('cache-control')).to.equal('private, no-store')
    expect(body).to.contain('<html lang="es"')
  })
})

describe('/assets', () => {
  before(prepare)

  it('are kept for ever, because their names change with them', async () => {
    const { body } = await get('/')
    const files = [...body.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path)

    expect(files.length).to.be.at.least(2)
    for (const file of files) {
      const { status, headers } = await get(file!)
      expect(status, file).to.equal(200)
      expect(headers.get('cache-control'), file).to.equal('public, max-age=31536000, immutable')
      expect(headers.get('content-security-policy'), file).to.contain("default-src 'none'")
      expect(headers.get('x-content-type-options'), file).to.equal('nosniff')
    }
  })

  it('come as small as the build could make them, to whoever takes them so [VP-21]', async () => {
    const { body } = await get('/')
    const [, script] = /src="(\/assets\/[^"]+\.js)"/.exec(body) ?? []
    const as = async (encoding: string) => {
      const { headers, body } = await get(script!, { 'accept-encoding': encoding })
      expect(headers.get('vary')).to.equal('Accept-Encoding')
      expect(headers.get('content-type')).to.equal('text/javascript; charset=utf-8')
      expect(headers.get('cache-control')).to.equal('public, max-age=31536000, immutable')
      return { encoding: headers.get('content-encoding'), length: headers.get('content-length'), body }
    }
    const [small, gzip, plain] = [await as('gzip, br'), await as('gzip, br;q=0'), await as('identity')]

    expect([small.encoding, gzip.encoding, plain.encoding]).to.deep.equal(['br', 'gzip', null])
    expect(small.body).to.equal(plain.body).and.equal(gzip.body)
    expect(Number(small.length)).to.be.within(1, gzipSync(plain.body).length * 0.95)
  })

  it('are not there where they are not, and keep the build to themselves', async () => {
    for (const path of [
      '/assets/nothing.js',
      '/assets/',
      '/assets/.vite/manifest.json',
      '/assets/.pages.hash',
      '/assets/.vite/manifest.js',
      '/assets/land.js',
    ])
      expect((await get(path)).status, path).to.equal(404)
  })

  it('have a tile for land, and for the sea an empty answer', async () => {
    const root = new URL('../../web/dist/land/3/', import.meta.url)
    const column = readdirSync(root)[0]
    const tile = readdirSync(new URL(`${column}/`, root))[0]

    const land = await get(`/assets/land/3/${column}/${tile}?v=x`)
    const sea = await get('/assets/land/6/10/40.pbf')

    expect(land.status).to.equal(200)
    expect(land.headers.get('cache-control')).to.contain('max-age=2592000')
    expect([sea.status, sea.body]).to.deep.equal([204, ''])
  })
})

describe('/map/tiles.pmtiles', () => {
  it('is served in ranges, from wherever it lies, and is missed without a fuss', async () => {
    const folder = join(await mkdtemp(join(tmpdir(), 'fleeting-map-')), '.maps')
    await mkdir(folder)
    const archive = packStreets({ maxZoom: 2 })
    await writeFile(join(folder, 'a.pmtiles'), archive)
    const service = await startService({ PMTILES: join(folder, 'a.pmtiles') })
    const ask = (range: string) =>
      clientOf(service.url).call('GET', '/map/tiles.pmtiles', undefined, { range })
    try {
      const [some, beyond] = [await ask('bytes=0-6'), await ask('bytes=10000000-')]
      await rm(folder, { recursive: true })
      const gone = await ask('bytes=0-6')

      expect([some.status, some.body]).to.deep.equal([206, 'PMTiles'])
      expect([beyond.status, beyond.headers.get('content-range'), beyond.body]).to.deep.equal([
        416,
        `bytes */${archive.length}`,
        '',
      ])
      expect([gone.status, gone.body.code]).to.deep.equal([404, 'not_found'])
    } finally {
      await service.stop()
      await rm(dirname(folder), { recursive: true })
    }
  })

  it('stops the start where it is none, and says so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fleeting-map-'))
    const [missing, text, raster] = ['missing', 'text', 'raster'].map((name) => join(folder, name))
    const pictures = packStreets({ maxZoom: 2 })
    pictures[99] = 2
    await writeFile(text!, 'PMTiles, it says')
    await writeFile(raster!, pictures)
    const lastWords = async (path: string) => {
      const ended = await startService({ PMTILES: path }).catch((error: ServiceEnded) => error)
      return ended instanceof ServiceEnded ? [ended.code, ended.words] : ended
    }

    try {
      const [enoent, noArchive, noVectors] = await Promise.all([missing!, text!, raster!].map(lastWords))
      expect(enoent).to.deep.equal([
        2,
        `PMTILES ${missing} cannot be read: ENOENT: no such file or directory, open '${missing}'`,
      ])
      expect(noArchive).to.deep.equal([2, `PMTILES ${text} is not a PMTiles archive of version 3`])
      expect(noVectors).to.deep.equal([2, `PMTILES ${raster} has no vector tiles`])
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
