import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { presentLatest, presentTrail } from '../../domain/tracking/present.ts'
import { aMember } from '../support/memory-fleet.ts'
import { expectRefusal, faultyFields } from '../support/refusals.ts'
import { admin, aField, at, dispatcher, joao, maria, ping } from './a-field.ts'

const minute = 60_000
const all = { limit: 50, offset: 0 }

describe('consent to tracking', () => {
  const consentOf = async ({ tracking, technician }: ReturnType<typeof aField>) =>
    (await tracking.consents(joao, technician.id, all)).rows.map(({ allowed, byUser }) => [allowed, byUser])
  const current = ({ technicians }: ReturnType<typeof aField>) => technicians[0]!

  it('is switched by the technician: from then on everything is refused, and viewers see nothing [TR-8] [TR-10]', async () => {
    const field = aField()
    const { tracking, technician, events, said } = field
    await tracking.ping(joao, ping(), 'en')

    await tracking.setConsent(joao, technician, false, ' 2026-01 ')

    await expectRefusal('tracking_not_allowed', tracking.ping(joao, ping({ recorded_at: at(1) }), 'en'))
    await expectRefusal('not_found', tracking.latest(dispatcher, technician.id))
    await expectRefusal('not_found', tracking.latest(joao, technician.id))
    expect(said).to.deep.equal([['hidden', technician.id]])
    expect(events).to.deep.equal([
      {
        name: 'technician.tracking_changed',
        aggregateType: 'technician',
        aggregateId: technician.id,
        actorId: 7,
        data: { allowed: false },
      },
    ])
    const { rows } = await tracking.consents(joao, technician.id, all)
    expect(rows[0]).to.include({ allowed: false, version: '2026-01', byUser: 7 })
    const { positions } = await tracking.trail(dispatcher, technician.id, { via: 'trail' })
    expect(positions).to.have.length(1)
  })

  it('shows nothing later of what came in while it was being switched off [TR-3]', async () => {
    const field = aField()
    const { tracking, technician, writer, pass } = field
    const { write } = writer
    writer.write = async (rows) => {
      await tracking.setConsent(joao, technician, false)
      return write(rows)
    }

    await tracking.pings(
      joao,
      [-60, 60].map((seconds) => ping({ recorded_at: at(seconds) })),
      'en',
    )
    writer.write = write
    pass(10 * minute)
    await tracking.setConsent(joao, current(field), true)

    const { positions } = await tracking.trail(dispatcher, technician.id, { via: 'trail' })
    expect(positions.map(({ recordedAt }) => new Date(recordedAt).toISOString())).to.deep.equal([at(-60)])
    expect((await tracking.latest(dispatcher, technician.id)).position).to.deep.equal(positions[0])
  })

  it('takes nothing later of what was recorded while it was off [TR-3]', async () => {
    const field = aField()
    const { tracking, technician, pass } = field
    await tracking.setConsent(joao, technician, false)
    pass(10 * minute)
    await tracking.setConsent(joao, current(field), true)
    pass(minute)

    const { results } = await tracking.pings(
      joao,
      [-1, 6, 600, 606].map((seconds) => ping({ recorded_at: at(seconds) })),
      'en',
    )

    expect(results.map(({ status }) => status)).to.deep.equal([
      'accepted',
      'rejected',
      'rejected',
      'accepted',
    ])
    expect(results[1]).to.include({ code: 'tracking_not_allowed' })
  })

  it('is given again by the technician alone, where they withdrew it [TR-9]', async () => {
    const field = aField()
    const { tracking, technician, said } = field
    await tracking.setConsent(joao, technician, false)
    await tracking.setConsent(dispatcher, current(field), false)

    await expectRefusal('consent_withdrawn', tracking.setConsent(dispatcher, current(field), true))
    await expectRefusal('consent_withdrawn', tracking.setConsent(aMember(), current(field), true))
    expect(current(field).allowTracking).to.equal(false)
    await tracking.setConsent(joao, current(field), true)

    expect(await consentOf(field)).to.deep.equal([
      [true, 7],
      [false, 2],
      [false, 7],
    ])
    expect(said.at(-1)).to.deep.equal(['changed', technician.id])
  })

  it('is switched off and on by those who lead the work, where the technician has said nothing against it [TR-8]', async () => {
    const field = aField({ allowTracking: false })
    const { tracking, technician, events } = field

    await tracking.setConsent(dispatcher, technician, true)
    await tracking.setConsent(dispatcher, current(field), true)
    await tracking.setConsent(joao, current(field), true)
    await tracking.setConsent(dispatcher, current(field), false)
    await tracking.setConsent(dispatcher, current(field), true)

    expect(await consentOf(field)).to.have.length(5)
    expect(events).to.have.length(3)
    expect(current(field).allowTracking).to.equal(true)
  })

  it('is nobody else’s to give or to read [TR-8] [TR-15]', async () => {
    const { tracking, technician } = aField()

    await expectRefusal('not_found', tracking.setConsent(maria, technician, false))
    await expectRefusal('not_found', tracking.consents(maria, technician.id, all))
    expect((await tracking.consents(dispatcher, technician.id, all)).count).to.equal(0)
  })
})

describe('looking at a technician', () => {
  it('is for those who lead the work, and for the technician; to others nobody is there [TR-15] [T-58]', async () => {
    const { tracking, technician, foreign } = aField()
    await tracking.ping(joao, ping(), 'en')
    const member = aMember({ userId: 9, role: 'member' })

    for (const who of [joao, dispatcher, admin])
      expect((await tracking.latest(who, technician.id)).technician.fullName).to.equal('João Silva')
    for (const who of [maria, member, aMember({ tenantId: 2 })]) {
      await expectRefusal('not_found', tracking.latest(who, technician.id))
      await expectRefusal('not_found', tracking.trail(who, technician.id, { via: 'trail' }))
      await expectRefusal('not_found', tracking.audit(who, technician.id, all))
      await expectRefusal('not_found', tracking.looks(who, technician.id, all))
    }
    await expectRefusal('not_found', tracking.latest(admin, foreign.id))
  })

  it('is written down, but for one’s own looks [TR-18]', async () => {
    const { tracking, technician, looks } = aField()
    await tracking.ping(joao, ping(), 'en')
    await tracking.latest(joao, technician.id)
    await tracking.trail(joao, technician.id, { via: 'trail' })

    await tracking.latest(dispatcher, technician.id)
    await tracking.trail(admin, technician.id, { via: 'export' })
    await tracking.looked(1, [
      { technicianId: technician.id, viewerId: null, linkId: randomUUID(), via: 'customer_link' },
    ])

    expect(looks.map(({ viewerId, via }) => [viewerId, via])).to.deep.equal([
      [2, 'latest'],
      [3, 'export'],
      [null, 'customer_link'],
    ])
  })

  it('is told to the technician and to those who answer for the organization, not to dispatchers [TR-19]', async () => {
    const { tracking, technician } = aField()
    await tracking.ping(joao, ping(), 'en')
    await tracking.latest(dispatcher, technician.id)

    for (const who of [joao, admin, aMember()]) {
      expect((await tracking.audit(who, technician.id, all)).count).to.equal(1)
      expect((await tracking.looks(who, technician.id, all)).count).to.equal(1)
    }
    await expectRefusal('forbidden', tracking.audit(dispatcher, technician.id, all))
    await expectRefusal('forbidden', tracking.looks(dispatcher, technician.id, all))
  })

  it('finds a place stale when it is older than five minutes, and counts full ones [TR-16]', async () => {
    const { tracking, technician, pass } = aField()
    await tracking.ping(joao, ping(), 'en')
    const age = async (ms: number) => {
      pass(ms)
      const { position, technician: who, now } = await tracking.latest(joao, technician.id)
      const { is_stale, minutes_ago } = presentLatest(position, who, now)!
      return [is_stale, minutes_ago]
    }

    expect(await age(0)).to.deep.equal([false, 0])
    expect(await age(2 * minute - 5_000)).to.deep.equal([false, 2])
    expect(await age(3 * minute)).to.deep.equal([false, 5])
    expect(await age(1)).to.deep.equal([true, 5])
    expect(await age(2 * minute)).to.deep.equal([true, 7])
  })

  it('sees 24 hours at most, and the last ones unless it is said [TR-17]', async () => {
    const { tracking, technician } = aField()
    await tracking.ping(joao, ping(), 'en')
    const day = (from: string, to: string) =>
      tracking.trail(joao, technician.id, { from: new Date(from), to: new Date(to), via: 'trail' })

    const usual = await tracking.trail(joao, technician.id, { via: 'trail' })
    const exact = await day('2026-01-07T12:00:00Z', '2026-01-08T12:00:00Z')

    expect(usual.from).to.deep.equal(new Date('2026-01-07T10:30:05Z'))
    expect(exact.positions).to.have.length(1)
    await expectRefusal('range_too_long', day('2026-01-07T12:00:00Z', '2026-01-08T12:00:00.001Z'))
    expect(await faultyFields(day('2026-01-08T12:00:00Z', '2026-01-08T11:00:00Z'))).to.deep.equal(['from'])
    const { positions, technician: who, from, to } = usual
    expect(presentTrail(positions, who, from, to)).to.deep.equal({
      technician_id: technician.id,
      technician_name: 'João Silva',
      from_date: '2026-01-07T10:30:05Z',
      to_date: '2026-01-08T10:30:05Z',
      total_pings: 1,
      pings: [
        {
          id: presentTrail(positions, who, from, to).pings[0]?.id,
          latitude: '-23.5505199',
          longitude: '-46.6333094',
          accuracy: 10.5,
          source: 'gps',
          recorded_at: '2026-01-08T10:30:00Z',
        },
      ],
    })
  })
})
