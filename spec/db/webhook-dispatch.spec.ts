import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { addTenant } from '../support/rows.ts'
import { until } from '../support/until.ts'
import { aWebhookDesk, day, hour, refused, taken } from './a-webhook-desk.ts'

describe('webhooks, as they are sent to', () => {
  const desk = aWebhookDesk()
  const { aProcess, aWebhook, happen, memberOf, round, rows } = desk

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
    expect(new Set(desk.calls.map(({ messageId }) => messageId)).size).to.equal(607)
    expect(desk.calls).to.have.length(607)
    expect(new Set((await rows('status')).map(({ status }) => status))).to.deep.equal(new Set(['delivered']))
    expect((await aProcess().webhooks.get(memberOf(), webhook.id)).lastDeliveredAt).to.deep.equal(
      new Date(desk.clock),
    )
  }).timeout(60_000)

  it('get what they ask for, of their own organization [WE-4] [T-58]', async () => {
    const other = await addTenant(desk.database)
    await aWebhook({ url: 'https://example.com/assignments' })
    await aWebhook({ url: 'https://example.com/all', events: ['*'] })
    await aWebhook({ url: 'https://example.com/quotes', events: ['quote.sent'] })
    await aWebhook({ url: 'https://example.com/theirs', events: ['*'] }, other)
    await happen(2)
    await happen(1, other)

    await round()

    const sent = desk.calls.map(({ url, payload }) => [url.split('/').pop(), JSON.parse(payload).data.seq])
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
    desk.answer = async () => refused

    await round()
    await round() // not yet
    desk.clock += 6_000
    await round()
    desk.answer = async () => taken
    desk.clock += 31_000
    await round()

    expect(desk.calls.map(({ at }) => at.getTime() - Date.parse('2030-06-01T12:00:00Z'))).to.deep.equal([
      0, 6_000, 37_000,
    ])
    expect(new Set(desk.calls.map(({ messageId }) => messageId)).size).to.equal(1)
    expect(new Set(desk.calls.map(({ payload }) => payload)).size).to.equal(1)
    const tries = await desk.database.query(
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
    desk.answer = () => new Promise(() => {})
    await aProcess().dispatch.run()
    await until(() => desk.calls.length === 1)
    desk.answer = async () => taken

    desk.clock += 59_000
    await round()
    const before = desk.calls.length
    desk.clock += 2_000
    await round()

    expect([before, desk.calls.length]).to.deep.equal([1, 2])
    expect(await rows('status, attempts')).to.deep.equal([{ status: 'delivered', attempts: 2 }])
  })

  it('are in no more than two hands at once, in all processes together [WE-10]', async () => {
    await aWebhook()
    await happen(30)
    let now = 0
    let most = 0
    desk.answer = async () => {
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
    expect(desk.calls).to.have.length(30)
  })

  it('do not wait for one that is slow [WE-10]', async () => {
    await aWebhook({ url: 'https://slow.example.com' })
    await aWebhook({ url: 'https://fast.example.com' })
    await happen(20)
    const release: (() => void)[] = []
    desk.answer = ({ url }) =>
      url.includes('slow') ? new Promise((done) => release.push(() => done(taken))) : Promise.resolve(taken)
    const { dispatch } = aProcess()

    await dispatch.run() // answers while the slow ones hang
    await until(() => desk.calls.filter(({ url }) => url.includes('fast')).length === 20)

    expect(desk.calls.filter(({ url }) => url.includes('slow'))).to.have.length(2)
    while (desk.calls.filter(({ url }) => url.includes('slow')).length < 20 || release.length > 0) {
      for (const one of release.splice(0)) one()
      await new Promise((done) => setTimeout(done, 5))
    }
    await dispatch.settled()
    expect(new Set((await rows('status')).map(({ status }) => status))).to.deep.equal(new Set(['delivered']))
  })

  it('are paused once they are gone, which is told, and nothing more is sent [WE-9]', async () => {
    const { webhook } = await aWebhook()
    await happen(1)
    desk.answer = async () => ({ statusCode: 410, error: 'refused_by_receiver', answer: '' })
    await round()
    await happen(3)
    await round()

    const after = await aProcess().webhooks.get(memberOf(), webhook.id)
    expect([after.isActive, after.pausedBecause]).to.deep.equal([false, 'gone'])
    expect(desk.calls).to.have.length(1)
    const events = (await aProcess().events.read({ after: 0, limit: 20, names: ['webhook.updated'] })).events
    expect(events.map(({ actorId, data }) => [actorId, data])).to.deep.equal([
      [null, { host: 'example.com', changed: ['is_active'], is_active: false, paused_because: 'gone' }],
    ])
  })

  it('are paused after a day of nothing but failures [WE-8] [WE-9]', async () => {
    const { webhook } = await aWebhook()
    await happen(1)
    desk.answer = async () => refused
    const began = desk.clock
    while (
      desk.clock <= began + day + hour &&
      (await aProcess().webhooks.get(memberOf(), webhook.id)).isActive
    ) {
      await round()
      const [row] = await rows('due_at')
      desk.clock = Math.max(desk.clock + 1, (row!.due_at as Date).getTime())
    }

    const { isActive, pausedBecause } = await aProcess().webhooks.get(memberOf(), webhook.id)
    expect([isActive, pausedBecause]).to.deep.equal([false, 'failing'])
    expect(desk.calls).to.have.length(12)
    expect(desk.calls.at(-1)!.at.getTime() - began).to.equal(day)
    expect(await rows('status')).to.deep.equal([{ status: 'failed' }])
  })

  it('go on from where they were, or from now, as is wished [WE-11]', async () => {
    const { webhooks } = aProcess()
    const member = memberOf()
    const made = await Promise.all(
      ['backlog', 'now'].map((name) => aWebhook({ url: `https://${name}.example.com` })),
    )
    await happen(1)
    desk.answer = async () => refused
    await round() // each has one waiting now
    for (const { webhook } of made) await webhooks.update(member, webhook.id, { is_active: false })
    await happen(2)
    await desk.database.query(`update event set at = $1`, [new Date(desk.clock)])
    desk.clock += 2 * day
    desk.answer = async () => taken
    desk.calls = []

    await round()
    const whilePaused = desk.calls.length
    await webhooks.update(member, made[0]!.webhook.id, { is_active: true })
    await webhooks.update(member, made[1]!.webhook.id, { is_active: true, resume: 'now' })
    await round()
    await happen(1)
    await round()

    const of = (name: string) => desk.calls.filter(({ url }) => url.includes(name)).length
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
    await desk.database.query('update event set at = $1', [new Date(desk.clock - 8 * day)])
    await happen(2)
    await desk.database.query('update event set at = $1 where seq > 5', [new Date(desk.clock - 6 * day)])

    await webhooks.update(memberOf(), webhook.id, { is_active: true })
    await round()

    expect(desk.calls.map(({ payload }) => JSON.parse(payload).data.seq).sort()).to.deep.equal([6, 7])
  })

  it('whose secret cannot be read any more are not called [T-43]', async () => {
    await aWebhook()
    await desk.database.query('update webhook set secret_sealed = $1, id = $2', [
      randomBytes(80),
      randomUUID(),
    ])
    await happen(1)

    await round()

    expect(desk.calls).to.deep.equal([])
    expect(await desk.database.query('select error from webhook_attempt')).to.deep.equal([
      { error: 'secret_unreadable' },
    ])
  })
})
