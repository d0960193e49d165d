import { once } from 'node:events'
import { connect } from 'node:net'
import { expect } from 'chai'
import sharp from 'sharp'
import { addMember, clientOf, type Person, register } from '../support/client.ts'
import { startS3 } from '../support/s3.ts'
import { sharedService, startService, type TestService } from '../support/service.ts'
import { fetchBytes, filePart, multipart, upload } from '../support/uploads.ts'
import { aJpeg, anMp4, aPdf } from './media/fixtures.ts'

describe('assets over HTTP', () => {
  let service: TestService
  let owner: Person
  before(async () => {
    service = await sharedService()
    owner = await register(service.url)
  })

  const add = async (
    person: Person,
    content: string | Uint8Array = 'hello',
    name = 'note.txt',
    title?: string,
  ) => {
    const { status, body } = await upload(person, content, { name, ...(title && { title }) })
    expect(status, JSON.stringify(body)).to.equal(201)
    return body
  }
  const used = async (person: Person) => (await person.call('GET', '/api/v3/assets/storage')).body.used

  it('take a file and tell what it is, by its content and not by its name [T-35] [T-33]', async () => {
    const photo = await aJpeg(6, 640, 480)

    const { status, body } = await upload(owner, photo, {
      name: '../../ph\u202eoto.html',
      type: 'text/html',
      title: ' A photo ',
    })

    const { id, uuid, created_at, updated_at, ...rest } = body
    expect(status).to.equal(201)
    expect(rest).to.deep.equal({
      title: 'A photo',
      filename: 'photo.html',
      content_type: 'image/jpeg',
      kind: 'image',
      size: photo.length,
      width: 480,
      height: 640,
      file_url: `${service.url}/api/v3/assets/${id}/file`,
      thumbnail_url: `${service.url}/api/v3/assets/${id}/thumbnail`,
      visitors_get: 'cleaned',
    })
    expect([uuid, created_at, updated_at]).to.deep.equal([uuid, created_at, created_at])
    const read = await owner.call('GET', `/api/v3/assets/${id}/`)
    expect(read.body).to.deep.equal(body)
    expect(read.headers.get('etag')).to.match(/^(W\/)?".+"$/)
  })

  it('give their owner the file as it came, in parts as well, and a picture of it', async () => {
    const photo = await aJpeg(1, 640, 480)
    const { id } = await add(owner, photo, 'a.jpg')

    const whole = await fetchBytes(owner, `/api/v3/assets/${id}/file`)
    const part = await fetchBytes(owner, `/api/v3/assets/${id}/file`, { range: 'bytes=5-9' })
    const again = await fetchBytes(owner, `/api/v3/assets/${id}/file`, {
      'if-none-match': whole.headers.get('etag')!,
    })
    const thumbnail = await fetchBytes(owner, `/api/v3/assets/${id}/thumbnail`)
    const head = await fetch(`${service.url}/api/v3/assets/${id}/file`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${owner.token}` },
    })

    expect(whole.bytes.equals(photo)).to.equal(true)
    expect([part.status, part.bytes]).to.deep.equal([206, photo.subarray(5, 10)])
    expect([again.status, again.bytes.length]).to.deep.equal([304, 0])
    expect(await sharp(thumbnail.bytes).metadata()).to.include({ format: 'webp', width: 512, height: 384 })
    expect([head.status, head.headers.get('content-length')]).to.deep.equal([200, String(photo.length)])
  })

  it('say what hangs on them, and whom a comment may name', async () => {
    const { id } = await add(owner, 'a', 'b.txt')
    const admin = await addMember(owner, 'admin', { full_name: 'Ada Admin' })
    const member = await addMember(owner, 'member', { full_name: 'Max Member' })
    const album = (await owner.call('POST', '/api/albums', { title: 'Sea' })).body
    await owner.call('POST', `/api/albums/${album.id}/items`, { asset_id: id })
    await owner.call('POST', '/api/v3/shares', { resource_type: 'asset', resource_id: id })
    await owner.call('POST', '/api/v3/collaboration/sessions', { asset_id: id })
    const revoked = await owner.call('POST', '/api/v3/shares', { resource_type: 'asset', resource_id: id })
    await owner.call('DELETE', `/api/v3/shares/${revoked.body.uuid}`)

    const { body } = await owner.call('GET', `/api/v3/assets/${id}/uses`)
    const readers = await owner.call('GET', `/api/v3/assets/${id}/comments/readers?search=a`)

    expect(body).to.deep.include({
      owner: { id: owner.userId, full_name: 'A Person' },
      albums: [{ id: album.id, title: 'Sea' }],
      sessions: 1,
    })
    expect(body.links).to.be.within(1, 2) // a session has a link of its own
    const named = readers.body.results.map(({ email }: { email: string }) => email)
    expect(named).to.include.members([owner.email, admin.email]).and.not.include(member.email)
    expect((await member.call('GET', `/api/v3/assets/${id}/uses`)).status).to.equal(404)
  })

  it('are listed in the order that is asked for', async () => {
    const person = await register(service.url)
    for (const [content, name] of [
      ['bb', 'b.txt'],
      ['a', 'C.txt'],
      ['ccc', 'a.txt'],
    ] as const)
      await add(person, content, name)
    const titles = async (sort: string) =>
      (await person.call('GET', `/api/v3/assets?sort=${sort}`)).body.results.map(
        ({ title }: { title: string }) => title,
      )

    expect(await titles('newest')).to.deep.equal(['a', 'C', 'b'])
    expect(await titles('oldest')).to.deep.equal(['b', 'C', 'a'])
    expect(await titles('title')).to.deep.equal(['a', 'b', 'C'])
    expect(await titles('largest')).to.deep.equal(['a', 'b', 'C'])
  })

  it('let a page show its pictures by the cookie of a session', async () => {
    const { id } = await add(owner, await aJpeg(), 'a.jpg')
    const { email, password } = owner
    const answer = await fetch(`${service.url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password, cookies: true }),
    })
    const cookie = answer.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')

    const { status, headers } = await fetchBytes(clientOf(service.url), `/api/v3/assets/${id}/thumbnail`, {
      cookie,
    })

    expect([status, headers.get('content-type')]).to.deep.equal([200, 'image/webp'])
  })

  for (const [name, content] of [
    ['photo.jpg', '<!doctype html><script>alert(1)</script>'],
    ['photo.png', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['note.txt', '<?xml version="1.0"?><x/>'],
  ] as const)
    it(`never let a browser run ${content.slice(0, 14)}… that is called ${name} [T-35] [T-36]`, async () => {
      const { id, kind, thumbnail_url } = await add(owner, content, name)

      const { headers } = await fetchBytes(owner, `/api/v3/assets/${id}/file`)

      expect([kind, thumbnail_url]).to.deep.equal(['document', null])
      expect(headers.get('content-disposition')).to.match(/^attachment;/)
      expect(headers.get('content-security-policy')).to.match(/^sandbox; default-src 'none'/)
      expect(headers.get('x-content-type-options')).to.equal('nosniff')
      expect((await owner.call('GET', `/api/v3/assets/${id}/thumbnail`)).body.code).to.equal(
        'thumbnail_unavailable',
      )
    })

  it('are sent uncompressed, so that their ranges fit together', async () => {
    const text = 'line\n'.repeat(2_000)
    const { id } = await add(owner, text)

    const { headers, bytes } = await fetchBytes(owner, `/api/v3/assets/${id}/file`, {
      'accept-encoding': 'gzip',
    })

    expect([headers.get('content-encoding'), headers.get('content-length')]).to.deep.equal([null, '10000'])
    expect(bytes.toString()).to.equal(text)
    expect(headers.get('content-type')).to.equal('text/plain; charset=utf-8')
  })

  it('are their owner’s and the admins’, and nobody else’s [T-58]', async () => {
    const boss = await register(service.url)
    const [admin, one, other] = [
      await addMember(boss, 'admin'),
      await addMember(boss, 'member'),
      await addMember(boss, 'dispatcher'),
    ]
    const { id } = await add(one, 'mine', 'mine.txt')
    const statuses = async (person: Person) => {
      const paths = ['', '/file', '/thumbnail'].map((path) => `/api/v3/assets/${id}${path}`)
      const read = await Promise.all(
        paths.map(async (path) => (await person.call('GET', path)).body?.code ?? 'shown'),
      )
      const changed =
        (await person.call('PATCH', `/api/v3/assets/${id}`, { title: 'x' })).body.code ?? 'changed'
      return [...read, changed, (await person.call('GET', '/api/v3/assets/')).body.count]
    }

    for (const person of [one, admin])
      expect(await statuses(person)).to.deep.equal(['shown', 'shown', 'thumbnail_unavailable', 'changed', 1])
    for (const person of [other, owner])
      expect((await statuses(person)).slice(0, 4)).to.deep.equal(Array(4).fill('not_found'))
    expect((await other.call('DELETE', `/api/v3/assets/${id}`)).status).to.equal(404)
  })

  it('are listed newest first, by kind and by part of a name, page by page', async () => {
    const person = await register(service.url)
    await add(person, 'a', 'first.txt')
    await add(person, await aJpeg(), 'beach.jpg', 'At the beach')
    await add(person, 'b', 'second.txt')
    const titles = async (query: string) =>
      (await person.call('GET', `/api/v3/assets/${query}`)).body.results.map(
        ({ title }: { title: string }) => title,
      )

    expect(await titles('')).to.deep.equal(['second', 'At the beach', 'first'])
    expect(await titles('?kind=image')).to.deep.equal(['At the beach'])
    expect(await titles('?search=BEACH')).to.deep.equal(['At the beach'])
    expect(await titles('?page=2&page_size=2')).to.deep.equal(['first'])
  })

  it('take their files, their links and their room with them when they go [T-4]', async () => {
    const person = await register(service.url)
    const { id } = await add(person, await aJpeg(), 'a.jpg')
    const made = await person.call('POST', '/api/v3/shares', { resource_type: 'asset', resource_id: id })
    expect(made.status, JSON.stringify(made.body)).to.equal(201)
    expect(await used(person)).to.be.greaterThan(0)

    expect((await person.call('DELETE', `/api/v3/assets/${id}/`)).status).to.equal(204)

    expect((await person.call('GET', `/api/v3/assets/${id}`)).status).to.equal(404)
    expect((await person.call('DELETE', `/api/v3/assets/${id}`)).status).to.equal(404)
    expect((await clientOf(service.url).call('GET', `/share/${made.body.token}`)).status).to.be.oneOf([
      404, 410,
    ])
    expect(await used(person)).to.equal(0)
  })

  for (const [name, make] of [
    ['photo.jpg', aJpeg],
    ['film.mp4', () => anMp4()],
    ['paper.pdf', aPdf],
  ] as const)
    it(`show visitors nothing of where ${name} was taken, and by whom [T-41]`, async () => {
      const content = await make()
      const { id } = await add(owner, content, name)
      const wanted = { resource_type: 'asset', resource_id: id, allow_download: true }
      const { body } = await owner.call('POST', '/api/v3/shares', wanted)
      const visitor = clientOf(service.url)

      const download = await fetchBytes(visitor, `/share/${body.token}/download`)
      const preview = await fetchBytes(visitor, `/share/${body.token}/preview`)

      expect([download.status, preview.status]).to.deep.equal([200, 200])
      expect(content.includes('SECRET')).to.equal(true)
      for (const { bytes } of [download, preview]) {
        expect(bytes.length).to.be.greaterThan(100)
        expect(bytes.includes('SECRET')).to.equal(false)
      }
      expect(download.headers.get('content-length')).to.equal(String(download.bytes.length))
    })

  it('are taken once under one Idempotency-Key, however often they are sent [T-59]', async () => {
    const person = await register(service.url)
    const send = () => upload(person, 'hello', { name: 'a.txt' }, { 'idempotency-key': 'once' })

    const first = await send()
    const again = await send()

    expect([first.status, again.status]).to.deep.equal([201, 201])
    expect(again.body).to.deep.equal(first.body)
    expect(again.headers.get('idempotent-replayed')).to.equal('true')
    expect((await person.call('GET', '/api/v3/assets')).body.count).to.equal(1)
  })

  it('are refused with the fault’s name, and leave no room taken [T-38]', async () => {
    const person = await register(service.url)
    const bomb = Buffer.from(
      await sharp({ create: { width: 9, height: 9, channels: 3, background: '#000' } })
        .png()
        .toBuffer(),
    )
    bomb.writeUInt32BE(30_000, 16)
    bomb.writeUInt32BE(30_000, 20)
    const send = async (content: Buffer, name?: string) =>
      (await upload(person, content, name ? { name } : {})).body.code

    expect(await send(bomb)).to.equal('image_too_large')
    expect(await send(Buffer.from('\xff\xd8\xff\xe0 nothing', 'latin1'))).to.equal('file_unreadable')
    const twice = multipart(filePart('a'), filePart('b'))
    const headers = { 'content-type': twice.type }
    expect((await person.call('POST', '/api/v3/assets', twice.body.toString(), headers)).body.code).to.equal(
      'malformed_upload',
    )
    expect((await person.call('POST', '/api/v3/assets', { file: 1 })).body.code).to.equal(
      'unsupported_media_type',
    )
    const odd = multipart(filePart('a'), {
      head: 'Content-Disposition: form-data; name="owner_id"',
      content: '1',
    })
    expect(
      (await person.call('POST', '/api/v3/assets', odd.body.toString(), headers)).body.errors,
    ).to.deep.equal([{ field: 'owner_id', message: 'is not a known field' }])
    expect(await used(person)).to.equal(0)
  })

  it('that break off in the middle leave nothing', async () => {
    const person = await register(service.url)
    const { hostname, port } = new URL(service.url)
    const socket = connect(Number(port), hostname)
    await once(socket, 'connect')
    const { type, body } = multipart(filePart('x'.repeat(1000)))
    const head = [
      'POST /api/v3/assets HTTP/1.1',
      `Host: ${hostname}`,
      `Authorization: Bearer ${person.token}`,
    ]
    socket.write([...head, `Content-Type: ${type}`, `Content-Length: ${body.length}`, '', ''].join('\r\n'))
    socket.write(body.subarray(0, 500))
    while ((await used(person)) === 0) await new Promise((done) => setTimeout(done, 20))

    socket.destroy()

    while ((await used(person)) > 0) await new Promise((done) => setTimeout(done, 20))
    expect((await person.call('GET', '/api/v3/assets')).body.count).to.equal(0)
  })

  describe('where files are kept in S3', () => {
    let store: Awaited<ReturnType<typeof startS3>>
    let far: TestService
    before(async () => {
      store = await startS3()
      far = await startService({
        S3_ENDPOINT: store.endpoint,
        S3_BUCKET: store.bucket,
        S3_ACCESS_KEY_ID: store.accessKeyId,
        S3_SECRET_ACCESS_KEY: store.secretAccessKey,
      })
    })
    after(async () => {
      await far.stop()
      await store.stop()
    })

    it('are the same to their owner, and gone from there when they go', async () => {
      const person = await register(far.url)
      const photo = await aJpeg(1, 640, 480)

      const { id, uuid } = await add(person, photo, 'a.jpg')

      const parts = async () => (await store.keys()).map((key) => key.split('/').slice(1).join('/')).sort()
      expect(await parts()).to.deep.equal([`${uuid}/original`, `${uuid}/thumbnail`])
      const part = await fetchBytes(person, `/api/v3/assets/${id}/file`, { range: 'bytes=100-199' })
      expect([part.status, part.bytes]).to.deep.equal([206, photo.subarray(100, 200)])
      expect((await person.call('DELETE', `/api/v3/assets/${id}`)).status).to.equal(204)
      expect(await parts()).to.deep.equal([])
    })
  })

  describe('where room is short', () => {
    let small: TestService
    let person: Person
    before(async () => {
      small = await startService({ UPLOAD_MAX_MB: '1', QUOTA_MB: '2' })
      person = await register(small.url)
    })
    after(() => small.stop())

    it('never take more than there is, however many come at once [T-39]', async () => {
      const content = Buffer.alloc(700_000, 'x')

      const answers = await Promise.all(Array.from({ length: 8 }, () => upload(person, content)))

      const codes = answers.map(({ status, body }) => body.code ?? status)
      expect(codes.filter((code) => code === 201).length).to.be.within(1, 2)
      expect(codes.filter((code) => code !== 201 && code !== 'quota_exceeded')).to.deep.equal([])
      const { body } = await person.call('GET', '/api/v3/assets/storage')
      expect(body).to.deep.equal({
        used: 700_000 * codes.filter((code) => code === 201).length,
        quota: 2_097_152,
      })
    })

    it('are no larger than a file may be, and say so while the rest still comes', async () => {
      const { status, body } = await upload(await register(small.url), Buffer.alloc(3_000_000))

      expect([status, body.code]).to.deep.equal([413, 'payload_too_large'])
    })
  })
})
