import Type from 'typebox'
import type { Problem } from '../../domain/problem.ts'
import { Problem as Refusal, sentenceOf } from '../../domain/problem.ts'
import { collaborationPath } from '../../domain/sessions/present.ts'
import { ByRef } from '../../domain/share-links/schema.ts'
import { parser } from '../../domain/validate.ts'
import { renderSession } from '../collab-pages.ts'
import { networkOf } from '../limits.ts'
import { statusOf } from '../problems.ts'
import { Answer, type RequestFacts, type Route, route } from '../route.ts'
import { assertFromHere, isForm } from '../visitor-requests.ts'
import { admitKnown, fresh, roomOf } from './collab-room.ts'
import { commentLimit } from './comments.ts'
import type { RouteContext } from './index.ts'

/** What the page of a session sends where no script runs. */
const SaidInSession = Type.Object(
  { content: Type.String({ minLength: 1, maxLength: 5000 }) },
  { $id: 'SaidInSession', additionalProperties: false },
)
const readSaid = parser(SaidInSession, 'text')

/** What somebody tried is shown to them again with the reason, for these reasons. */
const triedAgain: ReadonlySet<Problem['code']> = new Set([
  'validation_failed',
  'role_too_small',
  'rate_limited',
])

/** A comment in a session without a script: by whoever takes part, with the role that they have there. */
export const collabFormRoutes = (context: RouteContext, refuse: NonNullable<Route['refuse']>) => {
  const { services, pages } = context
  const say = async (
    admitted: NonNullable<Awaited<ReturnType<typeof admitKnown>>>,
    body: unknown,
    request: RequestFacts,
  ) => {
    const { linkId, commenter } = admitted
    await request.consume('comment', `${linkId}:${networkOf(request.ip)}`)
    await services.comments.create(commenter, readSaid(body))
  }

  return [
    route({
      method: 'post',
      path: '/collaborate/:ref/comments',
      summary: 'Comment in a session by its page’s form, where no script runs',
      tag: 'Pages',
      who: 'visitor',
      wish: 'open',
      params: ByRef,
      bodyAs: 'form',
      bodyLimit: commentLimit,
      describes: SaidInSession,
      status: 303,
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
        'role_too_small',
        'csrf_failed',
        'validation_failed',
        'malformed_json',
        'rate_limited',
      ],
      refuse: (problem, request, params) => (isForm(request) ? refuse(problem, request, params) : undefined),
      async handle({ visit, body, request }) {
        assertFromHere(request)
        const admitted = await admitKnown(context, visit, request)
        if (!admitted) throw new Refusal('name_required')
        try {
          await say(admitted, body, request)
        } catch (error) {
          if (!(error instanceof Refusal && triedAgain.has(error.code) && isForm(request))) throw error
          const trouble = sentenceOf(error.code, request.language, error.details)
          const attempt = { trouble, content: contentIn(body) }
          const room = await roomOf(context, visit, admitted)
          const where = { lang: request.language, now: services.now(), pages }
          const html = renderSession({ ...room, attempt }, where)
          return new Answer(html, { status: statusOf[error.code], type: 'text/html', headers: fresh })
        }
        return new Answer(undefined, { status: 303, headers: { Location: collaborationPath(visit.ref) } })
      },
    }),
  ]
}

const contentIn = (body: unknown): string => {
  const { content } = (body ?? {}) as { content?: unknown }
  return typeof content === 'string' ? content.slice(0, 5000) : ''
}
