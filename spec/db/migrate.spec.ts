import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import pg from 'pg'
import { connect, connectAsOwner } from '../../db/connect.ts'
import { startEmbeddedPostgres } from '../../db/embedded.ts'
import { migrate } from '../../db/migrate.ts'
import { keepPartitions } from '../../db/position-writer.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'

describe('bringing a database up to date', () => {
  let server: TestDatabase
  const names: string[] = []
  const roles: string[] = []

  before(async () => {
    server = await createDatabase()
  })
  after(async () => {
    for (const name of names) await server.query(`drop database ${name} with (force)`)
    for (const role of roles) await server.query(`drop role ${role}`)
    await server.drop()
  })

  const anEmptyDatabase = async (owner = 'fleeting') => {
    const name = `empty_${randomBytes(6).toString('hex')}`
    await server.query(`create database ${name} owner ${owner}`)
    names.push(name)
    return Object.assign(new URL(server.url), { pathname: `/${name}` }).href
  }
  const anOwner = async () => {
    const role = `owner_${randomBytes(6).toString('hex')}`
    await server.query(`create role ${role} login password 'secret' nosuperuser nocreaterole`)
    roles.push(role)
    return role
  }

  it('makes every table of an empty one, in order', async () => {
    const url = await anEmptyDatabase()

    const done = await migrated(url)

    expect(done[0]).to.equal('0001-accounts')
    expect(done).to.deep.equal([...done].sort())
    expect(await tablesOf(url)).to.include.members(['tenant', 'vehicle', 'position', 'share_link'])
  })

  it('does nothing the second time', async () => {
    const url = await anEmptyDatabase()
    await migrated(url)
    const before = await tablesOf(url)

    const done = await migrated(url)

    expect(done).to.deep.equal([])
    expect(await tablesOf(url)).to.deep.equal(before)
  })

  it('is done once by processes that start at the same moment', async () => {
    const url = await anEmptyDatabase()

    const each = await Promise.all([migrated(url), migrated(url), migrated(url)])

    expect(each.filter((done) => done.length > 0)).to.have.length(1)
    expect(await tablesOf(url)).to.include('share_link')
  })

  it('is done side by side in two databases of one server, which share their roles', async () => {
    const urls = [await anEmptyDatabase(), await anEmptyDatabase()]

    const each = await Promise.all(urls.map(migrated))

    expect(each[0]).to.deep.equal(each[1]).and.not.to.be.empty
  })

  it('needs no superuser: an owner who may create roles is enough on a server that has never seen us', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'fleeting-spec-'))
    const postgres = await startEmbeddedPostgres({ dataDir })
    try {
      await run(postgres.url, "create role ana login password 'secret' nosuperuser createrole")
      await run(postgres.url, 'create database hers owner ana')
      const url = Object.assign(new URL(postgres.url), {
        username: 'ana',
        password: 'secret',
        pathname: '/hers',
      })

      const done = await migrated(url.href)

      expect(done).not.to.be.empty
      await serves(url.href)
    } finally {
      await postgres.stop()
      await rm(dataDir, { recursive: true })
    }
  })

  it('takes the roles that another database of the server has, from an owner who was made a member of them', async () => {
    const owner = await anOwner()
    await server.query(`grant fleeting_app, fleeting_system to ${owner}`)
    const path = await anEmptyDatabase(owner)
    const url = Object.assign(new URL(path), { username: owner, password: 'secret' }).href

    const done = await migrated(url)

    expect(done).not.to.be.empty
    await serves(url)
  })
})

const migrated = async (url: string): Promise<string[]> => {
  const owner = connectAsOwner(url)
  try {
    return await migrate(owner)
  } finally {
    await owner.destroy()
  }
}

/** As the service meets it: both roles can be taken, and the partitions kept. */
const serves = async (url: string) => {
  const connections = connect(url)
  try {
    expect(await keepPartitions(connections.systemPool)).to.be.above(30)
    expect(await connections.tenant(1).selectFrom('vehicle').select('id').execute()).to.deep.equal([])
    expect(await connections.system.selectFrom('tenant').select('id').execute()).to.deep.equal([])
  } finally {
    await connections.close()
  }
}

const tablesOf = async (url: string): Promise<string[]> => {
  const rows = await run(
    url,
    "select table_name as name from information_schema.tables where table_schema = 'public' order by 1",
  )
  return rows.map(({ name }) => name)
}

const run = async (url: string, text: string) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}
