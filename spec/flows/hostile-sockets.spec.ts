import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import WebSocket from 'ws'
import { addMember, addVehicle, clientOf, type Person, register } from '../support/client.ts'
import { startService, type TestService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { carDrive, reportByOsmand } from './support/drives.ts'
import { ask, collect, connect, disconnectAll, next, refusal, watch } from './support/sockets.ts'

const anHour = { duration_minutes: 60 }

describe('sockets in hostile hands', () => {
  let service: TestService
  let owner: Person

  before(async () => {
    service = await startService()
    owner = await register(service.url)
  })
  after(() => service.stop())
  afterEach(disconnectAll)

  const aSharedVehicle = async (person: Person = owner) => {
    const vehicle = await addVehicle(person)
    const fields = { imei: vehicle.imei, ...anHour }
    const { body } = await person.call('POST', '/api/fleet/share-track/create', fields)
    return { vehicle, token: body.token as string, linkId: body.id as string }
  }
  const stillServes = async () => {
    const { vehicle, token } = await aSharedVehicle()
    const { seen } = await watch(service.url, token)
    const [fix] = carDrive(1)
    expect(await reportByOsmand(service.url, vehicle, fix!)).to.equal(200)
    await until(() => seen.length > 0)
  }

  it('lose an open link the moment it expires, and cannot open it again [T-29] [T-46]', async () => {
    const { token, linkId } = await aSharedVehicle()
    const [row] = await service.database.query(
      `update share_link set expires_at = now() + interval '2 seconds' where id = $1 returning expires_at`,
      [linkId],
    )
    const expiresAt = (row!.expires_at as Date).getTime()

    const { socket, ends } = await watch(service.url, token)
    await until(() => socket.disconnected)

    expect(ends.map(({ reason }) => reason)).to.deep.equal(['expired'])
    expect(ends[0]!.at).to.be.within(expiresAt - 50, expiresAt + 1_000)
    expect(await refusal(connect(service.url, '/live', { token }))).to.equal('link_expired')
    expect((await clientOf(service.url).call('GET', `/api/fleet/share-track/${token}`)).status).to.equal(410)
  })

  it('are judged anew when they come back, and hear nothing of a link revoked meanwhile [T-47]', async () => {
    const { vehicle, token } = await aSharedVehicle()
    const patient = { reconnection: true, reconnectionDelay: 700, randomizationFactor: 0 }
    const { socket, snapshots, seen } = await watch(service.url, token, patient)

    socket.io.engine.close() // as a lost network would
    const revoked = await owner.call('DELETE', `/api/fleet/share-track/delete/${vehicle.imei}`)
    const refused = await refusal(socket)
    await reportByOsmand(service.url, vehicle, carDrive(1)[0]!)
    await sleep(300)

    expect(revoked.status).to.equal(200)
    expect(refused).to.equal('link_revoked')
    expect([snapshots.length, seen.length]).to.deep.equal([1, 0])
  })

  it('are refused with a token that is one character off [T-1]', async () => {
    const { token } = await aSharedVehicle()
    const neighbours = [0, 10, 21].map(
      (at) => token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1),
    )
    const odd = [token.slice(0, -1), `${token}A`, ` ${token}`, token.toLowerCase(), `${token}\0`, '']

    for (const wrong of [...neighbours, ...odd])
      expect(await refusal(connect(service.url, '/live', { token: wrong })), wrong).to.equal('not_found')
  })

  it('are refused with the token in the address or of a wrong shape [T-48]', async () => {
    const { token } = await aSharedVehicle()
    const query = { token, jwt: owner.token, access_token: token }

    expect(await refusal(connect(service.url, '/live', {}, { query }))).to.equal('not_signed_in')
    for (const auth of [{ token: 7 }, { token: { $ne: '' } }, { token: [token] }, { token, role: 'owner' }])
      expect(await refusal(connect(service.url, '/live', auth))).to.equal('validation_failed')
    expect(await refusal(connect(service.url, '/admin', { token }))).to.be.oneOf([
      'Invalid namespace',
      'not_found',
    ])
  })

  it('may not use a cookie from another site’s page, and may from our own [T-48] [T-60]', async () => {
    const { email, password } = owner
    const login = { email, password, cookies: true }
    const { headers } = await clientOf(service.url).call('POST', '/api/auth/login', login)
    const cookie = headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
    const comingFrom = (origin: string | undefined) =>
      connect(service.url, '/live', {}, { extraHeaders: { cookie, ...(origin && { origin }) } })

    for (const origin of ['https://evil.example', 'null', `${service.url}.evil.example`, undefined])
      expect(await refusal(comingFrom(origin)), origin).to.equal('not_signed_in')
    const own = comingFrom(service.url)
    await next(own, 'connect')
    expect(await ask(own, 'subscribe', { fleet: true })).to.have.property('ok', true)
  })

  it('cannot make a visitor do more than look [T-49] [T-50]', async () => {
    const { vehicle, token, linkId } = await aSharedVehicle()
    const other = await aSharedVehicle()
    const { socket, seen } = await watch(service.url, token)
    const peer = await watch(service.url, token)
    const words = collect(peer.socket, 'link:updated')

    const answers = [
      await ask(socket, 'subscribe', { fleet: true }),
      await ask(socket, 'subscribe', { subjects: [`vehicle:${other.vehicle.imei}`] }),
      await ask(socket, 'subscribe', { viewport: { west: -180, south: -90, east: 180, north: 90 } }),
      await ask(socket, 'unsubscribe', { fleet: true }),
      await ask(socket, 'position', { imei: vehicle.imei, latitude: 1, longitude: 1 }),
      await ask(socket, 'positions', [{ id: vehicle.id, t: 1, lat: 1, lon: 1, seq: 1 }]),
      await ask(socket, 'link:updated', { expires_at: null }),
      await ask(socket, 'link:ended', { id: linkId, reason: 'revoked' }),
      await ask(socket, 'join', `link:${other.linkId}`),
      await ask(socket, 'resume', { since: { [other.vehicle.id]: 0 } }),
    ]
    await reportByOsmand(service.url, other.vehicle, carDrive(1)[0]!)
    await sleep(200)

    expect(answers.slice(0, 4).map(({ error }) => error?.code)).to.deep.equal(Array(4).fill('forbidden'))
    expect(answers.slice(4, 9).map(({ error }) => error?.code)).to.deep.equal(
      Array(5).fill('validation_failed'),
    )
    expect(answers[9]).to.deep.equal({ ok: true, positions: [] })
    expect([seen, peer.seen, peer.ends, words]).to.deep.equal([[], [], [], []])
    expect((await owner.call('GET', `/api/fleet/vehicles/${vehicle.imei}/position`)).status).to.equal(404)
  })

  it('cannot store what is no position: wrong types, no numbers, off the globe, prototypes [T-53]', async () => {
    const vehicle = await addVehicle(owner)
    const device = connect(service.url, '/ingest', { device_id: vehicle.imei, key: vehicle.ingestKey })
    await next(device, 'connect')
    const good = { latitude: 48.1, longitude: 11.5 }
    const bad: unknown[] = [
      { ...good, latitude: Number.NaN },
      { ...good, latitude: 'NaN' },
      { ...good, longitude: Number.POSITIVE_INFINITY },
      { ...good, latitude: 90.1 },
      { ...good, longitude: -180.5 },
      { ...good, latitude: 1e308 },
      { ...good, latitude: [48.1] },
      { latitude: 0, longitude: 0 },
      { ...good, recorded_at: 'yesterday' },
      { ...good, recorded_at: '2001-01-01T00:00:00Z' },
      { ...good, imei: 'somebody-else' },
      JSON.parse('{"__proto__": {"latitude": 48.1, "longitude": 11.5}}'),
      JSON.parse('{"constructor": {"prototype": {"latitude": 1}}}'),
      null,
      'position',
      [],
      7,
    ]

    const { accepted, rejected } = await ask(device, 'position', bad)
    const single = await ask(device, 'position', { latitude: 91, longitude: 0 })
    const none = await ask(device, 'position')
    const kept = await ask(
      device,
      'position',
      JSON.parse('{"latitude":48.1,"longitude":11.5,"__proto__":{"x":1}}'),
    )

    expect([accepted, rejected.length]).to.deep.equal([0, bad.length])
    expect(single.rejected).to.have.length(1)
    expect(none.error ?? none.rejected[0]).to.have.property('code')
    expect(kept).to.deep.include({ accepted: 1, rejected: [] })
    expect(({} as Record<string, unknown>).x).to.equal(undefined)
    await stillServes()
  })

  it('cannot break the service with frames that are no frames [T-53]', async () => {
    const { token } = await aSharedVehicle()
    const frames: (string | Buffer)[] = [
      '42/live,["subscribe",{',
      '42/live,[]',
      `42/live,["subscribe",${'['.repeat(20_000)}`,
      '42/live,["__proto__",{}]',
      '42/live,[{"toString":1}]',
      '42/live,9999999999999999999["subscribe",{"fleet":true}]',
      '451-/live,["subscribe",{"_placeholder":true,"num":7}]',
      '459999-/live,["x"]',
      '9',
      '4',
      '40/live,{"token":',
      Buffer.from([0xff, 0x00, 0xfe]),
      Buffer.alloc(1_100_000, 0x34),
    ]

    for (const frame of frames) {
      const raw = new WebSocket(`${service.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
      raw.on('error', () => {})
      await once(raw, 'open')
      raw.send(`40/live,${JSON.stringify({ token })}`)
      raw.send(frame)
      await sleep(30)
      raw.terminate()
    }

    await stillServes()
  })

  it('are closed when they send a thousand requests at once, and the others go on [T-53]', async () => {
    const { vehicle, token } = await aSharedVehicle()
    const peer = await watch(service.url, token)
    const { socket } = await watch(service.url, token)
    const member = await addMember(owner, 'member')
    const noisy = connect(service.url, '/live', { jwt: member.token })
    await next(noisy, 'connect')

    for (let i = 0; i < 1_000; i++) {
      socket.emit('subscribe', { fleet: true })
      noisy.emit('unsubscribe', { fleet: true })
    }
    await until(() => socket.disconnected && noisy.disconnected)
    await reportByOsmand(service.url, vehicle, carDrive(1)[0]!)
    await until(() => peer.seen.length === 1)

    expect(peer.socket.connected).to.equal(true)
  })

  it('of another tenant hear nothing at all while a fleet moves [T-51] [T-58]', async () => {
    const stranger = await register(service.url, 'Others')
    const { vehicle } = await aSharedVehicle()
    const spy = connect(service.url, '/live', { jwt: stranger.token })
    const mine = connect(service.url, '/live', { jwt: owner.token })
    await Promise.all([next(spy, 'connect'), next(mine, 'connect')])
    const heard: unknown[] = []
    spy.onAny((...what) => heard.push(what))
    const moves = collect(mine, 'positions')

    const everything = await ask(spy, 'subscribe', { fleet: true })
    await ask(spy, 'subscribe', { viewport: { west: -180, south: -90, east: 180, north: 90 } })
    const byName = await ask(spy, 'subscribe', { subjects: [`vehicle:${vehicle.imei}`] })
    await ask(mine, 'subscribe', { fleet: true })
    for (const fix of carDrive(30)) {
      await owner.call('POST', '/api/fleet/positions', { imei: vehicle.imei, ...fix })
      await sleep(100)
    }

    expect(everything.snapshot.subjects).to.deep.equal([])
    expect(byName.error.code).to.equal('not_found')
    expect(moves.length).to.be.greaterThan(10)
    expect(heard).to.deep.equal([])
  })
})
