import { expect } from 'chai'
import jwt from 'jsonwebtoken'
import { normaliseEmail } from '../../domain/accounts/email.ts'
import { readNewPassword } from '../../domain/accounts/password.ts'
import { ChangePassword, Login, OptionalRefreshToken, Register } from '../../domain/accounts/schema.ts'
import { slugCandidates } from '../../domain/tenants/tenant.ts'
import { parser } from '../../domain/validate.ts'
import { createMemoryHouse } from '../support/memory-house.ts'
import { expectRefusal, faultyFields, refusalOf } from '../support/refusals.ts'

const ana = {
  email: 'Ana@Example.com',
  password: 'correct horse',
  full_name: ' Ana Souza ',
  organization: 'Águas & Cia',
}
const minute = 60_000
const day = 24 * 60 * minute

const aHouseWithAna = async () => {
  const house = createMemoryHouse()
  return { ...house, ana: await house.accounts.register(ana) }
}

describe('registering', () => {
  it('makes an account, an organization and its owner, signed in [AC-1] [AC-2] [AC-4]', async () => {
    const { accounts, ana } = await aHouseWithAna()

    expect(ana.profile.account).to.deep.equal({ id: 1, email: 'ana@example.com', fullName: 'Ana Souza' })
    expect(ana.profile.role).to.equal('owner')
    expect(ana.profile.tenant).to.include({ name: 'Águas & Cia', slug: 'aguas-cia', schemaName: 'aguas_cia' })
    expect(await accounts.identify(ana.session.accessToken)).to.deep.equal(ana.session.member)
  })

  it('calls the organization after the person where it has no name [AC-1]', async () => {
    const { accounts } = createMemoryHouse()

    const { profile } = await accounts.register({
      email: 'a@b.co',
      password: 'correct horse',
      full_name: 'Ana',
    })

    expect(profile.tenant).to.include({ name: 'Ana', slug: 'ana' })
  })

  it('refuses a second account with the same e-mail, however it is spelled [AC-2]', async () => {
    const { accounts } = await aHouseWithAna()

    await expectRefusal('email_taken', accounts.register({ ...ana, email: 'ANA@EXAMPLE.COM' }))
    expect(normaliseEmail('jose\u0301@example.com')).to.equal(normaliseEmail('JOS\u00c9@example.com'))
  })

  it('tells two organizations of the same name apart [AC-3]', async () => {
    const { accounts } = await aHouseWithAna()

    const { profile } = await accounts.register({ ...ana, email: 'bea@example.com' })

    expect(profile.tenant.slug).to.match(/^aguas-cia-[0-9a-f]{6}$/)
    expect(profile.tenant.schemaName).to.equal(profile.tenant.slug.replaceAll('-', '_'))
  })

  it('keeps addresses that are the house’s own, and finds one for any name [AC-3]', () => {
    const firstFor = (name: string) => slugCandidates(name, () => 'x')[0]

    expect(['Public', 'API', 'pg temp', '株式会社', '--', 'A'.repeat(90)].map(firstFor)).to.deep.equal([
      'public-x',
      'api-x',
      'pg-temp-x',
      'team',
      'team',
      'a'.repeat(40),
    ])
  })

  it('refuses names of nothing but blanks, and makes nothing [AC-4]', async () => {
    const { accounts } = createMemoryHouse()

    expect(await faultyFields(accounts.register({ ...ana, full_name: ' \u2003' }))).to.deep.equal([
      'full_name',
    ])
    expect(await faultyFields(accounts.register({ ...ana, organization: '  ' }))).to.deep.equal([
      'organization',
    ])
    await expectRefusal('wrong_credentials', accounts.login(ana))
  })
})

describe('a password', () => {
  const fault = (password: string) =>
    faultyFields(() => readNewPassword('password', password, 'ana@example.com'))

  for (const [why, password] of [
    ['is too short', 'seven77'],
    ['is too short once it is normalised', 'e\u0301'.repeat(7)],
    ['is too long', 'ab'.repeat(101)],
    ['is too long once it is normalised', '\ufdfa'.repeat(12)],
    ['has a NUL', 'correct\0horse'],
    ['has half a character', 'correct \ud800 horse'],
    ['contains the e-mail', 'my-Ana@Example.com!'],
    ['is among the worst', 'Password1'],
    ['is one character over and over', 'zzzzzzzzzz'],
  ] as const)
    it(`is refused when it ${why} [AC-5] [T-14]`, async () => {
      expect(await fault(password)).to.deep.equal(['password'])
    })

  it('is the same from every keyboard [AC-5] [T-14]', async () => {
    const { accounts } = createMemoryHouse()
    await accounts.register({ ...ana, password: 'cafe\u0301 ｆｕｌｌ width' })

    const { profile } = await accounts.login({ ...ana, password: 'caf\u00e9 full width' })

    expect(profile.account.id).to.equal(1)
  })

  it('may have 200 characters of any script [AC-5]', () => {
    expect(readNewPassword('password', '🦊b'.repeat(100), 'ana@example.com')).to.have.length(300)
  })
})

describe('signing in', () => {
  it('costs the same and answers the same for a wrong password and an unknown e-mail [AC-7]', async () => {
    const { accounts, spent } = await aHouseWithAna()
    const before = spent.verify

    const wrong = await refusalOf(accounts.login({ email: ana.email, password: 'wrong horse' }))
    const afterWrong = spent.verify
    const unknown = await refusalOf(accounts.login({ email: 'nobody@example.com', password: 'wrong horse' }))

    expect(afterWrong - before).to.equal(1)
    expect(spent.verify - afterWrong).to.equal(1)
    expect(unknown).to.deep.include({ code: wrong.code, message: wrong.message, details: wrong.details })
  })

  it('takes the organization joined first, or the one that is asked for [AC-8]', async () => {
    const { accounts, tenants, pass, ana: first } = await aHouseWithAna()
    pass(minute)
    const bea = await accounts.register({ ...ana, email: 'bea@example.com', organization: 'Bea' })
    await tenants.add(bea.session.member, { email: ana.email, role: 'dispatcher' })

    const usual = await accounts.login(ana)
    const chosen = await accounts.login({ ...ana, tenant: 'bea' })

    expect(usual.profile.tenant.id).to.equal(first.profile.tenant.id)
    expect(chosen.profile).to.deep.include({ role: 'dispatcher', tenant: bea.profile.tenant })
    await expectRefusal('not_found', accounts.login({ ...ana, tenant: 'elsewhere' }))
    await expectRefusal(
      'wrong_credentials',
      accounts.login({ ...ana, password: 'wrong', tenant: 'elsewhere' }),
    )
  })

  it('is forbidden to somebody whom every organization has let go [AC-8]', async () => {
    const { accounts, tenants, ana: owner } = await aHouseWithAna()
    const { userId } = await tenants.add(owner.session.member, {
      ...ana,
      email: 'cy@example.com',
      role: 'member',
    })
    await tenants.remove(owner.session.member, userId)

    await expectRefusal('forbidden', accounts.login({ ...ana, email: 'cy@example.com' }))
  })

  it('opens no session when the password changes meanwhile [AC-16]', async () => {
    const { accounts, stores, ana: signedIn } = await aHouseWithAna()
    const { findCredentials } = stores.store
    const credentials = (await findCredentials('ana@example.com'))!
    await accounts.changePassword(signedIn.session.member, {
      current_password: ana.password,
      new_password: 'another horse',
    })
    const session = {
      familyId: 'f',
      tokenHash: Buffer.from('t'),
      startedAt: new Date(),
      expiresAt: new Date(),
    }

    const isOpen = await stores.store.openSession(signedIn.session.member, credentials.passwordHash, session)

    expect(isOpen).to.equal(false)
  })
})

describe('a refresh token', () => {
  it('is replaced at every use, and keeps the session alive [AC-12]', async () => {
    const { accounts, pass, ana } = await aHouseWithAna()
    let { refreshToken } = ana.session
    for (let week = 0; week < 6; week += 1) {
      pass(7 * day)
      refreshToken = (await accounts.refresh(refreshToken)).refreshToken
    }

    const { member, accessToken, expiresIn } = await accounts.refresh(refreshToken)

    expect(member).to.deep.equal(ana.session.member)
    expect(await accounts.identify(accessToken)).to.deep.equal(member)
    expect(expiresIn).to.equal(900)
    expect(Buffer.from(refreshToken, 'base64url')).to.have.length(32)
  })

  it('expires after 30 days, to the moment [AC-12]', async () => {
    const { accounts, pass, ana } = await aHouseWithAna()
    pass(30 * day)

    await expectRefusal('token_expired', accounts.refresh(ana.session.refreshToken))
  })

  it('ends its family when it is used twice [AC-13]', async () => {
    const { accounts, announced, ana } = await aHouseWithAna()
    const other = await accounts.login({ email: 'ana@example.com', password: 'correct horse' })
    const next = await accounts.refresh(ana.session.refreshToken)
    await accounts.identify(next.accessToken)

    await expectRefusal('not_signed_in', accounts.refresh(ana.session.refreshToken))

    await expectRefusal('not_signed_in', accounts.identify(next.accessToken))
    await expectRefusal('not_signed_in', accounts.refresh(next.refreshToken))
    expect(announced).to.deep.equal([{ tenantId: 1, userId: 1 }])
    expect((await accounts.identify(other.session.accessToken)).userId).to.equal(1)
  })

  it('is answered once when it is used twice at the same time [AC-14]', async () => {
    const { accounts, ana } = await aHouseWithAna()
    const { refreshToken } = ana.session

    const answers = await Promise.allSettled([accounts.refresh(refreshToken), accounts.refresh(refreshToken)])

    expect(answers.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected'])
  })

  it('that nobody has is refused', async () => {
    const { accounts } = await aHouseWithAna()

    for (const token of ['x', '\0', 'é'.repeat(200)])
      await expectRefusal('not_signed_in', accounts.refresh(token))
  })
})

describe('an access token', () => {
  it('is good for 15 minutes [AC-10]', async () => {
    const { accounts, pass, ana } = await aHouseWithAna()
    pass(15 * minute - 1)
    await accounts.identify(ana.session.accessToken)
    pass(1)

    await expectRefusal('token_expired', accounts.identify(ana.session.accessToken))
  })

  it('stands for the role of now, at once where it changed and after 30 s elsewhere [AC-11] [T-46]', async () => {
    const { accounts, stores, pass, ana } = await aHouseWithAna()
    await accounts.identify(ana.session.accessToken)
    await stores.tenantStoreOf(1).setRole(1, 'member')

    expect((await accounts.identify(ana.session.accessToken)).role).to.equal('owner')
    pass(30_000)
    expect((await accounts.identify(ana.session.accessToken)).role).to.equal('member')

    await stores.tenantStoreOf(1).setRole(1, 'technician')
    accounts.forget({ tenantId: 1, userId: 1 })
    expect((await accounts.identify(ana.session.accessToken)).role).to.equal('technician')
  })

  it('asks the store once in 30 s, however many requests come at once [AC-11]', async () => {
    const { accounts, standingReads, ana } = await aHouseWithAna()

    await Promise.all(Array.from({ length: 50 }, () => accounts.identify(ana.session.accessToken)))

    expect(standingReads()).to.equal(1)
  })

  it('is refused when it names another member than its family has [AC-10]', async () => {
    const { accounts, now, ana } = await aHouseWithAna()
    const iat = Math.floor(now().getTime() / 1000)
    const claims = { tid: 2, role: 'owner', fid: ana.session.member.familyId, iat, exp: iat + 900 }
    const options = { keyid: 'first', issuer: 'fleeting', audience: 'fleeting-api', subject: '1' } as const

    await expectRefusal('not_signed_in', accounts.identify(jwt.sign(claims, '1'.repeat(32), options)))
  })
})

describe('signing out', () => {
  it('ends this session and no other, at once [AC-15] [AC-11]', async () => {
    const { accounts, announced, ana } = await aHouseWithAna()
    const other = await accounts.login({ email: 'ana@example.com', password: 'correct horse' })
    await accounts.identify(ana.session.accessToken)

    await accounts.logout(ana.session.member)

    await expectRefusal('not_signed_in', accounts.identify(ana.session.accessToken))
    await expectRefusal('not_signed_in', accounts.refresh(ana.session.refreshToken))
    expect((await accounts.identify(other.session.accessToken)).userId).to.equal(1)
    expect(announced).to.deep.equal([{ tenantId: 1, userId: 1 }])
  })

  it('works by refresh token, and says nothing of one that is unknown [AC-15]', async () => {
    const { accounts, ana } = await aHouseWithAna()

    await accounts.logoutByRefreshToken('unknown')
    await accounts.logoutByRefreshToken(ana.session.refreshToken)

    await expectRefusal('not_signed_in', accounts.identify(ana.session.accessToken))
  })
})

describe('changing the password', () => {
  it('ends every other session, in all organizations [AC-16]', async () => {
    const { accounts, tenants, announced, ana: signedIn } = await aHouseWithAna()
    const bea = await accounts.register({ ...ana, email: 'bea@example.com', organization: 'Bea' })
    await tenants.add(bea.session.member, { email: ana.email, role: 'member' })
    const here = await accounts.login(ana)
    const there = await accounts.login({ ...ana, tenant: 'bea' })
    for (const { session } of [here, there]) await accounts.identify(session.accessToken)

    await accounts.changePassword(signedIn.session.member, {
      current_password: ana.password,
      new_password: 'another horse',
    })

    await expectRefusal('not_signed_in', accounts.identify(here.session.accessToken))
    await expectRefusal('not_signed_in', accounts.identify(there.session.accessToken))
    await expectRefusal('wrong_credentials', accounts.login(ana))
    expect((await accounts.identify(signedIn.session.accessToken)).userId).to.equal(1)
    expect((await accounts.login({ ...ana, password: 'another horse' })).profile.account.id).to.equal(1)
    expect(announced).to.have.deep.members([
      { tenantId: 1, userId: 1 },
      { tenantId: 2, userId: 1 },
    ])
  })

  it('takes the current password, and a good new one [AC-16] [AC-5]', async () => {
    const { accounts, ana: signedIn } = await aHouseWithAna()
    const change = (current_password: string, new_password: string) =>
      faultyFields(accounts.changePassword(signedIn.session.member, { current_password, new_password }))

    expect(await change('wrong', 'another horse')).to.deep.equal(['current_password'])
    expect(await change(ana.password, 'ana@example.com')).to.deep.equal(['new_password'])
    expect((await accounts.login(ana)).profile.account.id).to.equal(1)
  })
})

describe('the sweep of sessions', () => {
  it('finds those that still stand in their role, by one query [AC-11]', async () => {
    const { accounts, tenants, standingReads, ana: owner } = await aHouseWithAna()
    const someone = { ...ana, role: 'dispatcher' } as const
    const cy = await tenants.add(owner.session.member, { ...someone, email: 'cy@example.com' })
    await tenants.add(owner.session.member, { ...someone, email: 'di@example.com' })
    const demoted = (await accounts.login({ ...ana, email: 'cy@example.com' })).session.member
    const left = (await accounts.login({ ...ana, email: 'di@example.com' })).session.member
    await tenants.changeRole(owner.session.member, cy.userId, 'member')
    await accounts.logout(left)
    const before = standingReads()

    const standing = await accounts.standing([owner.session.member, demoted, left])

    expect([...standing]).to.deep.equal([owner.session.member])
    expect(standingReads() - before).to.equal(1)
  })

  it('forgets a session 30 days after its end [AC-19]', async () => {
    const { accounts, pass, ana: signedIn } = await aHouseWithAna()
    await accounts.login(ana)
    await accounts.logout(signedIn.session.member)
    pass(30 * day)
    expect(await accounts.forgetOld()).to.equal(0)
    pass(1)
    expect(await accounts.forgetOld()).to.equal(1)
    pass(30 * day)
    expect(await accounts.forgetOld()).to.equal(1)
  })
})

describe('what accounts are asked', () => {
  const fieldsOf = (read: (body: unknown) => unknown, body: unknown) => faultyFields(() => read(body))
  const readRegister = parser(Register)

  it('has to be well-formed', async () => {
    const read = { register: readRegister, login: parser(Login), change: parser(ChangePassword) }

    expect(await fieldsOf(read.register, {})).to.have.members(['email', 'password', 'full_name'])
    expect(await fieldsOf(read.register, { ...ana, role: 'owner' })).to.deep.equal(['role'])
    expect(await fieldsOf(read.register, { ...ana, full_name: 'a\r\nb' })).to.deep.equal(['full_name'])
    expect(
      await fieldsOf(read.register, JSON.parse(`{"__proto__":1,${JSON.stringify(ana).slice(1)}`)),
    ).to.deep.equal(['__proto__'])
    expect(await fieldsOf(read.login, { ...ana, full_name: undefined })).to.include('full_name')
    expect(await fieldsOf(read.login, { email: 'a@b.co', password: 1 })).to.deep.equal(['password'])
    expect(await fieldsOf(read.login, { email: 'a@b.co', password: 'x', tenant: "'--" })).to.deep.equal([
      'tenant',
    ])
    expect(await fieldsOf(read.change, { current_password: 'x', new_password: 'x' })).to.deep.equal([
      'new_password',
    ])
    for (const body of [null, [], 'x', 1, undefined])
      expect(await fieldsOf(read.login, body)).to.have.length(1)
  })

  it('names e-mails in any script, and nothing else [AC-2]', async () => {
    const isEmail = async (email: string) => readRegister({ ...ana, email }) && true
    for (const email of [
      'a@b.co',
      'ana.souza+tag@sub.example.com.br',
      "o'neil@example.com",
      'josé@exämple.de',
      '用户@例子.广告',
    ])
      expect(await isEmail(email), email).to.equal(true)

    for (const email of [
      '',
      'a',
      'a@b',
      '@b.co',
      'a@.co',
      'a@b..co',
      'a@-b.co',
      'a b@c.co',
      'a@b.co\0',
      'a@b.co\r\nBcc: x@y.co',
      'a@b.co\u202e',
      '"a"@b.co',
      'a@b@c.co',
      `${'a'.repeat(65)}@b.co`,
      `a@${'b'.repeat(64)}.co`,
      `a@${'b.'.repeat(130)}co`,
    ])
      expect(await fieldsOf(readRegister, { ...ana, email }), email).to.include('email')
  })

  it('may be a refresh token or nothing at all', async () => {
    const read = parser(OptionalRefreshToken)
    for (const body of [undefined, null, {}, { refresh_token: 'x' }]) expect(read(body)).to.deep.equal(body)
    for (const body of [1, 'x', [], true, { refresh_token: '' }, { refresh_token: 1 }, { token: 'x' }])
      expect((await refusalOf(() => read(body))).code).to.equal('validation_failed')
  })
})
