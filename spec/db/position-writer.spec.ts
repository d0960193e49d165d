import { expect } from 'chai'
import pg from 'pg'
import { type Connections, connect } from '../../db/connect.ts'
import { createPositionWriter, keepPartitions } from '../../db/position-writer.ts'
import type { Position, Subject } from '../../domain/positions/position.ts'
import type { NewPosition } from '../../domain/positions/service.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { aFix, aRow, aSubject } from '../support/rows.ts'

const second = 1000

describe('the position writer', () => {
  let database: TestDatabase
  let connections: Connections
  let writer: ReturnType<typeof createPositionWriter>
  const start = Math.floor(Date.now() / second) * second - 3_600 * second

  before(async () => {
    database = await createDatabase()
    connections = connect(database.url)
    await keepPartitions(connections.systemPool)
    writer = createPositionWriter(connections.systemPool)
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })

  const read = (table: 'position' | 'newest_position', { key }: Subject) =>
    database.query(
      `select lat_e7 as "latE7", lon_e7 as "lonE7", (extract(epoch from recorded_at) * 1000)::float8 as "recordedAt",
         speed, heading, accuracy, altitude ${table === 'position' ? ', attributes, quarantined' : ''}
       from ${table} where subject_key = $1 order by recorded_at`,
      [key],
    )
  const newestOf = async (subject: Subject) => (await read('newest_position', subject))[0]?.recordedAt

  it('keeps every value as it came: both ends of the globe, milliseconds, and what nobody measured', async () => {
    const subject = aSubject({ tenantId: 7 })
    const fixes: Position[] = [
      aFix({ recordedAt: start, latE7: -900_000_000, lonE7: -1_800_000_000 }),
      aFix({ recordedAt: start + 1, latE7: 900_000_000, lonE7: 1_800_000_000, speed: 0, heading: 0 }),
      aFix({ recordedAt: start + 999, latE7: -1, lonE7: 0, speed: 123.5, heading: 359.75, accuracy: 4.25 }),
      aFix({
        recordedAt: start + 1_001,
        altitude: -430.5,
        attributes: { 'batt "%"': 0.5, note: 'ß\\{},"', on: true },
      }),
    ]

    const stored = await writer.write(fixes.map((position) => ({ subject, position, quarantined: false })))

    expect(stored).to.deep.equal([true, true, true, true])
    expect(await read('position', subject)).to.deep.equal(
      fixes.map((fix) => ({ ...fix, quarantined: false })),
    )
    const { attributes, ...newest } = fixes[3]!
    expect(await read('newest_position', subject)).to.deep.equal([newest])
    expect(
      await database.query('select distinct tenant_id from position where subject_key = $1', [subject.key]),
    ).to.deep.equal([{ tenant_id: 7 }])
  })

  it('says which were there already, within a batch and across batches, and keeps the first', async () => {
    const subject = aSubject()
    const row = (at: number, latE7: number) => aRow(subject, { recordedAt: start + at, latE7 })

    const first = await writer.write([row(0, 1), row(1, 2), row(0, 3), row(1, 4)])
    const again = await writer.write([row(1, 5), row(2, 6), row(2, 7), row(0, 8)])

    expect(first).to.deep.equal([true, true, false, false])
    expect(again).to.deep.equal([false, true, false, false])
    expect((await read('position', subject)).map(({ latE7 }) => latE7)).to.deep.equal([1, 2, 6])
    expect((await read('newest_position', subject))[0]?.latE7).to.equal(6)
  })

  it('stores the first of those for one moment in a batch of any size and order', async () => {
    const subjects = Array.from({ length: 20 }, () => aSubject())
    const rows = Array.from({ length: 3_000 }, (_, i) =>
      aRow(subjects[(i * 7) % 20]!, { recordedAt: start + ((i * 7919) % 40), latE7: i }),
    )

    const stored = await writer.write(rows)

    const kept = rows.filter((_, i) => stored[i]).map(({ position: { latE7 } }) => latE7)
    const there = await database.query('select lat_e7 from position where subject_key = any($1) order by 1', [
      subjects.map(({ key }) => key),
    ])
    const nameOf = ({ subject, position }: NewPosition) => `${subject.key} ${position.recordedAt}`
    const firsts = new Map(rows.toReversed().map((row) => [nameOf(row), row.position.latE7]))
    expect(kept.sort((a, b) => a - b)).to.deep.equal([...firsts.values()].sort((a, b) => a - b))
    expect(there.map(({ lat_e7 }) => lat_e7)).to.deep.equal(kept)
  })

  it('counts one position once, however many flights bring it at the same moment', async () => {
    const subjects = Array.from({ length: 5 }, () => aSubject())
    const writers = [
      writer,
      createPositionWriter(connections.systemPool),
      createPositionWriter(connections.systemPool),
    ]
    const rows = (turn: number) =>
      Array.from({ length: 200 }, (_, i) =>
        aRow(subjects[(i + turn) % 5]!, { recordedAt: start + ((i + turn) % 40) }),
      )

    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, turn) => writers[turn % 3]!.write(rows(turn))),
    )

    const accepted = answers.flat().filter(Boolean).length
    const [{ count } = {}] = await database.query(
      'select count(*)::int from position where subject_key = any($1)',
      [subjects.map(({ key }) => key)],
    )
    expect(accepted).to.equal(count)
    for (const subject of subjects) {
      const all = await read('position', subject)
      expect(await newestOf(subject)).to.equal(all.at(-1)?.recordedAt)
    }
  })

  it('moves the newest forward only, whatever the order of arrival', async () => {
    const subject = aSubject()

    await writer.write([aRow(subject, { recordedAt: start + 500 })])
    await writer.write([
      aRow(subject, { recordedAt: start + 100 }),
      aRow(subject, { recordedAt: start + 400 }),
    ])
    const kept = await newestOf(subject)
    await writer.write([
      aRow(subject, { recordedAt: start + 900 }),
      aRow(subject, { recordedAt: start + 700 }),
    ])

    expect(kept).to.equal(start + 500)
    expect(await newestOf(subject)).to.equal(start + 900)
  })

  it('keeps what is quarantined, and shows it as the newest to nobody', async () => {
    const [mixed, alone] = [aSubject(), aSubject()]

    await writer.write([
      aRow(mixed, { recordedAt: start }),
      aRow(mixed, { recordedAt: start + 1 }, true),
      aRow(alone, { recordedAt: start }, true),
    ])
    const again = await writer.write([aRow(alone, { recordedAt: start })])

    expect((await read('position', mixed)).map(({ quarantined }) => quarantined)).to.deep.equal([false, true])
    expect(await newestOf(mixed)).to.equal(start)
    expect(again).to.deep.equal([false])
    expect(await newestOf(alone), 'one that was not stored moves nothing').to.equal(undefined)
  })

  it('takes 5,000 rows in one statement, and what comes meanwhile in the next', async () => {
    const { pool, statements } = countingPool(connections.systemPool)
    const own = createPositionWriter(pool, { flights: 1 })
    const subject = aSubject()
    const one = (i: number) => [aRow(subject, { recordedAt: start + i })]

    const big = own.write(Array.from({ length: 5_000 }, (_, i) => aRow(subject, { recordedAt: start + i })))
    await new Promise((resolve) => setTimeout(resolve, 1)) // it is under way
    const small = await Promise.all(Array.from({ length: 500 }, (_, i) => own.write(one(4_900 + i))))

    expect((await big).every(Boolean)).to.equal(true)
    expect(small.flat().filter(Boolean)).to.have.length(400)
    expect(statements()).to.equal(2)
    expect(await read('position', subject)).to.have.length(5_400)
  })

  it('lets calls of one moment travel together, no more rows a statement than allowed', async () => {
    const { pool, statements } = countingPool(connections.systemPool)
    const own = createPositionWriter(pool, { mostRows: 100 })
    const calls = Array.from({ length: 30 }, () => Array.from({ length: 10 }, () => aRow(aSubject())))

    const answers = await Promise.all(calls.map((rows) => own.write(rows)))

    expect(answers.flat()).to.have.length(300).and.not.to.include(false)
    expect(statements()).to.equal(3)
  })

  it('refuses everything that was in a statement that failed, and stores the next', async () => {
    const good = aSubject()
    const bad = aRow(aSubject(), { attributes: { nul: '\u0000' } })

    const both = await Promise.allSettled([
      writer.write([aRow(good, { recordedAt: start })]),
      writer.write([bad]),
    ])
    const next = await writer.write([aRow(good, { recordedAt: start })])

    expect(both.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected'])
    expect(next).to.deep.equal([true])
    expect(await read('position', bad.subject)).to.deep.equal([])
  })

  it('stores again as soon as the database is back', async () => {
    const pool = new pg.Pool({ connectionString: database.url, max: 2, options: '-c role=fleeting_system' })
    pool.on('error', () => {})
    const own = createPositionWriter(pool)
    const subject = aSubject()
    await own.write([aRow(subject, { recordedAt: start })])

    const cut = database.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
    )
    const during = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => own.write([aRow(subject, { recordedAt: start + 1 + i })])),
    )
    await cut.catch(() => {}) // it may have cut itself off
    const after = await own
      .write([aRow(subject, { recordedAt: start + 100 })])
      .catch(() => own.write([aRow(subject, { recordedAt: start + 100 })]))

    const acknowledged = during.filter((answer) => answer.status === 'fulfilled' && answer.value[0]).length
    expect(after).to.deep.equal([true])
    expect((await read('position', subject)).length).to.be.at.least(2 + acknowledged)
    await pool.end()
  })

  it('makes the partition that is missing', async () => {
    const [{ name } = {}] = await database.query(
      `select 'position_' || to_char(now() at time zone 'UTC' - interval '20 days', 'YYYYMMDD') as name`,
    )
    await database.query(`drop table ${name}`)
    const subject = aSubject()
    const then = Date.now() - 20 * 86_400 * second

    const stored = await writer.write([aRow(subject, { recordedAt: then })])

    expect(stored).to.deep.equal([true])
    expect(await database.query(`select subject_key from ${name}`)).to.deep.equal([
      { subject_key: subject.key },
    ])
  })

  it('says when nothing is under way any more', async () => {
    const subject = aSubject()
    let done = 0
    await writer.flush()

    for (let i = 0; i < 10; i++)
      void writer.write([aRow(subject, { recordedAt: start + i })]).then(() => done++)
    await writer.flush()

    expect(done).to.equal(10)
    expect(await read('position', subject)).to.have.length(10)
  })
})

const countingPool = (pool: pg.Pool) => {
  let count = 0
  const counting = {
    query: (...args: Parameters<pg.Pool['query']>) => {
      count++
      return pool.query(...args)
    },
  }
  return { pool: counting as unknown as pg.Pool, statements: () => count }
}
