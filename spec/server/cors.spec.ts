import { request } from 'node:http'
import { expect } from 'chai'
import { clientOf, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'

const elsewhere = 'https://blog.example.org'

interface Heard {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

describe('pages of other sites', () => {
  let url: string
  let owner: Person
  before(async () => {
    url = (await sharedService()).url
    owner = await register(url)
  })

  /** Headers that `fetch` would not let a program set. */
  const ask = (method: string, path: string, headers: Record<string, string> = {}): Promise<Heard> =>
    new Promise((resolve, reject) => {
      const asked = request(url + path, { method, headers: { Origin: elsewhere, ...headers } }, (answer) => {
        answer.resume()
        resolve({ status: answer.statusCode!, headers: answer.headers })
      })
      asked.on('error', reject).end()
    })
  const bearer = () => ({ Authorization: `Bearer ${owner.token}` })

  it('read what a token gives them, and what they may need of its headers [SDK-10]', async () => {
    const { status, headers } = await ask('GET', '/api/v3/shares', bearer())

    expect(status).to.equal(200)
    expect(headers['access-control-allow-origin']).to.equal('*')
    expect(headers['access-control-expose-headers']).to.include('ETag').and.include('Retry-After')
    expect(headers['access-control-expose-headers']).to.include('RateLimit').and.include('Location')
  })

  it('read refusals as well: a widget says why it shows nothing [SDK-10]', async () => {
    const { status, headers } = await ask('GET', '/api/v3/shares')

    expect(status).to.equal(401)
    expect(headers['access-control-allow-origin']).to.equal('*')
  })

  it('ask first for what no form could send, and are told what they may [SDK-10]', async () => {
    const { status, headers } = await ask('OPTIONS', '/api/v3/assets/1/share/', {
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization,content-type,idempotency-key,if-match,accept-language',
    })

    expect(status).to.equal(204)
    const allowed = String(headers['access-control-allow-headers']).toLowerCase()
    for (const name of ['authorization', 'content-type', 'idempotency-key', 'if-match', 'accept-language'])
      expect(allowed.split(', ')).to.include(name)
    expect(allowed).to.not.include('csrf')
    expect(headers['access-control-allow-methods']).to.include('PATCH')
    expect(headers).to.not.have.property('access-control-allow-credentials')
  })

  it('never read what a cookie gives, and no answer names them or takes their cookies [SDK-11] [T-60]', async () => {
    const { email, password } = owner
    const signedIn = await clientOf(url).call('POST', '/api/auth/login', { email, password, cookies: true })
    const cookie = signedIn.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')

    for (const path of ['/api/v3/shares', '/share/nothing-here', '/oembed?url=x', '/API/V3/shares']) {
      const byCookie = await ask('GET', path, { Cookie: cookie })
      expect(byCookie.headers, path).to.not.have.property('access-control-allow-origin')
      expect(byCookie.headers.vary, path).to.match(/cookie/i)

      const { headers } = await ask('GET', path)
      expect(headers['access-control-allow-origin'], path).to.equal('*')
      expect(headers, path).to.not.have.property('access-control-allow-credentials')
    }
  })

  it('cannot sign anybody in: signing in is for the service’s own pages [SDK-12]', async () => {
    const wish = { 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type' }
    for (const path of ['/api/auth/login', '/api/auth/refresh', '/API/auth/register', '/api/auth']) {
      const { headers } = await ask('OPTIONS', path, wish)
      expect(headers, path).to.not.have.property('access-control-allow-origin')
    }
    const { headers } = await ask('GET', '/api/auth/me/', bearer())
    expect(headers).to.not.have.property('access-control-allow-origin')
  })

  it('are told nothing of what is for operators [SDK-10]', async () => {
    for (const path of ['/metrics', '/readyz', '/openapi.json', '/']) {
      const { headers } = await ask('GET', path)
      expect(headers, path).to.not.have.property('access-control-allow-origin')
    }
  })

  it('load the script, its pieces and what maps are made of, from addresses that stay [SDK-1] [SDK-2]', async () => {
    for (const path of [
      '/sdk/fleeting.js',
      '/sdk/fleeting.global.js',
      '/sdk/manifest.json',
      '/sdk/map.json',
    ]) {
      const { status, headers } = await ask('GET', path)
      expect(status, path).to.equal(200)
      expect(headers['access-control-allow-origin'], path).to.equal('*')
      expect(headers['cross-origin-resource-policy'], path).to.equal('cross-origin')
      expect(headers['cache-control'], path).to.equal('public, max-age=300')
      expect(headers.etag, path).to.be.a('string')

      const again = await ask('GET', path, { 'If-None-Match': String(headers.etag) })
      expect(again.status, path).to.equal(304)
    }
    for (const path of ['/assets/land/0/0/0.pbf', '/assets/land/6/0/0.pbf'])
      expect((await ask('GET', path)).headers['access-control-allow-origin'], path).to.equal('*')
  })

  it('keep for good what is named by what is in it [SDK-2]', async () => {
    const { files } = (await clientOf(url).call('GET', '/sdk/manifest.json')).body
    const piece = Object.keys(files).find((name) => name.startsWith('live-view-'))!
    const { status, headers } = await ask('GET', `/sdk/${piece}`)

    expect(status).to.equal(200)
    expect(headers['cache-control']).to.equal('public, max-age=31536000, immutable')
  })
})
