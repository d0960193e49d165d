import { once } from 'node:events'
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { connect } from '../../db/connect.ts'
import { listenForTenants } from '../../db/listen.ts'
import { tenantStore } from '../../db/tenants.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { addTenant } from '../support/rows.ts'
import { until } from '../support/until.ts'

/** A way to the database on which everything can get lost. */
const aLine = async (url: string) => {
  const { hostname, port } = new URL(url)
  let isDead = false
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = createConnection({ host: hostname, port: Number(port) })
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('data', (bytes) => isDead || to.write(bytes))
      from.on('close', () => isDead || to.destroy())
      from.on('error', () => {})
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const through = new URL(url)
  through.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: through.href,
    swallow: () => (isDead = true),
    mend: () => (isDead = false),
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

describe('listening for changes of organizations', () => {
  let database: TestDatabase
  let tenant: number
  let heard: (number | 'listening' | 'lost')[]
  let listener: { stop(): Promise<void> }

  /** What came before a change that is made last, and that one. */
  const heardUpTo = async (last: number) => {
    await database.query(`update tenant set name = name || '!' where id = $1`, [last])
    await until(() => heard.at(-1) === last)
    return heard
  }

  beforeEach(async () => {
    database = await createDatabase()
    tenant = await addTenant(database)
    heard = []
    listener = listenForTenants(database.url, {
      onChange: (id) => heard.push(id),
      onListening: () => heard.push('listening'),
      onLost: () => heard.push('lost'),
    })
    await until(() => heard.length === 1)
    expect(heard.splice(0)).to.deep.equal(['listening'])
  })
  afterEach(async () => {
    await listener.stop()
    await database.drop()
  })

  it('hears of each that matters, whoever made it, and of the end [FE-6]', async () => {
    const gone = await addTenant(database)
    const last = await addTenant(database)
    for (const change of [
      `features = features || '{"a":true}'`,
      `locale = 'es'`,
      `timezone = 'Asia/Tokyo'`,
      `settings = '{"x":1}'`,
    ])
      await database.query(`update tenant set ${change} where id = $1`, [tenant])
    await database.query('delete from tenant where id = $1', [gone])
    const connections = connect(database.url, { size: 1 })
    await tenantStore(connections.tenant(tenant), tenant).update({ features: { b: true } }, new Date())
    await connections.close()

    expect(await heardUpTo(last)).to.deep.equal([tenant, tenant, tenant, tenant, gone, tenant, last])
  })

  it('hears nothing of what stayed as it was, or was taken back', async () => {
    const last = await addTenant(database)
    await database.query('update tenant set updated_at = now(), features = features, name = name')
    await database
      .query(`do $$ begin update tenant set locale = 'es'; perform 1 / 0; end $$`)
      .catch(({ code }) => expect(code).to.equal('22012'))

    expect(await heardUpTo(last)).to.deep.equal([last])
  })

  it('says when its connection is lost, and listens again on another [FE-7]', async () => {
    const killed = await database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'fleeting_listener' and datname = current_database()`,
    )

    await until(() => heard.length === 2)
    expect(killed).to.have.length(1)
    expect(await heardUpTo(tenant)).to.deep.equal(['lost', 'listening', tenant])
  })

  it('finds out by itself that a line is dead, though nobody says so [FE-7]', async () => {
    const line = await aLine(database.url)
    const words: string[] = []
    const far = listenForTenants(
      line.url,
      {
        onChange: () => words.push('change'),
        onListening: () => words.push('listening'),
        onLost: () => words.push('lost'),
      },
      { askEveryMs: 200, answerTimeoutMs: 300 },
    )
    try {
      await until(() => words.length === 1)
      line.swallow()
      await until(() => words.length === 2)
      line.mend()
      await until(() => words.length === 3)
    } finally {
      await far.stop()
      line.close()
    }

    expect(words).to.deep.equal(['listening', 'lost', 'listening'])
  })

  it('is over when it is stopped, without a word', async () => {
    await listener.stop()
    await database.query(`update tenant set locale = 'es'`)
    await sleep(100)

    expect(heard).to.deep.equal([])
    const left = await database.query(
      `select 1 from pg_stat_activity where application_name = 'fleeting_listener' and datname = current_database()`,
    )
    expect(left).to.deep.equal([])
  })

  it('waits for a database that is not there yet, and can be stopped meanwhile', async () => {
    const words: string[] = []
    const early = listenForTenants('postgres://nobody@127.0.0.1:1/none', {
      onChange: () => words.push('change'),
      onListening: () => words.push('listening'),
      onLost: () => words.push('lost'),
    })
    await sleep(600)
    await early.stop()

    expect(words).to.deep.equal([])
  })
})
