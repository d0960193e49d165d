import { expect } from 'chai'
import type { Member } from '../../domain/actor.ts'
import type { Language } from '../../domain/problem.ts'
import { createQuoteMail } from '../../domain/quotes/mail.ts'
import { createQuotes, type QuotePorts } from '../../domain/quotes/service.ts'
import { newLink, type ShareLink } from '../../domain/share-links/link.ts'
import { assertAllowed, type LinkPolicy, usualPolicy } from '../../domain/share-links/share-policy.ts'
import { createUuidV7 } from '../../server/secrets.ts'
import { createMemoryQuotes } from '../support/memory-quotes.ts'
import { expectRefusal, faultyFields } from '../support/refusals.ts'

const noon = Date.parse('2030-06-01T12:00:00Z')
const hour = 3_600_000
const office: Member = { userId: 3, tenantId: 1, role: 'dispatcher', familyId: 'f' }
const items = [{ description: 'Work', quantity: 1, unit_price_cents: 10_000 }]
const customer = { name: 'Ana Souza', phone: null, email: 'ana@example.org' }
const body = { title: 'Compressor', items, customer }

/** Quotes on stores in memory, with a clock to turn and links and mails to look at. */
const aHouse = ({
  locale = 'pt-BR' as Language,
  timeZone = 'America/Sao_Paulo',
  policy = usualPolicy,
  failsToMail = false,
} = {}) => {
  let clock = noon
  const now = () => new Date(clock)
  const memory = createMemoryQuotes({ 1: timeZone, 2: 'Pacific/Auckland' })
  const links = new Map<string, ShareLink>()
  const mails: { template: string; to: string; data: object }[] = []
  const untold: unknown[] = []
  const token = 'abcdefghijklmnopqrstuv'
  const fake: QuotePorts['links'] = {
    async sharePrimary(wanted) {
      const link = newLink({ ...wanted, id: wanted.resource.id, createdAt: now() })
      assertAllowed(policy, link, now())
      const isNew = !links.has(link.id)
      links.set(link.id, link)
      return { link, token, isNew }
    },
    async livePrimary(_tenantId, _face, { id }) {
      const link = links.get(id)
      return link && { link, token }
    },
    revokeAllOf: async (_tenantId, { id }) => void links.delete(id),
  }
  const ports: QuotePorts = {
    ...memory,
    workOrder: async (tenantId, id) =>
      tenantId === 1 && id <= 2
        ? { customer: id === 1 ? { ...customer, name: 'Bar do Zé' } : null }
        : undefined,
    profiles: { of: async (id) => ({ id, name: 'Frio & Cia', features: {}, locale, timeZone }) },
    links: fake,
    policyOf: async () => policy,
    mail: createQuoteMail({
      mail: {
        async send(mail) {
          if (failsToMail) throw new Error('no room')
          mails.push(mail as unknown as (typeof mails)[number])
        },
      },
      membersOf: () => ({
        member: async (userId) =>
          userId === 3
            ? { userId, email: 'office@example.org', fullName: 'Bia', role: 'dispatcher', joinedAt: now() }
            : undefined,
      }),
      publicUrl: () => 'https://share.example.org',
      report: (error) => void untold.push(error),
    }),
    newId: () => createUuidV7(clock),
    now,
  }
  const quotes = createQuotes(ports)
  return {
    ...memory,
    quotes,
    links,
    mails,
    untold,
    turnTo: (moment: string) => {
      clock = Date.parse(moment)
    },
    async sent(more: object = {}) {
      const { quote } = await quotes.create(office, { ...body, ...more })
      const { quote: sent } = await quotes.send(office, quote.id, undefined, {})
      return { id: sent.id, link: links.get(sent.id)! }
    },
  }
}
const approve = { decision: 'approve', name: ' Ana ', comment: ' ' } as const
const within = (hours: number): LinkPolicy => ({ ...usualPolicy, longestHours: hours })

describe('the quotes of an organization', () => {
  it('have what is usual where they do not say: currency by language, 30 days, the work order’s customer [QT-4] [QT-5] [QT-8]', async () => {
    const { quotes } = aHouse()
    const { quote } = await quotes.create(office, { title: ' Compressor ', items, work_order: 1 })

    expect(quote).to.deep.include({
      number: 'ORC-2030-0001',
      title: 'Compressor',
      status: 'draft',
      currency: 'BRL',
      validUntil: '2030-07-01',
      notes: '',
    })
    expect(quote.customer.name).to.equal('Bar do Zé')
    const currencies = []
    for (const locale of ['en', 'es'] as const)
      currencies.push((await aHouse({ locale }).quotes.create(office, body)).quote.currency)
    expect(currencies).to.deep.equal(['USD', 'EUR'])
  })

  it('are for somebody, and of work orders that the organization has [QT-8] [T-21]', async () => {
    const { quotes } = aHouse()
    const { customer: _, ...nobody } = body

    expect(await faultyFields(quotes.create(office, nobody))).to.deep.equal(['customer'])
    expect(await faultyFields(quotes.create(office, { ...nobody, work_order: 2 }))).to.deep.equal([
      'customer',
    ])
    expect(await faultyFields(quotes.create(office, { ...body, work_order: 3 }))).to.deep.equal([
      'work_order',
    ])
    const { quote } = await quotes.create(office, body)
    const moved = quotes.update(office, quote.id, undefined, { work_order: 3 })
    expect(await faultyFields(moved)).to.deep.equal(['work_order'])
  })

  it('count their years and days by the clock on the organization’s wall [QT-5] [QT-8]', async () => {
    const { quotes, turnTo } = aHouse()
    turnTo('2031-01-01T02:00:00Z') // 23:00 of the day before

    const { quote } = await quotes.create(office, body)

    expect([quote.number, quote.validUntil]).to.deep.equal(['ORC-2030-0001', '2031-01-30'])
  })

  it('are changed while they are drafts, by whoever has read what they are [QT-6]', async () => {
    const { quotes, told } = aHouse()
    const { quote } = await quotes.create(office, body)
    const based = [quote.updatedAt.getTime().toString(36)]

    const { title, items } = body
    const { quote: same } = await quotes.update(office, quote.id, based, { title, items, work_order: null })
    expect(same).to.deep.equal(quote) // what stays as it was is no change
    const { quote: changed } = await quotes.update(office, quote.id, based, { title: 'Two compressors' })
    await expectRefusal('conflict', quotes.update(office, quote.id, based, { title: 'Three' }))
    await expectRefusal('conflict', quotes.remove(office, quote.id, based))
    await quotes.send(office, quote.id, undefined, {})
    await expectRefusal('quote_not_editable', quotes.update(office, quote.id, '*', { title: 'Four' }))
    await expectRefusal('quote_not_editable', quotes.remove(office, quote.id, undefined))

    expect(changed.title).to.equal('Two compressors')
    expect(told.map(({ name }) => name)).to.deep.equal(['quote.created', 'quote.updated', 'quote.sent'])
  })

  it('are copied into a draft of today, whatever became of them [QT-6]', async () => {
    const { quotes, sent, turnTo, told } = aHouse()
    const { id } = await sent({ notes: 'Half on order.', currency: 'CLP' })
    turnTo('2030-09-01T12:00:00Z')

    const { quote, share } = await quotes.duplicate(office, id)

    expect(share).to.equal(undefined)
    expect(quote).to.include({
      number: 'ORC-2030-0002',
      status: 'draft',
      validUntil: '2030-10-01',
      notes: 'Half on order.',
      currency: 'CLP',
      sentAt: null,
    })
    expect(told.at(-1)!.data).to.deep.equal({ status: 'draft', copy_of: id })
  })

  it('tell of themselves by id and state, and of nobody [QT-15]', async () => {
    const { quotes, sent, told } = aHouse()
    const { id, link } = await sent()
    await quotes.decide({ link }, approve)

    expect(told.map(({ name, actorId }) => [name, actorId])).to.deep.equal([
      ['quote.created', 3],
      ['quote.sent', 3],
      ['quote.approved', null],
    ])
    for (const event of told) expect(event.aggregateId).to.equal(id)
    expect(JSON.stringify(told)).to.not.match(/Ana|Compressor|example/)
  })
})

describe('sending a quote', () => {
  it('makes a link until 30 days after the last day, in the organization’s zone [QT-10]', async () => {
    const { sent } = aHouse()
    const { link } = await sent({ valid_until: '2030-06-10' })

    expect(link).to.include({ face: 'trakservice', shareType: 'public', title: null, createdBy: 3 })
    expect(link.expiresAt!.toISOString()).to.equal('2030-07-11T03:00:00.000Z')
  })

  it('keeps to what the organization allows: less time to read it, and no less to decide it [QT-10]', async () => {
    const long = await aHouse({ policy: within(20 * 24) }).sent({ valid_until: '2030-06-10' })
    const short = aHouse({ policy: within(24) })
    const closed = aHouse({ policy: { ...usualPolicy, allowedTypes: ['private', 'protected'] } })

    expect(long.link.expiresAt!.getTime()).to.equal(noon + 20 * 24 * hour)
    for (const { sent, told, mails } of [short, closed]) {
      await expectRefusal('policy_violated', sent({ valid_until: '2030-06-10' }))
      expect([told.map(({ name }) => name), mails]).to.deep.equal([['quote.created'], []])
    }
  })

  it('mails the customer, or whoever it names, in the organization’s language [QT-14]', async () => {
    const { quotes, mails } = aHouse()
    const { quote } = await quotes.create(office, body)

    await quotes.send(office, quote.id, undefined, { message: ' As agreed. ' })
    await quotes.send(office, quote.id, undefined, { email: 'boss@example.org' })

    expect(mails.map(({ template, to }) => [template, to])).to.deep.equal([
      ['quote_sent', 'ana@example.org'],
      ['quote_sent', 'boss@example.org'],
    ])
    expect(mails[0]!.data).to.include({
      senderName: 'Bia',
      message: 'As agreed.',
      totalCents: 10_000,
      url: 'https://share.example.org/share/abcdefghijklmnopqrstuv/?utm_source=mail&utm_medium=email',
    })
    expect(mails[1]!.data).to.include({ message: null })
  })

  it('needs no address: the link is there all the same [QT-14]', async () => {
    const { sent, mails, links } = aHouse()
    await sent({ customer: { name: 'Ana' } })

    expect([mails.length, links.size]).to.deep.equal([0, 1])
  })

  it('is refused once it was decided or is over, and for a draft whose day has passed [QT-6] [QT-7]', async () => {
    const { quotes, sent, turnTo } = aHouse()
    const decided = await sent()
    await quotes.decide(decided, approve)
    const open = await sent()
    const { quote: draft } = await quotes.create(office, body)

    await expectRefusal('quote_decided', quotes.send(office, decided.id, undefined, {}))
    turnTo('2030-08-01T12:00:00Z')
    await expectRefusal('quote_expired', quotes.send(office, open.id, undefined, {}))
    expect(await faultyFields(quotes.send(office, draft.id, undefined, {}))).to.deep.equal(['valid_until'])
  })
})

describe('deciding a quote', () => {
  it('takes the name and the comment as they are meant, and tells whoever wrote the quote [QT-9] [QT-14]', async () => {
    const { quotes, sent, mails } = aHouse()
    const { id, link } = await sent()

    const { quote } = await quotes.decide(
      { link },
      { decision: 'reject', name: ' Ana ', comment: ' Too much ' },
    )

    expect(quote).to.include({ status: 'rejected', decidedBy: 'Ana', decisionComment: 'Too much' })
    expect(mails.at(-1)).to.deep.include({ template: 'quote_decided', to: 'office@example.org' })
    expect(mails.at(-1)!.data).to.include({
      isApproved: false,
      decidedBy: 'Ana',
      comment: 'Too much',
      url: `https://share.example.org/share/${id}/`,
    })
  })

  it('happens once: of two at the same moment one wins [QT-9]', async () => {
    const { quotes, sent, told } = aHouse()
    const { link } = await sent()
    const outcomes = await Promise.allSettled([
      quotes.decide({ link }, approve),
      quotes.decide({ link }, { ...approve, decision: 'reject' }),
    ])

    const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))
    expect(refused).to.deep.equal(['quote_decided'])
    expect(told.filter(({ name }) => /approved|rejected/.test(name))).to.have.length(1)
  })

  it('is possible until the last moment of the last day, and not after it [QT-7]', async () => {
    const { quotes, sent, turnTo } = aHouse()
    const first = await sent({ valid_until: '2030-06-10' })
    const second = await sent({ valid_until: '2030-06-10' })

    turnTo('2030-06-11T02:59:59Z') // three hours behind UTC
    expect((await quotes.decide(first, approve)).quote.status).to.equal('approved')
    turnTo('2030-06-11T03:00:00Z')
    await expectRefusal('quote_expired', quotes.decide(second, approve))
    expect((await quotes.shown(1, second.id)).quote.status).to.equal('expired')
    expect((await quotes.find(office, second.id)).quote.status).to.equal('expired')
  })

  it('stands even where nobody can be told [QT-14]', async () => {
    const { quotes, sent, untold } = aHouse({ failsToMail: true })
    const { link } = await sent({ customer: { name: 'Ana' } })

    expect((await quotes.decide({ link }, approve)).quote.status).to.equal('approved')
    expect(untold).to.have.length(1)
  })

  it('takes a link to this quote and to nothing else [QT-12]', async () => {
    const { quotes, sent } = aHouse()
    const { link } = await sent()
    const other = { ...link, resource: { ...link.resource, kind: 'asset' as const } }

    await expectRefusal('not_found', quotes.decide({ link: { ...link, tenantId: 2 } }, approve))
    await expectRefusal('not_found', quotes.decide({ link: other }, approve))
  })
})

describe('quotes that nobody decided', () => {
  it('are written down as expired, each when its own day is over, and once [QT-7]', async () => {
    const { quotes, sent, turnTo, told } = aHouse()
    const kept = await sent({ valid_until: '2030-06-11' })
    const { id } = await sent({ valid_until: '2030-06-10' })
    const decided = await sent({ valid_until: '2030-06-10' })
    await quotes.decide(decided, approve)

    turnTo('2030-06-11T02:59:59Z')
    expect(await quotes.expireOverdue()).to.equal(0)
    turnTo('2030-06-11T03:00:00Z')
    expect(await quotes.expireOverdue(true)).to.equal(1)
    expect([await quotes.expireOverdue(), await quotes.expireOverdue()]).to.deep.equal([1, 0])

    expect(told.at(-1)).to.deep.equal({
      name: 'quote.expired',
      aggregateType: 'quote',
      aggregateId: id,
      actorId: null,
      data: { status: 'expired' },
    })
    expect((await quotes.find(office, kept.id)).quote.status).to.equal('sent')
  })
})

describe('what the link of a quote shows', () => {
  it('is called by its number and title, and is not there while it is a draft [QT-11]', async () => {
    const { quotes, sent } = aHouse()
    const { id } = await sent()
    const { quote: draft } = await quotes.create(office, body)

    expect(await quotes.resource(1, id)).to.deep.equal({
      kind: 'quote',
      id,
      ownerId: 3,
      title: 'ORC-2030-0001 · Compressor',
    })
    expect(await quotes.resource(1, draft.id)).to.equal(undefined)
    expect(await quotes.resource(2, id)).to.equal(undefined)
    await expectRefusal('not_found', quotes.shown(1, draft.id))
  })
})
