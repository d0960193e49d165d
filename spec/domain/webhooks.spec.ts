import { expect } from 'chai'
import type { DomainEvent } from '../../domain/events/event.ts'
import { judge } from '../../domain/webhooks/dispatch.ts'
import { hostOf, nextTry, payloadOf, webhookEvent } from '../../domain/webhooks/webhook.ts'

const noon = new Date('2030-06-01T12:00:00Z')
const later = (ms: number) => new Date(noon.getTime() + ms)
const hour = 3_600_000
const day = 24 * hour

describe('the tries of a delivery', () => {
  it('come further and further apart, for a day, and the last when the day is over [WE-8]', () => {
    const waits: number[] = []
    let at = noon
    for (let attempts = 1; ; attempts++) {
      const next = nextTry(attempts, later(day), at, 0.5)
      if (!next) break
      waits.push((next.getTime() - at.getTime()) / 1000)
      at = next
    }

    expect(waits.slice(0, 9)).to.deep.equal([5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800])
    expect(at).to.deep.equal(later(day))
    expect(waits).to.have.length(11)
  })

  it('are spread by a fifth to both sides, so that what failed together does not come back together [WE-8]', () => {
    const pauses = [0, 0.5, 1].map(
      (jitter) => nextTry(1, later(day), noon, jitter)!.getTime() - noon.getTime(),
    )

    expect(pauses).to.deep.equal([4_000, 5_000, 6_000])
  })
})

describe('what a try means', () => {
  const taken = { attempts: 1, createdAt: noon, giveUpAt: later(day), lastDeliveredAt: null }
  const failed = { error: 'refused_by_receiver', statusCode: 500 }

  it('is that it arrived, or that it is tried again [WE-7] [WE-8]', () => {
    expect(judge(taken, { error: null, statusCode: 204 }, noon, 0.5)).to.deep.equal({
      outcome: { status: 'delivered' },
    })
    expect(judge(taken, failed, noon, 0.5)).to.deep.equal({
      outcome: { status: 'pending', dueAt: later(5_000) },
    })
    expect(judge(taken, { error: 'timeout', statusCode: null }, noon, 0.5).outcome.status).to.equal('pending')
  })

  it('is the end of it where the receiver says that it is gone [WE-9]', () => {
    expect(judge(taken, { error: 'refused_by_receiver', statusCode: 410 }, noon, 0.5)).to.deep.equal({
      outcome: { status: 'failed' },
      pause: 'gone',
    })
  })

  it('is that the webhook is paused after a day in which it took nothing, and not where it took something [WE-9]', () => {
    const last = later(day)
    const at = (change: object) => judge({ ...taken, attempts: 11, ...change }, failed, last, 0.5)

    expect(at({})).to.deep.equal({ outcome: { status: 'failed' }, pause: 'failing' })
    expect(at({ lastDeliveredAt: later(-1) })).to.deep.equal({
      outcome: { status: 'failed' },
      pause: 'failing',
    })
    expect(at({ lastDeliveredAt: later(hour) })).to.deep.equal({ outcome: { status: 'failed' } })
    // A test is tried once, and says nothing of a day.
    expect(at({ createdAt: last, giveUpAt: last })).to.deep.equal({ outcome: { status: 'failed' } })
  })
})

describe('what is sent', () => {
  const event: DomainEvent = {
    seq: 7,
    id: '00000000-0000-7000-8000-000000000007',
    name: 'share.revoked',
    aggregateType: 'share',
    aggregateId: 'a',
    actorId: null,
    data: { reason: 'revoked' },
    at: noon,
  }

  it('says what kind it is, when it happened, and the event as the list of events shows it [WE-5]', () => {
    expect(JSON.parse(payloadOf(event))).to.deep.equal({
      type: 'share.revoked',
      timestamp: '2030-06-01T12:00:00.000Z',
      data: {
        seq: 7,
        id: event.id,
        name: 'share.revoked',
        aggregate_type: 'share',
        aggregate_id: 'a',
        data: { reason: 'revoked' },
        actor_id: null,
        at: '2030-06-01T12:00:00.000Z',
      },
    })
    expect(payloadOf(event)).to.equal(payloadOf({ ...event }))
  })

  it('names of a webhook’s own address the host alone [WE-3]', () => {
    const url = 'https://hooks.example.org:8443/a/secret?key=1'

    expect(hostOf(url)).to.equal('hooks.example.org:8443')
    const told = webhookEvent('webhook.created', { id: 'x', url }, 1, { is_active: true })
    expect(told.data).to.deep.equal({ host: 'hooks.example.org:8443', is_active: true })
  })
})
