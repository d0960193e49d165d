import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'chai'
import { pino } from 'pino'
import { type Connections, connect } from '../../db/connect.ts'
import { createStores } from '../../db/stores.ts'
import type { Mail } from '../../domain/mail/mail.ts'
import { createMails, type MailEvent } from '../../domain/mail/service.ts'
import { readConfig } from '../../server/config.ts'
import { createMailer, logMail } from '../../server/mailer.ts'
import { createUuidV7, createVault, openOrNothing } from '../../server/secrets.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { expectRefusal } from '../support/refusals.ts'
import { addTenant } from '../support/rows.ts'
import { refusal, startMailServer } from '../support/smtp.ts'

const minute = 60_000
const hour = 60 * minute
const from = 'Fleeting <fleeting@share.example.org>'

describe('the outbox and a mail server', () => {
  let database: TestDatabase
  let connections: Connections
  let tenantId: number
  let clock: number
  const closing: (() => unknown)[] = []

  before(async () => {
    database = await createDatabase()
    connections = connect(database.url)
    tenantId = await addTenant(database)
  })
  beforeEach(() => {
    clock = Date.parse('2030-06-01T12:00:00Z')
  })
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
    await database.query('delete from mail')
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })

  const mailServer = async (options?: Parameters<typeof startMailServer>[0]) => {
    const server = await startMailServer(options)
    closing.push(server.close)
    return server
  }

  /** What one process has of mail; `said` is its log. */
  const aProcess = (smtpUrl: string | undefined, mayPrint = true) => {
    const said: string[] = []
    const log = pino({ level: 'trace' }, { write: (line: string) => void said.push(line) })
    const vault = createVault('a key for specs of more than 32 characters')
    const mailer = createMailer({ url: smtpUrl, from, mayPrint, log })
    const events: MailEvent[] = []
    const mails = createMails({
      store: createStores(connections).mail,
      seal: (id, text) => vault.seal(`mail ${id}`, text),
      unseal: (id, box) => openOrNothing(vault, `mail ${id}`, box),
      deliver: mailer.deliver,
      report(event) {
        events.push(event)
        logMail(log, event)
      },
      publicUrl: () => 'https://share.example.org',
      newId: () => createUuidV7(Date.now()),
      now: () => new Date(clock),
    })
    closing.push(mails.close)
    return { mails, events, said }
  }

  const aMail = (change: Partial<Mail<'link_sent'>> = {}): Mail<'link_sent'> => ({
    tenantId,
    to: 'maria@example.org',
    language: 'pt-BR',
    template: 'link_sent',
    data: {
      senderName: 'João',
      title: 'Ônibus 9',
      url: 'https://share.example.org/share/AbCdEfGhIjKlMnOpQrStUv/',
      expiresAt: null,
      hasPassword: false,
    },
    ...change,
  })

  const rows = () => database.query('select * from mail order by created_at, id')

  it('carries a mail whole: its words, both its forms, and who it is from and for', async () => {
    const server = await mailServer()
    const { mails } = aProcess(server.url)

    await mails.send(aMail({ to: 'Maria@Example.org' }))
    await mails.deliverDue()

    expect(server.arrived).to.have.length(1)
    const mail = server.arrived[0]!
    expect(mail).to.include({
      from: 'fleeting@share.example.org',
      subject: 'João compartilhou “Ônibus 9” com você',
    })
    expect(mail.to).to.deep.equal(['maria@example.org'])
    expect(mail.text.split('\n')).to.include('https://share.example.org/share/AbCdEfGhIjKlMnOpQrStUv/')
    expect(mail.html).to.include('<html lang="pt-BR"').and.include('“Ônibus 9”')
    expect(mail.header('from')).to.equal(from)
    expect(mail.header('to')).to.equal('maria@example.org')
    expect(mail.header('auto-submitted')).to.equal('auto-generated')
    const [{ id }] = (await rows()) as [{ id: string }]
    expect(mail.header('message-id')).to.equal(`<${id}@share.example.org>`)
  })

  it('signs in and encrypts where its settings and the mail server say so', async () => {
    const server = await mailServer({
      smtp: {
        hideSTARTTLS: false,
        authOptional: false,
        onAuth: ({ username, password }, _session, done) =>
          username === 'fleeting' && password === 'p@ss'
            ? done(null, { user: username })
            : done(refusal(535)),
      },
    })
    const { mails } = aProcess(
      `smtp://fleeting:p%40ss@127.0.0.1:${server.port}/?tls.rejectUnauthorized=false`,
    )

    await mails.send(aMail())
    await mails.deliverDue()

    expect(server.arrived.map(({ isSecure, user }) => ({ isSecure, user }))).to.deep.equal([
      { isSecure: true, user: 'fleeting' },
    ])
  })

  it('waits for a mail server that is away, and delivers when it is back', async () => {
    const away = await startMailServer()
    await away.close()
    const { mails, events } = aProcess(away.url)

    await mails.send(aMail()) // does not throw
    await mails.deliverDue()
    const [waiting] = await rows()
    const server = await mailServer({ port: away.port })
    await mails.deliverDue() // too early
    const tooEarly = server.arrived.length
    clock += minute
    await mails.deliverDue()

    expect(waiting).to.deep.include({ attempts: 1, sent_at: null, given_up_at: null })
    expect(tooEarly).to.equal(0)
    expect(server.arrived).to.have.length(1)
    expect(events.map(({ event }) => event)).to.deep.equal(['sent'])
  })

  it('tries again what a mail server puts off, and gives up what it refuses', async () => {
    const server = await mailServer({
      judge(address) {
        if (address === 'full@example.org') throw refusal(452, `${address} is full`)
        if (address === 'nobody@example.org') throw refusal(550, `${address} is unknown`)
      },
    })
    const { mails, said } = aProcess(server.url)

    for (const to of ['full@example.org', 'nobody@example.org']) await mails.send(aMail({ to }))
    await mails.deliverDue()

    const states = (await rows()).map((row) => [
      row.attempts,
      row.letter_sealed !== null,
      row.given_up_at !== null,
    ])
    expect(states).to.have.deep.members([
      [1, true, false],
      [1, false, true],
    ])
    expect(said.join(''))
      .to.include('mail given up')
      .and.not.match(/@example\.org|Ônibus|AbCdEfGh/)
  })

  it('gives up after a day, and sooner what is of use for less', async () => {
    const away = await startMailServer()
    await away.close()
    const { mails, events } = aProcess(away.url)

    await mails.send(aMail())
    await mails.send(aMail({ usefulUntil: new Date(clock + 30 * minute) }))
    for (let passed = 0; passed <= 25 * 4; passed += 1) {
      await mails.deliverDue()
      if (passed === 3) expect(events.map(({ event }) => event)).to.deep.equal(['given_up'])
      clock += 15 * minute
    }

    expect(events.map(({ event }) => event)).to.deep.equal(['given_up', 'given_up'])
    expect((await rows()).every((row) => row.letter_sealed === null)).to.equal(true)
  })

  it('delivers each mail once, however many processes look for some', async () => {
    const server = await mailServer({ pause: () => pause(20) })
    const away = await startMailServer()
    await away.close()
    const writer = aProcess(away.url)
    for (let i = 0; i < 20; i += 1) await writer.mails.send(aMail({ to: `m${i}@example.org` }))
    await writer.mails.deliverDue()
    clock += minute

    const processes = [aProcess(server.url), aProcess(server.url), aProcess(server.url)]
    await Promise.all(processes.map(({ mails }) => mails.deliverDue()))

    const addressees = server.arrived.flatMap(({ to }) => to)
    expect(addressees).to.have.members(Array.from({ length: 20 }, (_, i) => `m${i}@example.org`))
    expect(addressees).to.have.length(20)
  })

  it('takes up a mail whose process died with it, once that one can no longer be at it', async () => {
    const server = await mailServer()
    const store = createStores(connections).mail
    const sealing = createVault('a key for specs of more than 32 characters')
    const id = createUuidV7(Date.now())
    const letter = { to: 'maria@example.org', language: 'en', subject: 's', text: 't', html: 'h' }
    await store.add({
      id,
      tenantId,
      template: 'link_sent',
      letterSealed: sealing.seal(`mail ${id}`, JSON.stringify(letter)),
      createdAt: new Date(clock),
      usefulUntil: new Date(clock + 24 * hour),
    })
    await store.take(new Date(clock), new Date(clock + 10 * minute)) // and no more was heard of it

    const { mails } = aProcess(server.url)
    clock += 9 * minute
    await mails.deliverDue()
    const during = server.arrived.length
    clock += minute
    await mails.deliverDue()

    expect([during, server.arrived.length]).to.deep.equal([0, 1])
  })

  it('keeps nothing readable while a mail waits, nothing at all once it is settled, and no trace after 30 days', async () => {
    const away = await startMailServer()
    await away.close()
    const { mails } = aProcess(away.url)

    await mails.send(aMail())
    await mails.deliverDue()
    const [waiting] = await rows()
    const readable = Buffer.from(waiting?.letter_sealed as Buffer).toString('latin1')
    const server = await mailServer({ port: away.port })
    clock += hour
    await mails.deliverDue()
    const [settled] = await rows()
    await mails.forgetOld()
    const kept = (await rows()).length
    clock += 30 * 24 * hour
    await mails.forgetOld()

    expect(readable + JSON.stringify(waiting)).to.not.match(/maria|AbCdEfGh|nibus/)
    expect(server.arrived).to.have.length(1)
    expect(settled?.letter_sealed).to.equal(null)
    expect(settled?.sent_at).to.be.a('date')
    expect([kept, (await rows()).length]).to.deep.equal([1, 0])
  })

  it('writes to one address and nothing else, and no name becomes a header [T-44]', async () => {
    const server = await mailServer()
    const { mails } = aProcess(server.url)
    const bad = [
      'a@example.org, b@example.org',
      'a@example.org\r\nBcc: b@example.org',
      '"x" <a@example.org>',
      'a@example.org;b@example.org',
      'group: a@example.org;',
      'nobody',
      '',
    ]

    for (const to of bad) await expectRefusal('validation_failed', mails.send(aMail({ to })))
    const title = 'Line 9\r\nBcc: everyone@example.org\r\n\r\nHello'
    await mails.send(aMail({ data: { ...aMail().data, title, senderName: title } }))
    await mails.deliverDue()

    expect(server.arrived).to.have.length(1)
    const mail = server.arrived[0]!
    expect(mail.to).to.deep.equal(['maria@example.org'])
    expect(mail.headerNames.map((name) => name.toLowerCase())).to.not.include('bcc')
    expect(mail.text).to.not.match(/^Bcc/m)
  })

  it('needs to know where its links lead and who it writes for', () => {
    const faultsOf = (env: Record<string, string>) => {
      try {
        readConfig(env)
      } catch (error) {
        return (error as Error).message
      }
    }
    const whole = {
      SMTP_URL: 'smtp://mail',
      PUBLIC_URL: 'https://share.example.org',
      MAIL_FROM: 'a@example.org',
    }

    expect(faultsOf(whole)).to.equal(undefined)
    expect(faultsOf({ SMTP_URL: 'smtp://mail' }))
      .to.include('needs PUBLIC_URL')
      .and.include('needs MAIL_FROM')
    for (const MAIL_FROM of [
      'nobody',
      'A <a@example.org>, b@example.org',
      'A\r\nBcc: b@example.org <a@example.org>',
    ])
      expect(faultsOf({ ...whole, MAIL_FROM }), MAIL_FROM).to.include('MAIL_FROM')
    expect(faultsOf({ ...whole, SMTP_URL: 'http://mail' })).to.include('SMTP_URL')
  })

  it('prints mails to the log where there is no mail server, but never in production', async () => {
    const developer = aProcess(undefined, true)
    await developer.mails.send(aMail())
    await developer.mails.deliverDue()
    const production = aProcess(undefined, false)
    await production.mails.send(aMail())
    await production.mails.deliverDue()

    const printed = developer.said.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'mail')
    expect(printed).to.include({
      level: 30,
      to: 'maria@example.org',
      subject: 'João compartilhou “Ônibus 9” com você',
    })
    expect(printed.text).to.include('https://share.example.org/share/')
    expect(production.said.join(''))
      .to.include('SMTP_URL is not set')
      .and.not.match(/maria|AbCdEfGh/)
  })
})
