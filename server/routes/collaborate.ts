import { collaborationPath, presentJoined } from '../../domain/sessions/present.ts'
import { JoinedSession, JoinSession } from '../../domain/sessions/requests.ts'
import { ByRef } from '../../domain/share-links/schema.ts'
import { collabRefusal } from '../collab-refusals.ts'
import { guestCookie, guestIn, seatCookie } from '../guests.ts'
import { Answer, route } from '../route.ts'
import { assertFromHere, isForm } from '../visitor-requests.ts'
import type { RouteContext } from './index.ts'

/** Coming into a session by a link, before any socket is there. */
export const collaborateRoutes = ({ services: { sessions, now }, tickets, pages }: RouteContext) => {
  const page = collabRefusal(pages, now)
  return [
    route({
      method: 'post',
      path: '/share/:ref/join',
      summary:
        'Take part in the session of a link, under a name; pages may send it as a form. What comes back, and a cookie, is what a socket is known by.',
      tag: 'Visitors',
      who: 'visitor',
      wish: 'open',
      params: ByRef,
      body: JoinSession,
      bodyAs: 'form',
      bodyLimit: 4 * 1024,
      status: 200,
      otherStatuses: [303],
      reply: JoinedSession,
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
        'name_required',
        'csrf_failed',
        'rate_limited',
      ],
      refuse: (problem, request, params) => (isForm(request) ? page(problem, request, params) : undefined),
      async handle({ actor: member, visit, body: { name }, request }) {
        assertFromHere(request)
        const cookies = request.header('cookie')
        const ticket = guestIn(cookies, visit.ref) ?? guestIn(cookies, visit.link.id)
        const guest = ticket === undefined ? undefined : tickets.read(ticket)
        const admitted = await sessions.join(visit, { member, guest, name })
        const written = admitted.guest ? tickets.write(admitted.guest) : null
        if (written) request.leave(guestCookie(request.publicUrl, visit.ref, written))
        // For a socket whose address names the session and no link.
        request.leave(seatCookie(request.publicUrl, admitted.session.id, visit.ref))
        if (isForm(request))
          return new Answer(undefined, { status: 303, headers: { Location: collaborationPath(visit.ref) } })
        const { session, participant } = admitted
        const seats = await sessions.live.seats(session.tenantId, session.id)
        const own = seats.filter(({ participantId }) => participantId === participant.id)
        return presentJoined(admitted, own, written)
      },
    }),
  ]
}
