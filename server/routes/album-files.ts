import { route } from '../route.ts'
import { ByAlbumItem } from './albums.ts'
import type { RouteContext } from './index.ts'

/** Shown with `inline` only as far as it is found harmless. */
const files = [
  ['thumbnail', 'thumbnail', 'inline', 'A small picture of an item'],
  ['preview', 'preview', 'inline', 'What a browser shows of an item'],
  ['file', 'clean', 'attachment', 'An item to keep, without the location and the camera it was taken with'],
] as const

/** The files of an album's items, for members who may open the album: theirs may be another organization's. */
export const albumFileRoutes = ({ services: { albums }, files: sender }: RouteContext) =>
  files.map(([name, variant, disposition, summary]) =>
    route({
      method: 'get',
      path: `/api/albums/:id/items/:asset_id/${name}`,
      summary,
      tag: 'Albums',
      who: 'member',
      otherStatuses: [206, 304, 416],
      params: ByAlbumItem,
      reply: ['*/*'],
      refusals: ['permission_absent', 'thumbnail_unavailable', 'file_unreadable'],
      async handle({ actor, params, request }) {
        const file = await albums.fileOf(actor, params.id, params.asset_id, variant)
        return sender.sendToMember(file, request, disposition)
      },
    }),
  )
