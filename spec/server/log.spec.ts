import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { io } from 'socket.io-client'
import { addMember, addVehicle, clientOf, register } from '../support/client.ts'
import { startService, type TestService } from '../support/service.ts'
import { basic } from './a-house.ts'

/** Connects, hears the first answer whatever it is, and leaves. */
const connect = async (url: string, auth: object) => {
  const socket = io(url, { auth, reconnection: false, forceNew: true })
  await new Promise((heard) => {
    for (const event of ['connect', 'connect_error', 'disconnect']) socket.once(event, heard)
  })
  socket.disconnect()
}

/** The line of this request, once it has come through the pipe; the lines before it came before it. */
const lineOf = async ({ log }: TestService, id: string | null) => {
  for (let tries = 0; tries < 500; tries++) {
    const line = log.find((entry) => entry.request_id === id)
    if (line) return line
    await sleep(10)
  }
  return expect.fail('the request was not logged')
}

describe('the log', function () {
  this.timeout(30_000)
  let service: TestService
  before(async () => {
    service = await startService({ LOG_LEVEL: 'trace' })
  })
  after(() => service.stop())

  it('holds no token, key or password, however they were used, rightly or wrongly [T-9]', async () => {
    const { url, log } = service
    const owner = await register(url)
    const helper = await addMember(owner, 'dispatcher')
    const { imei, ingestKey } = await addVehicle(owner)
    const anyone = clientOf(url)
    const create = (headers = {}) =>
      owner.call('POST', '/api/fleet/share-track/create', { imei, duration_minutes: 60 }, headers)
    const { token, share_url } = (await create({ 'idempotency-key': 'idem-secret-key' })).body
    const wrong = 'a-wrong-password-or-token-1'
    const json = { 'content-type': 'application/json' }

    // Links, as people and programs open them.
    for (const accept of ['text/html', 'application/json'])
      for (const path of [
        share_url.replace(url, ''),
        `/share/${wrong}`,
        `/share/${token}/%ff`,
        `/nowhere/${token}?t=${token}`,
      ])
        await anyone.call('GET', path, undefined, { accept })
    for (const one of [token, wrong]) await anyone.call('GET', `/api/fleet/share-track/${one}`)
    await connect(`${url}/live`, { token })
    await connect(`${url}/live`, { token: wrong })
    await connect(`${url}/live`, { jwt: owner.token })
    await connect(`${url}/live?token=${token}`, {})
    // Devices.
    for (const key of [ingestKey, wrong]) {
      await anyone.call('GET', `/ingest/osmand/${key}?id=${imei}&lat=1&lon=1`)
      await anyone.call('POST', `/ingest/osmand/${key}`, '{broken', json)
      await anyone.call('POST', '/ingest/owntracks', { _type: 'location' }, basic(imei, key))
      await connect(`${url}/ingest`, { device_id: imei, key })
    }
    const rotated = (await owner.call('POST', `/api/fleet/vehicles/${imei}/rotate-key`)).body.ingest_key
    // People.
    const { email, password } = helper
    const login = (secret: string) =>
      anyone.call('POST', '/api/auth/login', { email, password: secret, cookies: true })
    const cookies = (await login(password)).headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0]!)
      .filter((cookie) => !cookie.startsWith('fleeting_signed_in=')) // says that there is a session, and nothing of it
    await login(wrong)
    await anyone.call('POST', '/api/auth/login', `{"email":"${email}","password":"${password}"`, json)
    await anyone.call('GET', '/api/auth/me', undefined, { cookie: cookies.join('; ') })
    const refreshed = (await anyone.call('POST', '/api/auth/refresh', { refresh_token: helper.refreshToken }))
      .body
    await helper.call('POST', '/api/auth/password', {
      current_password: wrong,
      new_password: 'a-brand-new-password',
    })
    await clientOf(url, wrong).call('GET', '/api/auth/me')
    await clientOf(url, `${owner.token}x`).call('GET', '/api/auth/me')
    // The database goes and comes back: what it says of itself must not carry its password.
    await service.database.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
    const last = await owner.call('GET', '/api/fleet/vehicles')
    await lineOf(service, last.headers.get('x-request-id'))

    const secrets = [
      ...[token, ingestKey, rotated, password, owner.password, wrong, 'a-brand-new-password'],
      ...[
        owner.token,
        helper.token,
        owner.refreshToken,
        helper.refreshToken,
        refreshed.access_token,
        refreshed.refresh_token,
      ],
      ...cookies.map((cookie) => cookie.split('=')[1]!),
      ...[new URL(service.database.url).password, 'a-key-for-specs-of-more', 'a-link-key-for-specs-of'],
    ]
    expect(secrets.filter((secret) => !secret)).to.deep.equal([])
    const written = log.map((line) => JSON.stringify(line))
    expect(written.filter((line) => line.includes('"request"')).length).to.be.greaterThan(20)
    expect(written.filter((line) => secrets.some((secret) => line.includes(secret)))).to.deep.equal([])
  })

  it('names routes as the table does, the caller by number, and every request by its id', async () => {
    const owner = await register(service.url)
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

    const { headers } = await owner.call('GET', '/api/fleet/vehicles/some-imei', undefined, { traceparent })

    const id = headers.get('x-request-id')
    const line = await lineOf(service, id)
    expect(line).to.include({
      level: 'debug',
      method: 'GET',
      route: '/api/fleet/vehicles/:imei',
      status: 404,
      tenant: owner.tenantId,
      user: owner.userId,
      trace_id: '0af7651916cd43dd8448eb211c80319c',
    })
    expect(JSON.stringify(line)).to.not.include(owner.email)
  })
})
