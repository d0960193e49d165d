import { expect } from 'chai'
import type { Member, Role } from '../../domain/actor.ts'
import { AddMember, ChangeRole, Features, UpdateTenant } from '../../domain/tenants/schema.ts'
import { isTimeZone } from '../../domain/tenants/tenant.ts'
import { parser } from '../../domain/validate.ts'
import { createMemoryHouse } from '../support/memory-house.ts'
import { expectRefusal, faultyFields } from '../support/refusals.ts'

const password = 'correct horse'
const everyone = { limit: 200, offset: 0 }

/** An organization with one member of each role that is asked for, besides its owner. */
const aTenantWith = async (...roles: Role[]) => {
  const house = createMemoryHouse()
  const { session } = await house.accounts.register({
    email: 'owner@example.com',
    password,
    full_name: 'Owner',
  })
  const owner = session.member
  const added: Member[] = []
  for (const [index, role] of roles.entries()) {
    const email = `${role}${index}@example.com`
    await house.tenants.add(owner, { email, role, full_name: role, password })
    added.push((await house.accounts.login({ email, password })).session.member)
  }
  house.announced.length = 0
  return { ...house, owner, added: added as [Member, Member] }
}

describe('adding a member', () => {
  it('makes an account for somebody new, who needs a name and a password [AC-21]', async () => {
    const { accounts, tenants, owner } = await aTenantWith()
    const person = { email: 'New@Example.com', role: 'technician' } as const

    expect(await faultyFields(tenants.add(owner, person))).to.deep.equal(['full_name'])
    expect(await faultyFields(tenants.add(owner, { ...person, full_name: 'New' }))).to.deep.equal([
      'password',
    ])
    expect(
      await faultyFields(tenants.add(owner, { ...person, full_name: 'New', password: 'password' })),
    ).to.deep.equal(['password'])
    const added = await tenants.add(owner, { ...person, full_name: ' New ', password })

    expect(added).to.include({ email: 'new@example.com', fullName: 'New', role: 'technician' })
    expect((await accounts.login({ email: person.email, password })).profile.role).to.equal('technician')
  })

  it('leaves the name and the password of an account as they are [AC-21]', async () => {
    const { accounts, tenants, owner } = await aTenantWith()
    await accounts.register({ email: 'bea@example.com', password, full_name: 'Bea' })

    const added = await tenants.add(owner, {
      email: 'BEA@example.com',
      role: 'admin',
      full_name: 'Mallory',
      password: 'mallorys own',
    })

    expect(added.fullName).to.equal('Bea')
    await expectRefusal(
      'wrong_credentials',
      accounts.login({ email: 'bea@example.com', password: 'mallorys own' }),
    )
    await expectRefusal('email_taken', tenants.add(owner, { email: 'bea@example.com', role: 'member' }))
  })
})

describe('roles', () => {
  it('of owners are out of reach for admins, who make no owners either [AC-22]', async () => {
    const { tenants, owner, added } = await aTenantWith('admin', 'member')
    const [admin, member] = added
    const new_owner = { email: 'x@example.com', role: 'owner', full_name: 'X', password } as const

    await expectRefusal('forbidden', tenants.changeRole(admin, owner.userId, 'member'))
    await expectRefusal('forbidden', tenants.remove(admin, owner.userId))
    await expectRefusal('forbidden', tenants.changeRole(admin, member.userId, 'owner'))
    await expectRefusal('forbidden', tenants.changeRole(admin, admin.userId, 'owner'))
    await expectRefusal('forbidden', tenants.add(admin, new_owner))
    expect((await tenants.changeRole(admin, member.userId, 'admin')).role).to.equal('admin')
    expect((await tenants.changeRole(owner, member.userId, 'owner')).role).to.equal('owner')
  })

  it('are judged by what the caller is now, not by what they were when they asked [AC-11] [AC-22]', async () => {
    const { tenants, owner, added } = await aTenantWith('admin', 'member')
    const [admin, member] = added
    await tenants.changeRole(owner, admin.userId, 'member')

    await expectRefusal('forbidden', tenants.changeRole(admin, member.userId, 'admin'))
    await expectRefusal('forbidden', tenants.changeRole(admin, admin.userId, 'admin'))
    await tenants.remove(owner, admin.userId)
    await expectRefusal('not_signed_in', tenants.remove(admin, member.userId))
  })

  it('keep an owner in the organization, whoever asks at once [AC-23]', async () => {
    const { tenants, owner, added } = await aTenantWith('owner')
    const [second] = added

    const both = await Promise.allSettled([
      tenants.changeRole(owner, second.userId, 'member'),
      tenants.changeRole(second, owner.userId, 'member'),
    ])
    const { rows } = await tenants.members(owner, everyone)
    const last = rows.find(({ role }) => role === 'owner')!
    const actor: Member = { ...owner, userId: last.userId }

    expect(both.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected'])
    await expectRefusal('last_owner', tenants.changeRole(actor, actor.userId, 'admin'))
    await expectRefusal('last_owner', tenants.remove(actor, actor.userId))
    expect((await tenants.changeRole(actor, actor.userId, 'owner')).role).to.equal('owner')
  })

  it('that change are announced, and in force here at once [AC-11] [T-46]', async () => {
    const { accounts, tenants, announced, owner, added } = await aTenantWith('admin')
    const [admin] = added
    const { session } = await accounts.login({ email: 'admin0@example.com', password })
    await accounts.identify(session.accessToken)

    await tenants.changeRole(owner, admin.userId, 'member')
    expect((await accounts.identify(session.accessToken)).role).to.equal('member')
    await tenants.remove(owner, admin.userId)
    await expectRefusal('not_signed_in', accounts.identify(session.accessToken))
    await expectRefusal('not_signed_in', accounts.refresh(session.refreshToken))

    const { tenantId, userId } = admin
    expect(announced).to.deep.equal([
      { tenantId, userId },
      { tenantId, userId },
    ])
  })

  it('in another organization are not there to be touched [AC-20] [T-58]', async () => {
    const { accounts, tenants, owner } = await aTenantWith('member')
    const { session } = await accounts.register({ email: 'bea@example.com', password, full_name: 'Bea' })
    const stranger = session.member.userId

    for (const userId of [stranger, 999]) {
      await expectRefusal('not_found', tenants.changeRole(owner, userId, 'member'))
      await expectRefusal('not_found', tenants.remove(owner, userId))
    }
    expect((await tenants.members(session.member, everyone)).count).to.equal(1)
  })
})

describe('an organization', () => {
  it('changes its name, time zone and language [AC-24]', async () => {
    const { tenants, owner } = await aTenantWith()

    const changed = await tenants.update(owner, {
      name: ' Nova ',
      timezone: 'America/Sao_Paulo',
      locale: 'pt-BR',
    })

    expect(changed).to.include({
      name: 'Nova',
      timezone: 'America/Sao_Paulo',
      locale: 'pt-BR',
      slug: 'owner',
    })
    expect(await tenants.update(owner, { locale: 'es' })).to.include({ name: 'Nova', locale: 'es' })
    expect(await faultyFields(tenants.update(owner, { timezone: 'Mars/Olympus' }))).to.deep.equal([
      'timezone',
    ])
    expect(await faultyFields(tenants.update(owner, { name: '   ' }))).to.deep.equal(['name'])
  })

  it('knows time zones by their names only [AC-24]', () => {
    expect(['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'Etc/GMT+3'].every(isTimeZone)).to.equal(true)
    expect(['', '+03:00', '-0300', 'BRT!', 'Europe', 'Europe/Berlin\0'].some(isTimeZone)).to.equal(false)
  })

  it('is asked in well-formed requests only [AC-24] [AC-25]', async () => {
    const refused = async (read: (body: unknown) => unknown, body: unknown) =>
      (await faultyFields(() => read(body))).length > 0
    const readFeatures = parser(Features)
    const many = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`f${index}`, true]))

    for (const features of [
      null,
      [],
      { A: true },
      { '1a': true },
      { a: 'true' },
      { a: null },
      { ['a'.repeat(65)]: true },
      JSON.parse('{"__proto__":true}'),
      many,
    ])
      expect(await refused(readFeatures, { features }), JSON.stringify(features)).to.equal(true)
    expect(readFeatures({ features: { ['a'.repeat(64)]: true } }).features).to.have.property('a'.repeat(64))

    const retentions = [{}, { positions_days: 0 }, { audit_days: 29 }, { audit_days: 3651 }, { days: 1 }]
    for (const body of [
      ...[{}, { locale: 'de' }, { timezone: '+03:00' }, { slug: 'x' }, { name: '' }, [], null],
      ...retentions.map((retention) => ({ retention })),
    ])
      expect(await refused(parser(UpdateTenant), body), JSON.stringify(body)).to.equal(true)
    for (const body of [{}, { role: 'god' }, { role: 'owner', user_id: 1 }, { role: ['owner'] }])
      expect(await refused(parser(ChangeRole), body), JSON.stringify(body)).to.equal(true)
    expect(await refused(parser(AddMember), { email: 'a@b.co' })).to.equal(true)
  })

  it('lists its members page by page, in the order in which they joined [AC-26]', async () => {
    const { tenants, owner } = await aTenantWith('member', 'admin', 'dispatcher')

    const { count, rows } = await tenants.members(owner, { limit: 2, offset: 2 })

    expect(count).to.equal(4)
    expect(rows.map(({ role }) => role)).to.deep.equal(['admin', 'dispatcher'])
  })
})

describe('who joins or leaves', () => {
  it('is told to whoever shows where people are, and nobody else is [TE-7]', async () => {
    const { tenants, owner, added, movers } = await aTenantWith('technician', 'dispatcher')
    const { tenantId } = owner
    expect(movers.map(({ userId }) => userId)).to.deep.equal(added.map(({ userId }) => userId))
    movers.length = 0

    await tenants.changeRole(owner, added[0].userId, 'member')
    await expectRefusal('forbidden', tenants.remove(added[1], added[0].userId))
    expect(movers).to.deep.equal([])
    await tenants.remove(owner, added[0].userId)

    expect(movers).to.deep.equal([{ tenantId, userId: added[0].userId }])
  })
})
