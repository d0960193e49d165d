import { expect } from 'chai'
import {
  type Album,
  type AlbumItem,
  accessBy,
  endOf,
  type Grant,
  mayAdd,
  mayRemove,
  ownersAccess,
  presentAlbumLink,
  presentWholeAlbum,
} from '../../domain/albums/album.ts'
import { CreateAlbum, OrderAlbumItems, PutAlbumLink } from '../../domain/albums/schema.ts'
import type { Asset } from '../../domain/assets/asset.ts'
import { newLink, type Permissions, type ShareLink } from '../../domain/share-links/link.ts'
import { parser } from '../../domain/validate.ts'
import { faultyFields } from '../support/refusals.ts'

const noon = new Date('2026-06-01T12:00:00Z')
const minutesFrom = (minutes: number) => new Date(noon.getTime() + minutes * 60_000)

const album: Album = {
  id: 7,
  tenantId: 1,
  ownerId: 3,
  ownerName: 'Ana',
  title: 'Sea',
  description: null,
  itemCount: 1,
  createdAt: noon,
  updatedAt: noon,
}
const looking: Permissions = { preview: true, download: true, comment: false, collaborate: false }
const aLink = (from: Partial<ShareLink> = {}): ShareLink =>
  newLink({
    id: '11111111-1111-4111-8111-111111111111',
    tenantId: 1,
    face: 'album',
    resource: { kind: 'album', id: '7' },
    permissions: looking,
    createdBy: 3,
    createdAt: noon,
    ...from,
  })
const aGrant = (link: Partial<ShareLink> = {}, from: Partial<Grant> = {}): Grant => ({
  album,
  link: aLink(link),
  maker: { userId: 3, role: 'member' },
  passwordVersion: 0,
  acceptedAt: noon,
  ...from,
})
const roleBy = (...grants: Grant[]) => accessBy(grants, noon)?.role

describe('what an accepted link gives', () => {
  it('is to look, or to add, as the link says now [AL-8]', () => {
    expect(roleBy(aGrant())).to.equal('viewer')
    expect(roleBy(aGrant({ permissions: { ...looking, collaborate: true } }))).to.equal('collaborator')
  })

  it('ends with the link: revoked, expired to the moment, or not begun [AL-8] [T-18] [T-46]', () => {
    for (const ended of [{ revokedAt: minutesFrom(-1) }, { expiresAt: noon }, { startsAt: minutesFrom(1) }])
      expect(roleBy(aGrant(ended)), JSON.stringify(ended)).to.equal(undefined)
    expect(roleBy(aGrant({ expiresAt: minutesFrom(1) }))).to.equal('viewer')
  })

  it('ends with its maker’s right to share [AL-8] [T-4]', () => {
    expect(roleBy(aGrant({}, { maker: { userId: 3, role: null } }))).to.equal(undefined)
    expect(roleBy(aGrant({}, { maker: { userId: 9, role: 'dispatcher' } }))).to.equal(undefined)
    expect(roleBy(aGrant({}, { maker: { userId: 9, role: 'admin' } }))).to.equal('viewer')
  })

  it('ends with the token and the password that were proven [AL-8] [T-8]', () => {
    expect(roleBy(aGrant({ rotatedAt: minutesFrom(1) }))).to.equal(undefined)
    expect(roleBy(aGrant({ rotatedAt: minutesFrom(-1) }))).to.equal('viewer')
    expect(roleBy(aGrant({ passwordVersion: 2 }, { passwordVersion: 1 }))).to.equal(undefined)
    expect(roleBy(aGrant({ passwordVersion: 2 }, { passwordVersion: 2 }))).to.equal('viewer')
  })

  it('is the most that those give which still stand [AL-8]', () => {
    const adding = { permissions: { ...looking, collaborate: true } }

    expect(roleBy(aGrant(), aGrant(adding))).to.equal('collaborator')
    expect(roleBy(aGrant(), aGrant({ ...adding, revokedAt: noon }))).to.equal('viewer')
    expect(roleBy()).to.equal(undefined)
  })

  it('gives no way around counted downloads, nor what the link does not give [AL-9] [T-15]', () => {
    const given = (link: Partial<ShareLink>) => accessBy([aGrant(link)], noon)?.permissions

    expect(given({ maxDownloads: 1 })).to.include({ preview: true, download: false })
    expect(given({ permissions: { ...looking, preview: false } })).to.include({
      preview: false,
      download: true,
    })
  })
})

describe('the items of an album', () => {
  const viewer = accessBy([aGrant()], noon)!
  const collaborator = accessBy([aGrant({ permissions: { ...looking, collaborate: true } })], noon)!

  it('are added by collaborators and owners, and taken out by whoever added them, or the owner [AL-7]', () => {
    const mine = { addedBy: 5 }
    const others = { addedBy: 6 }

    expect([ownersAccess(album), collaborator, viewer].map(mayAdd)).to.deep.equal([true, true, false])
    expect([mine, others].map((item) => mayRemove(ownersAccess(album), 5, item))).to.deep.equal([true, true])
    expect([mine, others].map((item) => mayRemove(collaborator, 5, item))).to.deep.equal([true, false])
    expect([mine, others].map((item) => mayRemove(viewer, 5, item))).to.deep.equal([false, false])
    expect(mayRemove(collaborator, 5, { addedBy: null })).to.equal(false)
  })
})

describe('the end of an album’s link', () => {
  it('is a moment in the future, never, or left as it is [AL-10] [T-18]', async () => {
    const end = (expires_at?: string | null) => endOf(expires_at === undefined ? {} : { expires_at }, noon)

    expect(end()).to.equal(undefined)
    expect(end(null)).to.equal(null)
    expect(end('2026-06-01T14:00:01+02:00')).to.deep.equal(new Date('2026-06-01T12:00:01Z'))
    for (const bad of ['2026-06-01T12:00:00Z', '2020-01-01T00:00:00Z', '9999-12-31T23:59:59-01:00'])
      expect(await faultyFields(() => end(bad)), bad).to.deep.equal(['expires_at'])
  })
})

describe('the bodies of the album face', () => {
  it('name what they may and nothing else [T-55]', async () => {
    const faults: [() => unknown, string][] = [
      [() => parser(CreateAlbum)({ title: '' }), 'title'],
      [() => parser(CreateAlbum)({ title: 'Sea', owner_id: 9 }), 'owner_id'],
      [() => parser(CreateAlbum)({ title: 'Sea', description: 'a\u0000' }), 'description'],
      [() => parser(OrderAlbumItems)({ asset_ids: [1, 1] }), 'asset_ids'],
      [() => parser(OrderAlbumItems)({ asset_ids: ['1'] }), 'asset_ids.0'],
      [() => parser(PutAlbumLink)({ expires_at: 'tomorrow' }), 'expires_at'],
      [() => parser(PutAlbumLink)({ is_collaboration: 'yes' }), 'is_collaboration'],
      [() => parser(PutAlbumLink)({ token: 'mine' }), 'token'],
    ]

    for (const [read, field] of faults) expect(await faultyFields(read), field).to.deep.equal([field])
  })
})

describe('what members see of an album', () => {
  const asset: Asset = {
    id: 4,
    uuid: '22222222-2222-4222-8222-222222222222',
    tenantId: 2,
    ownerId: 5,
    title: 'Beach',
    filename: 'beach.jpg',
    contentType: 'image/jpeg',
    kind: 'image',
    size: 3,
    width: 4,
    height: 3,
    durationS: null,
    clean: { as: 'same' },
    thumbnail: { type: 'image/webp', size: 1 },
    preview: null,
    createdAt: noon,
    updatedAt: noon,
  }
  const item: AlbumItem = { asset, addedBy: 5, addedByName: 'Rui', addedAt: noon }

  it('is exactly this [AL-11] [T-16]', () => {
    const at = 'https://x.example/api/albums/7/items/4'

    expect(presentWholeAlbum(accessBy([aGrant()], noon)!, [item], 'https://x.example')).to.deep.equal({
      id: 7,
      title: 'Sea',
      description: null,
      owner: { id: 3, full_name: 'Ana' },
      role: 'viewer',
      item_count: 1,
      cover_url: `${at}/thumbnail`,
      created_at: noon.toISOString(),
      updated_at: noon.toISOString(),
      items: [
        {
          asset_id: 4,
          title: 'Beach',
          filename: 'beach.jpg',
          content_type: 'image/jpeg',
          kind: 'image',
          size: 3,
          width: 4,
          height: 3,
          duration_s: null,
          thumbnail_url: `${at}/thumbnail`,
          preview_url: `${at}/preview`,
          file_url: `${at}/file`,
          added_by: { id: 5, full_name: 'Rui' },
          added_at: noon.toISOString(),
        },
      ],
    })
  })

  it('has no address of a file that its reader would not get [AL-9]', () => {
    const urlsFor = (permissions: Permissions, from: Partial<Asset> = {}) => {
      const access = accessBy([aGrant({ permissions })], noon)!
      const [one] = presentWholeAlbum(access, [{ ...item, asset: { ...asset, ...from } }], '').items
      return [one!.thumbnail_url, one!.preview_url, one!.file_url].map(
        (url) => url?.split('/').at(-1) ?? null,
      )
    }

    expect(urlsFor({ ...looking, download: false })).to.deep.equal(['thumbnail', 'preview', null])
    expect(urlsFor({ ...looking, preview: false })).to.deep.equal([null, null, 'file'])
    expect(urlsFor(looking, { thumbnail: null, clean: { as: 'none' } })).to.deep.equal([null, null, null])
    expect(urlsFor(looking, { contentType: 'application/zip' })).to.deep.equal(['thumbnail', null, 'file'])
  })
})

describe('what an owner sees of the link', () => {
  it('is exactly this [AL-12]', () => {
    const counts = { views: 4, downloads: 1, visitors: 2, lastAccessedAt: minutesFrom(-5) }
    const open = { link: aLink({ counts, expiresAt: minutesFrom(5) }), token: 'abc' }

    expect(presentAlbumLink(open, 'https://x.example', noon)).to.deep.equal({
      id: open.link.id,
      token: 'abc',
      share_url: 'https://x.example/share/abc/',
      is_collaboration: false,
      is_active: true,
      expires_at: minutesFrom(5).toISOString(),
      never_expires: false,
      created_at: noon.toISOString(),
      access_count: 4,
      last_accessed_at: minutesFrom(-5).toISOString(),
    })
    expect(presentAlbumLink({ ...open, link: aLink() }, '', noon)).to.include({
      expires_at: null,
      never_expires: true,
      last_accessed_at: null,
    })
  })
})
