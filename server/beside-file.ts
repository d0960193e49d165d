import { presentComment, readerOf } from '../domain/comments/present.ts'
import type { GuestTickets } from '../domain/guests.ts'
import { Problem } from '../domain/problem.ts'
import type { Services } from '../domain/services.ts'
import { collaborationPath } from '../domain/sessions/present.ts'
import type { SaidProps } from '../web/pages/visitor.ts'
import type { Entered } from './gate.ts'
import { guestIn } from './guests.ts'
import type { RequestFacts } from './route.ts'
import type { BesideFile } from './share-props.ts'

/** Comments that stand under a file; of more, those that were begun last. */
const mostComments = 200

export interface BesideFilePorts {
  readonly services: Pick<Services, 'comments' | 'sessions' | 'visits'>
  readonly tickets: GuestTickets
}

/** What goes on around a shared file, for its page: the session of its link, and what is said of it. */
export const besideFile =
  ({ services, tickets }: BesideFilePorts) =>
  async (
    visit: Entered,
    itemId: number | undefined,
    request: RequestFacts,
    attempt: SaidProps['attempt'] = null,
  ): Promise<BesideFile> => {
    const { comment, collaborate } = visit.link.permissions
    const isFile = visit.link.resource.kind === 'asset'
    const together = collaborate && isFile && (await isOpen(services.sessions.byLink(visit)))
    return {
      together: together ? collaborationPath(visit.ref) : null,
      said:
        comment && (isFile || itemId !== undefined)
          ? await saidOf({ services, tickets }, visit, itemId, request, attempt)
          : null,
    }
  }

const isOpen = (session: Promise<unknown>): Promise<boolean> =>
  session.then(
    () => true,
    (error: unknown) => {
      if (error instanceof Problem && (error.code === 'not_found' || error.code === 'session_ended'))
        return false
      throw error
    },
  )

const saidOf = async (
  { services: { comments, visits }, tickets }: BesideFilePorts,
  visit: Entered,
  itemId: number | undefined,
  request: RequestFacts,
  attempt: SaidProps['attempt'],
): Promise<SaidProps> => {
  const { ref, link, visitor } = visit
  const cookies = request.header('cookie')
  const ticket = guestIn(cookies, ref) ?? guestIn(cookies, link.id)
  const commenter = await comments.commenters.visitor({
    visit,
    asset: await visits.file(visit, itemId),
    member: visitor.member,
    guest: ticket === undefined ? undefined : tickets.read(ticket),
  })
  const shown = await comments.newest(commenter, mostComments)
  const path = `/share/${encodeURIComponent(ref)}/comments`
  return {
    comments: shown.comments.map((one) => presentComment(one, readerOf(commenter))),
    more: shown.more,
    action: itemId === undefined ? path : `${path}?item=${itemId}`,
    asksName: !visitor.member && commenter.guest === null,
    attempt,
  }
}
