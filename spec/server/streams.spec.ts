import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { expect } from 'chai'
import { openPlain } from '../gateway/a-plain-socket.ts'
import { type Person, register } from '../support/client.ts'
import { sharedService, startService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { ago, aSharedVehicle, nobodyAt, report } from './a-house.ts'
import { share } from './a-shared-file.ts'

interface Event {
  readonly event: string | undefined
  readonly id: string | undefined
  // biome-ignore lint/suspicious/noExplicitAny: a spec reads events of many shapes
  readonly data: any
}

/** A reader of server-sent events, as a browser is one. */
const follow = async (url: string, path: string, headers: Record<string, string> = {}) => {
  const request = get(url + path, { headers, agent: false })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  let text = ''
  let hasEnded = false
  response.setEncoding('utf8')
  response.on('data', (chunk: string) => (text += chunk))
  response.on('error', () => {})
  response.on('close', () => (hasEnded = true))
  const events = (): Event[] =>
    text
      .split('\n\n')
      .slice(0, -1)
      .map((block) => {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
        const data = field('data')
        return { event: field('event'), id: field('id'), data: data && JSON.parse(data) }
      })
  const all = (name: string) => events().filter(({ event }) => event === name)
  return {
    status: response.statusCode,
    headers: response.headers,
    text: () => text,
    hasEnded: () => hasEnded,
    all,
    async next(name: string): Promise<Event> {
      await until(() => all(name).length > 0, 15_000)
      return all(name)[0]!
    },
    stop: () => request.destroy(),
  }
}

const at = (imei: string, latitude: number, recorded_at: string) => ({
  imei,
  latitude,
  longitude: -70.6693,
  recorded_at,
})

describe('GET /share/:ref/stream', () => {
  let url: string
  let owner: Person
  before(async () => {
    url = (await sharedService()).url
    owner = await register(url, 'Streams')
  })

  it('begins with a snapshot and goes on with positions, each with what to come back with [PS-18]', async () => {
    const { token, imei, id } = await aSharedVehicle(owner)

    const stream = await follow(url, `/share/${token}/stream`, { 'accept-encoding': 'gzip' })
    const snapshot = await stream.next('snapshot')
    await report(owner, at(imei, -33.45, ago(0)))
    const moved = await stream.next('positions')
    stream.stop()

    expect(stream.status).to.equal(200)
    expect(stream.headers).to.include({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'access-control-allow-origin': '*',
    })
    expect(stream.headers).not.to.have.property('content-encoding')
    expect(stream.headers).not.to.have.property('access-control-allow-credentials')
    expect(stream.text().startsWith('retry: 3000\n\n')).to.equal(true)
    expect(snapshot.data.subjects[0]).to.include({ id, name: 'Van 1' })
    expect(snapshot.id).to.equal(String(snapshot.data.subjects[0].position.seq))
    expect(moved.data[0]).to.include({ id, lat: -33.45 })
    expect(moved.id).to.equal(String(moved.data[0].seq))
  })

  it('gives whoever comes back what they missed, as far back as the link shows [PS-19]', async () => {
    const { imei, id } = await aSharedVehicle(owner)
    const { token } = await share(owner, 'vehicle', id, { trail_minutes: 30 })
    const path = `/share/${token}/stream`
    const times = [60, 20, 10, 5].map((minutes) => ago(minutes * 60_000))
    await report(
      owner,
      times.map((time, i) => at(imei, -33.4 - i / 100, time)),
    )
    const seqs = times.map(Date.parse)

    const back = await follow(url, path, { 'last-event-id': String(seqs[1]) })
    const missed = await back.next('positions')
    const long = await follow(url, `${path}?since=1`)
    const all = await long.next('positions')
    for (const stream of [back, long]) stream.stop()

    const seqsOf = (event: Event) => event.data.map(({ seq }: { seq: number }) => seq)
    expect(seqsOf(missed).slice(0, 2)).to.deep.equal(seqs.slice(2))
    expect(seqsOf(all).slice(0, 3)).to.deep.equal(seqs.slice(1))
    expect(missed.id).to.equal(String(seqsOf(missed).at(-1)))
    expect(back.all('snapshot')[0]).to.deep.include({ event: 'snapshot', id: undefined })
    expect(back.all('snapshot')[0]!.data.subjects[0].id).to.equal(id)
  })

  it('ends with its link, and tells a browser that comes back to stop [PS-20] [T-46] [T-47]', async () => {
    const { token, imei } = await aSharedVehicle(owner)
    const stream = await follow(url, `/share/${token}/stream`)
    await stream.next('snapshot')

    await owner.call('DELETE', `/api/fleet/share-track/delete/${imei}`)

    expect((await stream.next('link:ended')).data).to.deep.equal({ reason: 'revoked' })
    await until(stream.hasEnded, 15_000)
    const back = await follow(url, `/share/${token}/stream`, { 'last-event-id': '1' })
    expect([back.status, back.headers['access-control-allow-origin']]).to.deep.equal([204, '*'])
    const { status, body } = await nobodyAt(url).call('GET', `/share/${token}/stream`)
    expect([status, body.code]).to.deep.equal([410, 'link_revoked'])
  })

  it('tells a browser that comes back too often to come later, and others that it was too much [PS-20]', async () => {
    const service = await startService({ RATE_LIMIT_SHARE_OPEN: '1/m' })
    const { token } = await aSharedVehicle(await register(service.url, 'Often'))
    const path = `/share/${token}/stream?seconds=0`
    await follow(service.url, path)

    const back = await follow(service.url, path, { 'last-event-id': '1' })
    await until(back.hasEnded, 15_000)
    const { status } = await nobodyAt(service.url).call('GET', path)

    expect(back.status).to.equal(200)
    expect(back.headers['content-type']).to.match(/^text\/event-stream/)
    expect(back.text()).to.match(/^retry: \d{4,5}\n\n$/)
    expect(status).to.equal(429)
    await service.stop()
  })

  it('ends when it was asked to, and shows nothing to a check [PS-20]', async () => {
    const { token } = await aSharedVehicle(owner)
    const nobody = nobodyAt(url)

    const once = await nobody.call('GET', `/share/${token}/stream?seconds=0`)
    const check = await nobody.call('HEAD', `/share/${token}/stream`)
    const stranger = await nobody.call('GET', `/share/${token}/stream?access_token=x`)

    expect(once.body.match(/^event: .*$/gm)).to.deep.equal(['event: snapshot'])
    expect([check.status, check.body]).to.deep.equal([200, ''])
    expect([stranger.status, stranger.body.code]).to.deep.equal([422, 'validation_failed'])
  })

  it('has nothing to tell of what never moves', async () => {
    const { body } = await owner.call('POST', '/api/albums', { title: 'Harbour' })
    const { token } = await share(owner, 'album', body.id)

    const { status } = await nobodyAt(url).call('GET', `/share/${token}/stream`)

    expect(status).to.equal(404)
  })

  it('opens a locked link to whoever unlocked it, stream and plain socket alike [PS-5] [T-7]', async () => {
    const { id } = await aSharedVehicle(owner)
    const lock = { share_type: 'protected', password: 'a password of a link' }
    const { token } = await share(owner, 'vehicle', id, lock)
    const nobody = nobodyAt(url)
    const locked = await nobody.call('GET', `/share/${token}/stream`)
    const unlocked = await nobody.call('POST', `/share/${token}/unlock`, { password: lock.password })
    const authorization = `Bearer ${unlocked.body.access_token}`
    const [cookie = ''] = unlocked.headers.getSetCookie()[0]!.split(';')

    const stream = await follow(url, `/share/${token}/stream`, { authorization })
    await stream.next('snapshot')
    stream.stop()
    const program = openPlain(url, `/ws/live/${token}`, { headers: { authorization } })
    await program.next('snapshot')
    const page = openPlain(url, `/ws/live/${token}`, { headers: { origin: url, cookie } })
    await page.next('snapshot')
    const elsewhere = openPlain(url, `/ws/live/${token}`, {
      headers: { origin: 'https://elsewhere.example', cookie },
    })
    expect((await elsewhere.next('error')).code).to.equal('password_required')
    for (const { ws } of [program, page, elsewhere]) ws.terminate()

    expect([locked.status, locked.body.code]).to.deep.equal([401, 'password_required'])
  })

  it('ends streams, and sends sockets elsewhere, when the node leaves [PS-11]', async () => {
    const service = await startService()
    const { token } = await aSharedVehicle(await register(service.url))
    const stream = await follow(service.url, `/share/${token}/stream`)
    const socket = openPlain(service.url, `/ws/live/${token}`)
    await stream.next('snapshot')
    await socket.next('snapshot')

    const code = await service.stop()

    expect(code).to.equal(0)
    expect(await socket.closing()).to.equal(1012)
    expect(stream.hasEnded()).to.equal(true)
    expect(stream.text()).to.match(/retry: \d+\n\n$/)
    expect(stream.all('link:ended')).to.deep.equal([])
  })
})
