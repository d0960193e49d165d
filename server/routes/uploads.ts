import Type from 'typebox'
import { displayName } from '../../domain/assets/names.ts'
import { UploadFields } from '../../domain/assets/schema.ts'
import { UploadView } from '../../domain/assets/upload-schema.ts'
import { Problem } from '../../domain/problem.ts'
import { Id } from '../../domain/schema.ts'
import { parser } from '../../domain/validate.ts'
import { createResumable } from '../resumable.ts'
import { Answer, route } from '../route.ts'
import {
  announcedIn,
  assertTus,
  bytesIn,
  metadataIn,
  offsetStream,
  presentUpload,
  refuseTus,
  tusAbilities,
  uploadHeaders,
  uploadUrl,
} from '../tus.ts'
import type { RouteContext } from './index.ts'

const usual = { tag: 'Uploads', who: 'member', refuse: refuseTus } as const
const ById = Type.Object({ id: Id })
const readFields = parser(UploadFields)

const Version = { 'Tus-Resumable': Type.String({ enum: ['1.0.0'] }) }
const Creation = Type.Object({
  ...Version,
  'Upload-Length': Type.Integer({ minimum: 0, description: 'Bytes of the whole file.' }),
  'Upload-Metadata': Type.Optional(
    Type.String({ description: 'Pairs of a key and its value in base64: `filename`, `title`.' }),
  ),
})
const Part = Type.Object({
  ...Version,
  'Upload-Offset': Type.Integer({ minimum: 0, description: 'Bytes that the server has already.' }),
})

/** Uploads that break off and go on where they were, by the tus protocol. The file itself is an asset like any other. */
export const uploadRoutes = ({ services: { assets, now }, unfinished }: RouteContext) => {
  const resumable = createResumable({ unfinished, assets, now })

  return [
    route({
      ...usual,
      method: 'options',
      who: 'anyone',
      path: '/api/v3/uploads',
      summary: 'What of the tus protocol this server speaks, and how large a file may be',
      status: 204,
      handle: async () => new Answer(undefined, { status: 204, headers: tusAbilities(resumable.maxBytes) }),
    }),
    route({
      ...usual,
      method: 'get',
      path: '/api/v3/uploads',
      summary: 'My unfinished uploads, oldest first',
      reply: Type.Object(
        { results: Type.Array(UploadView) },
        { $id: 'UploadList', additionalProperties: false },
      ),
      handle: async ({ actor }) => ({ results: (await resumable.list(actor)).map(presentUpload) }),
    }),
    route({
      ...usual,
      method: 'post',
      path: '/api/v3/uploads',
      summary: 'Announce an upload (tus creation): its room is reserved; Location says where its bytes go',
      status: 201,
      headers: Creation,
      reply: UploadView,
      refusals: ['upload_version', 'file_too_large', 'quota_exceeded', 'too_many_uploads'],
      async handle({ actor, request }) {
        assertTus(request)
        if (
          request.header('upload-defer-length') !== undefined ||
          request.header('upload-concat') !== undefined
        )
          throw new Problem('validation_failed', {
            errors: [{ field: 'Upload-Length', message: 'must be known from the beginning, of one file' }],
          })
        const length = bytesIn('Upload-Length', request)
        const metadata = metadataIn(request)
        const title = metadata.get('title') || undefined
        readFields(title === undefined ? {} : { title })
        const filename = displayName(metadata.get('filename') ?? metadata.get('name'))
        const upload = await resumable.create(actor, { length, filename, title: title ?? null })
        const headers = { ...uploadHeaders(upload), Location: uploadUrl(upload) }
        return new Answer(presentUpload(upload), { status: 201, headers })
      },
    }),
    route({
      ...usual,
      method: 'get',
      path: '/api/v3/uploads/:id',
      summary: 'How far an upload of mine is; HEAD is the question of the tus protocol',
      params: ById,
      reply: UploadView,
      refusals: ['upload_version', 'upload_busy', 'quota_exceeded', 'file_unreadable', 'image_too_large'],
      async handle({ actor, params, request }) {
        if (request.method === 'HEAD') assertTus(request)
        const upload = await resumable.get(actor, params.id.toLowerCase())
        return new Answer(presentUpload(upload), { headers: uploadHeaders(upload) })
      },
    }),
    route({
      ...usual,
      method: 'patch',
      path: '/api/v3/uploads/:id',
      summary:
        'Send the next part of an upload (tus). The answer to the last part names the file in Asset-Id',
      status: 204,
      params: ById,
      bodyAs: 'stream',
      bodyType: offsetStream,
      headers: Part,
      refusals: [
        'upload_version',
        'upload_busy',
        'conflict',
        'payload_too_large',
        'quota_exceeded',
        'file_unreadable',
        'image_too_large',
      ],
      async handle({ actor, params, request }) {
        assertTus(request)
        if (request.header('content-type') !== offsetStream)
          throw new Problem('unsupported_media_type', { expected: offsetStream })
        const upload = await resumable.append(actor, params.id.toLowerCase(), {
          offset: bytesIn('Upload-Offset', request),
          announced: announcedIn(request),
          stream: request.stream,
        })
        return new Answer(undefined, { status: 204, headers: uploadHeaders(upload) })
      },
    }),
    route({
      ...usual,
      method: 'delete',
      path: '/api/v3/uploads/:id',
      summary: 'Give an upload up (tus termination); a file that it has become stays',
      params: ById,
      refusals: ['upload_busy'],
      async handle({ actor, params }) {
        await resumable.cancel(actor, params.id.toLowerCase())
        return new Answer(undefined, { status: 204, headers: { 'Tus-Resumable': '1.0.0' } })
      },
    }),
  ]
}
