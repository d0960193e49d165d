import { expect } from 'chai'
import { clientOf } from '../support/client.ts'
import { sharedService } from '../support/service.ts'

describe('the app that can be installed', () => {
  let url: string
  before(async () => {
    url = (await sharedService()).url
  })
  const get = (path: string, headers: Record<string, string> = {}) =>
    clientOf(url).call('GET', path, undefined, headers)

  it('names its manifest on its own page only [ST-30]', async () => {
    const named = /rel="manifest"/
    expect((await get('/', { accept: 'text/html' })).body).to.match(named)
    for (const path of ['/share/unknown/', '/docs'])
      expect((await get(path, { accept: 'text/html' })).body, path).to.not.match(named)
    const { headers } = await get('/')
    expect(headers.get('content-security-policy'))
      .to.contain("manifest-src 'self'")
      .and.contain("worker-src 'self'")
  })

  it('has a manifest in the language of whoever asks, with icons that are there [ST-30]', async () => {
    const { status, headers, body } = await get('/manifest.webmanifest', { cookie: 'fleeting_lang=es' })
    expect([status, headers.get('content-type')]).to.deep.equal([
      200,
      'application/manifest+json; charset=utf-8',
    ])
    expect(body.lang).to.equal('es')
    for (const { src, type } of body.icons) {
      const icon = await fetch(url + src)
      expect([icon.status, icon.headers.get('content-type')], src).to.deep.equal([200, type])
      await icon.arrayBuffer()
    }
  })

  it('has a worker that knows its build and fetches what is there [ST-32]', async () => {
    const { headers, body } = await get('/sw.js')
    expect(headers.get('content-type')).to.match(/^text\/javascript/)
    expect(headers.get('cache-control')).to.equal('no-cache') // or a new build would not be heard of
    const { version, shell } = JSON.parse(/^self\.fleeting=(\{.*\});\n/.exec(body)![1]!)
    expect(version).to.match(/^[0-9a-f]{12}$/)
    expect(body).to.not.match(/\bimport\b/)
    for (const path of shell) expect((await get(path)).status, path).to.equal(200)
  })

  it('leads to the files where no worker takes what is shared [ST-35]', async () => {
    const form = new FormData()
    form.append('files', new File(['x'.repeat(200_000)], 'a.txt'))
    const { status, headers } = await fetch(`${url}/share-target`, {
      method: 'POST',
      body: form,
      redirect: 'manual',
    })
    expect([status, headers.get('location')]).to.deep.equal([303, '/#/assets'])
  })
})
