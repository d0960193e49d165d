import { request } from 'node:http'
import { expect } from 'chai'
import sharp from 'sharp'
import * as tus from 'tus-js-client'
import { addMember, clientOf, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { fetchBytes } from '../support/uploads.ts'

const version = { 'tus-resumable': '1.0.0' }
const part = (offset: number) => ({
  ...version,
  'upload-offset': String(offset),
  'content-type': 'application/offset+octet-stream',
})
const base64 = (text: string) => Buffer.from(text).toString('base64')
const uploads = '/api/v3/uploads/'

describe('uploads that resume, over HTTP', () => {
  let owner: Person
  before(async () => {
    owner = await register((await sharedService()).url)
  })
  const announce = (
    length: number | string,
    headers: Record<string, string> = {},
    person: Pick<Person, 'call'> = owner,
  ) => person.call('POST', uploads, undefined, { ...version, 'upload-length': String(length), ...headers })
  const used = async () => (await owner.call('GET', '/api/v3/assets/storage')).body.used
  const head = async (address: string) => {
    const headers = { ...version, authorization: `Bearer ${owner.token}` }
    return fetch(owner.url + address, { method: 'HEAD', headers })
  }

  it('break off in the middle, go on with a client of others, and are equal to the last byte [UP-1] [UP-2]', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 90 } as const
    const photo = await sharp({ create: { width: 700, height: 700, channels: 3, noise, background: '#357' } })
      .png()
      .toBuffer()
    const options = {
      endpoint: `${owner.url}${uploads}`,
      headers: { authorization: `Bearer ${owner.token}` },
      metadata: { filename: 'größe.jpg', title: 'A picture' },
      chunkSize: 300_000,
      retryDelays: null,
    }
    const address = await new Promise<string>((resolve, reject) => {
      const first = new tus.Upload(photo, {
        ...options,
        onError: reject,
        onChunkComplete: () => void first.abort().then(() => resolve(first.url!)),
      })
      first.start()
    })
    const half = await owner.call('GET', new URL(address).pathname)
    expect(half.body).to.deep.include({ filename: 'größe.jpg', length: photo.length, asset_id: null })
    expect(half.body.offset).to.be.within(300_000, photo.length - 1)
    expect((await owner.call('GET', uploads)).body.results).to.deep.equal([half.body])

    const assetId = await new Promise<string | undefined>((resolve, reject) =>
      new tus.Upload(photo, {
        ...options,
        uploadUrl: address,
        onError: reject,
        onSuccess: ({ lastResponse }) => resolve(lastResponse.getHeader('Asset-Id')),
      }).start(),
    )

    const { body } = await owner.call('GET', `/api/v3/assets/${assetId}`)
    expect(body).to.deep.include({
      title: 'A picture',
      filename: 'größe.jpg',
      content_type: 'image/png', // what it is, its content says
      size: photo.length,
      width: 700,
    })
    const { bytes } = await fetchBytes(owner, `/api/v3/assets/${assetId}/file`)
    expect(bytes.equals(photo)).to.equal(true)
    expect(await used()).to.equal(photo.length)
    expect((await head(new URL(address).pathname)).headers.get('asset-id')).to.equal(assetId)
    expect((await owner.call('GET', uploads)).body.results).to.deep.equal([])
  })

  it('keep what had come when a connection breaks off [UP-1]', async () => {
    const { body, headers } = await announce(10)
    const address = headers.get('location')!
    expect([address, body.url]).to.deep.equal([`/api/v3/uploads/${body.id}`, address])
    const broken = request(owner.url + address, {
      method: 'PATCH',
      headers: { ...part(0), authorization: `Bearer ${owner.token}`, 'content-length': 10 },
    })
    broken.on('error', () => {})
    broken.write('hello')
    const closed = new Promise((resolve) => broken.once('close', resolve))
    setTimeout(() => broken.destroy(), 200)
    await closed

    let offset: string | null = null
    for (let i = 0; i < 100 && offset !== '5'; i++)
      offset = (await head(address)).headers.get('upload-offset')
    const done = await owner.call('PATCH', address, 'world', part(5))

    expect([offset, done.status, done.headers.get('upload-offset')]).to.deep.equal(['5', 204, '10'])
    const { bytes } = await fetchBytes(owner, `/api/v3/assets/${done.headers.get('asset-id')}/file`)
    expect(bytes.toString()).to.equal('helloworld')
  })

  it('say what they can', async () => {
    const { status, headers } = await clientOf(owner.url).call('OPTIONS', uploads)

    expect([status, headers.get('tus-version'), headers.get('tus-extension')]).to.deep.equal([
      204,
      '1.0.0',
      'creation,expiration,termination',
    ])
    expect(Number(headers.get('tus-max-size'))).to.be.greaterThan(1_000_000)
  })

  it('are refused where they are no uploads, and nothing is reserved [UP-4] [UP-9]', async () => {
    const before = await used()
    const cases: [string, number, string, Record<string, string>?][] = [
      ['5', 412, 'upload_version', { 'tus-resumable': '0.2.2' }],
      ['-1', 422, 'validation_failed'],
      ['1e3', 422, 'validation_failed'],
      ['99999999999999999999', 422, 'validation_failed'],
      ['5', 422, 'validation_failed', { 'upload-defer-length': '1' }],
      ['5', 422, 'validation_failed', { 'upload-concat': 'partial' }],
      ['9007199254740991', 413, 'file_too_large'],
      ['5', 422, 'validation_failed', { 'upload-metadata': 'filename =%=' }],
      ['5', 422, 'validation_failed', { 'upload-metadata': 'filename /w==' }],
      ['5', 422, 'validation_failed', { 'upload-metadata': 'a YQ==,a YQ==' }],
      ['5', 422, 'validation_failed', { 'upload-metadata': `title ${base64('x'.repeat(201))}` }],
    ]
    for (const [length, status, code, headers] of cases) {
      const refused = await announce(length, headers)
      expect([refused.status, refused.body.code], `${length} ${JSON.stringify(headers)}`).to.deep.equal([
        status,
        code,
      ])
      expect(refused.headers.get('tus-resumable')).to.equal('1.0.0')
    }
    expect(await used()).to.equal(before)
  })

  it('have names that are no paths [UP-5] [T-33]', async () => {
    const { body } = await announce(3, { 'upload-metadata': `filename ${base64('../../etc/pa\u202esswd')}` })

    expect(body.filename).to.equal('passwd')
    await owner.call('DELETE', body.url, undefined, version)
  })

  it('hold their room from the beginning, and give it back [UP-4] [UP-6]', async () => {
    const before = await used()
    const { body } = await announce(1_000)
    const refused = await announce(11 * 1024 ** 2 * 1000)
    expect(await used()).to.equal(before + 1_000)

    const { status } = await owner.call('DELETE', body.url, undefined, version)

    expect([status, refused.body.code, await used()]).to.deep.equal([204, 'file_too_large', before])
    expect((await owner.call('GET', body.url)).status).to.equal(404)
  })

  it('that are no good file are refused in words, and leave nothing [UP-3]', async () => {
    const before = await used()
    const { body } = await announce(12)

    const headers = { ...part(0), authorization: `Bearer ${owner.token}`, 'accept-language': 'es' }
    const bytes = Buffer.from('\xff\xd8\xff\xe0 nothing', 'latin1')
    const refused = await fetch(owner.url + body.url, { method: 'PATCH', headers, body: bytes })

    expect([refused.status, (await refused.json()).detail]).to.deep.equal([
      422,
      'El archivo está dañado o no es lo que dice ser.',
    ])
    expect([(await owner.call('GET', body.url)).status, await used()]).to.deep.equal([404, before])
  })

  it('are their member’s alone, and need the CSRF token where a cookie says who it is [UP-5] [UP-9]', async () => {
    const { body } = await announce(5)
    const admin = await addMember(owner, 'admin')
    const stranger = await register(owner.url)
    for (const { call } of [admin, stranger]) {
      expect((await call('GET', body.url)).status).to.equal(404)
      expect((await call('PATCH', body.url, 'hello', part(0))).status).to.equal(404)
      expect((await call('DELETE', body.url, undefined, version)).status).to.equal(404)
    }
    const { email, password } = owner
    const login = await clientOf(owner.url).call('POST', '/api/auth/login', {
      email,
      password,
      cookies: true,
    })
    const cookie = login.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')

    const patch = (more: Record<string, string>) =>
      clientOf(owner.url).call('PATCH', body.url, 'hello', { ...part(0), cookie, ...more })

    expect((await patch({})).body.code).to.equal('csrf_failed')
    // Nor does another header stand for the method.
    const posing = await clientOf(owner.url).call('GET', body.url, undefined, {
      cookie,
      ...version,
      'x-http-method-override': 'DELETE',
    })
    expect([posing.status, posing.body.offset]).to.deep.equal([200, 0])
    expect((await patch({ 'x-csrf-token': login.body.csrf_token })).status).to.equal(204)
  })

  it('are not for pages of other sites [UP-9]', async () => {
    const { headers } = await clientOf(owner.url).call('OPTIONS', uploads, undefined, {
      origin: 'https://elsewhere.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'upload-length',
    })

    expect(headers.get('access-control-allow-headers')).not.to.match(/upload|tus/i)
  })
})
