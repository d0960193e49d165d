import Type from 'typebox'
import { readerOf } from '../../domain/comments/present.ts'
import { Id } from '../../domain/schema.ts'
import { collaborationPath } from '../../domain/sessions/present.ts'
import { ByRef } from '../../domain/share-links/schema.ts'
import { presentVisit } from '../../domain/share-links/visitor-view.ts'
import { renderDoor, renderSession } from '../collab-pages.ts'
import { guestCookie, guestIn, seatCookie } from '../guests.ts'
import { refusalPage } from '../refusal-pages.ts'
import { Answer, media, type RequestFacts, type Route, route } from '../route.ts'
import { visitorAsset } from '../share-props.ts'
import { prefersHtml } from '../visitor-requests.ts'
import type { RouteContext } from './index.ts'

const tag = 'Pages'
/** Comments that the page has before its script runs. */
const mostComments = 200
const fresh = { 'Cache-Control': 'private, no-store' }

/** The page of a session: for whoever has its link, and for members who take part by right. */
export const collabPageRoutes = ({ services, pages, tickets }: RouteContext) => {
  const { sessions, comments, visits, now } = services
  const page = refusalPage(pages, now)
  const refuse: Route['refuse'] = (problem, request, params) => page(problem, request, params)
  const where = (request: RequestFacts) => ({ lang: request.language, now: now(), pages })

  return [
    route({
      method: 'get',
      path: '/collaborate/session/:id',
      summary: 'The page of a session, for members who take part in it',
      tag,
      who: 'anyone',
      params: Type.Object({ id: Id }),
      reply: ['text/html'],
      otherStatuses: [303],
      refusals: ['not_found', 'session_ended'],
      refuse,
      async handle({ actor, params, request }) {
        const home = `/collaborate/session/${params.id.toLowerCase()}/`
        if (!actor)
          return new Answer(undefined, {
            status: 303,
            headers: { Location: `/?next=${encodeURIComponent(home)}`, ...fresh },
          })
        const admitted = await sessions.live.enter(params.id, { by: 'member', member: actor })
        const { session, asset, commenter } = admitted
        const shown = await comments.newest(commenter, mostComments)
        const files = `/api/v3/collaboration/sessions/${session.id}`
        const file = {
          id: asset.id,
          kind: asset.kind,
          title: asset.title,
          filename: asset.filename,
          size: asset.size,
          width: asset.width,
          height: asset.height,
          durationS: asset.durationS,
          page: home,
          thumbnail: asset.thumbnail && `${files}/thumbnail`,
          preview: `${files}/file`,
          download: session.features.allowDownload ? `${files}/file?download=true` : null,
        }
        const view = { session, asset, file, comments: shown.comments, reader: readerOf(commenter) }
        return media(
          'text/html',
          renderSession({ ...view, home, token: null, commentAction: null }, where(request)),
          fresh,
        )
      },
    }),
    route({
      method: 'get',
      path: '/collaborate/:ref',
      summary: 'The page of a session, for whoever has its link: guests say a name first',
      tag,
      who: 'visitor',
      wish: 'open',
      params: ByRef,
      reply: ['text/html'],
      refusals: [
        'not_found',
        'link_not_started',
        'link_expired',
        'link_revoked',
        'view_limit_reached',
        'password_required',
        'sign_in_required',
        'session_ended',
        'session_left',
        'rate_limited',
      ],
      refuse: (problem, request, params) =>
        prefersHtml(request) ? refuse(problem, request, params) : undefined,
      async handle({ visit, request }) {
        const { ref, link } = visit
        const { member } = visit.visitor
        const cookies = request.header('cookie')
        const ticket = guestIn(cookies, ref) ?? guestIn(cookies, link.id)
        const guest = ticket === undefined ? undefined : tickets.read(ticket)
        const session = await sessions.byLink(visit)
        const home = collaborationPath(ref)
        if (!member && guest?.linkId !== link.id) {
          const door = { action: `/share/${ref}/join`, name: link.recipient?.name ?? '', isRefused: false }
          return media('text/html', renderDoor(door, where(request)), fresh)
        }
        const admitted = await sessions.join(visit, { member, guest, name: undefined })
        if (admitted.guest) request.leave(guestCookie(request.publicUrl, ref, tickets.write(admitted.guest)))
        request.leave(seatCookie(request.publicUrl, session.id, ref))
        const { commenter, asset } = admitted
        const [shown, content] = await Promise.all([
          comments.newest(commenter, mostComments),
          visits.content(visit),
        ])
        const view = presentVisit(visit, content, '')
        if (!('asset' in view)) throw new Error(`a session on ${content.kind}`)
        const html = renderSession(
          {
            session: admitted.session,
            asset,
            file: visitorAsset(view.asset),
            comments: shown.comments,
            reader: readerOf(commenter),
            home,
            token: ref,
            commentAction: commenter.mayWrite ? `/share/${ref}/comments` : null,
          },
          where(request),
        )
        return media('text/html', html, fresh)
      },
    }),
  ]
}
