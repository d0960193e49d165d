import { expect } from 'chai'
import fc from 'fast-check'
import { fitAttributes, mostAttributeBytes, readAttributes } from '../../../domain/positions/attributes.ts'

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value))
const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) })

describe('attributes', () => {
  it('come back as they were [PO-13]', () => {
    const attributes = { ignition: true, volts: 12.65, tags: ['a', null], deep: { er: { est: 1 } } }

    expect(readAttributes(attributes)).to.deep.equal(attributes)
  })

  it('are none when empty or absent [PO-13]', () => {
    for (const input of [undefined, null, {}]) expect(readAttributes(input)).to.equal(null)
  })

  it('are refused when they are no plain object or hold what JSON cannot [PO-13]', () => {
    for (const input of [
      1,
      'a',
      true,
      [],
      new Date(),
      new Uint8Array(3),
      { a: Number.NaN },
      { a: () => 1 },
      { a: 1n },
    ])
      expect(readAttributes(input)).to.equal(undefined)
  })

  it('are four levels deep at most [PO-13]', () => {
    expect(readAttributes(nested(4))).to.deep.equal(nested(4))
    expect(readAttributes(nested(5))).to.equal(undefined)
    expect(readAttributes({ a: [[[[1]]]] })).to.equal(undefined)
  })

  it('are 4 KB at most, counted as UTF-8 [PO-13]', () => {
    const frame = bytesOf({ a: '' })
    const fits = { a: 'x'.repeat(mostAttributeBytes - frame) }

    expect(readAttributes(fits)).to.deep.equal(fits)
    expect(readAttributes({ a: `${fits.a}x` })).to.equal(undefined)
    expect(readAttributes({ a: 'é'.repeat(2_045) })).to.equal(undefined)
  })

  it('drop the names that reach into prototypes [PO-13]', () => {
    const input = JSON.parse(
      '{"__proto__": {"admin": true}, "constructor": 1, "__proto__\\u0000": 2, "a": {"prototype": 1}}',
    )

    const attributes = readAttributes(input)

    expect(attributes).to.deep.equal({ a: {} })
    expect(Object.getPrototypeOf(attributes)).to.equal(Object.prototype)
  })

  it('hold only text that the database takes [PO-13]', () => {
    expect(readAttributes({ 'a\u0000': 'b\u0000c', d: '\ud800' })).to.deep.equal({ a: 'bc', d: '\ufffd' })
  })

  it('never exceed their bounds, whatever comes in [PO-13] [PO-27]', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.anything())), (entries) => {
        const attributes = fitAttributes(entries)
        expect(bytesOf(attributes)).to.be.at.most(mostAttributeBytes)
        expect(readAttributes(attributes)).to.deep.equal(attributes)
      }),
    )
  })

  it('keep what comes first and leave out what no longer fits [PO-27]', () => {
    const large = 'é'.repeat(1_500)

    const attributes = fitAttributes([
      ['first', 1],
      ['large', large],
      ['larger', large],
      ['first', 2],
      ['last', 3],
    ])

    expect(attributes).to.deep.equal({ first: 1, large, last: 3 })
  })
})
