import { expect } from 'chai'
import Type from 'typebox'
import { Nullable, OneOf } from '../../domain/schema.ts'
import { parser } from '../../domain/validate.ts'
import { expectRefusal, faultyFields, refusalOf } from '../support/refusals.ts'

const closed = { additionalProperties: false }
const Body = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    size: OneOf('small', 'large'),
    note: Type.Optional(Nullable(Type.String({ maxLength: 3 }))),
    place: Type.Optional(Type.Object({ lat: Type.Number() }, closed)),
    list: Type.Optional(Type.Array(Type.Object({ n: Type.Integer() }, closed))),
    count: Type.Optional(Type.Integer({ default: 7 })),
  },
  closed,
)
const read = parser(Body)
const good = { name: 'a', size: 'small' }
const faultsOf = async (input: unknown) => (await refusalOf(() => read(input))).details.errors

describe('reading what came in', () => {
  it('answers it typed, with what was left out filled in', () => {
    expect(read({ ...good })).to.deep.equal({ ...good, count: 7 })
  })

  it('reads numbers out of text that are written as numbers are, and in no other way [T-22]', async () => {
    const readText = parser(Type.Object({ id: Type.Integer(), at: Type.Optional(Type.Number()) }), 'text')

    expect(readText({ id: '20', at: '-0.5' })).to.deep.equal({ id: 20, at: -0.5 })
    for (const id of ['2e0', '0x2', ' 2', '2 ', '02', '+2', '', '2.', 'NaN', 'Infinity'])
      expect(await faultyFields(() => readText({ id }))).to.deep.equal(['id'])
  })

  it('names each field that is wrong, where it stands, and says what is', async () => {
    const faults = await faultsOf({
      size: 'medium',
      place: { lat: '1' },
      list: [{ n: 1 }, { n: 0.5 }],
      extra: 1,
    })

    expect(faults).to.have.deep.members([
      { field: 'name', message: 'is required' },
      { field: 'size', message: 'must be one of small, large' },
      { field: 'place.lat', message: 'must be number' },
      { field: 'list.1.n', message: 'must be integer' },
      { field: 'extra', message: 'is not a known field' },
    ])
  })

  it('names a field once, however many of its rules are broken', async () => {
    expect(await faultsOf({ ...good, note: 'long' })).to.deep.equal([
      { field: 'note', message: 'must NOT have more than 3 characters' },
    ])
    expect(await faultyFields(() => read({ ...good, note: 1 }))).to.deep.equal(['note'])
  })

  it('names fields with odd names as they were written', async () => {
    expect(await faultyFields(() => read({ ...good, 'a/b~c': 1 }))).to.deep.equal(['a/b~c'])
    expect(
      await faultyFields(() => parser(Type.Record(Type.String(), Type.Number()))({ 'a/b~c': 'x' })),
    ).to.deep.equal(['a/b~c'])
  })

  it('names at most 20, however many there are [T-62]', async () => {
    const list = Array.from({ length: 5_000 }, () => ({ n: 'x' }))

    expect(await faultsOf({ ...good, list })).to.have.length(20)
  })

  it('takes text for text and numbers for numbers', async () => {
    for (const count of ['1', true, null, [1], 1.5, Number.NaN])
      expect(await faultyFields(() => read({ ...good, count })), String(count)).to.deep.equal(['count'])
  })

  it('refuses what is no object at all', async () => {
    for (const input of [undefined, null, 'text', 1, [], [good]])
      await expectRefusal('validation_failed', () => read(input))
  })

  it('takes no property from a prototype, and lets none in [T-53]', async () => {
    const inherited = Object.assign(Object.create({ name: 'a' }), { size: 'small' })
    const polluting = JSON.parse('{"name":"a","size":"small","__proto__":{"admin":true}}')

    expect(await faultyFields(() => read(inherited))).to.deep.equal(['name'])
    expect(await faultyFields(() => read(polluting))).to.deep.equal(['__proto__'])
    expect(await faultyFields(() => read({ ...good, constructor: 1 }))).to.deep.equal(['constructor'])
    expect(({} as { admin?: boolean }).admin).to.equal(undefined)
  })
})

describe('reading text, as queries and paths carry it', () => {
  const Query = Type.Object(
    { n: Type.Optional(Type.Integer({ default: 1, maximum: 1_000 })), on: Type.Optional(Type.Boolean()) },
    closed,
  )
  const readText = parser(Query, 'text')

  it('finds numbers and booleans in it', () => {
    expect(readText({ n: '12', on: 'true' })).to.deep.equal({ n: 12, on: true })
    expect(readText({ on: 'false' })).to.deep.equal({ n: 1, on: false })
  })

  it('refuses what is neither', async () => {
    for (const n of ['', 'one', '1.5', '0x', 'NaN', '1e999', ['1', '2'], { a: '1' }])
      expect(await faultyFields(() => readText({ n })), JSON.stringify(n)).to.deep.equal(['n'])
    expect(await faultyFields(() => readText({ on: 'yes' }))).to.deep.equal(['on'])
  })
})
