import Type from 'typebox'
import { ownUrls, presentAsset } from '../../domain/assets/asset.ts'
import {
  AssetQuery,
  AssetUsesView,
  AssetView,
  UpdateAsset,
  UploadAsset,
  UploadFields,
} from '../../domain/assets/schema.ts'
import { Page, SerialId } from '../../domain/schema.ts'
import { parser } from '../../domain/validate.ts'
import { presentPage, sliceOf } from '../pages-of.ts'
import { route } from '../route.ts'
import { sendFile } from '../send-file.ts'
import type { RouteContext } from './index.ts'

const tag = 'Assets'
const ById = Type.Object({ id: SerialId })
const readFields = parser(UploadFields)

export const assetRoutes = ({ services: { assets }, uploads }: RouteContext) => [
  route({
    method: 'post',
    path: '/api/v3/assets',
    summary:
      'Upload a file; what it is, its content says. With an Idempotency-Key a repeat gets the first answer',
    tag,
    who: 'member',
    status: 201,
    bodyAs: 'stream',
    describes: UploadAsset,
    reply: AssetView,
    refusals: [
      'malformed_upload',
      'quota_exceeded',
      'file_unreadable',
      'image_too_large',
      'validation_failed',
    ],
    async handle({ actor, request }) {
      const asset = await uploads.take(request, (receive) =>
        assets.add(actor, async (reserve) => {
          const { path, filename, fields } = await receive(reserve)
          return { path, filename, title: readFields({ ...fields }).title }
        }),
      )
      return presentAsset(asset, ownUrls(asset, request.publicUrl))
    },
  }),
  route({
    method: 'get',
    path: '/api/v3/assets',
    summary: 'My files, newest first; for an admin those of the whole organization',
    tag,
    who: 'member',
    query: AssetQuery,
    reply: Page(AssetView, 'AssetPage'),
    async handle({ actor, query, request }) {
      const { count, rows } = await assets.list(actor, query, sliceOf(query))
      const results = rows.map((asset) => presentAsset(asset, ownUrls(asset, request.publicUrl)))
      return presentPage({ count, rows: results }, query, request.publicUrl, request.path)
    },
  }),
  route({
    method: 'get',
    path: '/api/v3/assets/storage',
    summary: 'How much of its room the organization’s files take, in bytes',
    tag,
    who: 'member',
    reply: Type.Object(
      { used: Type.Integer({ minimum: 0 }), quota: Type.Integer({ minimum: 0 }) },
      { $id: 'StorageView', additionalProperties: false },
    ),
    handle: ({ actor }) => assets.storage(actor),
  }),
  route({
    method: 'get',
    path: '/api/v3/assets/:id',
    summary: 'One file of mine',
    tag,
    who: 'member',
    params: ById,
    reply: AssetView,
    refusals: ['not_found'],
    async handle({ actor, params, request }) {
      const asset = await assets.get(actor, params.id)
      return presentAsset(asset, ownUrls(asset, request.publicUrl))
    },
  }),
  route({
    method: 'get',
    path: '/api/v3/assets/:id/uses',
    summary: 'What hangs on a file of mine: albums, links, open sessions; and who uploaded it',
    tag,
    who: 'member',
    params: ById,
    reply: AssetUsesView,
    refusals: ['not_found'],
    async handle({ actor, params }) {
      const { owner, ...uses } = await assets.uses(actor, params.id)
      return {
        ...uses,
        albums: [...uses.albums],
        owner: owner && { id: owner.id, full_name: owner.fullName },
      }
    },
  }),
  route({
    method: 'patch',
    path: '/api/v3/assets/:id',
    summary: 'Give a file another title',
    tag,
    who: 'member',
    params: ById,
    body: UpdateAsset,
    reply: AssetView,
    refusals: ['not_found'],
    async handle({ actor, params, body, request }) {
      const asset = await assets.rename(actor, params.id, body.title)
      return presentAsset(asset, ownUrls(asset, request.publicUrl))
    },
  }),
  route({
    method: 'delete',
    path: '/api/v3/assets/:id',
    summary: 'Remove a file: its links end, and it is gone from the store',
    tag,
    who: 'member',
    params: ById,
    refusals: ['not_found'],
    async handle({ actor, params }): Promise<undefined> {
      await assets.remove(actor, params.id)
    },
  }),
  route({
    method: 'get',
    path: '/api/v3/assets/:id/file',
    summary: 'The file as it was uploaded; ranges are answered',
    tag,
    who: 'member',
    otherStatuses: [206, 304, 416],
    params: ById,
    query: Type.Object({ download: Type.Optional(Type.Boolean()) }, { additionalProperties: false }),
    reply: ['*/*'],
    refusals: ['not_found'],
    async handle({ actor, params, query, request }) {
      const file = assets.fileOf(await assets.get(actor, params.id), 'original')
      const disposition = query.download ? 'attachment' : 'inline'
      return sendFile(file, request, { disposition, cache: 'owners' })
    },
  }),
  route({
    method: 'get',
    path: '/api/v3/assets/:id/thumbnail',
    summary: 'A picture of the file within 512 px, where one could be made',
    tag,
    who: 'member',
    otherStatuses: [206, 304, 416],
    params: ById,
    reply: ['image/webp'],
    refusals: ['not_found', 'thumbnail_unavailable'],
    async handle({ actor, params, request }) {
      const file = assets.fileOf(await assets.get(actor, params.id), 'thumbnail')
      return sendFile(file, request, { disposition: 'inline', cache: 'owners' })
    },
  }),
  route({
    method: 'get',
    path: '/api/v3/assets/:id/preview',
    summary: 'What a browser shows of the file: of an image, a picture within 2048 px',
    tag,
    who: 'member',
    otherStatuses: [206, 304, 416],
    params: ById,
    reply: ['*/*'],
    refusals: ['not_found', 'thumbnail_unavailable', 'file_unreadable'],
    async handle({ actor, params, request }) {
      const file = assets.fileOf(await assets.get(actor, params.id), 'preview')
      return sendFile(file, request, { disposition: 'inline', cache: 'owners' })
    },
  }),
]
