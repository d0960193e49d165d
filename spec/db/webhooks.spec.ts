import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { withEvents } from '../../db/events.ts'
import { createStores } from '../../db/stores.ts'
import type { Member } from '../../domain/actor.ts'
import { createDeliveryLog } from '../../domain/webhooks/deliveries.ts'
import type { Attempt } from '../../domain/webhooks/delivery.ts'
import { createDispatch } from '../../domain/webhooks/dispatch.ts'
import type { CallReceiver } from '../../domain/webhooks/ports.ts'
import type { CreateWebhook } from '../../domain/webhooks/schema.ts'
import { createWebhooks } from '../../domain/webhooks/service.ts'
import { createSealing } from '../../server/sealing.ts'
import { createUuidV7, createVault } from '../../server/secrets.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { expectRefusal, faultyFields } from '../support/refusals.ts'
import { addTenant } from '../support/rows.ts'

const hour = 3_600_000
const day = 24 * hour
const taken = { statusCode: 204, error: null, answer: '' }
const refused = { statusCode: 500, error: 'refused_by_receiver', answer: 'no' }

type Call = Parameters<CallReceiver>[0]

describe('webhooks', () => {
  let database: TestDatabase
  let connections: Connections
  let tenantId: number
  let clock: number
  let calls: Call[]
  let answer: (call: Call) => Promise<Pick<Attempt, 'statusCode' | 'error' | 'answer'>>

  before(async () => {
    database = await createDatabase()
    connections = connect(database.url)
  })
  beforeEach(async () => {
    await database.query('delete from tenant')
    tenantId = await addTenant(database)
    clock = Date.parse('2030-06-01T12:00:00Z')
    calls = []
    answer = async () => taken
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })

  const memberOf = (tenant = tenantId): Member => ({
    tenantId: tenant,
    userId: 3,
    role: 'admin',
    familyId: 'f',
  })

  /** Webhooks as one process has them. */
  const aProcess = () => {
    const stores = createStores(connections)
    const { webhookSecrets: secrets } = createSealing(
      createVault('a key for specs of more than 32 characters'),
    )
    const now = () => new Date(clock)
    const newId = () => createUuidV7(Date.now())
    const dispatch = createDispatch({
      store: stores.deliveries,
      secrets,
      async call(call) {
        calls.push(call)
        return answer(call)
      },
      random: () => 0.5,
      onError: (error) => {
        throw error
      },
      newId,
      now,
    })
    return {
      dispatch,
      webhooks: createWebhooks({
        webhooksOf: stores.webhooksOf,
        secrets,
        async checkUrl(url) {
          if (url.includes('inside')) throw new Error('inside')
        },
        newId,
        now,
      }),
      log: createDeliveryLog({ webhooksOf: stores.webhooksOf, wake: () => {}, newId, now }),
      events: stores.eventsOf(tenantId),
    }
  }

  const happen = (count: number, tenant = tenantId, name = 'assignment.updated' as const) =>
    withEvents(
      connections.tenant(tenant),
      tenant,
      Array.from({ length: count }, (_, i) => ({
        name,
        aggregateType: 'assignment',
        aggregateId: `a${i}`,
        actorId: null,
        data: {},
      })),
      async () => true,
    )
  const aWebhook = (from: Partial<CreateWebhook> = {}, tenant = tenantId) =>
    aProcess().webhooks.create(memberOf(tenant), {
      url: 'https://example.com/a',
      events: ['assignment.*'],
      ...from,
    })
  const round = async (...processes: ReturnType<typeof aProcess>[]) => {
    const all = processes.length > 0 ? processes : [aProcess()]
    await Promise.all(all.map(({ dispatch }) => dispatch.run()))
    await Promise.all(all.map(({ dispatch }) => dispatch.settled()))
  }
  const rows = (columns: string) =>
    database.query(`select ${columns} from webhook_delivery order by created_at, id`)
  const namesOf = async () =>
    (await aProcess().events.read({ after: 0, limit: 500 })).events.map(({ name }) => name)

  it('are kept with a sealed secret, and told of by their host [WE-2] [WE-3] [T-43]', async () => {
    const { webhook, secret } = await aWebhook({ url: 'https://example.com/a/path?key=hidden' })

    const [row] = await database.query('select secret_sealed, previous_secret_sealed from webhook')
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
    expect(await database.query('select 1 from webhook')).to.have.length(20)
    expect(await namesOf()).to.have.length(20)
  })

  it('get what happens from their making on, each event once, however many processes look [WE-4]', async () => {
    await happen(3)
    const { webhook } = await aWebhook()
    await happen(600)
    const processes = [aProcess(), aProcess(), aProcess(), aProcess()]

    await Promise.all([round(...processes), happen(7), round(...processes)])
    await round(...processes)

    const seqs = (await rows('event_seq')).map(({ event_seq }) => Number(event_seq)).sort((a, b) => a - b)
    // 1 to 3 were before, 4 is its own making, which it has not asked for.
    expect(seqs).to.deep.equal(Array.from({ length: 607 }, (_, i) => i + 5))
    expect(new Set(calls.map(({ messageId }) => messageId)).size).to.equal(607)
    expect(calls).to.have.length(607)
    expect(new Set((await rows('status')).map(({ status }) => status))).to.deep.equal(new Set(['delivered']))
    expect((await aProcess().webhooks.get(memberOf(), webhook.id)).lastDeliveredAt).to.deep.equal(
      new Date(clock),
    )
  }).timeout(60_000)

  it('get what they ask for, of their own organization [WE-4] [T-58]', async () => {
    const other = await addTenant(database)
    await aWebhook({ url: 'https://example.com/assignments' })
    await aWebhook({ url: 'https://example.com/all', events: ['*'] })
    await aWebhook({ url: 'https://example.com/quotes', events: ['quote.sent'] })
    await aWebhook({ url: 'https://example.com/theirs', events: ['*'] }, other)
    await happen(2)
    await happen(1, other)

    await round()

    const sent = calls.map(({ url, payload }) => [url.split('/').pop(), JSON.parse(payload).data.seq])
    expect(sent).to.have.deep.members([
      ['assignments', 4],
      ['assignments', 5],
      ['all', 3],
      ['all', 4],
      ['all', 5],
      ['theirs', 2],
    ])
  })

  it('are tried again under the same id, later and later, until they take it [WE-7] [WE-8] [T-43]', async () => {
    await aWebhook()
    await happen(1)
    answer = async () => refused

    await round()
    await round() // not yet
    clock += 6_000
    await round()
    answer = async () => taken
    clock += 31_000
    await round()

    expect(calls.map(({ at }) => at.getTime() - Date.parse('2030-06-01T12:00:00Z'))).to.deep.equal([
      0, 6_000, 37_000,
    ])
    expect(new Set(calls.map(({ messageId }) => messageId)).size).to.equal(1)
    expect(new Set(calls.map(({ payload }) => payload)).size).to.equal(1)
    const tries = await database.query(
      'select number, status_code, error from webhook_attempt order by number',
    )
    expect(tries).to.deep.equal([
      { number: 1, status_code: 500, error: 'refused_by_receiver' },
      { number: 2, status_code: 500, error: 'refused_by_receiver' },
      { number: 3, status_code: 204, error: null },
    ])
    expect(await rows('status, attempts')).to.deep.equal([{ status: 'delivered', attempts: 3 }])
  })

  it('are left to whoever comes next when a process dies with a delivery in its hands [WE-7]', async () => {
    await aWebhook()
    await happen(1)
    answer = () => new Promise(() => {})
    await aProcess().dispatch.run()
    await until(() => calls.length === 1)
    answer = async () => taken

    clock += 59_000
    await round()
    const before = calls.length
    clock += 2_000
    await round()

    expect([before, calls.length]).to.deep.equal([1, 2])
    expect(await rows('status, attempts')).to.deep.equal([{ status: 'delivered', attempts: 2 }])
  })

  it('are in no more than two hands at once, in all processes together [WE-10]', async () => {
    await aWebhook()
    await happen(30)
    let now = 0
    let most = 0
    answer = async () => {
      most = Math.max(most, ++now)
      await new Promise((done) => setTimeout(done, 5))
      now--
      return taken
    }
    const processes = [aProcess(), aProcess(), aProcess()]

    for (let i = 0; i < 100 && (await rows('status')).some(({ status }) => status !== 'delivered'); i++)
      await round(...processes)
    await round(...processes)

    expect(most).to.equal(2)
    expect(calls).to.have.length(30)
  })

  it('do not wait for one that is slow [WE-10]', async () => {
    await aWebhook({ url: 'https://slow.example.com' })
    await aWebhook({ url: 'https://fast.example.com' })
    await happen(20)
    const release: (() => void)[] = []
    answer = ({ url }) =>
      url.includes('slow') ? new Promise((done) => release.push(() => done(taken))) : Promise.resolve(taken)
    const { dispatch } = aProcess()

    await dispatch.run() // answers while the slow ones hang
    await until(() => calls.filter(({ url }) => url.includes('fast')).length === 20)

    expect(calls.filter(({ url }) => url.includes('slow'))).to.have.length(2)
    while (calls.filter(({ url }) => url.includes('slow')).length < 20 || release.length > 0) {
      for (const one of release.splice(0)) one()
      await new Promise((done) => setTimeout(done, 5))
    }
    await dispatch.settled()
    expect(new Set((await rows('status')).map(({ status }) => status))).to.deep.equal(new Set(['delivered']))
  })

  it('are paused once they are gone, which is told, and nothing more is sent [WE-9]', async () => {
    const { webhook } = await aWebhook()
    await happen(1)
    answer = async () => ({ statusCode: 410, error: 'refused_by_receiver', answer: '' })
    await round()
    await happen(3)
    await round()

    const after = await aProcess().webhooks.get(memberOf(), webhook.id)
    expect([after.isActive, after.pausedBecause]).to.deep.equal([false, 'gone'])
    expect(calls).to.have.length(1)
    const events = (await aProcess().events.read({ after: 0, limit: 20, names: ['webhook.updated'] })).events
    expect(events.map(({ actorId, data }) => [actorId, data])).to.deep.equal([
      [null, { host: 'example.com', changed: ['is_active'], is_active: false, paused_because: 'gone' }],
    ])
  })

  it('are paused after a day of nothing but failures [WE-8] [WE-9]', async () => {
    const { webhook } = await aWebhook()
    await happen(1)
    answer = async () => refused
    const began = clock
    while (clock <= began + day + hour && (await aProcess().webhooks.get(memberOf(), webhook.id)).isActive) {
      await round()
      const [row] = await rows('due_at')
      clock = Math.max(clock + 1, (row!.due_at as Date).getTime())
    }

    const { isActive, pausedBecause } = await aProcess().webhooks.get(memberOf(), webhook.id)
    expect([isActive, pausedBecause]).to.deep.equal([false, 'failing'])
    expect(calls).to.have.length(12)
    expect(calls.at(-1)!.at.getTime() - began).to.equal(day)
    expect(await rows('status')).to.deep.equal([{ status: 'failed' }])
  })

  it('go on from where they were, or from now, as is wished [WE-11]', async () => {
    const { webhooks } = aProcess()
    const member = memberOf()
    const made = await Promise.all(
      ['backlog', 'now'].map((name) => aWebhook({ url: `https://${name}.example.com` })),
    )
    await happen(1)
    answer = async () => refused
    await round() // each has one waiting now
    for (const { webhook } of made) await webhooks.update(member, webhook.id, { is_active: false })
    await happen(2)
    await database.query(`update event set at = $1`, [new Date(clock)])
    clock += 2 * day
    answer = async () => taken
    calls = []

    await round()
    const whilePaused = calls.length
    await webhooks.update(member, made[0]!.webhook.id, { is_active: true })
    await webhooks.update(member, made[1]!.webhook.id, { is_active: true, resume: 'now' })
    await round()
    await happen(1)
    await round()

    const of = (name: string) => calls.filter(({ url }) => url.includes(name)).length
    expect(whilePaused).to.equal(0)
    expect([of('backlog'), of('now')]).to.deep.equal([4, 1])
    expect((await rows('status')).map(({ status }) => status).sort()).to.deep.equal([
      ...Array.from({ length: 5 }, () => 'delivered'),
      'failed',
    ])
  })

  it('catch up with a week at most [WE-11]', async () => {
    const { webhooks } = aProcess()
    const { webhook } = await aWebhook()
    await webhooks.update(memberOf(), webhook.id, { is_active: false })
    await happen(3)
    await database.query('update event set at = $1', [new Date(clock - 8 * day)])
    await happen(2)
    await database.query('update event set at = $1 where seq > 5', [new Date(clock - 6 * day)])

    await webhooks.update(memberOf(), webhook.id, { is_active: true })
    await round()

    expect(calls.map(({ payload }) => JSON.parse(payload).data.seq).sort()).to.deep.equal([6, 7])
  })

  it('sign with both secrets while one takes over from the other, and with one afterwards [WE-6] [T-43]', async () => {
    const { webhook, secret: first } = await aWebhook()
    const { webhooks } = aProcess()
    const { secret: second } = await webhooks.rotateSecret(memberOf(), webhook.id, 2)
    const send = async () => {
      calls = []
      await happen(1)
      await round()
      return calls[0]!.secrets
    }

    const during = await send()
    clock += 2 * hour
    const afterwards = await send()
    const { secret: third } = await webhooks.rotateSecret(memberOf(), webhook.id, 0)
    const atOnce = await send()

    expect([during, afterwards, atOnce]).to.deep.equal([[second, first], [second], [third]])
  })

  it('are tested at once, paused or not, with one try that says nothing of a day [WE-12]', async () => {
    const { webhook } = await aWebhook({ is_active: false })
    answer = async () => refused

    const made = await aProcess().log.test(memberOf(), webhook.id)
    await round()

    const whole = await aProcess().log.get(memberOf(), webhook.id, made.id)
    expect([whole.eventName, whole.eventSeq, whole.status, whole.tries.length]).to.deep.equal([
      'webhook.test',
      null,
      'failed',
      1,
    ])
    expect(JSON.parse(calls[0]!.payload)).to.deep.equal({
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
    const payloads = calls.map(({ messageId, payload }) => `${messageId} ${payload}`)
    expect(calls).to.have.length(8)
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
      connections.tenant(tenantId),
      tenantId,
      [{ name: 'quote.sent', aggregateType: 'quote', aggregateId: 'q', actorId: null, data: {} }],
      async () => true,
    )
    answer = async ({ payload }) => (payload.includes('quote') ? refused : taken)
    await round()
    const { log } = aProcess()
    const list = async (filter: object) =>
      (await log.list(memberOf(), webhook.id, filter, { limit: 10, offset: 0 })).rows

    expect((await list({ status: 'delivered' })).map(({ eventName }) => eventName)).to.deep.equal([
      'assignment.updated',
    ])
    const [quote] = await list({ event: 'quote.sent' })
    expect(quote!.last).to.deep.include({
      at: new Date(clock),
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
    const stranger = memberOf(await addTenant(database))
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

  it('are forgotten with what was sent to them; what was sent, after thirty days [WE-14]', async () => {
    const { webhook } = await aWebhook()
    await aWebhook({ url: 'https://example.com/b' })
    await happen(2)
    await round()
    const { dispatch, webhooks } = aProcess()

    await webhooks.remove(memberOf(), webhook.id)
    const left = (await rows('id')).length
    clock += 29 * day
    const early = await dispatch.forgetOld()
    clock += 2 * day

    expect([left, early, await dispatch.forgetOld(), await dispatch.forgetOld()]).to.deep.equal([2, 0, 2, 0])
    expect(await database.query('select 1 from webhook_attempt')).to.deep.equal([])
    expect(await namesOf()).to.include('webhook.removed')
  })

  it('whose secret cannot be read any more are not called [T-43]', async () => {
    await aWebhook()
    await database.query('update webhook set secret_sealed = $1, id = $2', [randomBytes(80), randomUUID()])
    await happen(1)

    await round()

    expect(calls).to.deep.equal([])
    expect(await database.query('select error from webhook_attempt')).to.deep.equal([
      { error: 'secret_unreadable' },
    ])
  })
})

const until = async (isSo: () => boolean) => {
  const end = Date.now() + 15_000
  while (!isSo()) {
    if (Date.now() > end) throw new Error('it never came to pass')
    await new Promise((done) => setTimeout(done, 5))
  }
}
