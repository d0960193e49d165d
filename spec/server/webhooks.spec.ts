import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { Webhook, WebhookVerificationError } from 'standardwebhooks'
import { addVehicle, type Person, register } from '../support/client.ts'
import { sharedService, startService, type TestService } from '../support/service.ts'
import { until } from '../support/until.ts'

interface Received {
  readonly body: string
  readonly headers: IncomingHttpHeaders
}

const path = '/api/webhooks'

describe('/api/webhooks', () => {
  let service: TestService
  let owner: Person
  const servers: Server[] = []
  before(async () => {
    service = await startService({ OUTBOUND_ALLOW_PRIVATE: 'on' })
  })
  beforeEach(async () => {
    owner = await register(service.url)
  })
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections()
      server.close()
    }
  })
  after(() => service.stop())

  /** Somebody else's server on this machine. */
  const aReceiver = async (
    answer: (res: ServerResponse, times: number) => unknown = (res) => res.writeHead(204).end(),
  ) => {
    const received: Received[] = []
    const server = createServer((req, res) => {
      let body = ''
      req.setEncoding('utf8')
      req.on('data', (text: string) => {
        body += text
      })
      req.on('end', () => {
        received.push({ body, headers: req.headers })
        answer(res, received.length)
      })
    }).listen(0, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=hidden`, received }
  }
  const add = async (fields: Record<string, unknown>, person: Person = owner) => {
    const { status, body } = await person.call('POST', path, { events: ['share.*'], ...fields })
    expect(status, JSON.stringify(body)).to.equal(201)
    return body
  }
  const aLink = async (person: Person = owner) => {
    const { imei } = await addVehicle(person)
    const { body } = await person.call('POST', '/api/fleet/share-track/create', {
      imei,
      duration_minutes: 30,
    })
    return body.id as string
  }
  const deliveries = async (id: string, query = '') =>
    (await owner.call('GET', `${path}/${id}/deliveries${query}`)).body
  const settled = async (id: string, deliveryId: string) => {
    const one = () => owner.call('GET', `${path}/${id}/deliveries/${deliveryId}`)
    await until(async () => (await one()).body.attempts > 0 && (await one()).body.last !== null)
    return (await one()).body
  }
  const verify = (secret: string, { body, headers }: Received) =>
    new Webhook(secret).verify(body, headers as Record<string, string>)

  it('has events sent, signed so that the standard’s own library believes them [WE-4] [WE-5] [WE-6] [T-43]', async () => {
    const receiver = await aReceiver()
    const { id, secret } = await add({ url: receiver.url })
    const linkId = await aLink()

    await until(async () => receiver.received.length === 1)

    const [sent] = receiver.received
    const message = verify(secret, sent!) as {
      type: string
      timestamp: string
      data: Record<string, unknown>
    }
    const { events } = (await owner.call('GET', '/api/events?name=share.created')).body
    expect(message).to.deep.equal({ type: 'share.created', timestamp: events[0].at, data: events[0] })
    expect(message.data.aggregate_id).to.equal(linkId)
    expect(sent!.headers).to.include({
      'webhook-id': events[0].id,
      'content-type': 'application/json',
      'user-agent': 'Fleeting-Webhooks/1',
    })
    await until(async () => (await deliveries(id, '?status=delivered')).count === 1)
    const [delivery] = (await deliveries(id)).results
    expect(delivery).to.include({
      event_name: 'share.created',
      event_seq: events[0].seq,
      status: 'delivered',
      attempts: 1,
      next_at: null,
      is_replay: false,
    })
    expect(delivery.last).to.include({ status_code: 204, error: null })
    expect((await owner.call('GET', `${path}/${id}`)).body.last_delivered_at).to.be.a('string')
  })

  it('is believed neither with another body, nor under another id or time, nor late [WE-6] [T-43]', async () => {
    const receiver = await aReceiver()
    const { secret, id } = await add({ url: receiver.url })
    await owner.call('POST', `${path}/${id}/test`)
    await until(async () => receiver.received.length === 1)
    const [sent] = receiver.received
    const at = Number(sent!.headers['webhook-timestamp'])
    const old = String(at - 301)
    const signed = (time: string) =>
      new Webhook(secret).sign(String(sent!.headers['webhook-id']), new Date(Number(time) * 1000), sent!.body)
    const changed = (headers: Record<string, string>, body = sent!.body) => ({
      body,
      headers: { ...sent!.headers, ...headers },
    })

    expect(() => verify(secret, sent!)).not.to.throw()
    for (const forged of [
      changed({}, sent!.body.replace('webhook.test', 'share.revoked')),
      changed({ 'webhook-id': 'another' }),
      changed({ 'webhook-timestamp': String(at - 1) }),
      changed({ 'webhook-timestamp': old, 'webhook-signature': signed(old) }),
      changed({ 'webhook-signature': `v1,${'A'.repeat(43)}=` }),
    ])
      expect(() => verify(secret, forged)).to.throw(WebhookVerificationError)
    expect(() => verify(`whsec_${Buffer.alloc(32).toString('base64')}`, sent!)).to.throw(
      WebhookVerificationError,
    )
  })

  it('changes its secret without a break: both sign for a while [WE-6] [T-43]', async () => {
    const receiver = await aReceiver()
    const { id, secret } = await add({ url: receiver.url })
    const rotate = (body: object) => owner.call('POST', `${path}/${id}/rotate-secret`, body)
    const sent = async () => {
      const before = receiver.received.length
      await owner.call('POST', `${path}/${id}/test`)
      await until(async () => receiver.received.length > before)
      return receiver.received.at(-1)!
    }

    const rotated = await rotate({})
    const during = await sent()
    const again = await rotate({ overlap_hours: 0 })
    const afterwards = await sent()

    expect([rotated.status, again.status]).to.deep.equal([200, 200])
    expect(Date.parse(rotated.body.previous_secret_until) - Date.now()).to.be.within(
      23.9 * 3_600_000,
      24 * 3_600_000,
    )
    expect(again.body.previous_secret_until).to.equal(null)
    verify(secret, during)
    verify(rotated.body.secret, during)
    verify(again.body.secret, afterwards)
    expect(() => verify(rotated.body.secret, afterwards)).to.throw(WebhookVerificationError)
    expect((await rotate({ overlap_hours: 73 })).status).to.equal(422)
  })

  it('shows its secret when it is made, and never again [WE-2]', async () => {
    const made = await add({ url: 'https://hooks.example.com/a', description: ' Billing ' })

    const one = (await owner.call('GET', `${path}/${made.id}`)).body
    const { webhooks } = (await owner.call('GET', path)).body
    const changed = await owner.call('PATCH', `${path}/${made.id}`, { events: ['*'] })

    const { secret, ...rest } = made
    expect(secret).to.match(/^whsec_/)
    expect(one).to.deep.equal(rest)
    expect(one).to.include({ description: 'Billing', is_active: true, paused_because: null })
    expect(webhooks).to.deep.equal([rest])
    expect(JSON.stringify([one, webhooks, changed.body])).not.to.include('secret":')
    expect(changed.body.events).to.deep.equal(['*'])
    expect(JSON.stringify(service.log)).not.to.include(secret)
  })

  it('tries again what was not taken, under the same id, and keeps every answer [WE-7] [WE-8] [T-43]', async () => {
    const receiver = await aReceiver((res, times) =>
      times === 1 ? res.writeHead(503).end(`busy ${'x'.repeat(5_000)}\0`) : res.writeHead(200).end('thanks'),
    )
    const { id, secret } = await add({ url: receiver.url })
    await aLink()
    await until(async () => receiver.received.length === 2)
    await until(async () => (await deliveries(id, '?status=delivered')).count === 1)

    const [{ id: deliveryId }] = (await deliveries(id)).results
    const whole = (await owner.call('GET', `${path}/${id}/deliveries/${deliveryId}`)).body

    const [first, second] = receiver.received
    expect(second!.body).to.equal(first!.body)
    expect(second!.headers['webhook-id']).to.equal(first!.headers['webhook-id'])
    expect(Number(second!.headers['webhook-timestamp'])).to.be.above(
      Number(first!.headers['webhook-timestamp']),
    )
    verify(secret, second!)
    expect(whole.payload).to.deep.equal(JSON.parse(first!.body))
    expect(whole.message_id).to.equal(first!.headers['webhook-id'])
    const tries = whole.tries as Record<string, unknown>[]
    expect(
      tries.map((one) => [one.number, one.status_code, one.error, String(one.answer).length]),
    ).to.deep.equal([
      [1, 503, 'refused_by_receiver', 1024],
      [2, 200, null, 6],
    ])
  })

  it('follows no redirect, and says so [WE-7] [T-42]', async () => {
    const inside = await aReceiver()
    const receiver = await aReceiver((res) => res.writeHead(302, { location: inside.url }).end())
    const { id } = await add({ url: receiver.url })

    const test = await owner.call('POST', `${path}/${id}/test`)
    const whole = await settled(id, test.body.id)

    expect(test.status).to.equal(201)
    expect(test.body).to.include({ event_name: 'webhook.test', event_seq: null })
    expect([whole.status, whole.last.status_code, whole.last.error]).to.deep.equal([
      'failed',
      302,
      'redirect_not_followed',
    ])
    expect(inside.received).to.deep.equal([])
  })

  it('gives a receiver ten seconds, while others go on getting theirs [WE-7] [WE-10]', async () => {
    const hanging = await aReceiver(() => {})
    const fast = await aReceiver()
    const slowHook = await add({ url: hanging.url })
    await add({ url: fast.url })

    for (let i = 0; i < 4; i++) await aLink()
    await until(async () => fast.received.length === 4)
    const waiting = (await deliveries(slowHook.id)).results as { last: unknown }[]
    await until(async () =>
      (await deliveries(slowHook.id)).results.some((one: { last: unknown }) => one.last),
    )
    const [tried] = (await deliveries(slowHook.id)).results.filter((one: { last: unknown }) => one.last)

    expect(waiting.every(({ last }) => last === null)).to.equal(true)
    expect(tried.last).to.include({ status_code: null, error: 'timeout' })
    expect(tried.last.milliseconds).to.be.at.least(9_900)
    expect(tried.status).to.equal('pending')
  }).timeout(60_000)

  it('is paused by a receiver that is gone, and goes on where it was [WE-9] [WE-11]', async () => {
    const receiver = await aReceiver((res, times) => res.writeHead(times === 1 ? 410 : 204).end())
    const { id } = await add({ url: receiver.url })
    await aLink()
    await until(async () => !(await owner.call('GET', `${path}/${id}`)).body.is_active)
    const paused = (await owner.call('GET', `${path}/${id}`)).body
    await aLink()

    const resumed = await owner.call('PATCH', `${path}/${id}`, { is_active: true })
    await until(async () => receiver.received.length === 2)

    expect(paused.paused_because).to.equal('gone')
    expect(resumed.body).to.include({ is_active: true, paused_because: null })
    const told = (await owner.call('GET', '/api/events?name=webhook.*')).body.events
    expect(told.map(({ name }: { name: string }) => name)).to.deep.equal([
      'webhook.created',
      'webhook.updated',
      'webhook.updated',
    ])
    expect(JSON.stringify(told)).not.to.match(/hidden|hook\?|whsec/)
  })

  it('sends again what was sent: one message, or all since an event [WE-12] [WE-13]', async () => {
    const receiver = await aReceiver()
    const { id, secret } = await add({ url: receiver.url })
    await aLink()
    await aLink()
    await until(async () => (await deliveries(id, '?status=delivered')).count === 2)
    const [newest, oldest] = (await deliveries(id, '?event=share.created')).results

    const replayed = await owner.call('POST', `${path}/${id}/deliveries/${oldest.id}/replay`)
    await until(async () => receiver.received.length === 3)
    const all = await owner.call('POST', `${path}/${id}/replay`, { after_seq: oldest.event_seq - 1 })
    await until(async () => receiver.received.length === 5)

    expect(replayed.status).to.equal(201)
    expect(replayed.body).to.include({ is_replay: true, event_seq: oldest.event_seq })
    expect(all.body).to.deep.equal({ deliveries: 2, last: newest.event_seq, more: false })
    const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
    expect(ids[2]).to.equal(
      ids.find((_, i) => JSON.parse(receiver.received[i]!.body).data.seq === oldest.event_seq),
    )
    expect(new Set(ids).size).to.equal(2)
    for (const one of receiver.received) verify(secret, one)
  })

  it('ends with what was waiting for it [WE-14]', async () => {
    const { id } = await add({ url: 'http://127.0.0.1:1/' })
    await aLink()
    await until(async () => (await deliveries(id)).count === 1)

    expect((await owner.call('DELETE', `${path}/${id}`)).status).to.equal(204)

    for (const rest of ['', '/deliveries'])
      expect((await owner.call('GET', `${path}/${id}${rest}`)).status).to.equal(404)
    const rows = await service.database.query('select 1 from webhook_delivery where webhook_id = $1', [id])
    expect(rows).to.deep.equal([])
  })

  it('refuses what makes no webhook [WE-1]', async () => {
    const { id } = await add({ url: 'https://hooks.example.com/' })
    const good = { url: 'https://hooks.example.com/', events: ['*'] }
    for (const bad of [
      { url: good.url },
      { events: good.events },
      { ...good, events: [] },
      { ...good, events: ['nothing.*'] },
      { ...good, events: ['Share'] },
      { ...good, secret: 'mine' },
    ])
      expect((await owner.call('POST', path, bad)).status, JSON.stringify(bad)).to.equal(422)
    for (const bad of [{}, { resume: 'now' }, { is_active: false, resume: 'now' }, { resume: 'yesterday' }])
      expect((await owner.call('PATCH', `${path}/${id}`, bad)).status, JSON.stringify(bad)).to.equal(422)
  })
})

describe('/api/webhooks, as it is unless a setting says otherwise', () => {
  let owner: Person
  before(async () => {
    owner = await register((await sharedService()).url)
  })

  for (const url of [
    'http://hooks.example.com/',
    'https://hooks.example.com:8080/',
    'https://user:pass@hooks.example.com/',
    'https://127.0.0.1/',
    'https://localhost/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::ffff:10.0.0.1]/',
    'https://0x7f.1/',
    'ftp://hooks.example.com/',
    'nonsense',
  ])
    it(`refuses ${url} on its field, in one's own language [WE-1] [T-42]`, async () => {
      const { status, body } = await owner.call(
        'POST',
        path,
        { url, events: ['*'] },
        { 'accept-language': 'pt-BR' },
      )

      expect([status, body.code, body.errors?.[0]?.field]).to.deep.equal([422, 'address_refused', 'url'])
      expect(body.detail).to.match(/^Este endereço não pode ser chamado/)
    })

  it('refuses such an address in place of a good one as well [WE-1] [T-42]', async () => {
    const made = await owner.call('POST', path, { url: 'https://hooks.example.com/', events: ['*'] })

    const { status, body } = await owner.call('PATCH', `${path}/${made.body.id}`, {
      url: 'https://10.0.0.1/',
    })

    expect([made.status, status, body.code]).to.deep.equal([201, 422, 'address_refused'])
    expect((await owner.call('GET', `${path}/${made.body.id}`)).body.url).to.equal(
      'https://hooks.example.com/',
    )
  })
})
