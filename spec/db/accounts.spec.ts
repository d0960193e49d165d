import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { createStores } from '../../db/stores.ts'
import type { NewSession } from '../../domain/accounts/account.ts'
import type { AccountStore } from '../../domain/accounts/store.ts'
import type { PeopleStore, TenantStore } from '../../domain/tenants/service.ts'
import { createUuidV7 } from '../../server/secrets.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { createMemoryAccounts } from '../support/memory-accounts.ts'
import { expectRefusal } from '../support/refusals.ts'

interface Stores {
  readonly store: AccountStore
  readonly people: PeopleStore
  readonly tenantStoreOf: (tenantId: number) => TenantStore
}

const noon = new Date('2030-06-01T12:00:00Z')
const minutesAfter = (minutes: number) => new Date(noon.getTime() + minutes * 60_000)

let made = 0
const aSession = (from: Partial<NewSession> = {}): NewSession => ({
  familyId: createUuidV7(noon.getTime()),
  tokenHash: Buffer.from(`token ${++made}`),
  startedAt: noon,
  expiresAt: minutesAfter(60),
  ...from,
})
const anEmail = () => `person${++made}@example.com`
const aFounder = (from: object = {}) => ({
  email: anEmail(),
  fullName: 'Ana',
  passwordHash: 'hash',
  organization: 'Águas',
  slugs: [`slug-${++made}`],
  ...from,
})
const next = (at = minutesAfter(1)) => ({
  tokenHash: Buffer.from(`token ${++made}`),
  at,
  expiresAt: minutesAfter(90),
})

describe('the stores of accounts and organizations', () => {
  describe('in memory', () => behave(createMemoryAccounts))

  describe('in PostgreSQL', () => {
    let database: TestDatabase
    let connections: Connections
    before(async () => {
      database = await createDatabase()
      connections = connect(database.url)
    })
    after(async () => {
      await connections.close()
      await database.drop()
    })

    behave(() => {
      const { accounts, people, tenantOf } = createStores(connections)
      return { store: accounts, people, tenantStoreOf: tenantOf }
    })

    it('show one organization nothing of another, whatever a query forgets [T-58]', async () => {
      const { accounts } = createStores(connections)
      const ours = await accounts.register(aFounder(), aSession())
      const theirs = await accounts.register(aFounder(), aSession())
      const db = connections.tenant(ours.tenant.id)

      expect(await db.selectFrom('tenant').select('id').execute()).to.deep.equal([{ id: ours.tenant.id }])
      expect(await db.selectFrom('account').select('id').execute()).to.deep.equal([{ id: ours.account.id }])
      expect(await db.selectFrom('membership').select('userId').execute()).to.have.length(1)
      expect(await db.selectFrom('tokenFamily').select('id').execute()).to.have.length(1)
      const { numUpdatedRows } = await db
        .updateTable('membership')
        .set({ role: 'member' })
        .where('tenantId', '=', theirs.tenant.id)
        .executeTakeFirst()
      expect(numUpdatedRows).to.equal(0n)
      for (const secret of [
        db.selectFrom('account').select('passwordHash'),
        db.selectFrom('refreshToken').select('tokenHash'),
      ])
        expect(await secret.execute().catch(({ code }) => code)).to.equal('42501')
    })
  })
})

function behave(open: () => Stores) {
  let stores: Stores
  beforeEach(() => {
    stores = open()
  })
  const register = (founder: object = {}, session: Partial<NewSession> = {}) =>
    stores.store.register(aFounder(founder), aSession(session))

  it('register a founder as a whole [AC-1] [AC-2]', async () => {
    const { store } = stores
    const session = aSession()
    const founder = aFounder({ slugs: [`new-${++made}`] })

    const profile = await store.register(founder, session)

    const { account, tenant, role } = profile
    expect(account).to.include({ email: founder.email, fullName: 'Ana' })
    expect(tenant).to.deep.include({ name: 'Águas', timezone: 'UTC', locale: 'en', features: {} })
    expect(tenant.schemaName).to.equal(tenant.slug.replaceAll('-', '_'))
    expect(role).to.equal('owner')
    expect(await store.profile(tenant.id, account.id)).to.deep.equal(profile)
    expect(await store.findCredentials(founder.email)).to.deep.equal({
      userId: account.id,
      passwordHash: 'hash',
      tenants: [{ tenantId: tenant.id, slug: tenant.slug }],
    })
    expect(await store.standing([session.familyId], noon)).to.deep.equal([
      { familyId: session.familyId, tenantId: tenant.id, userId: account.id, role: 'owner' },
    ])
    await expectRefusal('email_taken', store.register({ ...founder, slugs: ['other'] }, aSession()))
  })

  it('register one of two who come with the same e-mail at once [AC-2]', async () => {
    const email = anEmail()

    const both = await Promise.allSettled([register({ email }), register({ email })])

    expect(both.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected'])
  })

  it('take the first address that is free [AC-3]', async () => {
    const [a, b] = [`a-${++made}`, `b-${made}`]
    await register({ slugs: [a] })

    expect((await register({ slugs: [a, b] })).tenant.slug).to.equal(b)
  })

  it('know nothing of people who are not there', async () => {
    const { store, people, tenantStoreOf } = stores

    expect(await store.findCredentials('nobody@example.com')).to.equal(undefined)
    expect(await store.passwordHashOf(2_000_000)).to.equal(undefined)
    expect(await store.profile(2_000_000, 2_000_000)).to.equal(undefined)
    expect(await store.standing([createUuidV7(1)], noon)).to.deep.equal([])
    expect(await store.standing([], noon)).to.deep.equal([])
    expect(await people.userIdOf('nobody@example.com')).to.equal(undefined)
    expect(await tenantStoreOf(2_000_000).find()).to.equal(undefined)
    expect(await tenantStoreOf(2_000_000).update({ name: 'x' }, noon)).to.equal(undefined)
    expect(await tenantStoreOf(2_000_000).members({ limit: 5, offset: 0 })).to.deep.equal({
      count: 0,
      rows: [],
    })
  })

  it('open a session for the password and the membership that were checked, no other [AC-16]', async () => {
    const { store } = stores
    const { account, tenant } = await register()
    const member = { tenantId: tenant.id, userId: account.id }
    const session = aSession()

    expect(await store.openSession(member, 'old hash', aSession())).to.equal(false)
    expect(await store.openSession({ ...member, tenantId: tenant.id + 1000 }, 'hash', aSession())).to.equal(
      false,
    )
    expect(await store.openSession(member, 'hash', session)).to.equal(true)
    expect(await store.familyOfToken(session.tokenHash)).to.deep.equal({
      ...member,
      familyId: session.familyId,
    })
  })

  it('rotate a token once, and end the family at the second use [AC-12] [AC-13]', async () => {
    const { store } = stores
    const session = aSession()
    const { account, tenant } = await store.register(aFounder(), session)
    const { familyId, tokenHash } = session
    const member = { tenantId: tenant.id, userId: account.id, familyId, role: 'owner' }
    const second = next()

    expect(await store.rotate(tokenHash, second)).to.deep.equal({ outcome: 'rotated', member })
    expect(await store.rotate(second.tokenHash, next(minutesAfter(80)))).to.deep.include({
      outcome: 'rotated',
    })
    expect(await store.rotate(tokenHash, next())).to.deep.equal({
      outcome: 'reused',
      member: { tenantId: tenant.id, userId: account.id },
    })
    expect(await store.rotate(tokenHash, next())).to.deep.equal({ outcome: 'unknown' })
    expect(await store.standing([familyId], noon)).to.deep.equal([])
  })

  it('rotate for exactly one of many who come at once [AC-14]', async () => {
    const { store } = stores
    const session = aSession()
    await store.register(aFounder(), session)

    const answers = await Promise.all(
      Array.from({ length: 8 }, () => store.rotate(session.tokenHash, next())),
    )

    const outcomes = answers.map(({ outcome }) => outcome)
    expect(outcomes.filter((outcome) => outcome === 'rotated')).to.have.length(1)
    expect(outcomes.filter((outcome) => outcome === 'reused')).to.have.length(1)
    expect(await store.standing([session.familyId], noon)).to.deep.equal([])
  })

  it('rotate nothing that expired, ended, or was never there [AC-12]', async () => {
    const { store } = stores
    const [expired, ended] = [aSession(), aSession()]
    await store.register(aFounder(), expired)
    await store.register(aFounder(), ended)
    await store.endFamily(ended.familyId, noon)

    expect(await store.rotate(expired.tokenHash, next(minutesAfter(60)))).to.deep.equal({
      outcome: 'expired',
    })
    expect(await store.rotate(ended.tokenHash, next())).to.deep.equal({ outcome: 'unknown' })
    expect(await store.rotate(Buffer.from('nobody’s'), next())).to.deep.equal({ outcome: 'unknown' })
    expect(await store.standing([expired.familyId], minutesAfter(60))).to.deep.equal([])
  })

  it('change a password that is still the same, and end the other sessions [AC-16]', async () => {
    const { store } = stores
    const kept = aSession()
    const other = aSession()
    const { account, tenant } = await store.register(aFounder(), kept)
    await store.openSession({ tenantId: tenant.id, userId: account.id }, 'hash', other)
    const change = { from: 'hash', to: 'new', exceptFamily: kept.familyId, at: minutesAfter(1) }

    expect(await store.changePassword(account.id, change)).to.deep.equal([tenant.id])
    expect(await store.changePassword(account.id, change)).to.equal(undefined)
    expect(await store.changePassword(account.id, { ...change, from: 'new', to: 'newer' })).to.deep.equal([])
    expect(await store.passwordHashOf(account.id)).to.equal('newer')
    const standing = await store.standing([kept.familyId, other.familyId], noon)
    expect(standing.map(({ familyId }) => familyId)).to.deep.equal([kept.familyId])
  })

  it('forget sessions that ended or expired long ago [AC-19]', async () => {
    const { store } = stores
    const lasting = { expiresAt: minutesAfter(100_000) }
    const [ended, live, expired] = [
      aSession(lasting),
      aSession(lasting),
      aSession({ expiresAt: minutesAfter(-9000) }),
    ]
    for (const session of [ended, live, expired]) await store.register(aFounder(), session)
    await store.endFamily(ended.familyId, minutesAfter(-8000))

    expect(await store.forgetSessionsBefore(minutesAfter(-7000))).to.equal(2)
    expect(await store.familyOfToken(ended.tokenHash)).to.equal(undefined)
    expect(await store.familyOfToken(live.tokenHash)).to.include({ familyId: live.familyId })
  })

  it('add people, each to an organization once [AC-21]', async () => {
    const { store, people, tenantStoreOf } = stores
    const { account, tenant } = await register()
    const other = await register()
    const person = { email: anEmail(), fullName: 'Bea', passwordHash: 'beas' }

    const userId = await people.addPerson(tenant.id, person, 'technician', minutesAfter(1))
    await people.addMember(other.tenant.id, userId, 'admin', minutesAfter(2))

    expect(await people.userIdOf(person.email)).to.equal(userId)
    expect(await tenantStoreOf(tenant.id).member(userId)).to.deep.equal({
      userId,
      email: person.email,
      fullName: 'Bea',
      role: 'technician',
      joinedAt: minutesAfter(1),
    })
    expect(
      (await store.findCredentials(person.email))?.tenants.map(({ tenantId }) => tenantId),
    ).to.deep.equal([tenant.id, other.tenant.id])
    await expectRefusal('email_taken', people.addPerson(other.tenant.id, person, 'member', noon))
    await expectRefusal('email_taken', people.addMember(tenant.id, account.id, 'member', noon))
    expect((await tenantStoreOf(tenant.id).member(account.id))?.role).to.equal('owner')
  })

  it('list, count, change and remove the members of one organization only [AC-20] [AC-26]', async () => {
    const { store, people, tenantStoreOf } = stores
    const { account, tenant } = await register()
    const stranger = await register()
    const member = { tenantId: tenant.id, userId: 0 }
    member.userId = await people.addPerson(tenant.id, aFounder({ fullName: 'Bea' }), 'owner', minutesAfter(1))
    const session = aSession()
    await store.openSession(member, 'hash', session)
    const ours = tenantStoreOf(tenant.id)

    expect(await ours.member(stranger.account.id)).to.equal(undefined)
    await ours.setRole(stranger.account.id, 'member')
    await ours.remove(stranger.account.id)
    expect((await store.profile(stranger.tenant.id, stranger.account.id))?.role).to.equal('owner')

    const { count, rows } = await ours.members({ limit: 1, offset: 1 })
    expect({ count, ids: rows.map(({ userId }) => userId) }).to.deep.equal({ count: 2, ids: [member.userId] })
    expect(await ours.countOwners()).to.equal(2)
    await ours.setRole(member.userId, 'member')
    expect((await store.standing([session.familyId], noon)).map(({ role }) => role)).to.deep.equal(['member'])
    expect(await ours.countOwners()).to.equal(1)

    await ours.remove(member.userId)
    expect(await store.standing([session.familyId], noon)).to.deep.equal([])
    expect(await store.rotate(session.tokenHash, next())).to.deep.equal({ outcome: 'unknown' })
    expect((await ours.members({ limit: 9, offset: 0 })).rows.map(({ userId }) => userId)).to.deep.equal([
      account.id,
    ])
  })

  it('keep features as they are spelled, and change what is named only [AC-24] [FE-2]', async () => {
    const { store, tenantStoreOf } = stores
    const { account, tenant } = await register()
    const features = { 'trakservice.enabled': true, beta_maps_2: false, constructor: true }

    await tenantStoreOf(tenant.id).update({ features: { ...features, beta_maps_2: true } }, minutesAfter(1))
    await tenantStoreOf(tenant.id).update({ features: { beta_maps_2: false } }, minutesAfter(1))
    const changed = await tenantStoreOf(tenant.id).update(
      { name: 'Nova', timezone: 'Asia/Kolkata' },
      minutesAfter(2),
    )

    expect(changed).to.deep.equal({ ...tenant, features, name: 'Nova', timezone: 'Asia/Kolkata' })
    expect(await tenantStoreOf(tenant.id).find()).to.deep.equal(changed)
    expect((await store.profile(tenant.id, account.id))?.tenant).to.deep.equal(changed)
  })

  it('do exclusive work one after the other [AC-23]', async () => {
    const { tenantStoreOf } = stores
    const { tenant } = await register()
    const ours = tenantStoreOf(tenant.id)
    const seen: string[] = []
    const work = (name: string) =>
      ours.exclusively(async (store) => {
        seen.push(`${name} begins`)
        await store.countOwners()
        await new Promise((resolve) => setTimeout(resolve, 20))
        seen.push(`${name} ends`)
      })

    await Promise.all([work('one'), work('two')])

    expect(seen.map((line) => line.split(' ')[1])).to.deep.equal(['begins', 'ends', 'begins', 'ends'])
  })
}
