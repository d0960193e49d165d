import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { createStores } from '../../db/stores.ts'
import type { NewAsset } from '../../domain/assets/service.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { aFile } from '../support/files.ts'
import { addTenant } from '../support/rows.ts'

describe('the store of assets', () => {
  let database: TestDatabase
  let connections: Connections
  let stores: ReturnType<typeof createStores>
  let tenant: number
  before(async () => {
    database = await createDatabase()
    connections = connect(database.url)
    stores = createStores(connections)
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })
  beforeEach(async () => {
    tenant = await addTenant(database)
  })

  const anAsset = (from: Partial<NewAsset> = {}): NewAsset => ({
    ...aFile(),
    uuid: randomUUID(),
    tenantId: tenant,
    ownerId: null,
    title: 'A note',
    filename: 'note.txt',
    ...from,
  })
  const add = async (from: Partial<NewAsset> = {}) => {
    const store = stores.assetsOf(from.tenantId ?? tenant)
    const asset = anAsset(from)
    await store.begin(asset.uuid)
    expect(await store.reserve(asset.uuid, asset.size, 1_000_000)).to.equal(true)
    return store.insert(asset)
  }

  it('gives back everything it was given', async () => {
    const given = anAsset({
      size: 5_000_000_000,
      width: 640,
      height: 480,
      durationS: 1.5,
      clean: { as: 'edits', edits: [{ start: 2, end: 9, zeros: true }] },
      thumbnail: { type: 'image/webp', size: 900 },
    })
    const store = stores.assetsOf(tenant)
    await store.begin(given.uuid)
    await store.reserve(given.uuid, 6_000_000_000, 10_000_000_000)

    const { id, createdAt, updatedAt, ...rest } = await store.insert(given)

    expect(rest).to.deep.equal(given)
    expect(await store.find(id)).to.deep.equal({ id, createdAt, updatedAt, ...given })
    expect(await store.used()).to.equal(5_000_000_000)
  })

  it('never promises more room than there is, to however many at once [T-39]', async () => {
    const store = stores.assetsOf(tenant)
    const uuids = Array.from({ length: 30 }, () => randomUUID())
    for (const uuid of uuids) await store.begin(uuid)

    const granted = await Promise.all(uuids.map((uuid) => store.reserve(uuid, 300, 1_000)))

    expect(granted.filter(Boolean)).to.have.length(3)
    expect(await store.used()).to.equal(900)
    expect(await store.reserve(uuids[0]!, 101, 1_000)).to.equal(false)
    expect(await store.reserve(uuids[0]!, 100, 1_000)).to.equal(true)
  })

  it('takes back the room of what was given up, once [T-39]', async () => {
    const store = stores.assetsOf(tenant)
    const uuid = randomUUID()
    await store.begin(uuid)
    await store.reserve(uuid, 400, 1_000)

    await Promise.all([store.abandon(uuid), store.abandon(uuid), stores.leftovers.forget(uuid)])

    expect(await store.used()).to.equal(0)
    expect(await store.reserve(uuid, 1, 1_000)).to.equal(false)
  })

  it('keeps no asset that reserved less than it is', async () => {
    const store = stores.assetsOf(tenant)
    const asset = anAsset({ size: 500 })
    await store.begin(asset.uuid)
    await store.reserve(asset.uuid, 499, 1_000)

    const error = await store.insert(asset).then(
      () => undefined,
      (error: Error) => error,
    )

    expect(error?.message).to.contain('no room')
    expect(await store.used()).to.equal(499)
  })

  it('gives back the room of a removed one, and names its files until they are gone', async () => {
    const { id, uuid } = await add({ size: 700 })
    const store = stores.assetsOf(tenant)

    expect((await store.remove(id))?.uuid).to.equal(uuid)
    expect(await store.remove(id)).to.equal(undefined)

    expect(await store.used()).to.equal(0)
    const left = async () => (await stores.leftovers.before(new Date(), 1_000)).map(({ uuid }) => uuid)
    expect(await left()).to.include(uuid)
    await stores.leftovers.forget(uuid)
    expect(await left()).to.not.include(uuid)
  })

  it('leaves alone what is still under way', async () => {
    const uuid = randomUUID()
    await stores.assetsOf(tenant).begin(uuid)

    const hourAgo = new Date(Date.now() - 3_600_000)

    expect((await stores.leftovers.before(hourAgo, 1_000)).map(({ uuid }) => uuid)).to.not.include(uuid)
  })

  it('lists the newest first, by kind and by part of a name, taking no letter for more than it is', async () => {
    for (const title of ['Holiday 100%', 'holiday film', 'Bill']) await add({ title, filename: `${title}.x` })
    await add({ kind: 'image', title: 'Holiday picture' })
    const store = stores.assetsOf(tenant)
    const titles = async (
      filter: Partial<Parameters<typeof store.list>[0]>,
      slice = { limit: 10, offset: 0 },
    ) => {
      const { count, rows } = await store.list({ ownerId: null, ...filter }, slice)
      return [count, ...rows.map(({ title }) => title)]
    }

    expect(await titles({ search: 'HOLIDAY' })).to.deep.equal([
      3,
      'Holiday picture',
      'holiday film',
      'Holiday 100%',
    ])
    expect(await titles({ search: '%' })).to.deep.equal([1, 'Holiday 100%'])
    expect(await titles({ search: '_' })).to.deep.equal([0])
    expect(await titles({ kind: 'image' })).to.deep.equal([1, 'Holiday picture'])
    expect(await titles({}, { limit: 1, offset: 1 })).to.deep.equal([4, 'Bill'])
  })

  it("neither finds nor changes another tenant's [T-58]", async () => {
    const other = await addTenant(database)
    const { id, uuid } = await add({ tenantId: other })
    const ours = stores.assetsOf(tenant)

    expect(await ours.find(id)).to.equal(undefined)
    expect(await ours.rename(id, 'taken')).to.equal(undefined)
    expect(await ours.remove(id)).to.equal(undefined)
    await ours.abandon(uuid)
    expect((await ours.list({ ownerId: null }, { limit: 10, offset: 0 })).count).to.equal(0)
    expect((await stores.assetsOf(other).find(id))?.title).to.equal('A note')
  })
})
