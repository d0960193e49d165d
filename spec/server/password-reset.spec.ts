import { expect } from 'chai'
import { addMember, clientOf, type Person, register } from '../support/client.ts'
import { type MailingService, mailedUrl, startMailingService } from '../support/mailing.ts'
import { startService } from '../support/service.ts'

const newPassword = 'a quite different horse'

describe('a forgotten password', () => {
  let service: MailingService
  let owner: Person
  before(async () => {
    service = await startMailingService()
    owner = await register(service.url, 'Reset & Sons')
  })
  after(() => service.stop())

  const forgot = (email: string, headers = {}) =>
    clientOf(service.url).call('POST', '/api/auth/password/forgot', { email }, headers)
  const reset = (code: string, password = newPassword) =>
    clientOf(service.url).call('POST', '/api/auth/password/reset', { code, new_password: password })
  const login = ({ email }: Person, password: string) =>
    clientOf(service.url).call('POST', '/api/auth/login', { email, password })
  /** Asks, and reads the code from the newest mail. */
  const codeFor = async ({ email }: Person, headers = {}): Promise<string> => {
    const before = (await service.mailServer.mailsTo(email, 0)).length
    await forgot(email, headers)
    const newest = (await service.mailServer.mailsTo(email, before + 1)).at(-1)!
    return /#reset=([\w-]{44})$/m.exec(newest.text)![1]!
  }
  const somebody = () => addMember(owner, 'member')

  it('is replaced by a code that comes by mail, and every session of the person ends', async () => {
    const person = await somebody()
    const code = await codeFor(person, { 'accept-language': 'es' })
    const mail = (await service.mailServer.mailsTo(person.email, 1)).at(-1)!

    const done = await reset(code)

    expect(mail.subject).to.equal('Elija una nueva contraseña')
    expect(mail.text).to.include(`${mailedUrl}/#reset=${code}`).and.include('Reset & Sons')
    expect(mail.text + mail.html).to.not.include(person.password)
    expect([done.status, done.body]).to.deep.equal([204, ''])
    expect((await person.call('GET', '/api/auth/me')).status).to.equal(401)
    const renewed = await clientOf(service.url).call('POST', '/api/auth/refresh', {
      refresh_token: person.refreshToken,
    })
    expect(renewed.status).to.equal(401)
    expect((await login(person, person.password)).status).to.equal(401)
    expect((await login(person, newPassword)).status).to.equal(200)
  })

  it('is asked for with the same answer whether somebody has the address or not, and nobody else is mailed', async () => {
    const person = await somebody()

    const known = await forgot(person.email.toUpperCase())
    const unknown = await forgot('nobody-has-this@example.org')

    expect([known.status, known.body]).to.deep.equal([202, ''])
    expect([unknown.status, unknown.body]).to.deep.equal([known.status, known.body])
    expect([...unknown.headers.keys()].sort()).to.deep.equal([...known.headers.keys()].sort())
    await service.mailServer.mailsTo(person.email, 1)
    expect(await service.mailServer.mailsTo('nobody-has-this@example.org', 0)).to.deep.equal([])
    const [{ count }] = (await service.database.query(
      'select count(*)::int from password_reset where user_id = $1',
      [person.userId],
    )) as [{ count: number }]
    expect(count).to.equal(1)
  })

  it('has a code that works once, until a new one is asked for [T-13]', async () => {
    const person = await somebody()
    const first = await codeFor(person)
    const second = await codeFor(person)

    const replaced = await reset(first)
    const used = await reset(second)
    const again = await reset(second, 'yet another password')

    expect([replaced.status, replaced.body.code]).to.deep.equal([422, 'reset_token_invalid'])
    expect(used.status).to.equal(204)
    expect([again.status, again.body.code]).to.deep.equal([422, 'reset_token_invalid'])
    expect((await login(person, newPassword)).status).to.equal(200)
  })

  it('has a code that two who use it at once use once [T-13]', async () => {
    const person = await somebody()
    const code = await codeFor(person)

    const answers = await Promise.all([reset(code, 'one horse of two'), reset(code, 'two horses of two')])

    expect(answers.map(({ status }) => status).sort()).to.deep.equal([204, 422])
  })

  it('has a code that five wrong guesses end, though the right one follows [T-13]', async () => {
    const person = await somebody()
    const code = await codeFor(person)
    const other = await codeFor(await somebody())
    const guess = code.slice(0, 22) + other.slice(22)

    for (let i = 0; i < 4; i += 1) expect((await reset(guess)).body.code).to.equal('reset_token_invalid')
    const weak = await reset(code, 'password1') // right, and refused for another reason: it counts for nothing
    const fifth = await reset(guess)
    const right = await reset(code)

    expect([weak.status, weak.body.code]).to.deep.equal([422, 'validation_failed'])
    expect(weak.body.errors[0].field).to.equal('new_password')
    expect(fifth.status).to.equal(422)
    expect([right.status, right.body.code]).to.deep.equal([422, 'reset_token_invalid'])
    expect((await login(person, person.password)).status).to.equal(200)
  })

  it('has a code that is good for half an hour, and not beside a password that was changed [T-13]', async () => {
    const [late, changed] = [await somebody(), await somebody()]
    const lateCode = await codeFor(late)
    const changedCode = await codeFor(changed)
    const [{ minutes }] = (await service.database.query(
      `update password_reset set created_at = created_at - interval '30 min', expires_at = expires_at - interval '30 min'
       where user_id = $1 returning extract(epoch from expires_at - created_at)::int / 60 as minutes`,
      [late.userId],
    )) as [{ minutes: number }]
    const current = { current_password: changed.password, new_password: 'changed by hand' }
    expect((await changed.call('POST', '/api/auth/password', current)).status).to.equal(204)

    const answers = [await reset(lateCode), await reset(changedCode)]

    expect(minutes).to.equal(30)
    expect(answers.map(({ body }) => body.code)).to.deep.equal(['reset_token_invalid', 'reset_token_invalid'])
  })

  it('leaves no code in the database that opens anything, nor in the log', async () => {
    const person = await somebody()
    const code = await codeFor(person)

    const kept = await service.database.query(
      `select r.selector, encode(r.code_hash, 'base64') as hash, m.letter_sealed from password_reset r, mail m
       where r.user_id = $1 and m.template = 'password_reset'`,
      [person.userId],
    )

    expect(kept).to.not.deep.equal([])
    expect(JSON.stringify(kept)).to.not.include(code.slice(22))
    expect(JSON.stringify(service.log)).to.not.include(code.slice(0, 22)).and.not.include(code.slice(22))
  })

  it('does not take anything for a code', async () => {
    for (const code of ['', 'x', 'x'.repeat(44), `${'x'.repeat(43)}\u0000`, 'x'.repeat(200)])
      expect((await reset(code)).body.code).to.equal('reset_token_invalid')
  })
})

describe('asking for a new password', () => {
  it('is limited by address, whoever has it', async () => {
    const service = await startService({ RATE_LIMIT_PASSWORD_FORGOT: '2/h' })
    try {
      const ask = (email: string) =>
        clientOf(service.url).call('POST', '/api/auth/password/forgot', { email })
      const statuses = []
      for (const email of ['a@example.org', 'A@example.org', 'a@example.org', 'b@example.org'])
        statuses.push((await ask(email)).status)

      expect(statuses).to.deep.equal([202, 202, 429, 202])
    } finally {
      await service.stop()
    }
  })
})
