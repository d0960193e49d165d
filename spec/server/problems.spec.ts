import { request } from 'node:http'
import { expect } from 'chai'
import { languages } from '../../domain/problem.ts'
import { problems } from '../../domain/problem-sentences.ts'
import { statusOf } from '../../server/problems.ts'
import { addVehicle, clientOf, type Person, type Reply, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { report } from './a-house.ts'

/** As it goes over the wire: `fetch` would mend a broken address or Host before it is sent. */
const raw = (url: string, path: string, headers: Record<string, string> = {}, method = 'GET') =>
  new Promise<{ status: number | undefined; type: string; text: string }>((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const sent = request({ hostname, port, path, method, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (chunk) => (text += chunk))
      answer.on('end', () =>
        resolve({ status: answer.statusCode, type: answer.headers['content-type'] ?? '', text }),
      )
    })
    sent.on('error', reject).end()
  })

describe('a refusal', () => {
  let url: string
  let person: Person
  before(async () => {
    url = (await sharedService()).url
    person = await register(url)
  })
  const json = { 'content-type': 'application/json' }
  const imei = 'refused-1'

  /** One way to earn each kind of refusal that needs no preparation. */
  const earned: Record<string, (headers: Record<string, string>) => Promise<Reply>> = {
    malformed_json: (headers) => person.call('POST', '/api/fleet/vehicles', '{', { ...json, ...headers }),
    validation_failed: (headers) => person.call('POST', '/api/fleet/vehicles', {}, headers),
    payload_too_large: (headers) =>
      person.call('POST', '/api/fleet/vehicles', { imei, name: 'x'.repeat(70_000) }, headers),
    unsupported_media_type: (headers) =>
      person.call('POST', '/api/fleet/vehicles', 'a=1', { 'content-type': 'text/plain', ...headers }),
    not_signed_in: (headers) => clientOf(url).call('GET', '/api/fleet/vehicles', undefined, headers),
    not_found: (headers) => person.call('GET', '/api/nowhere', undefined, headers),
    trail_too_long: (headers) =>
      person.call(
        'GET',
        `/api/fleet/vehicles/${imei}/trail?from=2030-01-01T00:00:00Z&to=2030-01-03T00:00:00Z`,
        undefined,
        headers,
      ),
  }

  for (const [code, earn] of Object.entries(earned))
    it(`says ${code} as a problem document, in the language that was asked for`, async () => {
      const replies = await Promise.all(languages.map((language) => earn({ 'accept-language': language })))

      for (const [i, { status, headers, body }] of replies.entries()) {
        const id = headers.get('x-request-id')
        expect(headers.get('content-type')).to.match(/^application\/problem\+json/)
        expect(headers.get('cache-control')).to.equal('no-store')
        expect(status).to.equal(statusOf[code as keyof typeof statusOf])
        expect(body).to.include({ type: `urn:fleeting:problem:${code}`, status, code })
        expect(body).to.include({ instance: `urn:uuid:${id}`, request_id: id })
        expect(body.title).to.be.a('string').that.is.not.empty
        const sentence = problems[code as keyof typeof problems][languages[i]!]
        expect(body.detail).to.match(
          new RegExp(`^${sentence.replaceAll('.', '\\.').replace(/\{\w+\}/g, '.+')}$`),
        )
      }
      expect(new Set(replies.map(({ body }) => body.detail))).to.have.lengthOf(languages.length)
    })

  it('finds the nearest language, and falls back to English', async () => {
    const said = async (language: string) =>
      (await earned.not_found!({ 'accept-language': language })).body.detail
    const { not_found } = problems

    expect(await said('pt')).to.equal(not_found['pt-BR'])
    expect(await said('pt-PT, en;q=0.1')).to.equal(not_found['pt-BR'])
    expect(await said('es-CL')).to.equal(not_found.es)
    expect(await said('fr, es;q=0.5')).to.equal(not_found.es)
    expect(await said('de')).to.equal(not_found.en)
    expect(await said(';q=,,xx')).to.equal(not_found.en)
  })

  it('names the fields as they were written', async () => {
    const { body } = await person.call('POST', '/api/fleet/vehicles', {
      imei: 'a b',
      name: '',
      color: 'red',
      x: 1,
    })

    expect(body.errors.map(({ field }: { field: string }) => field).sort()).to.deep.equal([
      'color',
      'imei',
      'name',
      'x',
    ])
  })

  it('repeats the request id of its caller where it is one, and makes its own otherwise', async () => {
    const idOf = async (given: string) =>
      (await person.call('GET', '/api/nowhere', undefined, { 'x-request-id': given })).headers.get(
        'x-request-id',
      )

    expect(await idOf('caller-0123456789')).to.equal('caller-0123456789')
    for (const bad of ['short', 'x'.repeat(65), '<script>alert(1)</script>'])
      expect(await idOf(bad), bad).to.match(/^[0-9a-f-]{36}$/)
  })

  it('comes as a problem even for an address that cannot be decoded, and shows no stack [T-22]', async () => {
    for (const path of [
      '/share/%ff',
      '/api/fleet/share-track/%E0%A4%A',
      '/api/fleet/vehicles/%',
      '/assets/%ff',
    ]) {
      const { status, type, text } = await raw(url, path, { accept: 'text/html' })

      expect([status, type.split(';')[0]], path).to.deep.equal([404, 'application/problem+json'])
      expect(text, path).to.not.match(/node_modules|\.ts:|at /)
    }
  })

  it('gives nothing away for tricks with paths [T-22]', async () => {
    const tricks = [
      '/assets/..%2f..%2fpackage.json',
      '/assets/%2e%2e/%2e%2e/package.json',
      '/assets/..%5c..%5cpackage.json',
      '/assets/.vite/manifest.json',
      '/assets/%00',
      '/share/..%2f..%2fetc%2fpasswd',
      '/api/fleet/vehicles/..%2f..%2fhealthz',
      '//etc/passwd',
    ]
    for (const path of tricks) {
      const { status, text } = await raw(url, path, { authorization: `Bearer ${person.token}` })

      expect(status, path).to.equal(404)
      expect(JSON.parse(text).code, path).to.equal('not_found')
    }
  })

  it('never puts a Host that is no host into a link [T-61]', async () => {
    const vehicle = await addVehicle(person)
    const wanted = { imei: vehicle.imei, duration_minutes: 60 }
    const { body } = await person.call('POST', '/api/fleet/share-track/create', wanted)

    for (const host of ['a:b:c', '<script>', 'evil"/onload=', 'x@y', '1.2.3.999', 'host:99999', 'a b']) {
      const shown = await raw(url, `/api/fleet/share-track/${body.token}`, { host })
      const described = await raw(url, '/asyncapi.json', { host })

      expect([shown.status, described.status], host).to.deep.equal([200, 200])
      expect(JSON.parse(shown.text).live.url, host).to.equal('http://localhost')
    }
  })

  it('answers a method that an address does not have with nothing there', async () => {
    for (const method of ['PUT', 'TRACE', 'OPTIONS', 'PROPFIND'])
      expect((await raw(url, '/api/fleet/vehicles', {}, method)).status, method).to.equal(404)
  })

  it('of deep nesting costs no stack, with an Idempotency-Key or without [T-53] [T-62]', async () => {
    const { imei } = await addVehicle(person)
    const deep = '['.repeat(200_000) + ']'.repeat(200_000)
    const whole = `{"imei":"${imei}","latitude":1,"longitude":1,"attributes":${deep}}`
    const send = (body: string, headers = {}) =>
      person.call('POST', '/api/fleet/positions', body, { ...json, ...headers })

    const replies = [await send(deep), await send(whole), await send(whole, { 'idempotency-key': 'deep-1' })]

    expect(replies.map(({ status, body }) => [status, body.rejected[0].code])).to.deep.equal([
      [202, 'unknown_device'],
      [202, 'validation_failed'],
      [202, 'validation_failed'],
    ])
    expect((await report(person, { imei, latitude: 1, longitude: 1 })).body.accepted).to.equal(1)
  })
})
