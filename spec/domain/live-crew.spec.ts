import { expect } from 'chai'
import type { Member, Role } from '../../domain/actor.ts'
import { type CrewMember, createCrew } from '../../domain/live/crew.ts'
import type { Consent, Look } from '../../domain/tracking/ports.ts'
import { aTechnician, createMemoryTracking } from '../support/memory-tracking.ts'
import { expectRefusal } from '../support/refusals.ts'
import { aPosition, noon } from './positions/a-position.ts'

const minute = 60_000
const hour = 60 * minute
const ana = aTechnician({ user: { id: 7, email: 'ana@example.org', fullName: 'Ana Maria da Silva' } })
const bo = aTechnician({ user: { id: 8, email: 'bo@example.org', fullName: 'Bo' } })
const as = (role: Role, userId = 1): Member => ({ userId, tenantId: 1, role, familyId: 'f' })

/** Two technicians, of whom the store says that both may be seen. */
const aCrew = () => {
  const state = { features: { 'trakservice.enabled': true, 'trakservice.tracking': true }, fails: false }
  const seen = new Map<string, CrewMember>([ana, bo].map((one) => [one.id, { ...one, newest: null }]))
  const tracking = createMemoryTracking([ana, bo])
  const looks: Look[] = []
  const all = async () => [...seen.values()]
  const crew = createCrew({
    crewOf: () => ({
      all,
      within: all,
      byIds: async (ids) => [...seen.values()].filter(({ id }) => ids.includes(id)),
    }),
    trackingOf: () => tracking.store,
    profiles: { of: async () => state },
    async looked(_tenantId, looked) {
      if (state.fails) throw new Error('the database is away')
      looks.push(...looked)
    },
    now: () => new Date(noon),
  })
  const decide = async (allowed: boolean, at: number, technicianId = ana.id) => {
    const consent: Consent = { allowed, at: new Date(at), version: '1', byUser: 7 }
    await tracking.store.switchTo(technicianId, () => ({ consent, events: [] }))
  }
  const put = (...moments: number[]) =>
    tracking.kept.set(
      ana.key,
      moments.map((recordedAt) => aPosition({ recordedAt })),
    )
  return { state, seen, looks, crew, decide, put }
}
const idsOf = (shown: readonly { subject: { id: string } }[]) => shown.map(({ subject }) => subject.id)
const fleet = { fleet: true } as const
const viewport = { viewport: { west: -1, south: -1, east: 1, north: 1 } }
const subject = { key: ana.key, id: ana.id, tenantId: 1, kind: 'technician' as const }

describe('technicians as members follow them', () => {
  it('are everybody’s who leads the work, under the full name, and on record as looked at [GW-21] [GW-26]', async () => {
    for (const role of ['owner', 'admin', 'dispatcher'] as const)
      for (const wanted of [fleet, viewport]) {
        const { crew, looks } = aCrew()
        const shown = await crew.among(as(role), wanted)

        expect(idsOf(shown)).to.deep.equal([ana.id, bo.id])
        expect(shown[0]).to.deep.equal({
          subject,
          name: 'Ana Maria da Silva',
          icon: 'person',
          color: ana.color,
          newest: null,
          userId: 7,
        })
        const look = { viewerId: 1, linkId: null, via: 'live' }
        expect(looks).to.deep.equal([ana, bo].map(({ id }) => ({ technicianId: id, ...look })))
      }
  })

  it('are not there for anybody below, but for themselves by name [GW-22] [T-50]', async () => {
    const { crew, looks } = aCrew()

    for (const member of [as('member'), as('technician'), as('technician', 7)])
      for (const wanted of [fleet, viewport]) expect(await crew.among(member, wanted)).to.deep.equal([])
    for (const member of [as('member'), as('technician', 8)])
      await expectRefusal('not_found', crew.named(member, [ana.id]))
    await expectRefusal('not_found', crew.named(as('technician', 7), [ana.id, bo.id]))
    expect(idsOf(await crew.named(as('technician', 7), [ana.id]))).to.deep.equal([ana.id])
    expect(looks).to.deep.equal([])
  })

  it('are nobody’s whom the store does not show, or while tracking is off [GW-23] [GW-25]', async () => {
    const { crew, seen, state, looks } = aCrew()
    seen.delete(ana.id)
    await expectRefusal('not_found', crew.named(as('owner'), [ana.id, bo.id]))
    expect(idsOf(await crew.describe(1, [ana.id, bo.id]))).to.deep.equal([bo.id])

    for (const feature of ['trakservice.enabled', 'trakservice.tracking'] as const) {
      state.features = { 'trakservice.enabled': true, 'trakservice.tracking': true, [feature]: false }
      expect(await crew.among(as('owner'), fleet)).to.deep.equal([])
      expect(await crew.describe(1, [bo.id])).to.deep.equal([])
      await expectRefusal('not_found', crew.named(as('technician', 8), [bo.id]))
    }
    expect(looks).to.deep.equal([])
  })

  it('are not shown where it cannot be kept who looked [GW-26]', async () => {
    const { crew, state } = aCrew()
    state.fails = true

    const refusals = await Promise.allSettled([
      crew.among(as('owner'), fleet),
      crew.named(as('owner'), [ana.id]),
    ])
    expect(refusals.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected'])
  })

  it('have a past of what they allowed when it was, a day of it at most [GW-9] [GW-24]', async () => {
    const { crew, decide, put, seen } = aCrew()
    await decide(true, noon - 30 * hour)
    await decide(false, noon - 2 * hour)
    await decide(true, noon - hour)
    put(noon - 25 * hour, noon - 3 * hour, noon - 90 * minute, noon - 2 * hour, noon - hour, noon - minute)
    const ages = async (since: number) =>
      (await crew.missed(subject, since, 10)).map(({ recordedAt }) => (noon - recordedAt) / minute)

    expect(await ages(0)).to.deep.equal([180, 60, 1])
    expect(await ages(noon - hour)).to.deep.equal([1])
    seen.delete(ana.id)
    expect(await ages(0)).to.deep.equal([])
  })

  it('have no past from before they allowed anything [GW-24]', async () => {
    const { crew, decide, put } = aCrew()
    await decide(true, noon - hour)
    put(noon - 2 * hour, noon - minute)

    expect(await crew.missed(subject, 0, 10)).to.have.length(1)
  })
})
