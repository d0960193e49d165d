import Type from 'typebox'
import { presentAlbum, presentItem, presentWholeAlbum } from '../../domain/albums/album.ts'
import {
  AddAlbumItem,
  AlbumItems,
  AlbumItemView,
  AlbumView,
  CreateAlbum,
  OrderAlbumItems,
  UpdateAlbum,
  WholeAlbumView,
} from '../../domain/albums/schema.ts'
import { Page, PageQuery, SerialId } from '../../domain/schema.ts'
import { presentPage, sliceOf } from '../pages-of.ts'
import { Answer, route } from '../route.ts'
import type { RouteContext } from './index.ts'

const ByAlbum = Type.Object({ id: SerialId })
export const ByAlbumItem = Type.Object({ id: SerialId, asset_id: SerialId })
export const AlbumPage = Page(AlbumView, 'AlbumPage')

const usual = { tag: 'Albums', who: 'member' } as const

/** Albums and what is in them: for whoever looks after them, and as far as a link they accepted goes, for others. */
export const albumRoutes = ({ services: { albums } }: RouteContext) => [
  route({
    ...usual,
    method: 'post',
    path: '/api/albums',
    summary: 'Make an album',
    status: 201,
    body: CreateAlbum,
    reply: AlbumView,
    handle: async ({ actor, body, request }) =>
      presentAlbum(await albums.create(actor, body), request.publicUrl),
  }),
  route({
    ...usual,
    method: 'get',
    path: '/api/albums',
    summary: 'My albums, newest first',
    query: PageQuery,
    reply: AlbumPage,
    async handle({ actor, query, request }) {
      const { count, rows } = await albums.mine(actor, sliceOf(query))
      const { publicUrl } = request
      const views = rows.map((access) => presentAlbum(access, publicUrl))
      return presentPage({ count, rows: views }, query, publicUrl, request.path)
    },
  }),
  route({
    ...usual,
    method: 'get',
    path: '/api/albums/:id',
    summary: 'An album with its items in their order: mine, or one that was shared with me',
    params: ByAlbum,
    reply: WholeAlbumView,
    async handle({ actor, params, request }) {
      const { access, items } = await albums.open(actor, params.id)
      return presentWholeAlbum(access, items, request.publicUrl)
    },
  }),
  route({
    ...usual,
    method: 'patch',
    path: '/api/albums/:id',
    summary: 'Change what an album is called',
    params: ByAlbum,
    body: UpdateAlbum,
    reply: AlbumView,
    refusals: ['forbidden'],
    handle: async ({ actor, params, body, request }) =>
      presentAlbum(await albums.update(actor, params.id, body), request.publicUrl),
  }),
  route({
    ...usual,
    method: 'delete',
    path: '/api/albums/:id',
    summary: 'Remove an album; its links end at once, its items stay with their owners',
    params: ByAlbum,
    refusals: ['forbidden'],
    handle: ({ actor, params }) => albums.remove(actor, params.id),
  }),

  route({
    ...usual,
    method: 'post',
    path: '/api/albums/:id/items',
    summary: 'Add an asset of mine at the end; 200 where it is in the album already',
    status: 201,
    otherStatuses: [200],
    params: ByAlbum,
    body: AddAlbumItem,
    reply: AlbumItemView,
    refusals: ['forbidden'],
    async handle({ actor, params, body, request }) {
      const { access, item, isNew } = await albums.add(actor, params.id, body.asset_id)
      return new Answer(presentItem(access, item, request.publicUrl), { status: isNew ? 201 : 200 })
    },
  }),
  route({
    ...usual,
    method: 'patch',
    path: '/api/albums/:id/items',
    summary: 'Put the items in another order; all of them have to be named',
    params: ByAlbum,
    body: OrderAlbumItems,
    reply: AlbumItems,
    refusals: ['forbidden'],
    async handle({ actor, params, body, request }) {
      const { access, items } = await albums.order(actor, params.id, body.asset_ids)
      return { items: items.map((item) => presentItem(access, item, request.publicUrl)) }
    },
  }),
  route({
    ...usual,
    method: 'delete',
    path: '/api/albums/:id/items/:asset_id',
    summary: 'Take an item out of an album; collaborators take out what they added',
    params: ByAlbumItem,
    refusals: ['forbidden'],
    handle: ({ actor, params }) => albums.take(actor, params.id, params.asset_id),
  }),
]
