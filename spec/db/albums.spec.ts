import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { createStores } from '../../db/stores.ts'
import type { Album } from '../../domain/albums/album.ts'
import type { AlbumStore } from '../../domain/albums/album-ports.ts'
import { newLink } from '../../domain/share-links/link.ts'
import { addAccount, addAsset } from '../support/album-rows.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { addTenant } from '../support/rows.ts'

const noon = new Date('2026-06-01T12:00:00.000Z')
const later = new Date(noon.getTime() + 60_000)

describe('the store of albums', () => {
  let database: TestDatabase
  let connections: Connections
  let stores: ReturnType<typeof createStores>
  let tenantId: number
  let userId: number
  let albums: AlbumStore
  let theirs: AlbumStore
  let album: Album

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
    tenantId = await addTenant(database)
    userId = await addAccount(database, tenantId, 'member', 'Ana')
    albums = stores.albumsOf(tenantId)
    theirs = stores.albumsOf(await addTenant(database))
    album = await albums.insert({ ownerId: userId, title: 'Sea', description: null }, noon)
  })
  const anAsset = () => addAsset(database, { tenantId, userId })
  const add = (assetId: number, most = 1000) =>
    albums.addItem(album.id, { assetId, addedBy: userId }, most, noon)
  const assetIds = async () =>
    (await stores.albumDirectory.items(tenantId, album.id)).map(({ asset }) => asset.id)

  it('keeps an album, and lists one person’s own, newest first [AL-1] [T-58]', async () => {
    const colleague = await addAccount(database, tenantId)
    await albums.insert({ ownerId: colleague, title: 'Other', description: 'x' }, noon)
    const second = await albums.insert({ ownerId: userId, title: 'Hills', description: 'High' }, noon)
    await add(await anAsset())

    expect(album).to.deep.equal({
      id: album.id,
      tenantId,
      ownerId: userId,
      ownerName: 'Ana',
      title: 'Sea',
      description: null,
      itemCount: 0,
      createdAt: noon,
      updatedAt: noon,
    })
    expect(await albums.list(userId, { limit: 5, offset: 0 })).to.deep.equal({
      count: 2,
      rows: [second, { ...album, itemCount: 1 }],
    })
    expect(await theirs.list(userId, { limit: 5, offset: 0 })).to.deep.equal({ count: 0, rows: [] })
  })

  it('shows and changes nothing of another organization’s [T-58]', async () => {
    const assetId = await anAsset()
    await add(assetId)

    expect(await theirs.find(album.id)).to.equal(undefined)
    expect(await theirs.update(album.id, { title: 'Taken' }, later)).to.equal(undefined)
    expect(await theirs.addItem(album.id, { assetId, addedBy: userId }, 9, later)).to.equal('gone')
    expect(await theirs.removeItem(album.id, assetId, later)).to.equal(false)
    expect(await theirs.order(album.id, [assetId], later)).to.equal(false)
    await theirs.remove(album.id)

    expect(await albums.find(album.id)).to.deep.equal({ ...album, itemCount: 1 })
  })

  it('takes an item once, in the order of adding, and no more than it may [AL-4]', async () => {
    const ids = [await anAsset(), await anAsset(), await anAsset()] as const

    expect([
      await add(ids[2], 2),
      await add(ids[0], 2),
      await add(ids[2], 2),
      await add(ids[1], 2),
    ]).to.deep.equal(['added', 'added', 'there', 'full'])
    expect(await assetIds()).to.deep.equal([ids[2], ids[0]])
    expect(await add(2_000_000_000)).to.equal('gone')
  })

  it('never holds more than it may, however many add at once [AL-4]', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, anAsset))

    const done = await Promise.all(ids.map((id) => add(id, 3)))

    expect(done.filter((one) => one === 'added')).to.have.length(3)
    expect(done.filter((one) => one === 'full')).to.have.length(5)
    expect(await assetIds()).to.have.length(3)
  })

  it('puts items in order only when all of them are named, and nothing else [AL-5]', async () => {
    const [a, b, c] = [await anAsset(), await anAsset(), await anAsset()]
    for (const id of [a, b, c]) await add(id)
    const stranger = await anAsset()

    for (const wrong of [[a, b], [a, b, c, stranger], [a, b, stranger], []])
      expect(await albums.order(album.id, wrong, later), String(wrong)).to.equal(false)
    expect(await assetIds()).to.deep.equal([a, b, c])
    expect(await albums.order(album.id, [c, a, b], later)).to.equal(true)
    expect(await assetIds()).to.deep.equal([c, a, b])
    const last = await anAsset()
    await add(last)
    expect(await assetIds()).to.deep.equal([c, a, b, last])
  })

  it('shows an item of another organization, and loses one whose asset is gone [AL-6] [T-17]', async () => {
    const cousinsHouse = await addTenant(database)
    const cousin = await addAccount(database, cousinsHouse, 'owner', 'Cousin')
    const [mine, foreign] = [
      await anAsset(),
      await addAsset(database, { tenantId: cousinsHouse, userId: cousin }),
    ]
    await add(mine)
    await albums.addItem(album.id, { assetId: foreign, addedBy: cousin }, 9, later)

    const items = await stores.albumDirectory.items(tenantId, album.id)
    expect(items.map(({ asset, addedByName }) => [asset.tenantId, addedByName])).to.deep.equal([
      [tenantId, 'Ana'],
      [cousinsHouse, 'Cousin'],
    ])
    expect(await stores.albumDirectory.items(tenantId, album.id, foreign)).to.deep.equal([items[1]])
    expect(await stores.albumDirectory.items(cousinsHouse, album.id)).to.deep.equal([])

    await database.query('delete from asset where id = $1', [foreign])
    expect(await assetIds()).to.deep.equal([mine])
    expect((await albums.find(album.id))?.itemCount).to.equal(1)
  })

  it('knows what somebody accepted, once a link, with the link and its maker as they are now [AL-8]', async () => {
    const cousin = await addAccount(database, await addTenant(database))
    const linkId = randomUUID()
    const resource = { kind: 'album' as const, id: String(album.id) }
    const link = newLink({
      id: linkId,
      tenantId,
      face: 'album',
      resource,
      createdBy: userId,
      createdAt: noon,
    })
    const secret = { tokenHash: Buffer.from(linkId), tokenSealed: Buffer.from('sealed') }
    await stores.linksOf(tenantId).extendOrInsertPrimary(link, secret, noon)
    const accept = (at: Date) => albums.grant(album.id, { linkId, userId: cousin, passwordVersion: 0 }, at)

    await Promise.all([accept(noon), accept(noon)])
    await accept(later)
    await stores.linksOf(tenantId).revoke(linkId, later)
    await database.query(`update membership set role = 'admin' where user_id = $1`, [userId])

    const [grant, ...more] = await stores.albumDirectory.grants(cousin)
    expect(more).to.deep.equal([])
    expect(grant?.album).to.deep.equal(album)
    expect(grant?.link).to.include({ id: linkId, face: 'album' })
    expect(grant?.link.revokedAt).to.deep.equal(later)
    expect(grant?.maker).to.deep.equal({ userId, role: 'admin' })
    expect(grant).to.deep.include({ passwordVersion: 0, acceptedAt: later })
    expect(await stores.albumDirectory.grants(cousin, album.id)).to.have.length(1)
    expect(await stores.albumDirectory.grants(cousin, album.id + 1)).to.deep.equal([])
    expect(await stores.albumDirectory.grants(userId)).to.deep.equal([])
  })
})
