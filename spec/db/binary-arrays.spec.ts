import { expect } from 'chai'
import fc from 'fast-check'
import pg from 'pg'
import { boolArray, float4Array, int4Array, timestamptzArray } from '../../db/binary-arrays.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'

const same = <T>(value: T): T => value

describe('arrays in binary form', () => {
  let database: TestDatabase
  let client: pg.Client

  before(async () => {
    database = await createDatabase()
    client = new pg.Client({ connectionString: database.url })
    await client.connect()
  })
  after(async () => {
    await client.end()
    await database.drop()
  })

  const readBack = async (type: string, array: Buffer, as = 'value') => {
    const { rows } = await client.query(
      `select ${as} as value from unnest($1::${type}[]) with ordinality as a (value, place) order by place`,
      [array],
    )
    return rows.map(({ value }) => value)
  }
  const holds = async <T>(each: fc.Arbitrary<T>, check: (values: T[]) => Promise<void>) =>
    fc.assert(fc.asyncProperty(fc.array(each, { maxLength: 300 }), check), { numRuns: 60 })

  it('carry every integer of 32 bits', () =>
    holds(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), async (values) => {
      expect(await readBack('int4', int4Array(values, same))).to.deep.equal(values)
    }))

  it('carry every single-precision number, and unknowns among them', () =>
    holds(fc.option(fc.float({ noNaN: true })), async (values) => {
      const back = await readBack('float4', float4Array(values, same), 'value::float8')

      expect(back).to.have.length(values.length)
      for (const [i, value] of values.entries()) expect(Object.is(back[i], value), `${value}`).to.equal(true)
    }))

  it('carry yes and no', () =>
    holds(fc.boolean(), async (values) => {
      expect(await readBack('bool', boolArray(values, same))).to.deep.equal(values)
    }))

  it('carry every millisecond until the year 2285', () => {
    const min = Date.parse('1716-01-01T00:00:00Z')
    const max = Date.parse('2285-01-01T00:00:00Z')
    return holds(fc.integer({ min, max }), async (values) => {
      const back = await readBack(
        'timestamptz',
        timestamptzArray(values, same),
        '(extract(epoch from value) * 1000)::text',
      )

      expect(back.map(Number)).to.deep.equal(values)
    })
  })

  it('carry nothing, and nothing but unknowns', async () => {
    expect(await readBack('int4', int4Array([], same))).to.deep.equal([])
    expect(await readBack('float4', float4Array([], same))).to.deep.equal([])
    expect(await readBack('bool', boolArray([], same))).to.deep.equal([])
    expect(await readBack('timestamptz', timestamptzArray([], same))).to.deep.equal([])
    expect(await readBack('float4', float4Array([null, null], same))).to.deep.equal([null, null])
  })

  it('are read off rows, by what is asked of each', async () => {
    const rows = [{ x: 1 }, { x: -2 }]

    expect(
      await readBack(
        'int4',
        int4Array(rows, ({ x }) => x * 10),
      ),
    ).to.deep.equal([10, -20])
  })
})
