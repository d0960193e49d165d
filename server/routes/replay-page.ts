import Type from 'typebox'
import type { Member } from '../../domain/actor.ts'
import { found } from '../../domain/problem.ts'
import { Id } from '../../domain/schema.ts'
import { SessionParams } from '../../domain/sessions/requests.ts'
import { refusalPage } from '../refusal-pages.ts'
import { renderReplay, replayHome } from '../replay-pages.ts'
import { Answer, media, route } from '../route.ts'
import { sendFile } from '../send-file.ts'
import { prefersHtml } from '../visitor-requests.ts'
import type { RouteContext } from './index.ts'

const fresh = { 'Cache-Control': 'private, no-store' }
const recordingPath = '/api/v3/collaboration/sessions/:id/recording'

/** The page where members see a session again, and the file that it was about. */
export const replayPageRoutes = ({ services, pages }: RouteContext) => {
  const { recordings, assets, now } = services
  const page = refusalPage(pages, now)

  /** For as long as something is kept that shows it. */
  const recorded = async (actor: Member, id: string) => {
    const { asset, isRecorded } = await recordings.about(actor, id)
    return found(isRecorded ? asset : undefined)
  }
  const file = {
    method: 'get',
    tag: 'Collaboration',
    who: 'member',
    params: SessionParams,
    otherStatuses: [206, 304, 416],
  } as const

  return [
    route({
      method: 'get',
      path: '/collaborate/session/:id/replay',
      summary: 'The page where members see a session again; others sign in first',
      tag: 'Pages',
      who: 'anyone',
      params: Type.Object({ id: Id }),
      reply: ['text/html'],
      otherStatuses: [303],
      refusals: ['not_found'],
      refuse: (problem, request, params) =>
        prefersHtml(request) ? page(problem, request, params) : undefined,
      async handle({ actor, params, request }) {
        if (!actor) {
          const next = encodeURIComponent(replayHome(params.id))
          return new Answer(undefined, { status: 303, headers: { Location: `/?next=${next}`, ...fresh } })
        }
        const frame = await recordings.about(actor, params.id)
        return media('text/html', renderReplay(frame, { lang: request.language, now: now(), pages }), fresh)
      },
    }),
    route({
      ...file,
      path: `${recordingPath}/file`,
      summary:
        'The file that a recorded session was about, to be looked at with its replay. Ranges are answered',
      reply: ['application/octet-stream'],
      refusals: ['not_found', 'thumbnail_unavailable', 'file_unreadable'],
      async handle({ actor, params, request }) {
        const asset = await recorded(actor, params.id)
        return sendFile(assets.fileOf(asset, 'preview'), request, { disposition: 'inline' })
      },
    }),
    route({
      ...file,
      path: `${recordingPath}/thumbnail`,
      summary: 'A small picture of the file that a recorded session was about',
      reply: ['image/webp'],
      refusals: ['not_found', 'thumbnail_unavailable'],
      async handle({ actor, params, request }) {
        const asset = await recorded(actor, params.id)
        return sendFile(assets.fileOf(asset, 'thumbnail'), request, { disposition: 'inline' })
      },
    }),
  ]
}
