import { expect } from 'chai'
import { sql } from 'kysely'
import { type Connections, connect } from '../../db/connect.ts'
import { vehicleStore } from '../../db/vehicles.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { addTenant, aVehicle } from '../support/rows.ts'

describe('connections to the database', () => {
  let database: TestDatabase
  let connections: Connections
  let tenants: number[]

  beforeEach(async () => {
    database = await createDatabase()
    connections = connect(database.url, { size: 2 })
    tenants = [await addTenant(database), await addTenant(database), await addTenant(database)]
    for (const tenant of tenants)
      await vehicleStore(connections.tenant(tenant), tenant).insert(aVehicle(tenant))
  })
  afterEach(async () => {
    await connections.close()
    await database.drop()
  })

  const seenBy = async (tenant: number) => {
    const db = connections.tenant(tenant)
    const rows = await db.selectFrom('vehicle').select('tenantId').execute()
    return rows.map(({ tenantId }) => tenantId)
  }
  const backends = async (role: string) => {
    const rows = await database.query(
      'select pid from pg_stat_activity where application_name = $1 and datname = current_database()',
      [role],
    )
    return rows.map(({ pid }) => pid)
  }

  it('change hands between tenants without a trace, however many ask at once [T-58]', async () => {
    const asked = Array.from({ length: 600 }, (_, i) => tenants[(i * 7 + (i % 5)) % tenants.length]!)

    const seen = await Promise.all(asked.map(seenBy))

    expect(seen).to.deep.equal(asked.map((tenant) => [tenant]))
    expect(await backends('fleeting_app')).to.have.length.at.most(2)
  })

  it('change hands in the midst of transactions, rolled back ones too [T-58]', async () => {
    const asked = Array.from({ length: 120 }, (_, i) => tenants[i % tenants.length]!)

    const seen = await Promise.all(
      asked.map((tenant, i) =>
        connections
          .tenant(tenant)
          .transaction()
          .execute(async (trx) => {
            const first = await trx.selectFrom('vehicle').select('tenantId').execute()
            await trx
              .updateTable('vehicle')
              .set({ name: `of ${tenant}` })
              .execute()
            if (i % 4 === 0) await sql`select 1 / 0`.execute(trx)
            return first.map(({ tenantId }) => tenantId)
          })
          .catch(() => seenBy(tenant)),
      ),
    )

    expect(seen).to.deep.equal(asked.map((tenant) => [tenant]))
    const names = await database.query('select tenant_id, name from vehicle')
    for (const { tenant_id, name } of names) expect(name).to.equal(`of ${tenant_id}`)
  })

  it('are bound anew after a statement that failed', async () => {
    const [a = 0, b = 0] = tenants
    const failing = (tenant: number) =>
      sql`select no_such_column from vehicle`.execute(connections.tenant(tenant)).catch(({ code }) => code)

    expect(await failing(a)).to.equal('42703')
    expect(await seenBy(b)).to.deep.equal([b])
    expect(await failing(b)).to.equal('42703')
    expect(await seenBy(a)).to.deep.equal([a])
  })

  it('are replaced when they die, and the new ones serve whom they should', async () => {
    const lost: Error[] = []
    const own = connect(database.url, { size: 1, onError: (error) => lost.push(error) })
    try {
      const [a = 0, b = 0] = tenants
      const names = async (tenant: number) =>
        (await own.tenant(tenant).selectFrom('vehicle').select('tenantId').execute()).map(
          ({ tenantId }) => tenantId,
        )
      await names(a)

      await database.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'fleeting_app'",
      )
      while (lost.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))

      expect(await names(b)).to.deep.equal([b])
      expect(await names(a)).to.deep.equal([a])
    } finally {
      await own.close()
    }
  })

  it('speak as roles that are neither the owner nor each other, in UTC', async () => {
    const whoAmI = sql<{ role: string; zone: string }>`
      select current_user as role, current_setting('timezone') as zone`

    const [app, system, lock] = await Promise.all([
      whoAmI.execute(connections.tenant(tenants[0]!)),
      whoAmI.execute(connections.system),
      connections.lockPool.query('select current_user as role'),
    ])

    expect(app.rows).to.deep.equal([{ role: 'fleeting_app', zone: 'UTC' }])
    expect(system.rows).to.deep.equal([{ role: 'fleeting_system', zone: 'UTC' }])
    expect(lock.rows).to.deep.equal([{ role: 'fleeting_system' }])
  })

  it('give up a statement that lasts for ever', async () => {
    const { rows } = await connections.systemPool.query('show statement_timeout')

    expect(rows).to.deep.equal([{ statement_timeout: '15s' }])
  })
})
