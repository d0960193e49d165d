import { expect } from 'chai'
import fc from 'fast-check'
import { languages } from '../../domain/problem.ts'
import { fieldsOf } from '../../domain/quotes/fields.ts'
import { fromDecimal, type PricedItem, reckon, toDecimal } from '../../domain/quotes/money.ts'
import { asOf, type QuoteStatus, quoteStatuses, statusAfter, statusOn } from '../../domain/quotes/quote.ts'
import { CreateQuote, DecideQuote, UpdateQuote } from '../../domain/quotes/schema.ts'
import { dateText, moneyText, statusWords } from '../../domain/quotes/words.ts'
import { parser } from '../../domain/validate.ts'
import { expectRefusal, faultyFields } from '../support/refusals.ts'

const today = '2030-06-01'
const anItem = (from: Partial<PricedItem> = {}): PricedItem => ({
  quantity: 1000,
  unitPriceCents: 1000,
  discount: 0,
  tax: 0,
  ...from,
})
const anyItem = fc.record({
  quantity: fc.integer({ min: 1, max: 10_000_000 }),
  unitPriceCents: fc.integer({ min: 0, max: 100_000_000 }),
  discount: fc.integer({ min: 0, max: 10_000 }),
  tax: fc.constantFrom(0, 500, 825, 1000, 2100),
})
const anyItems = fc.array(anyItem, { minLength: 1, maxLength: 30 })

describe('the reckoning of a quote', () => {
  it('rounds each line half up, once, after its discount [QT-2]', () => {
    const lineOf = (from: Partial<PricedItem>) => reckon([anItem(from)]).lines[0]

    expect(lineOf({ quantity: 2500, unitPriceCents: 5000, discount: 1000 })).to.equal(11_250)
    expect(lineOf({ quantity: 500, unitPriceCents: 1 })).to.equal(1) // half a cent
    expect(lineOf({ quantity: 499, unitPriceCents: 1 })).to.equal(0)
    expect(lineOf({ quantity: 750, unitPriceCents: 993 })).to.equal(745) // 744.75
    expect(lineOf({ quantity: 1, unitPriceCents: 4999, discount: 5000 })).to.equal(2) // 2.4995, and not 5 halved
    expect(lineOf({ discount: 10_000 })).to.equal(0)
  })

  it('taxes the sum of each rate’s lines, rounded once a rate, the lowest first [QT-2]', () => {
    const three = [anItem({ unitPriceCents: 5, tax: 1000 }), anItem({ unitPriceCents: 5, tax: 1000 })]
    const { taxes, taxCents, totalCents } = reckon([...three, anItem({ tax: 500 }), anItem()])

    expect(taxes).to.deep.equal([
      { tax: 500, baseCents: 1000, taxCents: 50 },
      { tax: 1000, baseCents: 10, taxCents: 1 }, // each by itself would be half a cent, twice rounded up
    ])
    expect([taxCents, totalCents]).to.deep.equal([51, 2061])
  })

  it('adds up: subtotal less discount and the taxes is the total, whatever the items [QT-2]', () => {
    fc.assert(
      fc.property(anyItems, (items) => {
        const { lines, subtotalCents, discountCents, taxes, taxCents, totalCents } = reckon(items)
        const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)

        expect(subtotalCents - discountCents).to.equal(sum(lines))
        expect(totalCents).to.equal(sum(lines) + taxCents)
        expect(taxCents).to.equal(sum(taxes.map((one) => one.taxCents)))
        expect(discountCents).to.be.at.least(0)
        const taxed = items.flatMap(({ tax }, i) => (tax > 0 ? [lines[i]!] : []))
        expect(sum(taxes.map(({ baseCents }) => baseCents))).to.equal(sum(taxed))
      }),
    )
  })

  it('is off from what is exact by half a cent a line at most [QT-2]', () => {
    fc.assert(
      fc.property(anyItem, (item) => {
        const exact = (item.quantity / 1000) * item.unitPriceCents * (1 - item.discount / 10_000)
        expect(Math.abs(reckon([item]).lines[0]! - exact)).to.be.at.most(0.5 + exact * 1e-12)
      }),
    )
  })

  it('does not depend on the order of the items [QT-2]', () => {
    const shuffled = anyItems.chain((items) =>
      fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length })),
    )
    fc.assert(
      fc.property(shuffled, ([items, others]) => {
        const { lines: _, ...sums } = reckon(items)
        const { lines: __, ...same } = reckon(others)
        expect(same).to.deep.equal(sums)
      }),
    )
  })

  it('refuses what comes to more than can be counted exactly, and counts up to it [QT-2]', async () => {
    const most = Number.MAX_SAFE_INTEGER

    expect(reckon([anItem({ unitPriceCents: most })]).totalCents).to.equal(most)
    const tooMuch = [
      [anItem({ unitPriceCents: most }), anItem({ unitPriceCents: 1 })],
      [anItem({ unitPriceCents: most, tax: 1 })],
      [anItem({ quantity: 1001, unitPriceCents: most })],
    ]
    for (const items of tooMuch) expect(await faultyFields(() => reckon(items))).to.deep.equal(['items'])
  })
})

describe('a decimal of a quote', () => {
  it('is a number or the same in digits, with so many places and no more [QT-3]', () => {
    expect([1.5, '1.5', '1.50', '01.5', 0.001, 2, '0'].map((text) => fromDecimal(text, 3))).to.deep.equal([
      1500, 1500, 1500, 1500, 1, 2000, 0,
    ])
    for (const bad of [
      0.0001,
      '1.2345',
      0.1 + 0.2,
      1e-7,
      1e21,
      -1,
      '-1',
      '1,5',
      '',
      '.5',
      '1.',
      'x',
      Number.NaN,
    ])
      expect(fromDecimal(bad, 3), String(bad)).to.equal(undefined)
  })

  it('comes back as it went', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (units) => {
        expect(fromDecimal(toDecimal(units, 3), 3)).to.equal(units)
        expect(fromDecimal(String(toDecimal(units, 2)), 2)).to.equal(units)
      }),
    )
  })
})

describe('the flow of a quote', () => {
  it('goes from draft to sent, and from there to what the customer says, once [QT-6]', () => {
    expect(statusAfter('draft', 'send')).to.equal('sent')
    expect(statusAfter('sent', 'send')).to.equal('sent')
    expect(statusAfter('sent', 'approve')).to.equal('approved')
    expect(statusAfter('sent', 'reject')).to.equal('rejected')
  })

  it('goes nowhere else, and says why [QT-6]', async () => {
    for (const step of ['send', 'approve', 'reject'] as const) {
      for (const status of ['approved', 'rejected'] as const)
        await expectRefusal('quote_decided', () => statusAfter(status, step))
      await expectRefusal('quote_expired', () => statusAfter('expired', step))
    }
    for (const step of ['approve', 'reject'] as const)
      await expectRefusal('not_found', () => statusAfter('draft', step))
  })

  it('is over with its last day, unless it was decided or never sent [QT-7]', () => {
    const read = (status: QuoteStatus, validUntil: string) => statusOn({ status, validUntil }, today)

    expect(read('sent', '2030-06-01')).to.equal('sent')
    expect(read('sent', '2030-05-31')).to.equal('expired')
    for (const status of ['draft', 'approved', 'rejected', 'expired'] as const)
      expect(read(status, '2030-05-31')).to.equal(status)
    expect(asOf({ status: 'sent', validUntil: '2029-12-31' } as never, today).status).to.equal('expired')
  })
})

describe('the body of a quote', () => {
  const item = { description: 'Work', quantity: 1, unit_price_cents: 100 }
  const body = { title: 'Compressor', items: [item] }
  const read = parser(CreateQuote)
  const faulty = (change: object) => faultyFields(() => fieldsOf(read({ ...body, ...change }), today))

  it('has items of more than nothing, at prices of whole cents, with percents of two places [QT-3]', async () => {
    const with_ = (change: object) => faulty({ items: [item, { ...item, ...change }] })

    for (const quantity of [0, '0.000', 1.0001, '1.0001', 1_000_000_001, -1, '1,5'])
      expect(await with_({ quantity }), String(quantity)).to.deep.equal(['items.1.quantity'])
    for (const field of ['discount_percent', 'tax_percent'])
      for (const percent of [100.01, '100.01', 8.255, -1])
        expect(await with_({ [field]: percent }), `${field} ${percent}`).to.deep.equal([`items.1.${field}`])
    for (const unit_price_cents of [1.5, -1, '100', 2 ** 53])
      expect(await with_({ unit_price_cents })).to.deep.equal(['items.1.unit_price_cents'])
    expect(await with_({ description: ' \u200b' })).to.deep.equal(['items.1.description'])
    expect(await with_({ total_cents: 1 })).to.deep.equal(['items.1.total_cents'])
    expect(await faulty({ items: [] })).to.deep.equal(['items'])
    expect(await faulty({ items: Array(201).fill(item) })).to.deep.equal(['items'])
  })

  it('reads decimals into whole units [QT-3]', () => {
    const whole = { ...item, quantity: '2.5', unit: ' h ', discount_percent: '7.25', tax_percent: 8.25 }

    expect(fieldsOf(read({ ...body, items: [whole] }), today).items).to.deep.equal([
      { description: 'Work', quantity: 2500, unit: 'h', unitPriceCents: 100, discount: 725, tax: 825 },
    ])
  })

  it('names a real currency, and a last day that is not over [QT-4] [QT-5]', async () => {
    expect(await faulty({ currency: 'XYZ' })).to.deep.equal(['currency'])
    expect(await faulty({ currency: 'brl' })).to.deep.equal(['currency'])
    expect(await faulty({ valid_until: '2030-05-31' })).to.deep.equal(['valid_until'])
    expect(fieldsOf(read({ ...body, valid_until: today, currency: 'CLP' }), today)).to.include({
      validUntil: today,
      currency: 'CLP',
    })
  })

  it('changes what it names and nothing else, and is closed [T-55]', async () => {
    const change = parser(UpdateQuote)

    expect(fieldsOf(change({ work_order: null, notes: ' ' }), today)).to.deep.equal({
      workOrderId: null,
      notes: '',
    })
    for (const bad of [{}, { status: 'approved' }, { number: 'ORC-1' }])
      expect((await faultyFields(() => change(bad))).length, JSON.stringify(bad)).to.equal(1)
  })
})

describe('the body of a decision', () => {
  it('has a name on one line, of 120 characters at most [QT-9] [T-44]', async () => {
    const read = parser(DecideQuote)
    const said = { decision: 'approve', name: 'Ana' }

    expect(read(said)).to.deep.equal(said)
    for (const name of ['', ' ', '\u200b', 'a\nb', 'x'.repeat(121), undefined])
      expect(await faultyFields(() => read({ ...said, name })), JSON.stringify(name)).to.deep.equal(['name'])
    expect(await faultyFields(() => read({ ...said, decision: 'expire' }))).to.deep.equal(['decision'])
  })
})

describe('the words of a quote', () => {
  it('name every status in three languages', () => {
    expect(quoteStatuses.map((status) => statusWords['pt-BR'][status])).to.deep.equal([
      'Rascunho',
      'Enviado',
      'Aprovado',
      'Rejeitado',
      'Expirado',
    ])
    for (const language of languages)
      expect(new Set(quoteStatuses.map((status) => statusWords[language][status])).size).to.equal(5)
  })

  it('write money as its currency has it, to the last cent of however much', () => {
    expect(moneyText('en', 45_523, 'USD')).to.equal('$455.23')
    expect(moneyText('pt-BR', 45_523, 'BRL').replace(/\s/g, ' ')).to.equal('R$ 455,23')
    expect(moneyText('es', 5, 'EUR').replace(/\s/g, ' ')).to.equal('0,05 €')
    expect(moneyText('en', 1234, 'JPY')).to.equal('¥1,234')
    expect(moneyText('en', Number.MAX_SAFE_INTEGER, 'USD')).to.equal('$90,071,992,547,409.91')
    expect(dateText('pt-BR', '2030-07-01')).to.equal('1 de julho de 2030')
  })
})
