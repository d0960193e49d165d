import Type from 'typebox'
import { Problem } from '../../domain/problem.ts'
import { SessionParams } from '../../domain/sessions/requests.ts'
import { route } from '../route.ts'
import { sendFile } from '../send-file.ts'
import type { RouteContext } from './index.ts'

const usual = {
  method: 'get',
  tag: 'Collaboration',
  who: 'member',
  params: SessionParams,
  otherStatuses: [206, 304, 416],
} as const
const filePath = '/api/v3/collaboration/sessions/:id'

/** The file of a session, for members who work on it and need not be its owner. They get what visitors get of it. */
export const collabFileRoutes = ({ services: { sessions, assets } }: RouteContext) => [
  route({
    ...usual,
    path: `${filePath}/file`,
    summary:
      'The file that a session is about, to be looked at; to keep with `download`, where the session lets. Ranges are answered',
    query: Type.Object({ download: Type.Optional(Type.Boolean()) }, { additionalProperties: false }),
    reply: ['application/octet-stream'],
    refusals: ['not_found', 'session_ended', 'permission_absent', 'thumbnail_unavailable', 'file_unreadable'],
    async handle({ actor, params, query, request }) {
      const { session, asset } = await sessions.file(actor, params.id)
      if (!query.download)
        return sendFile(assets.fileOf(asset, 'preview'), request, { disposition: 'inline' })
      if (!session.features.allowDownload) throw new Problem('permission_absent', { right: 'download' })
      return sendFile(assets.fileOf(asset, 'clean'), request, { disposition: 'attachment' })
    },
  }),
  route({
    ...usual,
    path: `${filePath}/thumbnail`,
    summary: 'A small picture of the file that a session is about',
    reply: ['image/webp'],
    refusals: ['not_found', 'session_ended', 'thumbnail_unavailable'],
    async handle({ actor, params, request }) {
      const { asset } = await sessions.file(actor, params.id)
      return sendFile(assets.fileOf(asset, 'thumbnail'), request, { disposition: 'inline' })
    },
  }),
]
