import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { createStores } from '../../db/stores.ts'
import { type Assets, createAssets } from '../../domain/assets/service.ts'
import { Problem } from '../../domain/problem.ts'
import { createFolderStore } from '../../server/file-store.ts'
import { sweepFiles } from '../../server/jobs/sweep-files.ts'
import { edited } from '../../server/media/edited.ts'
import { createUnfinished } from '../../server/unfinished-uploads.ts'
import { createUploads } from '../../server/uploads.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { aFile } from '../support/files.ts'
import { expectRefusal } from '../support/refusals.ts'
import { addTenant } from '../support/rows.ts'

describe('files that belong to nothing', () => {
  let database: TestDatabase
  let connections: Connections
  let folder: string
  let tenantId: number
  before(async () => {
    database = await createDatabase()
    connections = connect(database.url)
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fleeting-'))
    tenantId = await addTenant(database)
  })
  afterEach(() => rm(folder, { recursive: true }))

  const files = () => createFolderStore(join(folder, 'files'))
  /** With a store for files whose every call may be replaced. */
  const assetsWith = (from: Partial<ReturnType<typeof files>> = {}): Assets =>
    createAssets({
      ...createStores(connections),
      files: { ...files(), ...from },
      prepare: async () => ({ facts: aFile(), made: [] }),
      edited,
      endLinks: async () => {},
      newId: randomUUID,
      now: () => new Date(),
      quota: 1_000,
    })
  const member = async () => {
    const email = `${randomUUID()}@example.org`
    const [row] = await database.query(
      `insert into account (email, full_name, password_hash) values ($1, 'A', 'x') returning id`,
      [email],
    )
    return { userId: row!.id as number, tenantId, familyId: '', role: 'member' } as const
  }
  const add = async (assets: Assets) =>
    assets.add(await member(), async (reserve) => {
      await reserve(400)
      const path = join(folder, randomUUID())
      await writeFile(path, 'hello')
      return { path, filename: 'a.txt', title: undefined }
    })
  const kept = async () => (await readdir(join(folder, 'files', String(tenantId))).catch(() => [])).length
  const used = () => createStores(connections).assetsOf(tenantId).used()
  const age = () =>
    database.query(`update asset_leftover set since = since - interval '26 hours' where tenant_id = $1`, [
      tenantId,
    ])
  const job = () => {
    const uploads = createUploads({ folder: join(folder, 'uploads'), maxBytes: 1_000 })
    const unfinished = createUnfinished({ folder: join(folder, 'unfinished'), maxBytes: 1_000 })
    return sweepFiles(assetsWith(), { uploads, unfinished }, () => new Date())
  }

  it('go with the upload that was refused, with its room [T-39]', async () => {
    const full = { keep: () => Promise.reject(new Problem('unavailable')) }

    await expectRefusal('unavailable', add(assetsWith(full)))

    expect([await used(), await kept()]).to.deep.equal([0, 0])
    expect(
      await database.query('select 1 from asset_leftover where tenant_id = $1', [tenantId]),
    ).to.deep.equal([])
  })

  it('are swept when a process ended in the middle of an upload, once a day and an hour are over', async () => {
    const uuid = randomUUID()
    const store = createStores(connections).assetsOf(tenantId)
    await store.begin(uuid)
    await store.reserve(uuid, 300, 1_000)
    await writeFile(join(folder, 'x'), 'hello')
    await files().keep(`${tenantId}/${uuid}/original`, join(folder, 'x'))

    await job().run({ dryRun: false })
    expect([await used(), await kept()]).to.deep.equal([300, 1])
    await age()
    expect(await job().run({ dryRun: true })).to.deep.equal({ files: 1, uploads: 0, unfinished: 0 })
    expect([await used(), await kept()]).to.deep.equal([300, 1])

    expect(await job().run({ dryRun: false })).to.deep.equal({ files: 1, uploads: 0, unfinished: 0 })
    expect(await job().run({ dryRun: false })).to.deep.equal({ files: 0, uploads: 0, unfinished: 0 })

    expect([await used(), await kept()]).to.deep.equal([0, 0])
  })

  it('are swept when the store was away as their asset was removed', async () => {
    const asset = await add(assetsWith())
    const away = { remove: () => Promise.reject(new Problem('unavailable')) }
    const owner = { userId: asset.ownerId!, tenantId, familyId: '', role: 'member' } as const

    await assetsWith(away).remove(owner, asset.id)
    expect([await used(), await kept()]).to.deep.equal([0, 1])

    expect(await job().run({ dryRun: false })).to.deep.equal({ files: 1, uploads: 0, unfinished: 0 })
    expect(await kept()).to.equal(0)
  })

  it('are none of those that belong to an asset', async () => {
    await add(assetsWith())
    await age()

    expect(await job().run({ dryRun: false })).to.deep.equal({ files: 0, uploads: 0, unfinished: 0 })

    expect([await used(), await kept()]).to.deep.equal([5, 1])
  })
})
