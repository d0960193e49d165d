import { expect } from 'chai'
import { addMember, clientOf, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { anAsset, aPicture, aSharedAlbum } from './an-album.ts'

const base = '/api/albums'

describe('/api/albums', () => {
  let url: string
  let owner: Person
  before(async () => {
    url = (await sharedService()).url
    owner = await register(url)
  })
  const albumKeys = [
    'id',
    'title',
    'description',
    'owner',
    'role',
    'item_count',
    'cover_url',
    'created_at',
    'updated_at',
  ]
  const anAlbum = async (person = owner): Promise<number> =>
    (await person.call('POST', base, { title: 'Sea' })).body.id
  const idsOf = async (id: number, person = owner): Promise<number[]> =>
    (await person.call('GET', `${base}/${id}`)).body.items.map(
      ({ asset_id }: { asset_id: number }) => asset_id,
    )

  it('makes an album, and shows it with its items [AL-11]', async () => {
    const made = await owner.call('POST', base, { title: ' Sea ', description: 'Low\ntide ' })
    const read = await owner.call('GET', `${base}/${made.body.id}`)

    expect(made.status).to.equal(201)
    expect(made.body).to.have.all.keys(albumKeys)
    expect(made.body).to.deep.include({
      title: 'Sea',
      description: 'Low\ntide',
      owner: { id: owner.userId, full_name: 'A Person' },
      role: 'owner',
      item_count: 0,
      cover_url: null,
    })
    expect([read.status, read.body]).to.deep.equal([200, { ...made.body, items: [] }])
    for (const bad of [{}, { title: ' ' }, { title: 'x'.repeat(201) }, { title: 'Sea', owner_id: 1 }])
      expect((await owner.call('POST', base, bad)).status, JSON.stringify(bad)).to.equal(422)
  })

  it('changes what an album is called, and removes it but not what was in it', async () => {
    const { albumId, assetId, token } = await aSharedAlbum(owner)

    const { status, body } = await owner.call('PATCH', `${base}/${albumId}`, { description: 'New' })
    const gone = await owner.call('DELETE', `${base}/${albumId}`)

    expect(status).to.equal(200)
    expect(body).to.include({ title: 'Sea', description: 'New', item_count: 1 })
    expect([gone.status, (await owner.call('GET', `${base}/${albumId}`)).status]).to.deep.equal([204, 404])
    const friend = await register(url)
    const late = await friend.call('POST', `${base}/accept`, { share_token: token })
    expect([late.status, late.body.detail]).to.deep.equal([410, 'This share link has been revoked'])
    const other = await anAlbum()
    expect((await owner.call('POST', `${base}/${other}/items`, { asset_id: assetId })).status).to.equal(201)
  })

  it('lists my own albums page by page, and nobody else’s [AL-1] [T-58]', async () => {
    const me = await addMember(owner, 'member')
    const ids = [await anAlbum(me), await anAlbum(me), await anAlbum(me)]
    const stranger = await register(url)
    const theirs = await anAlbum(stranger)

    const first = await me.call('GET', `${base}?page_size=2`)
    const second = await me.call('GET', first.body.next.replace(url, ''))
    const mirror = await stranger.call('GET', base)

    const all = [...first.body.results, ...second.body.results]
    expect(all.map(({ id }) => id)).to.deep.equal([...ids].reverse())
    expect([first.body.count, second.body.next]).to.deep.equal([3, null])
    expect(all[0]).to.have.all.keys(albumKeys)
    expect([mirror.body.count, mirror.body.results[0].id]).to.deep.equal([1, theirs])
  })

  it('shows the first picture in it as its cover, also one of somebody else’s [AL-11]', async () => {
    const { albumId, assetId, token } = await aSharedAlbum(owner, { is_collaboration: true })
    const cousin = await register(url)
    await cousin.call('POST', `${base}/accept`, { share_token: token })
    const picture = await aPicture(cousin)
    await cousin.call('POST', `${base}/${albumId}/items`, { asset_id: picture })

    const listed = (await owner.call('GET', base)).body.results.find(
      ({ id }: { id: number }) => id === albumId,
    )
    const shared = (await cousin.call('GET', `${base}/shared-with-me`)).body.results[0]

    expect(picture).not.to.equal(assetId)
    const cover = `${url}${base}/${albumId}/items/${picture}/thumbnail`
    expect([listed.cover_url, shared.cover_url]).to.deep.equal([cover, cover])
    expect((await owner.call('GET', cover.replace(url, ''))).status).to.equal(200)
  })

  it('is its owner’s and the admins’; to colleagues and strangers it is not there [AL-2] [T-21]', async () => {
    const me = await addMember(owner, 'member')
    const { albumId, assetId } = await aSharedAlbum(me)
    const album = `${base}/${albumId}`
    const tries: [string, string, object?][] = [
      ['GET', album],
      ['PATCH', album, { title: 'Taken' }],
      ['DELETE', album],
      ['POST', `${album}/items`, { asset_id: assetId }],
      ['PATCH', `${album}/items`, { asset_ids: [assetId] }],
      ['DELETE', `${album}/items/${assetId}`],
      ['GET', `${album}/items/${assetId}/file`],
      ['PUT', `${album}/share-link`, { is_collaboration: true, expires_at: null }],
      ['GET', `${album}/share-link`],
      ['DELETE', `${album}/share-link`],
    ]

    for (const person of [await addMember(owner, 'dispatcher'), await register(url)])
      for (const [method, path, body] of tries) {
        const answer = await person.call(method, path, body)
        expect([answer.status, answer.body.code], `${method} ${path}`).to.deep.equal([404, 'not_found'])
      }
    const admin = await addMember(owner, 'admin')
    expect((await admin.call('GET', album)).body.role).to.equal('owner')
    expect((await clientOf(url).call('GET', album)).status).to.equal(401)
  })

  describe('/:id/items', () => {
    it('takes my assets, each once, in the order of adding [AL-3] [AL-4]', async () => {
      const id = await anAlbum()
      const [a, b] = [await anAsset(owner, 'Dune'), await anAsset(owner)]
      const add = (asset_id: unknown) => owner.call('POST', `${base}/${id}/items`, { asset_id })

      const first = await add(b)
      const second = await add(a)
      const again = await add(b)

      expect([first.status, second.status, again.status]).to.deep.equal([201, 201, 200])
      expect(again.body).to.deep.equal(first.body)
      expect(second.body).to.deep.include({
        asset_id: a,
        title: 'Dune',
        kind: 'image',
        added_by: { id: owner.userId, full_name: 'A Person' },
      })
      expect(await idsOf(id)).to.deep.equal([b, a])
      expect((await owner.call('GET', base)).body.results[0].item_count).to.equal(2)
      for (const bad of ['1', 0, 1.5, null, [a], 2 ** 31])
        expect((await add(bad)).status, String(bad)).to.equal(422)
    })

    it('takes nobody else’s assets, as if there were none [AL-3] [T-3] [T-55]', async () => {
      const me = await addMember(owner, 'member')
      const id = await anAlbum(me)
      const others = [
        await anAsset(owner),
        await anAsset(await addMember(owner, 'member')),
        await anAsset(await register(url)),
      ]

      for (const asset_id of [...others, 2_147_483_647]) {
        const { status, body } = await me.call('POST', `${base}/${id}/items`, { asset_id })
        expect([status, body.code]).to.deep.equal([404, 'not_found'])
      }
      const admins = await anAlbum()
      for (const asset_id of others.slice(0, 2))
        expect((await owner.call('POST', `${base}/${admins}/items`, { asset_id })).status).to.equal(201)
    })

    it('puts all of them in another order, or nothing [AL-5]', async () => {
      const id = await anAlbum()
      const [a, b] = [await anAsset(owner), await anAsset(owner)]
      for (const asset_id of [a, b]) await owner.call('POST', `${base}/${id}/items`, { asset_id })
      const order = (asset_ids: unknown) => owner.call('PATCH', `${base}/${id}/items`, { asset_ids })

      for (const bad of [[a], [a, b, b], [a, b, await anAsset(owner)], [], 'all', [String(a), b]]) {
        const { status, body } = await order(bad)
        expect([status, body.code], JSON.stringify(bad)).to.deep.equal([422, 'validation_failed'])
      }
      expect(await idsOf(id)).to.deep.equal([a, b])
      const { status, body } = await order([b, a])
      expect(status).to.equal(200)
      expect(body.items.map(({ asset_id }: { asset_id: number }) => asset_id)).to.deep.equal([b, a])
      expect(await idsOf(id)).to.deep.equal([b, a])
    })

    it('lets an item go, which stays its owner’s; what is not in the album is not found', async () => {
      const { albumId, assetId } = await aSharedAlbum(owner)
      const item = `${base}/${albumId}/items/${assetId}`

      expect((await owner.call('DELETE', item)).status).to.equal(204)
      expect((await owner.call('DELETE', item)).status).to.equal(404)
      expect((await owner.call('GET', `${item}/file`)).status).to.equal(404)
      expect(await idsOf(albumId)).to.deep.equal([])
      expect((await owner.call('GET', `/api/v3/assets/${assetId}`)).status).to.equal(200)
    })

    it('loses an asset that is removed [AL-6] [T-4]', async () => {
      const { albumId, assetId } = await aSharedAlbum(owner)

      expect((await owner.call('DELETE', `/api/v3/assets/${assetId}`)).status).to.equal(204)

      expect(await idsOf(albumId)).to.deep.equal([])
    })

    it('gives the files of its items: small, to look at, and to keep [AL-9]', async () => {
      const { albumId, assetId } = await aSharedAlbum(owner, {}, aPicture)
      const [item] = (await owner.call('GET', `${base}/${albumId}`)).body.items

      for (const [field, type, disposition] of [
        ['thumbnail_url', /^image\/webp/, /^inline/],
        ['preview_url', /^image\//, /^inline/],
        ['file_url', /^image\/png/, /^attachment/],
      ] as const) {
        const { status, headers } = await owner.call('GET', item[field].replace(url, ''))
        expect([field, status]).to.deep.equal([field, 200])
        expect(headers.get('content-type')).to.match(type)
        expect(headers.get('content-disposition')).to.match(disposition)
        expect(headers.get('x-content-type-options')).to.equal('nosniff')
      }
      const part = await owner.call('GET', item.file_url.replace(url, ''), undefined, { range: 'bytes=0-3' })
      expect([part.status, part.headers.get('content-length')]).to.deep.equal([206, '4'])
      expect((await owner.call('GET', `${base}/${albumId}/items/${assetId + 1}/file`)).status).to.equal(404)
    })
  })
})
