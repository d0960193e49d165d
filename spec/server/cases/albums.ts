import { register } from '../../support/client.ts'
import { anAsset, aPicture, aSharedAlbum, type SharedAlbum } from '../an-album.ts'
import type { Fixture, RouteCase } from '../route-cases.ts'

const own = { foreign: 'own' } as const
const personal = { foreign: 404, isPersonal: true } as const

/** What the bodies name has to be there before the call. */
const albums = new WeakMap<Fixture, SharedAlbum & { readonly another: number }>()
const albumOf = (fixture: Fixture) => albums.get(fixture)!

const make =
  (item = anAsset) =>
  async (fixture: Fixture) => {
    const { owner } = fixture.house.people
    const album = await aSharedAlbum(owner, {}, item)
    albums.set(fixture, { ...album, another: await anAsset(owner) })
    return { id: String(album.albumId), asset_id: String(album.assetId) }
  }
const params = make()
const withFile = make(aPicture)
/** One of another organization, which the house's owner has accepted. */
const fromFriends = async ({ house: { people } }: Fixture) => {
  const { albumId, token } = await aSharedAlbum(await register(people.owner.url))
  await people.owner.call('POST', '/api/albums/accept', { share_token: token })
  return { id: String(albumId) }
}

export const albumCases: Record<string, RouteCase> = {
  'post /api/albums': { ...own, body: () => ({ title: 'Hills' }) },
  'get /api/albums': own,
  'get /api/albums/:id': { ...personal, params },
  'patch /api/albums/:id': { ...personal, params, body: () => ({ title: 'Renamed' }) },
  'delete /api/albums/:id': { ...personal, params },
  'post /api/albums/:id/items': {
    ...personal,
    params,
    body: (fixture) => ({ asset_id: albumOf(fixture).another }),
  },
  'patch /api/albums/:id/items': {
    ...personal,
    params,
    body: (fixture) => ({ asset_ids: [albumOf(fixture).assetId] }),
  },
  'delete /api/albums/:id/items/:asset_id': { ...personal, params },
  'get /api/albums/:id/items/:asset_id/thumbnail': { ...personal, params: withFile },
  'get /api/albums/:id/items/:asset_id/preview': { ...personal, params: withFile },
  'get /api/albums/:id/items/:asset_id/file': { ...personal, params: withFile },
  'put /api/albums/:id/share-link': {
    ...personal,
    params,
    body: () => ({ is_collaboration: true, expires_at: null }),
  },
  'get /api/albums/:id/share-link': { ...personal, params },
  'delete /api/albums/:id/share-link': { ...personal, params },
  // Whoever holds a link may accept it: that is what it is for.
  'post /api/albums/accept': {
    ...own,
    params,
    body: (fixture) => ({ share_token: albumOf(fixture).token }),
  },
  'get /api/albums/shared-with-me': own,
  'delete /api/albums/shared-with-me/:id': { ...personal, params: fromFriends },
}
