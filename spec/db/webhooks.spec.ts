import { expect } from 'chai'
import { withEvents } from '../../db/events.ts'
import { expectRefusal, faultyFields } from '../support/refusals.ts'
import { addTenant } from '../support/rows.ts'
import { aWebhookDesk, day, hour, refused, taken } from './a-webhook-desk.ts'

describe('webhooks', () => {
  const desk = aWebhookDesk()
  const { aProcess, aWebhook, happen, memberOf, namesOf, round, rows } = desk

  it('are kept with a sealed secret, and told of by their host [WE-2] [WE-3] [T-43]', async () => {
    const { webhook, secret } = await aWebhook({ url: 'https://example.com/a/path?key=hidden' })

    const [row] = await desk.database.query('select secret_sealed, previous_secret_sealed from webhook')
    const [event] = (await aProcess().events.read({ after: 0, limit: 10 })).events

    expect(secret).to.match(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect((row!.secret_sealed as Buffer).includes(Buffer.from(secret))).to.equal(false)
    expect(row!.previous_secret_sealed).to.equal(null)
    expect(event).to.deep.include({ name: 'webhook.created', aggregateId: webhook.id, actorId: 3 })
    expect(event!.data).to.deep.equal({ host: 'example.com', events: ['assignment.*'], is_active: true })
  })

  it('are refused for addresses that are never called, and for names that no event has [WE-1]', async () => {
    await expectRefusal('address_refused', aWebhook({ url: 'https://inside.example.com' }))
    expect(await faultyFields(aWebhook({ url: 'https://inside.example.com' }))).to.deep.equal(['url'])
    expect(await faultyFields(aWebhook({ events: ['share.*', 'nothing.*'] }))).to.deep.equal(['events.1'])
    expect(await namesOf()).to.deep.equal([])
  })

  it('are at most twenty an organization, however many are added at once [WE-1]', async () => {
    const results = await Promise.allSettled(Array.from({ length: 25 }, () => aWebhook()))

    expect(results.filter(({ status }) => status === 'fulfilled')).to.have.length(20)
    expect(await desk.database.query('select 1 from webhook')).to.have.length(20)
    expect(await namesOf()).to.have.length(20)
  })

  it('sign with both secrets while one takes over from the other, and with one afterwards [WE-6] [T-43]', async () => {
    const { webhook, secret: first } = await aWebhook()
    const { webhooks } = aProcess()
    const { secret: second } = await webhooks.rotateSecret(memberOf(), webhook.id, 2)
    const send = async () => {
      desk.calls = []
      await happen(1)
      await round()
      return desk.calls[0]!.secrets
    }

    const during = await send()
    desk.clock += 2 * hour
    const afterwards = await send()
    const { secret: third } = await webhooks.rotateSecret(memberOf(), webhook.id, 0)
    const atOnce = await send()

    expect([during, afterwards, atOnce]).to.deep.equal([[second, first], [second], [third]])
  })

  it('are tested at once, paused or not, with one try that says nothing of a day [WE-12]', async () => {
    const { webhook } = await aWebhook({ is_active: false })
    desk.answer = async () => refused

    const made = await aProcess().log.test(memberOf(), webhook.id)
    await round()

    const whole = await aProcess().log.get(memberOf(), webhook.id, made.id)
    expect([whole.eventName, whole.eventSeq, whole.status, whole.tries.length]).to.deep.equal([
      'webhook.test',
      null,
      'failed',
      1,
    ])
    expect(JSON.parse(desk.calls[0]!.payload)).to.deep.equal({
      type: 'webhook.test',
      timestamp: '2030-06-01T12:00:00.000Z',
      data: { id: whole.messageId, webhook_id: webhook.id },
    })
    expect(await namesOf()).to.deep.equal(['webhook.created'])
  })

  it('get a message once more under its own id, and events that are over [WE-12] [WE-13]', async () => {
    const { log, webhooks } = aProcess()
    const { webhook } = await aWebhook()
    await happen(5)
    await round()
    const { rows: listed, count } = await log.list(memberOf(), webhook.id, {}, { limit: 2, offset: 1 })
    await log.replay(memberOf(), webhook.id, listed[0]!.id)
    await round()
    const again = await log.replayEvents(memberOf(), webhook.id, { after_seq: 3, until_seq: 5 })
    await round()
    await webhooks.update(memberOf(), webhook.id, { events: ['quote.*'] })
    const unwanted = await log.replayEvents(memberOf(), webhook.id, { after_seq: 0 })

    expect(count).to.equal(5)
    const payloads = desk.calls.map(({ messageId, payload }) => `${messageId} ${payload}`)
    expect(desk.calls).to.have.length(8)
    expect(new Set(payloads).size).to.equal(5)
    expect(again).to.deep.equal({ deliveries: 2, last: 5, more: false })
    expect(unwanted).to.deep.include({ deliveries: 0, more: false })
    expect((await rows('is_replay')).filter(({ is_replay }) => is_replay)).to.have.length(3)
  })

  it('get a thousand events again at a time, and hear where to go on [WE-13]', async () => {
    const { webhook } = await aWebhook()
    await happen(1_005)
    await aProcess().webhooks.update(memberOf(), webhook.id, { is_active: false })
    await aProcess().webhooks.update(memberOf(), webhook.id, { is_active: true, resume: 'now' })
    const { log } = aProcess()

    const first = await log.replayEvents(memberOf(), webhook.id, { after_seq: 1 })
    const second = await log.replayEvents(memberOf(), webhook.id, { after_seq: first.last })

    expect(first).to.deep.equal({ deliveries: 1_000, last: 1_001, more: true })
    // Beside the last five: the two changes of the webhook itself, which it has not asked for.
    expect(second).to.deep.equal({ deliveries: 5, last: 1_008, more: false })
  })

  it('show what was sent by state and event, with the last try [WE-13]', async () => {
    const { webhook } = await aWebhook({ events: ['assignment.*', 'quote.*'] })
    await happen(1)
    await withEvents(
      desk.connections.tenant(desk.tenantId),
      desk.tenantId,
      [{ name: 'quote.sent', aggregateType: 'quote', aggregateId: 'q', actorId: null, data: {} }],
      async () => true,
    )
    desk.answer = async ({ payload }) => (payload.includes('quote') ? refused : taken)
    await round()
    const { log } = aProcess()
    const list = async (filter: object) =>
      (await log.list(memberOf(), webhook.id, filter, { limit: 10, offset: 0 })).rows

    expect((await list({ status: 'delivered' })).map(({ eventName }) => eventName)).to.deep.equal([
      'assignment.updated',
    ])
    const [quote] = await list({ event: 'quote.sent' })
    expect(quote!.last).to.deep.include({
      at: new Date(desk.clock),
      statusCode: 500,
      error: 'refused_by_receiver',
    })
    expect((await log.get(memberOf(), webhook.id, quote!.id)).tries[0]!.answer).to.equal('no')
  })

  it('are nothing to another organization [T-56] [T-58]', async () => {
    const { webhook } = await aWebhook()
    await happen(1)
    await round()
    const [row] = await rows('id')
    const { webhooks, log } = aProcess()
    const stranger = memberOf(await addTenant(desk.database))
    const id = row!.id as string

    expect(await webhooks.list(stranger)).to.deep.equal([])
    for (const work of [
      () => webhooks.get(stranger, webhook.id),
      () => webhooks.update(stranger, webhook.id, { description: 'taken' }),
      () => webhooks.remove(stranger, webhook.id),
      () => webhooks.rotateSecret(stranger, webhook.id, 1),
      () => log.list(stranger, webhook.id, {}, { limit: 10, offset: 0 }),
      () => log.get(stranger, webhook.id, id),
      () => log.replay(stranger, webhook.id, id),
      () => log.test(stranger, webhook.id),
      () => log.replayEvents(stranger, webhook.id, { after_seq: 0 }),
    ])
      await expectRefusal('not_found', work)
  })

  it('can be removed while they are being sent to, however often that coincides [WE-14]', async () => {
    desk.answer = async () => {
      await new Promise((done) => setTimeout(done, Math.random() * 5))
      return taken
    }
    for (let i = 0; i < 10; i++) {
      const { webhook } = await aWebhook()
      await happen(20)
      const { dispatch, webhooks } = aProcess()
      await dispatch.run()
      await new Promise((done) => setTimeout(done, Math.random() * 20))

      await webhooks.remove(memberOf(), webhook.id)
      await dispatch.settled()
    }

    expect(await rows('id')).to.deep.equal([])
  })

  it('are forgotten with what was sent to them; what was sent, after thirty days [WE-14]', async () => {
    const { webhook } = await aWebhook()
    await aWebhook({ url: 'https://example.com/b' })
    await happen(2)
    await round()
    const { dispatch, webhooks } = aProcess()

    await webhooks.remove(memberOf(), webhook.id)
    const left = (await rows('id')).length
    desk.clock += 29 * day
    const early = await dispatch.forgetOld()
    desk.clock += 2 * day

    expect([left, early, await dispatch.forgetOld(), await dispatch.forgetOld()]).to.deep.equal([2, 0, 2, 0])
    expect(await desk.database.query('select 1 from webhook_attempt')).to.deep.equal([])
    expect(await namesOf()).to.include('webhook.removed')
  })
})
