import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { createPositionWriter } from '../../db/position-writer.ts'
import { retentionStore } from '../../db/retention.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { addMembership, addTenant, aRow, aSubject } from '../support/rows.ts'

const day = 86_400_000
const daysAgo = (days: number) => new Date(Date.now() - days * day)

describe('the store that forgets', () => {
  let database: TestDatabase
  let connections: Connections
  let ours: number
  let theirs: number
  const store = () => retentionStore(connections.system)

  beforeEach(async () => {
    database = await createDatabase()
    connections = connect(database.url, { size: 4 })
    await database.query('select keep_position_partitions((now() - interval $$40 days$$)::date, now()::date)')
    ours = await addTenant(database)
    theirs = await addTenant(database)
  })
  afterEach(async () => {
    await connections.close()
    await database.drop()
  })

  const addVehicle = async (tenantId: number) => {
    const [row] = await database.query(
      `insert into vehicle (id, tenant_id, imei, name, icon, color, ingest_key_hash)
       values (gen_random_uuid(), $1, gen_random_uuid()::text, 'Van', 'van', '#000000', gen_random_uuid()::text::bytea)
       returning id, key`,
      [tenantId],
    )
    return aSubject({ tenantId, id: row!.id as string, key: row!.key as number })
  }
  const addTechnician = async (tenantId: number) => {
    const [row] = await database.query(
      `insert into technician (id, tenant_id, user_id, phone, skills, work_start_time, work_end_time, is_active,
         allow_tracking, color)
       values ($1, $2, $3, '', '{}', '08:00', '18:00', true, true, '#000000') returning id, key`,
      [randomUUID(), tenantId, await addMembership(database, tenantId, 'technician')],
    )
    return aSubject({ tenantId, kind: 'technician', id: row!.id as string, key: row!.key as number })
  }
  const positionsOf = async (tenantId: number) => {
    const rows = await database.query(
      `select (extract(epoch from now() - recorded_at) / 86400)::int as days from position
       where tenant_id = $1 order by recorded_at`,
      [tenantId],
    )
    return rows.map(({ days }) => days)
  }
  const newestOf = async (tenantId: number) =>
    (await database.query('select subject_key from newest_position where tenant_id = $1', [tenantId])).length
  const write = (rows: ReturnType<typeof aRow>[]) => createPositionWriter(connections.systemPool).write(rows)

  it('forgets positions of vehicles and technicians by age, their newest too, and of one organization alone [FE-22]', async () => {
    const [van, parked, technician, other] = [
      await addVehicle(ours),
      await addVehicle(ours),
      await addTechnician(ours),
      await addVehicle(theirs),
    ]
    for (const subject of [van, technician, other])
      await write([20, 10, 5, 1].map((days) => aRow(subject, { recordedAt: daysAgo(days).getTime() })))
    await write([aRow(parked, { recordedAt: daysAgo(9).getTime() })])

    const before = daysAgo(8)
    const planned = await store().forgetPositions(ours, before, true)
    expect(await positionsOf(ours)).to.have.length(9)
    const gone = [
      await store().forgetPositions(ours, before, false),
      await store().forgetPositions(ours, before, false),
    ]

    expect([planned, ...gone]).to.deep.equal([5, 5, 0])
    expect(await positionsOf(ours)).to.deep.equal([5, 5, 1, 1])
    expect(await newestOf(ours)).to.equal(2)
    expect(await positionsOf(theirs)).to.deep.equal([20, 10, 5, 1])
    expect(await newestOf(theirs)).to.equal(1)
  })

  it('goes on until nothing old is left, however much it was [FE-22]', async () => {
    const van = await addVehicle(ours)
    await database.query(
      `insert into position (recorded_at, subject_key, tenant_id, lat_e7, lon_e7)
       select now() - interval '12 days' - i * interval '9 seconds', $2, $1, 0, 0 from generate_series(1, 21000) i`,
      [ours, van.key],
    )

    expect(await store().forgetPositions(ours, daysAgo(8), true)).to.equal(21_000)
    expect(await store().forgetPositions(ours, daysAgo(8), false)).to.equal(21_000)
    expect(await positionsOf(ours)).to.deep.equal([])
  })

  it('forgets where removed technicians were, however new, and nobody else’s ways [FE-26] [TE-9]', async () => {
    const [van, technician, removed, other] = [
      await addVehicle(ours),
      await addTechnician(ours),
      await addTechnician(ours),
      await addTechnician(theirs),
    ]
    for (const subject of [van, technician, removed, other])
      await write([3, 0].map((days) => aRow(subject, { recordedAt: daysAgo(days).getTime() })))
    for (const { id } of [removed, other])
      await database.query('update technician set removed_at = now() where id = $1', [id])

    const gone = []
    for (const dryRun of [true, false, false]) gone.push(await store().forgetRemoved(ours, dryRun))

    expect(gone).to.deep.equal([2, 2, 0])
    expect(await positionsOf(ours)).to.deep.equal([3, 3, 0, 0])
    expect([await newestOf(ours), await newestOf(theirs)]).to.deep.equal([2, 1])
    expect(await positionsOf(theirs)).to.deep.equal([3, 0])
  })

  it('forgets what was noted of positions that technicians sent [FE-23]', async () => {
    for (const tenant of [ours, theirs])
      for (const days of [61, 59])
        await database.query(
          `insert into location_audit (tenant_id, outcome, at) values ($1, 'accepted', now() - $2::interval)`,
          [tenant, `${days} days`],
        )

    const counts = []
    for (const dryRun of [true, false, false])
      counts.push(await store().forgetLocationAudit(ours, daysAgo(60), dryRun))

    expect(counts).to.deep.equal([1, 1, 0])
    expect(await database.query('select 1 from location_audit')).to.have.length(3)
  })

  it('forgets who looked at where technicians were, by the last look [PR-22]', async () => {
    for (const tenant of [ours, theirs]) {
      const { id } = await addTechnician(tenant)
      for (const [first, last] of [
        [62, 61],
        [61, 59],
      ])
        await database.query(
          `insert into location_view (tenant_id, technician_id, via, first_at, last_at, slot)
           values ($1, $2, 'latest', now() - $3::interval, now() - $4::interval, now() - $3::interval)`,
          [tenant, id, `${first} days`, `${last} days`],
        )
    }

    const counts = []
    for (const dryRun of [true, false, false])
      counts.push(await store().forgetLooks(ours, daysAgo(60), dryRun))

    expect(counts).to.deep.equal([1, 1, 0])
    expect(await database.query('select 1 from location_view')).to.have.length(3)
  })

  it('forgets events, those that a link was opened by a time of their own [FE-24]', async () => {
    const add = async (tenant: number, name: string, days: number) => {
      await database.query(`select record_event($1, $2, 'share', 'x', null, '{}')`, [tenant, name])
      await database.query(
        `update event set at = now() - $2::interval
         where tenant_id = $1 and seq = (select last from event_counter where tenant_id = $1)`,
        [tenant, `${days} days`],
      )
    }
    for (const tenant of [ours, theirs])
      for (const [name, days] of [
        ['share.accessed', 31],
        ['share.created', 366],
        ['share.created', 31],
        ['share.accessed', 29],
      ] as const)
        await add(tenant, name, days)

    const counts = []
    for (const dryRun of [true, false, false])
      counts.push(await store().forgetEvents(ours, daysAgo(365), daysAgo(30), dryRun))

    expect(counts).to.deep.equal([2, 2, 0])
    const left = await database.query('select tenant_id, seq::int as seq from event order by tenant_id, seq')
    expect(left.filter(({ tenant_id }) => tenant_id === ours).map(({ seq }) => seq)).to.deep.equal([3, 4])
    expect(left.filter(({ tenant_id }) => tenant_id === theirs)).to.have.length(4)
  })

  it('knows what each organization has settled, and the usual where it has not [FE-20]', async () => {
    await database.query(`update tenant set settings = '{"retention":{"positionsDays":7}}' where id = $1`, [
      theirs,
    ])

    expect(await store().settled()).to.deep.equal([
      { tenantId: ours, retention: { positionsDays: 60, auditDays: 365 } },
      { tenantId: theirs, retention: { positionsDays: 7, auditDays: 365 } },
    ])
  })
})
