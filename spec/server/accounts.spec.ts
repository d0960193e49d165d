import { createHmac } from 'node:crypto'
import { expect } from 'chai'
import jwt from 'jsonwebtoken'
import type { Member } from '../../domain/actor.ts'
import { allFlags } from '../../domain/tenants/features.ts'
import { createAccessTokens } from '../../server/access-tokens.ts'
import { createPasswords } from '../../server/passwords.ts'
import type { RequestFacts } from '../../server/route.ts'
import { sessionCookies } from '../../server/session-cookies.ts'
import { createTurns } from '../../server/turns.ts'
import { addMember, clientOf, type Person, register } from '../support/client.ts'
import { expectRefusal } from '../support/refusals.ts'
import { sharedService, startService, type TestService } from '../support/service.ts'

const [oldKey, newKey] = ['o'.repeat(32), 'n'.repeat(32)]
const noon = new Date('2030-06-01T12:00:00Z')
const seconds = noon.getTime() / 1000
const member: Member = {
  userId: 7,
  tenantId: 3,
  role: 'admin',
  familyId: '01970000-0000-7000-8000-000000000001',
}

describe('access tokens', () => {
  const tokens = createAccessTokens(`new:${newKey},old:${oldKey}`, () => noon)
  const endless = { tid: 3, role: 'admin', fid: member.familyId, iat: seconds }
  const claims = { ...endless, exp: seconds + 900 }
  const usual = {
    algorithm: 'HS256',
    keyid: 'new',
    issuer: 'fleeting',
    audience: 'fleeting-api',
    subject: '7',
  } as const
  const signed = (options: jwt.SignOptions, key = newKey, body: object = claims) =>
    jwt.sign(body, key, { ...usual, ...options })
  const forged = (
    header: object,
    body: object = { ...claims, sub: '7', iss: 'fleeting', aud: 'fleeting-api' },
  ) => {
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
    const text = `${encode(header)}.${encode(body)}`
    return {
      unsigned: `${text}.`,
      signed: `${text}.${createHmac('sha256', newKey).update(text).digest('base64url')}`,
    }
  }

  it('say who somebody is, signed by the first key [AC-10]', () => {
    const { token, expiresIn } = tokens.issue(member)

    expect(tokens.read(token)).to.deep.equal(member)
    expect(expiresIn).to.equal(900)
    expect(jwt.decode(token, { complete: true })?.header).to.include({ alg: 'HS256', kid: 'new' })
    expect(jwt.decode(token)).to.deep.equal({ ...claims, sub: '7', iss: 'fleeting', aud: 'fleeting-api' })
  })

  it('are verified by any key of the ring [AC-10]', () => {
    expect(tokens.read(signed({ keyid: 'old' }, oldKey))).to.deep.equal(member)
  })

  it('of another algorithm, key, issuer, audience or make are refused [AC-10]', async () => {
    const bad = {
      none: forged({ alg: 'none', typ: 'JWT', kid: 'new' }).unsigned,
      None: forged({ alg: 'None', kid: 'new' }).signed,
      'another algorithm': signed({ algorithm: 'HS512' }),
      'another algorithm in name': forged({ alg: 'HS384', kid: 'new' }).signed,
      'a public-key algorithm': forged({ alg: 'RS256', kid: 'new' }).signed,
      'an unknown key': signed({ keyid: 'gone' }),
      'the key of another id': signed({ keyid: 'old' }),
      'no key id': forged({ alg: 'HS256' }).signed,
      'a key id that is no text': forged({ alg: 'HS256', kid: ['new'] }).signed,
      'another issuer': signed({ issuer: 'other' }),
      'another audience': signed({ audience: 'other' }),
      'no end': signed({}, newKey, endless),
      'no family': signed({}, newKey, { ...claims, fid: 1 }),
      'a family that is no id': signed({}, newKey, { ...claims, fid: "' or 1=1" }),
      'an unknown role': signed({}, newKey, { ...claims, role: 'god' }),
      'a user that is no number': signed({ subject: '7x' }),
      'a changed body': signed({}).replace(/\.(.)/, (_all, first) => (first === 'e' ? '.f' : '.e')),
      'no signature': signed({}).replace(/\.[^.]+$/, '.'),
      'two parts': signed({}).replace(/\.[^.]+$/, ''),
      'not a token': 'x',
      nothing: '',
      'too much': `${signed({})}${'x'.repeat(5000)}`,
    }
    for (const [why, token] of Object.entries(bad)) {
      expect(() => tokens.read(token), why)
        .to.throw()
        .with.property('code', 'not_signed_in')
    }
    expect(tokens.read(forged({ alg: 'HS256', kid: 'new' }).signed)).to.deep.equal(member)
  })

  it('end to the second, and say so [AC-10]', async () => {
    const at = (time: number) => createAccessTokens(`new:${newKey}`, () => new Date(time * 1000))

    expect(at(seconds + 899).read(signed({}))).to.deep.equal(member)
    await expectRefusal('token_expired', () => at(seconds + 900).read(signed({})))
    await expectRefusal('not_signed_in', () => at(seconds + 900).read(signed({}, oldKey)))
  })

  it('may have colons in their keys', () => {
    const ring = createAccessTokens(`a:${'x:'.repeat(20)}`, () => noon)

    expect(ring.read(ring.issue(member).token)).to.deep.equal(member)
  })
})

describe('passwords', () => {
  const passwords = createPasswords()

  it('are hashed by Argon2id with OWASP’s parameters [AC-6]', async () => {
    const [hash, again] = await Promise.all([
      passwords.hash('correct horse'),
      passwords.hash('correct horse'),
    ])

    expect(hash).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(hash).not.to.equal(again)
    expect(await passwords.verify(hash, 'correct horse')).to.equal(true)
    expect(await passwords.verify(hash, 'correct horse ')).to.equal(false)
  })

  it('of nobody cost what those of somebody cost [AC-7]', async () => {
    const hash = await passwords.hash('correct horse')
    const fastest = async (work: () => Promise<unknown>) => {
      const times: number[] = []
      for (let run = 0; run < 12; run += 1) {
        const start = performance.now()
        await work()
        times.push(performance.now() - start)
      }
      return Math.min(...times)
    }

    const known = await fastest(() => passwords.verify(hash, 'wrong horse'))
    const unknown = await fastest(() => passwords.spendTime('wrong horse'))

    expect(unknown / known).to.be.within(0.6, 1.6)
  })

  it('are computed few at once, and a bounded number waits [AC-6] [T-62]', async () => {
    const inTurn = createTurns(2, 3)
    let running = 0
    let most = 0
    const work = async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setTimeout(resolve, 5))
      running -= 1
    }

    const answers = await Promise.allSettled(Array.from({ length: 8 }, () => inTurn(work)))

    expect(most).to.equal(2)
    expect(answers.map(({ status }) => status)).to.deep.equal([
      ...Array(5).fill('fulfilled'),
      ...Array(3).fill('rejected'),
    ])
    await expectRefusal('unavailable', Promise.reject((answers[7] as PromiseRejectedResult).reason))
    const failing = inTurn(() => Promise.reject(new Error('x'))).catch(() => 'failed')
    expect(await failing).to.equal('failed')
    expect(await Promise.all([inTurn(async () => 1), inTurn(async () => 2)])).to.deep.equal([1, 2])
  })
})

describe('/api/auth', () => {
  let service: TestService
  let ana: Person
  before(async () => {
    service = await sharedService()
    ana = await register(service.url, 'Águas')
  })
  const nobody = () => clientOf(service.url)
  const signIn = (more: object = {}) =>
    nobody().call('POST', '/api/auth/login', { email: ana.email, password: ana.password, ...more })
  const me = (token: string) => clientOf(service.url, token).call('GET', '/api/auth/me/')

  it('signs in, tells who is signed in, and keeps nothing in caches [AC-1] [AC-8]', async () => {
    const { status, headers, body } = await signIn({ email: ana.email.toUpperCase() })
    const mine = await me(body.access_token)

    expect(status).to.equal(200)
    expect(headers.get('cache-control')).to.equal('no-store')
    expect(headers.getSetCookie()).to.deep.equal([])
    expect(body).to.have.all.keys('user', 'tenant', 'access_token', 'refresh_token', 'expires_in')
    expect(mine.body.user).to.deep.equal({ id: ana.userId, email: ana.email, full_name: 'A Person' })
    expect(mine.body.tenant).to.deep.include({ id: ana.tenantId, name: 'Águas', role: 'owner' })
    expect(mine.body.tenant.features).to.deep.equal(allFlags({}))
    expect(mine.body).to.have.all.keys('user', 'tenant')
  })

  it('answers an unknown e-mail and a wrong password alike [AC-7]', async () => {
    const wrong = await signIn({ password: 'wrong horse' })
    const unknown = await signIn({ email: 'nobody@example.org' })
    const strip = ({ instance, request_id, ...rest }: Record<string, unknown>) => rest

    expect(wrong.status).to.equal(401)
    expect(strip(unknown.body)).to.deep.equal(strip(wrong.body))
    expect(wrong.body.code).to.equal('wrong_credentials')
  })

  it('refuses what is malformed, before anything is made [AC-5]', async () => {
    const fields = { email: 'bea@example.org', password: 'correct horse', full_name: 'Bea' }
    const tried = async (body: unknown) => (await nobody().call('POST', '/api/auth/register', body)).status

    expect(await tried({ ...fields, password: 'password' })).to.equal(422)
    expect(await tried({ ...fields, password: 'correct\0horse' })).to.equal(422)
    expect(await tried({ ...fields, password: 'x'.repeat(100_000) })).to.equal(413)
    expect(await tried({ ...fields, email: 'bea' })).to.equal(422)
    expect(await tried({ ...fields, admin: true })).to.equal(422)
    expect(await tried({ ...fields, full_name: ['Bea'] })).to.equal(422)
    expect(await tried([])).to.equal(422)
    expect((await signIn({ email: 'bea@example.org\0' })).status).to.equal(422)
    expect((await signIn({ password: { $ne: 1 } })).status).to.equal(422)
    expect((await signIn({ email: fields.email, password: fields.password })).status).to.equal(401)
  })

  it('registers an e-mail once [AC-2]', async () => {
    const fields = { email: ana.email.toUpperCase(), password: 'correct horse', full_name: 'Ana' }

    const { status, body } = await nobody().call('POST', '/api/auth/register', fields)

    expect([status, body.code]).to.deep.equal([409, 'email_taken'])
  })

  it('rotates refresh tokens, and ends the family of one that is used twice [AC-12] [AC-13]', async () => {
    const { body: first } = await signIn()
    const refresh = (refresh_token: string) => nobody().call('POST', '/api/auth/refresh/', { refresh_token })

    const second = await refresh(first.refresh_token)
    expect(second.status).to.equal(200)
    expect(second.body).to.have.all.keys('access_token', 'refresh_token', 'expires_in')
    expect((await me(second.body.access_token)).status).to.equal(200)

    expect((await refresh(first.refresh_token)).status).to.equal(401)
    expect((await refresh(second.body.refresh_token)).status).to.equal(401)
    expect((await me(second.body.access_token)).status).to.equal(401)
    expect((await me(first.access_token)).status).to.equal(401)
    expect((await ana.call('GET', '/api/auth/me')).status).to.equal(200)
  })

  it('answers one of two refreshes that come at once [AC-14]', async () => {
    const { body } = await signIn()
    const { refresh_token } = body

    const both = await Promise.all(
      [1, 2].map(() => nobody().call('POST', '/api/auth/refresh', { refresh_token })),
    )

    expect(both.map(({ status }) => status).sort()).to.deep.equal([200, 401])
    const winner = both.find(({ status }) => status === 200)!
    expect((await me(winner.body.access_token)).status).to.equal(401)
  })

  it('refuses to refresh by nothing, or by nonsense', async () => {
    const statuses: number[] = []
    for (const body of [undefined, {}, { refresh_token: 'x' }, { refresh_token: 1 }, [], { token: 'x' }])
      statuses.push((await nobody().call('POST', '/api/auth/refresh', body)).status)

    expect(statuses).to.deep.equal([401, 401, 401, 422, 422, 422])
  })

  it('signs out by access token, by refresh token, and out of nothing [AC-15]', async () => {
    const [one, two] = [(await signIn()).body, (await signIn()).body]

    const byAccess = await clientOf(service.url, one.access_token).call('POST', '/api/auth/logout')
    const byRefresh = await nobody().call('POST', '/api/auth/logout', { refresh_token: two.refresh_token })
    const ofNothing = await nobody().call('POST', '/api/auth/logout', { refresh_token: 'x' })

    expect([byAccess.status, byRefresh.status, ofNothing.status]).to.deep.equal([204, 204, 204])
    for (const { access_token } of [one, two]) expect((await me(access_token)).status).to.equal(401)
    expect((await ana.call('GET', '/api/auth/me')).status).to.equal(200)
  })

  it('changes the password, and ends the other sessions [AC-16]', async () => {
    const person = await register(service.url)
    const login = { email: person.email, password: person.password }
    const { body: other } = await nobody().call('POST', '/api/auth/login', login)
    const change = (current_password: string) =>
      person.call('POST', '/api/auth/password', { current_password, new_password: 'another horse' })

    const wrong = await change('wrong horse')
    expect([wrong.status, wrong.body.errors[0].field]).to.deep.equal([422, 'current_password'])
    expect((await change(person.password)).status).to.equal(204)

    expect((await me(other.access_token)).status).to.equal(401)
    expect((await person.call('GET', '/api/auth/me')).status).to.equal(200)
    expect((await nobody().call('POST', '/api/auth/login', login)).status).to.equal(401)
    const renewed = await nobody().call('POST', '/api/auth/login', { ...login, password: 'another horse' })
    expect(renewed.status).to.equal(200)
  })

  it('refuses tokens that are not its own, and callers without one [AC-10]', async () => {
    const { token = '' } = ana
    const unsigned = `${Buffer.from('{"alg":"none","typ":"JWT","kid":"spec"}').toString('base64url')}.${token.split('.')[1]}.`

    for (const bad of [unsigned, `${token}x`, 'x'])
      expect((await me(bad)).body.code, bad).to.equal('not_signed_in')
    const { status, headers } = await nobody().call('GET', '/api/auth/me')
    expect([status, headers.get('www-authenticate')]).to.deep.equal([401, 'Bearer'])
  })

  describe('with cookies', () => {
    const cookiesOf = (headers: Headers) => headers.getSetCookie()
    const asHeader = (headers: Headers) => ({
      cookie: cookiesOf(headers)
        .map((cookie) => cookie.split(';')[0])
        .join('; '),
    })

    it('hands the tokens to the browser only [AC-17]', async () => {
      const { body, headers } = await signIn({ cookies: true })
      const [access = '', refresh = '', marker = ''] = cookiesOf(headers)

      expect(body).to.have.all.keys('user', 'tenant', 'csrf_token', 'expires_in')
      expect(access).to.match(/^fleeting_access=[\w.-]+; Path=\/; Max-Age=900; HttpOnly; SameSite=Lax$/)
      expect(refresh).to.match(
        /^fleeting_refresh=[\w-]{43}; Path=\/api\/auth; Max-Age=2592000; HttpOnly; SameSite=Lax$/,
      )
      expect(marker).to.equal('fleeting_signed_in=1; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax')
    })

    it('keeps them to https, where links begin with it [AC-17]', () => {
      const session = { member, accessToken: 'a', refreshToken: 'r', expiresIn: 900 }
      const cookies = sessionCookies(session, { publicUrl: 'https://x.example' } as RequestFacts)[
        'Set-Cookie'
      ]

      expect(cookies.every((cookie) => cookie.endsWith('; HttpOnly; SameSite=Lax; Secure'))).to.equal(true)
    })

    it('asks every mutation for the CSRF token, which me tells again [AC-18] [T-60]', async () => {
      const { body, headers } = await signIn({ cookies: true })
      const cookies = asHeader(headers)
      const rename = (more: Record<string, string>) =>
        nobody().call('PATCH', '/api/tenants/current', { name: 'Nova' }, { ...cookies, ...more })

      expect((await rename({})).body.code).to.equal('csrf_failed')
      expect((await rename({ 'x-csrf-token': 'x' })).status).to.equal(403)
      expect((await rename({ 'x-csrf-token': body.csrf_token })).status).to.equal(200)
      const { body: mine } = await nobody().call('GET', '/api/auth/me', undefined, cookies)
      expect(mine.csrf_token).to.equal(body.csrf_token)
      const other = await signIn({ cookies: true })
      expect(other.body.csrf_token).not.to.equal(body.csrf_token)
    })

    it('refreshes without it, and signs out with it [AC-18] [AC-15]', async () => {
      const { headers } = await signIn({ cookies: true })
      const refreshed = await nobody().call('POST', '/api/auth/refresh', undefined, asHeader(headers))
      const cookies = asHeader(refreshed.headers)
      const logout = (more: Record<string, string> = {}) =>
        nobody().call('POST', '/api/auth/logout', undefined, { ...cookies, ...more })

      expect(refreshed.body).to.have.all.keys('csrf_token', 'expires_in')
      expect((await logout()).body.code).to.equal('csrf_failed')
      const out = await logout({ 'x-csrf-token': refreshed.body.csrf_token })
      expect(out.status).to.equal(204)
      expect(cookiesOf(out.headers).map((cookie) => /Max-Age=0/.test(cookie))).to.deep.equal(
        Array(3).fill(true),
      )
      expect((await nobody().call('GET', '/api/auth/me', undefined, cookies)).status).to.equal(401)
    })

    it('signs out by the refresh cookie alone, once the other has run out [AC-15]', async () => {
      const { headers } = await signIn({ cookies: true })
      const cookie = cookiesOf(headers)[1]!.split(';')[0]!

      await nobody().call('POST', '/api/auth/logout', undefined, { cookie })

      expect((await nobody().call('POST', '/api/auth/refresh', undefined, { cookie })).status).to.equal(401)
    })
  })
})

describe('sign-in under attack', () => {
  let service: TestService
  before(async () => {
    service = await startService({ RATE_LIMIT_LOGIN: '5/m', TRUST_PROXY: 'loopback' })
  })
  after(() => service.stop())
  const from = (ip: string) => ({ 'x-forwarded-for': ip })
  const signIn = (fields: object, ip: string) =>
    clientOf(service.url).call('POST', '/api/auth/login', fields, from(ip))

  it('is slowed per e-mail from wherever it comes, the right password included [AC-9] [T-10]', async () => {
    const ana = await register(service.url)
    const wrong = { email: ana.email, password: 'wrong horse' }
    for (let guess = 0; guess < 5; guess += 1)
      expect((await signIn(wrong, `192.0.2.${guess}`)).status).to.equal(401)

    const right = await signIn({ email: ana.email.toUpperCase(), password: ana.password }, '198.51.100.1')

    expect(right.status).to.equal(429)
    expect(Number(right.headers.get('retry-after'))).to.be.within(1, 60)
  })

  it('is slowed per address, whatever e-mail it tries [AC-9]', async () => {
    for (let guess = 0; guess < 5; guess += 1)
      await signIn({ email: `nobody${guess}@example.org`, password: 'x' }, '203.0.113.9')

    const sixth = await signIn({ email: 'nobody6@example.org', password: 'x' }, '203.0.113.9')

    expect(sixth.status).to.equal(429)
  })

  it('guards the change of a password too [AC-16]', async () => {
    const ana = await register(service.url)
    const colleague = await addMember(ana, 'member')
    const guess = () =>
      colleague.call('POST', '/api/auth/password', { current_password: 'x', new_password: 'another horse' })
    for (let guessed = 0; guessed < 5; guessed += 1) expect((await guess()).status).to.equal(422)

    expect((await guess()).status).to.equal(429)
  })
})
