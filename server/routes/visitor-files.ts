import Type from 'typebox'
import { SerialId } from '../../domain/schema.ts'
import { ByRef } from '../../domain/share-links/schema.ts'
import { type Route, route } from '../route.ts'
import type { RouteContext } from './index.ts'

const ItemQuery = Type.Object({ item: Type.Optional(SerialId) })
const ByItem = Type.Object({ ref: ByRef.properties.ref, asset_id: SerialId })

/** The files of an asset's link, and those of an album's, each by its number. */
export const visitorFileRoutes = ({ files }: RouteContext, refuse: Route['refuse']) => {
  const refusals = [
    'not_found',
    'link_not_started',
    'link_expired',
    'link_revoked',
    'password_required',
    'sign_in_required',
    'permission_absent',
    'view_limit_reached',
    'rate_limited',
  ] as const
  const looks = [...refusals, 'thumbnail_unavailable', 'file_unreadable'] as const
  const downloads = [...refusals, 'download_limit_reached', 'file_unreadable', 'unavailable'] as const
  const usual = {
    method: 'get',
    tag: 'Visitors',
    who: 'visitor',
    otherStatuses: [206, 304, 416],
    reply: ['application/octet-stream'],
    refuse,
  } as const

  return [
    route({
      ...usual,
      path: '/share/:ref/preview',
      summary: 'What a browser shows of a shared file, in ranges',
      wish: 'preview',
      params: ByRef,
      query: ItemQuery,
      refusals: looks,
      handle: (call) => files.look(call, 'preview', call.query.item),
    }),
    route({
      ...usual,
      path: '/share/:ref/thumbnail',
      summary: 'A small picture of a shared file',
      wish: 'preview',
      params: ByRef,
      query: ItemQuery,
      refusals: looks,
      handle: (call) => files.look(call, 'thumbnail', call.query.item),
    }),
    route({
      ...usual,
      path: '/share/:ref/download',
      summary: 'A shared file, to keep. Ranges and resumed parts of one visit are one download.',
      wish: 'download',
      params: ByRef,
      query: ItemQuery,
      refusals: downloads,
      handle: (call) => files.download(call, call.query.item),
    }),
    route({
      ...usual,
      path: '/share/:ref/zip',
      summary: 'All files of a shared album in one: one download',
      wish: 'download',
      params: ByRef,
      refusals: downloads,
      handle: (call) => files.zip(call),
    }),
    route({
      ...usual,
      path: '/share/:ref/items/:asset_id/preview',
      summary: 'What a browser shows of one file of a shared album',
      wish: 'preview',
      params: ByItem,
      refusals: looks,
      handle: (call) => files.look(call, 'preview', call.params.asset_id),
    }),
    route({
      ...usual,
      path: '/share/:ref/items/:asset_id/thumbnail',
      summary: 'A small picture of one file of a shared album',
      wish: 'preview',
      params: ByItem,
      refusals: looks,
      handle: (call) => files.look(call, 'thumbnail', call.params.asset_id),
    }),
    route({
      ...usual,
      path: '/share/:ref/items/:asset_id/download',
      summary: 'One file of a shared album, to keep',
      wish: 'download',
      params: ByItem,
      refusals: downloads,
      handle: (call) => files.download(call, call.params.asset_id),
    }),
  ]
}
