import { expect } from 'chai'
import Type, { type TSchema } from 'typebox'
import {
  Id,
  Latitude,
  Line,
  Longitude,
  Nullable,
  OneOf,
  Page,
  PageQuery,
  SerialId,
  Timestamp,
} from '../../domain/schema.ts'
import { parser } from '../../domain/validate.ts'
import { expectRefusal, faultyFields } from '../support/refusals.ts'

const takes = (schema: TSchema, ...values: unknown[]) => {
  for (const value of values) expect(() => parser(schema)(value), JSON.stringify(value)).not.to.throw()
}
const refuses = async (schema: TSchema, ...values: unknown[]) => {
  for (const value of values) await expectRefusal('validation_failed', () => parser(schema)(value))
}

describe('the bricks of schemas', () => {
  it('take a UUID in either case, and nothing that only looks like one', async () => {
    takes(Id, '0197282e-3c00-7000-8000-000000000001', '0197282E-3C00-7000-8000-00000000000A')
    await refuses(
      Id,
      '',
      'urn:uuid:0197282e-3c00-7000-8000-000000000001',
      '0197282e3c00700080000000000000001',
      ' 0197282e-3c00-7000-8000-000000000001',
      'x',
      1,
      null,
    )
  })

  it('take the numbers that users and tenants have', async () => {
    takes(SerialId, 1, 2_147_483_647)
    await refuses(SerialId, 0, -1, 1.5, 2_147_483_648, '1', null)
  })

  it('take a time with its zone, and none without [T-18]', async () => {
    takes(Timestamp, '2030-06-01T12:00:00Z', '2030-06-01T12:00:00.123456+05:30', '9999-12-31T23:59:59Z')
    await refuses(
      Timestamp,
      '2030-06-01T12:00:00',
      '2030-06-01',
      '2030-02-30T12:00:00Z',
      'noon',
      1_900_000_000,
      null,
    )
    await refuses(Timestamp, `2030-06-01T12:00:00.${'1'.repeat(40)}Z`)
  })

  it('take places on the globe, its edges included', async () => {
    takes(Latitude, -90, 0, 90)
    takes(Longitude, -180, 0, 180)
    await refuses(Latitude, 90.000_000_1, -91, '1', null, Number.NaN, Number.POSITIVE_INFINITY)
    await refuses(Longitude, 180.000_000_1, -181, '1', null, Number.NaN)
  })

  it('take a line of text, never empty, without control characters [T-44]', async () => {
    takes(Line(5), 'a', 'Ünïcö', '👋👋👋👋👋', ' a ')
    await refuses(Line(5), '', 'abcdef', 'a\nb', 'a\u0000', '\u007f', 'a\tb', 1, null)
  })

  it('take one of a closed set of words, spelled as they are', async () => {
    takes(OneOf('a', 'b'), 'a', 'b')
    await refuses(OneOf('a', 'b'), 'A', '', 'c', 0, null, ['a'])
    expect(OneOf('a', 'b')).to.deep.include({ type: 'string', enum: ['a', 'b'] })
  })

  it('take null where it is allowed and nowhere else', async () => {
    takes(Nullable(Type.Integer()), null, 1)
    await refuses(Nullable(Type.Integer()), undefined, 'null', '')
  })
})

describe('the pages of a list', () => {
  const read = parser(PageQuery, 'text')

  it('are asked for by number, the first one and 50 at a time unless something else is said', () => {
    expect(read({})).to.deep.equal({ page: 1, page_size: 50 })
    expect(read({ page: '3', page_size: '200' })).to.deep.equal({ page: 3, page_size: 200 })
  })

  it('are neither huge nor negative [T-62]', async () => {
    for (const [field, value] of [
      ['page', '0'],
      ['page', '1000001'],
      ['page', '1e9'],
      ['page_size', '0'],
      ['page_size', '201'],
      ['page_size', '1e9'],
      ['page_size', '-1'],
      ['limit', '1'],
    ] as const)
      expect(await faultyFields(() => read({ [field]: value })), `${field}=${value}`).to.deep.equal([field])
  })

  it('say how many there are, and where the neighbours stand', async () => {
    const Numbers = Page(Type.Integer(), 'Numbers')

    takes(Numbers, { count: 3, next: 'https://example.org/?page=2', previous: null, results: [1, 2] })
    await refuses(
      Numbers,
      { count: 3, next: null, previous: null, results: ['1'] },
      { count: 0, results: [] },
    )
  })
})
