import { expect } from 'chai'
import type { Member } from '../../domain/actor.ts'
import type { DomainEvent } from '../../domain/events/event.ts'
import { isWanted, namesOf } from '../../domain/events/filter.ts'
import { createEventLog, type EventStore, type WantedEvents } from '../../domain/events/service.ts'
import { expectRefusal, faultyFields } from '../support/refusals.ts'

const aMember = (tenantId = 1): Member => ({ tenantId, userId: 1, role: 'admin', familyId: 'f' })

const anEvent = (seq: number): DomainEvent => ({
  seq,
  id: `00000000-0000-7000-8000-${String(seq).padStart(12, '0')}`,
  name: 'share.created',
  aggregateType: 'share',
  aggregateId: 'a',
  actorId: null,
  data: {},
  at: new Date('2030-06-01T12:00:00Z'),
})

/** Events by organization, in memory. */
const aLog = () => {
  const kept = new Map<number, DomainEvent[]>()
  const reads: WantedEvents[] = []
  const eventsOf = (tenantId: number): EventStore => ({
    async read(wanted) {
      reads.push(wanted)
      const all = kept.get(tenantId) ?? []
      const events = all.filter(({ seq }) => seq > wanted.after).slice(0, wanted.limit)
      return { events, last: all.at(-1)?.seq ?? 0, more: false }
    },
  })
  const log = createEventLog({ eventsOf, now: () => new Date() })
  return { log, reads, keep: (tenantId: number, event: DomainEvent) => void kept.set(tenantId, [event]) }
}

describe('a filter of events', () => {
  it('is a name, all names of an aggregate, or everything [EV-3]', () => {
    expect(isWanted(['share.created'], 'share.created')).to.equal(true)
    expect(isWanted(['quote.sent', 'share.*'], 'share.created')).to.equal(true)
    expect(isWanted(['*'], 'share.created')).to.equal(true)
    for (const others of [[], ['share.revoked'], ['shar.*'], ['share'], ['tenant.*']])
      expect(isWanted(others, 'share.created'), others.join()).to.equal(false)
  })

  it('fits at least one name that there is [EV-3]', async () => {
    expect(namesOf(['quote.*'], 'name'))
      .to.include('quote.sent')
      .and.not.include('share.created')
    expect(await faultyFields(() => namesOf(['share.*', 'shares.*', 'share.made'], 'name'))).to.deep.equal([
      'name.1',
      'name.2',
    ])
  })
})

describe('the log of events', () => {
  it('answers at once with what there is, and at once with nothing [EV-2]', async () => {
    const { log, keep, reads } = aLog()
    const before = await log.read(aMember(), {})
    keep(1, anEvent(1))
    const after = await log.read(aMember(), { wait: 25 })

    expect(before.events).to.deep.equal([])
    expect(after.events.map(({ seq }) => seq)).to.deep.equal([1])
    expect(reads).to.have.length(2)
    expect(reads[0]).to.deep.equal({ after: 0, limit: 100 })
  })

  it('waits for the next event where that is wished for [EV-4]', async () => {
    const { log, keep } = aLog()

    const waiting = log.read(aMember(), { wait: 25 })
    await new Promise((done) => setTimeout(done, 20))
    keep(1, anEvent(1))

    expect((await waiting).events.map(({ seq }) => seq)).to.deep.equal([1])
  })

  it('waits no longer than was wished for [EV-4]', async () => {
    const { log, reads } = aLog()

    expect((await log.read(aMember(), { wait: 1 })).events).to.deep.equal([])
    expect(reads.length).to.be.at.least(2)
  })

  it('keeps five of one organization waiting at once, and lets them go when the house closes [EV-4]', async () => {
    const { log } = aLog()
    const waiting = Array.from({ length: 5 }, () => log.read(aMember(), { wait: 25 }))

    await expectRefusal('rate_limited', log.read(aMember(), { wait: 25 }))
    const other = log.read(aMember(2), { wait: 25 })
    expect((await log.read(aMember(), {})).events).to.deep.equal([])
    log.release()

    for (const { events } of await Promise.all([...waiting, other])) expect(events).to.deep.equal([])
    expect((await log.read(aMember(), { wait: 25 })).events).to.deep.equal([])
  })
})
