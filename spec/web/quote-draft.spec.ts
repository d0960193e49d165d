import { expect } from 'chai'
import { bodyOf, draftOf, emptyItem, plainNumber, sumsOf } from '../../web/app/field/quote-draft.ts'

describe('a quote as it is typed', () => {
  const item = { ...emptyItem(), description: 'Filter', quantity: '1,5', price: '1.234,50', tax: '19' }

  it('reads numbers as people write them [FE-7]', () => {
    const typed = ['1.234,56', '1,234.56', '12,5', '12.5', '1.234.567', "1'234", '7', '']

    expect(typed.map(plainNumber)).to.deep.equal([
      '1234.56',
      '1234.56',
      '12.5',
      '12.5',
      '1234567',
      '1234',
      '7',
      '',
    ])
  })

  it('comes to whole cents by the rule of the service [FE-7]', () => {
    const sums = sumsOf([item], 'EUR')!

    expect([sums.lines, sums.taxCents, sums.totalCents]).to.deep.equal([[185_175], 35_183, 220_358])
    expect(bodyOf([item], 'EUR')[0]).to.deep.include({
      quantity: '1.5',
      unit_price_cents: 123_450,
      tax_percent: '19',
    })
  })

  it('comes to nothing where something is no number [FE-7]', () => {
    expect(sumsOf([{ ...item, price: 'much' }], 'EUR')).to.equal(undefined)
    expect(sumsOf([{ ...item, quantity: '0' }], 'EUR')).to.equal(undefined)
    expect(sumsOf([{ ...item, price: '1.5' }], 'JPY')).to.equal(undefined)
    expect(sumsOf([{ ...item, tax: '101' }], 'EUR')).to.equal(undefined)
  })

  it('is the same when it is read back', () => {
    const items = [
      {
        position: 1,
        description: 'A',
        quantity: 2,
        unit: null,
        unit_price_cents: 5,
        discount_percent: 2.5,
        tax_percent: 0,
        total_cents: 10,
      },
    ]

    expect(draftOf({ items, currency: 'USD' })[0]).to.deep.include({
      price: '0.05',
      quantity: '2',
      discount: '2.5',
      tax: '',
    })
    expect(draftOf({ items, currency: 'JPY' })[0]).to.deep.include({ price: '5' })
  })
})
