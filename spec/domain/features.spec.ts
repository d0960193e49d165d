import { expect } from 'chai'
import { allFlags } from '../../domain/tenants/features.ts'
import { createMemoryHouse } from '../support/memory-house.ts'
import { faultyFields } from '../support/refusals.ts'

const allOff = allFlags({})

const aTenant = async () => {
  const house = createMemoryHouse()
  const { session } = await house.accounts.register({
    email: 'owner@example.com',
    password: 'correct horse',
    full_name: 'Owner',
  })
  return { ...house, owner: session.member }
}

describe('an organization', () => {
  it('switches the features that are named, and leaves the others [FE-2]', async () => {
    const { tenants, owner, forgotten } = await aTenant()
    await tenants.setFeatures(owner, { 'trakservice.enabled': true, beta_maps: true })

    const flags = await tenants.setFeatures(owner, { beta_maps: false })

    expect(flags).to.deep.equal({ ...allOff, 'trakservice.enabled': true, beta_maps: false })
    expect(allFlags((await tenants.current(owner)).features)).to.deep.equal(flags)
    expect(forgotten).to.deep.equal([owner.tenantId, owner.tenantId])
  })

  it('tells of each feature that is another than before, and of no other [FE-5]', async () => {
    const { tenants, owner, stores } = await aTenant()
    await tenants.setFeatures(owner, { 'trakservice.km': true, 'trakservice.quotes': false, own: true })
    await tenants.setFeatures(
      { tenantId: owner.tenantId, userId: null },
      { 'trakservice.km': true, own: false },
    )

    const told = stores.events.map(({ actorId, data }) => [actorId, data.feature_key, data.enabled])
    expect(told).to.deep.equal([
      [owner.userId, 'trakservice.km', true],
      [owner.userId, 'own', true],
      [null, 'own', false],
    ])
    expect(stores.events[0]).to.deep.include({
      name: 'tenant.feature_updated',
      aggregateType: 'tenant',
      aggregateId: String(owner.tenantId),
    })
  })

  it('has at most 200 features, those included that are known and off [FE-3]', async () => {
    const { tenants, owner } = await aTenant()
    const some = (count: number, letter: string) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`${letter}${i}`, true]))

    await tenants.setFeatures(owner, some(194, 'a'))

    expect(await faultyFields(tenants.setFeatures(owner, some(1, 'b')))).to.deep.equal(['features'])
    expect(Object.keys(await tenants.setFeatures(owner, { 'trakservice.km': true }))).to.have.length(200)
  })

  it('keeps positions and events as long as it says, and no longer than its house [FE-20] [FE-21]', async () => {
    const { tenants, owner } = await aTenant()
    expect((await tenants.current(owner)).settings.retention).to.deep.equal({
      positionsDays: 60,
      auditDays: 365,
    })

    await tenants.update(owner, { retention: { positions_days: 90 } })
    const changed = await tenants.update(owner, { retention: { audit_days: 30 } })

    expect(changed.settings.retention).to.deep.equal({ positionsDays: 90, auditDays: 30 })
    const tooLong = tenants.update(owner, { retention: { positions_days: 91 } })
    expect(await faultyFields(tooLong)).to.deep.equal(['retention.positions_days'])
  })
})
