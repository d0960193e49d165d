import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { createPositionWriter, dropPartitionsBefore, keepPartitions } from '../../db/position-writer.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { aRow, aSubject } from '../support/rows.ts'

const day = 86_400_000
const daysFromNow = (days: number) => new Date(Date.now() + days * day)
const nameOf = (date: Date) => `position_${date.toISOString().slice(0, 10).replaceAll('-', '')}`

describe('the partitions of positions', () => {
  let database: TestDatabase
  let connections: Connections

  beforeEach(async () => {
    database = await createDatabase()
    connections = connect(database.url)
  })
  afterEach(async () => {
    await connections.close()
    await database.drop()
  })

  const partitions = async () => {
    const rows = await database.query(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'position'::regclass order by 1`,
    )
    return rows.map(({ name }) => name)
  }

  it('are made from a month back to a week ahead, one a day of UTC', async () => {
    const made = await keepPartitions(connections.systemPool)

    const names = await partitions()
    expect(names).to.have.length(made)
    expect(names.at(0)).to.equal(nameOf(daysFromNow(-31)))
    expect(names.at(-1)).to.equal(nameOf(daysFromNow(7)))
    expect(made).to.equal(39)
  })

  it('are made once, by however many processes, and only where they are missing', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => keepPartitions(connections.systemPool)))
    await database.query(`drop table ${nameOf(daysFromNow(-3))}`)

    expect(made.sort((a, b) => a - b)).to.deep.equal([0, 0, 0, 0, 39])
    expect(await keepPartitions(connections.systemPool)).to.equal(1)
    expect(await keepPartitions(connections.systemPool)).to.equal(0)
  })

  it('take every moment of their day, to the last millisecond', async () => {
    await keepPartitions(connections.systemPool)
    const midnight = Math.floor(Date.now() / day) * day
    const subject = aSubject()

    await createPositionWriter(connections.systemPool).write([
      aRow(subject, { recordedAt: midnight - 1 }),
      aRow(subject, { recordedAt: midnight }),
    ])

    const where = await database.query(
      'select tableoid::regclass::text as name from position order by recorded_at',
    )
    expect(where.map(({ name }) => name)).to.deep.equal([nameOf(daysFromNow(-1)), nameOf(daysFromNow(0))])
  })

  it('are forgotten as whole days, the day itself kept, and only announced on a dry run', async () => {
    await keepPartitions(connections.systemPool)
    const all = await partitions()
    const before = daysFromNow(-29)

    const announced = await dropPartitionsBefore(connections.systemPool, before, true)
    const untouched = await partitions()
    const dropped = await dropPartitionsBefore(connections.systemPool, before, false)

    expect(announced).to.deep.equal([nameOf(daysFromNow(-31)), nameOf(daysFromNow(-30))])
    expect(untouched).to.deep.equal(all)
    expect(dropped).to.deep.equal(announced)
    expect(await partitions()).to.deep.equal(all.slice(2))
    expect(await dropPartitionsBefore(connections.systemPool, before, false)).to.deep.equal([])
  })

  for (const zone of ['Pacific/Kiritimati', 'Pacific/Honolulu'])
    it(`are forgotten by the day of UTC on a machine in ${zone}`, async () => {
      await keepPartitions(connections.systemPool)
      const usual = process.env.TZ
      process.env.TZ = zone
      try {
        for (const hour of ['00:30', '23:30']) {
          const date = new Date(`${daysFromNow(-29).toISOString().slice(0, 10)}T${hour}:00Z`)
          const announced = await dropPartitionsBefore(connections.systemPool, date, true)
          expect(announced.at(-1)).to.equal(nameOf(daysFromNow(-30)))
        }
      } finally {
        if (usual === undefined) delete process.env.TZ
        else process.env.TZ = usual
      }
    })

  it('are forgotten by two processes at once without a quarrel, and made again meanwhile', async () => {
    await keepPartitions(connections.systemPool)
    const pool = connections.systemPool

    const [one, two, made] = await Promise.all([
      dropPartitionsBefore(pool, daysFromNow(-10), false),
      dropPartitionsBefore(pool, daysFromNow(-10), false),
      keepPartitions(pool),
    ])

    expect(one.length + two.length).to.be.within(21, 42)
    expect(await partitions()).to.have.length(39 - one.length - two.length + made)
  })

  it('are named by nobody: the roles reach them through their table alone', async () => {
    await keepPartitions(connections.systemPool)

    const code = await connections.systemPool
      .query(`select 1 from ${nameOf(new Date())}`)
      .catch((error) => error.code)

    expect(code).to.equal('42501')
  })
})
