import { expect } from 'chai'
import { createTenantProfiles } from '../../domain/tenants/profiles.ts'
import type { FeatureFlags } from '../../domain/tenants/schema.ts'
import type { Tenant } from '../../domain/tenants/tenant.ts'
import { expectRefusal, refusalOf } from '../support/refusals.ts'

/** Organizations whose readings are counted, and can be held up. */
const someProfiles = () => {
  let clock = Date.parse('2030-06-01T12:00:00Z')
  let features: FeatureFlags = {}
  const reads: number[] = []
  let held: Promise<void> | undefined
  const find = async (id: number): Promise<Tenant | undefined> => {
    reads.push(id)
    const seen = {
      id,
      name: 'Ours',
      locale: 'pt',
      timezone: 'America/Sao_Paulo',
      features,
    } as unknown as Tenant
    await held
    return id === 404 ? undefined : seen
  }
  const profiles = createTenantProfiles({
    storeOf: (id) => ({ find: () => find(id) }),
    now: () => new Date(clock),
  })
  return {
    profiles,
    reads,
    pass: (ms: number) => (clock += ms),
    change: (flags: FeatureFlags) => (features = flags),
    /** Readings wait until they are let go. */
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      return () => {
        held = undefined
        resolve()
      }
    },
  }
}

describe('what is remembered of organizations', () => {
  it('is asked of the database once in 300 s, and once by many who ask together [FE-6]', async () => {
    const { profiles, reads, pass } = someProfiles()
    profiles.hear(true)

    const [first] = await Promise.all([profiles.of(1), profiles.of(1), profiles.of(2)])
    pass(299_999)
    await profiles.of(1)
    expect(reads).to.deep.equal([1, 2])
    pass(1)
    await profiles.of(1)

    expect(reads).to.deep.equal([1, 2, 1])
    expect(first).to.deep.equal({
      id: 1,
      name: 'Ours',
      features: {},
      locale: 'pt-BR',
      timeZone: 'America/Sao_Paulo',
    })
  })

  it('is read anew as soon as it is said to have changed, the one or all [FE-6]', async () => {
    const { profiles, reads } = someProfiles()
    profiles.hear(true)
    const all = () => Promise.all([profiles.of(1), profiles.of(2)])
    await all()

    profiles.forget(1)
    await all()
    profiles.forget()
    await all()

    expect(reads).to.deep.equal([1, 2, 1, 1, 2])
  })

  it('is not what was being read when it changed [FE-6]', async () => {
    const { profiles, change, hold } = someProfiles()
    profiles.hear(true)
    const letGo = hold()
    const underWay = profiles.of(1)

    change({ 'trakservice.enabled': true })
    profiles.forget(1)
    letGo()

    expect((await underWay).features).to.deep.equal({})
    expect((await profiles.of(1)).features).to.deep.equal({ 'trakservice.enabled': true })
  })

  it('is nothing while changes elsewhere are not heard of, nor what was read meanwhile [FE-7]', async () => {
    const { profiles, reads, hold } = someProfiles()
    await profiles.of(1)
    await profiles.of(1)
    expect(reads).to.have.length(2)

    const letGo = hold()
    const meanwhile = profiles.of(1)
    profiles.hear(true)
    letGo()
    await meanwhile
    await profiles.of(1)
    await profiles.of(1)
    expect(reads).to.have.length(4)

    profiles.hear(false)
    await profiles.of(1)
    profiles.hear(true)
    await profiles.of(1)
    expect(reads).to.have.length(6)
  })

  it('is neither an organization that is gone nor a reading that failed', async () => {
    const { profiles, reads } = someProfiles()
    profiles.hear(true)

    await expectRefusal('not_signed_in', profiles.of(404))
    await expectRefusal('not_signed_in', profiles.of(404))

    expect(reads).to.deep.equal([404, 404])
  })

  it('says which feature is missing, what it belongs to before itself [FE-4]', async () => {
    const { profiles, change } = someProfiles()
    const missing = async () => (await refusalOf(profiles.assertFeature(1, 'trakservice.km'))).details.feature

    expect(await missing()).to.equal('trakservice.enabled')
    change({ 'trakservice.km': true })
    expect(await missing()).to.equal('trakservice.enabled')
    change({ 'trakservice.enabled': true, 'trakservice.km': false })
    expect(await missing()).to.equal('trakservice.km')
    change({ 'trakservice.enabled': true, 'trakservice.km': true })
    await profiles.assertFeature(1, 'trakservice.km')
  })
})
