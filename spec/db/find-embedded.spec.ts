import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import pg from 'pg'
import { type EmbeddedPostgres, findEmbeddedPostgres, startEmbeddedPostgres } from '../../db/embedded.ts'

describe('looking for the embedded PostgreSQL of a folder', function () {
  this.timeout(60_000)
  let home: string
  let dataDir: string
  let postgres: EmbeddedPostgres

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'fleeting-spec-'))
    dataDir = join(home, 'data')
    postgres = await startEmbeddedPostgres({ dataDir })
  })
  after(async () => {
    await postgres.stop()
    await rm(home, { recursive: true, maxRetries: 10 })
  })

  it('finds the one that serves it, and takes nothing: no lock, no file', async () => {
    const before = await readdir(join(dataDir, 'postgres'))

    const url = await findEmbeddedPostgres(dataDir)

    expect(url).to.equal(postgres.url)
    expect(await canBeUsed(url!)).to.equal(true)
    expect(await readdir(join(dataDir, 'postgres'))).to.deep.equal(before)
    const second = await startEmbeddedPostgres({ dataDir }).catch(({ code }) => code)
    expect(second, 'the folder is still locked by its service alone').to.equal('data_dir_in_use')
  })

  it('finds nothing in a folder that is not there, and makes none', async () => {
    const nowhere = join(home, 'nowhere')

    expect(await findEmbeddedPostgres(nowhere)).to.equal(undefined)
    expect(await stat(nowhere).catch(({ code }) => code)).to.equal('ENOENT')
  })

  it('does not take the server of a folder for that of its copy', async () => {
    const copy = join(home, 'copy')
    await mkdir(join(copy, 'postgres'), { recursive: true })
    for (const file of ['postgres-password', join('postgres', 'postmaster.pid')])
      await copyFile(join(dataDir, file), join(copy, file))

    expect(await findEmbeddedPostgres(copy)).to.equal(undefined)
  })

  it('finds nothing that the password of the folder does not open', async () => {
    const file = join(dataDir, 'postgres-password')
    const right = await readFile(file, 'utf8')
    await writeFile(file, 'wrong')

    const found = await findEmbeddedPostgres(dataDir)
    await writeFile(file, right)

    expect(found).to.equal(undefined)
    expect(await findEmbeddedPostgres(dataDir)).to.equal(postgres.url)
  })

  it('finds nothing once it has stopped, and removes no file that was left', async () => {
    const file = join(dataDir, 'postgres', 'postmaster.pid')
    const left = await readFile(file, 'utf8')
    await postgres.stop()

    const stopped = await findEmbeddedPostgres(dataDir)
    await writeFile(file, left)
    const dead = await findEmbeddedPostgres(dataDir)

    expect([stopped, dead]).to.deep.equal([undefined, undefined])
    expect(await readFile(file, 'utf8')).to.equal(left)
    postgres = await startEmbeddedPostgres({ dataDir })
    expect(await findEmbeddedPostgres(dataDir)).to.equal(postgres.url)
  })
})

const canBeUsed = async (url: string) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query('select 1')).rowCount === 1
  } finally {
    await client.end()
  }
}
