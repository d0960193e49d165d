import { readerOf } from '../../domain/comments/present.ts'
import type { Guest } from '../../domain/guests.ts'
import { Problem } from '../../domain/problem.ts'
import type { Admitted } from '../../domain/sessions/ports.ts'
import { collaborationPath } from '../../domain/sessions/present.ts'
import { presentVisit } from '../../domain/share-links/visitor-view.ts'
import type { ShownSession } from '../collab-pages.ts'
import type { Entered } from '../gate.ts'
import { guestCookie, guestIn, seatCookie } from '../guests.ts'
import type { RequestFacts } from '../route.ts'
import { visitorAsset } from '../share-props.ts'
import type { RouteContext } from './index.ts'

/** Comments that the page has before its script runs. */
export const mostComments = 200

/**
 * Nobody keeps it; and only here may a page of ours ask for a microphone or a screen. Chromium takes a screen for a camera
 * as well and says at each call that it is not allowed; nothing of ours asks for one.
 */
export const fresh = {
  'Cache-Control': 'private, no-store',
  'Permissions-Policy': 'camera=(self), display-capture=(self), microphone=(self)',
}

/** What somebody at a link brings to be known by. Whoever came by another address of it is the same guest. */
export const bringing = (
  { tickets }: RouteContext,
  { ref, link, visitor }: Entered,
  request: RequestFacts,
) => {
  const cookies = request.header('cookie')
  const ticket = guestIn(cookies, ref) ?? guestIn(cookies, link.id)
  const guest: Guest | undefined = ticket === undefined ? undefined : tickets.read(ticket)
  return { member: visitor.member, guest }
}

/** Takes part by a link, as somebody who is known. `undefined`: they have to say a name first. */
export const admitKnown = async (
  context: RouteContext,
  visit: Entered,
  request: RequestFacts,
): Promise<Admitted | undefined> => {
  const { services, tickets } = context
  const { ref } = visit
  try {
    const who = bringing(context, visit, request)
    const admitted = await services.sessions.join(visit, { ...who, name: undefined })
    if (admitted.guest) request.leave(guestCookie(request.publicUrl, ref, tickets.write(admitted.guest)))
    request.leave(seatCookie(request.publicUrl, admitted.session.id, ref))
    return admitted
  } catch (error) {
    // Their ticket is of what they said of the file; here they have not been yet.
    if (error instanceof Problem && error.code === 'name_required') return undefined
    throw error
  }
}

/** The room, as its link shows it. `undefined`: they have to say a name first. */
export const presentRoom = async (
  context: RouteContext,
  visit: Entered,
  request: RequestFacts,
): Promise<ShownSession | undefined> => {
  const admitted = await admitKnown(context, visit, request)
  return admitted && roomOf(context, visit, admitted)
}

export const roomOf = async (
  { services: { comments, visits } }: RouteContext,
  visit: Entered,
  { session, asset, commenter }: Admitted,
): Promise<ShownSession> => {
  const { ref } = visit
  const [shown, content] = await Promise.all([
    comments.newest(commenter, mostComments),
    visits.content(visit),
  ])
  const view = presentVisit(visit, content, '')
  if (!('asset' in view)) throw new Error(`a session on ${content.kind}`)
  const home = collaborationPath(ref)
  return {
    session,
    asset,
    file: visitorAsset(view.asset),
    comments: shown.comments,
    reader: readerOf(commenter),
    home,
    token: ref,
    isMember: visit.visitor.member !== undefined,
    commentAction: commenter.mayWrite ? `${home}comments` : null,
  }
}
