import Type from 'typebox'
import { readerOf } from '../../domain/comments/present.ts'
import { Id } from '../../domain/schema.ts'
import { collaborationPath } from '../../domain/sessions/present.ts'
import { ByRef } from '../../domain/share-links/schema.ts'
import { fileOfSession, renderDoor, renderSession } from '../collab-pages.ts'
import { collabRefusal, doorAction, memberHome } from '../collab-refusals.ts'
import { Answer, media, type RequestFacts, type Route, route } from '../route.ts'
import { prefersHtml } from '../visitor-requests.ts'
import { collabFormRoutes } from './collab-form.ts'
import { bringing, fresh, mostComments, presentRoom } from './collab-room.ts'
import type { RouteContext } from './index.ts'

/** The page of a session: for whoever has its link, and for members who take part by right. */
export const collabPageRoutes = (context: RouteContext) => {
  const { services, pages } = context
  const { sessions, comments, now } = services
  const page = collabRefusal(pages, now)
  const refuse: Route['refuse'] = (problem, request, params) =>
    prefersHtml(request) ? page(problem, request, params) : undefined
  const where = (request: RequestFacts) => ({ lang: request.language, now: now(), pages })
  const usual = { method: 'get', tag: 'Pages', reply: ['text/html'], refuse } as const

  return [
    route({
      ...usual,
      path: '/collaborate/session/:id',
      summary: 'The page of a session, for members who take part in it; others sign in first',
      who: 'anyone',
      params: Type.Object({ id: Id }),
      otherStatuses: [303],
      refusals: ['not_found', 'session_ended', 'session_left', 'session_full'],
      async handle({ actor, params, request }) {
        const home = memberHome(params.id)
        if (!actor) {
          const query = request.url.split('?')[1]
          const next = encodeURIComponent(query ? `${home}?${query}` : home)
          return new Answer(undefined, { status: 303, headers: { Location: `/?next=${next}`, ...fresh } })
        }
        const { session, asset, commenter } = await sessions.live.enter(params.id, {
          by: 'member',
          member: actor,
        })
        const shown = await comments.newest(commenter, mostComments)
        const html = renderSession(
          {
            session,
            asset,
            file: fileOfSession(session, asset, home),
            comments: shown.comments,
            reader: readerOf(commenter),
            home,
            token: null,
            isMember: true,
            commentAction: null,
          },
          where(request),
        )
        return media('text/html', html, fresh)
      },
    }),
    route({
      ...usual,
      path: '/collaborate/:ref',
      summary: 'The page of a session, for whoever has its link: guests say a name first',
      who: 'visitor',
      wish: 'open',
      params: ByRef,
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
        'session_full',
        'rate_limited',
      ],
      async handle({ visit, request }) {
        const { ref, link } = visit
        const door = () => {
          const action = doorAction(ref)
          const shown = {
            action,
            home: collaborationPath(ref),
            name: link.recipient?.name ?? '',
            isRefused: false,
          }
          return media('text/html', renderDoor(shown, where(request)), fresh)
        }
        await sessions.byLink(visit)
        const { member, guest } = bringing(context, visit, request)
        // What only peeks takes no place, and is seen by nobody.
        if (visit.isPeek || (!member && guest?.linkId !== link.id)) return door()
        const room = await presentRoom(context, visit, request)
        if (!room) return door()
        return media('text/html', renderSession(room, where(request)), fresh)
      },
    }),
    ...collabFormRoutes(context, page),
  ]
}
