import Type from 'typebox'
import { Problem as Refusal } from '../../domain/problem.ts'
import { SerialId } from '../../domain/schema.ts'
import { ByRef, Unlock, Unlocked } from '../../domain/share-links/schema.ts'
import {
  homeOf,
  presentVisit,
  type SharedContent,
  VisitorView,
} from '../../domain/share-links/visitor-view.ts'
import { parser } from '../../domain/validate.ts'
import { accessFactsOf } from '../access-facts.ts'
import { besideFile } from '../beside-file.ts'
import { renderCard } from '../card-page.ts'
import type { Entered } from '../gate.ts'
import { isBot } from '../passes.ts'
import { refusalHeaders, retryAfter, statusOf } from '../problems.ts'
import { refusalPage } from '../refusal-pages.ts'
import { Answer, media, type RequestFacts, type Route, route } from '../route.ts'
import { renderLocked, renderShare } from '../share-pages.ts'
import { assertFromHere, isForm, prefersHtml } from '../visitor-requests.ts'
import type { RouteContext } from './index.ts'
import { quoteDecisionRoutes } from './quote-decisions.ts'
import { ratingRoutes } from './ratings.ts'
import { visitorCommentRoutes } from './visitor-comments.ts'
import { visitorFileRoutes } from './visitor-files.ts'

const tag = 'Visitors'

/** What a page tells of a visit, when it is left or put aside. `seconds`: how long it was looked at so far. */
export const Engagement = Type.Object(
  {
    seconds: Type.Number({ minimum: 0, maximum: 86_400 }),
    load_ms: Type.Optional(Type.Number({ minimum: 0, maximum: 600_000 })),
  },
  { $id: 'Engagement', additionalProperties: false },
)
const readEngagement = parser(Engagement)
/** Which file of an album is looked at. */
const PageQuery = Type.Object({ item: Type.Optional(SerialId) })

export const visitorRoutes = (context: RouteContext) => {
  const { services, pages } = context
  const { visits, now } = services

  const where = (request: RequestFacts) => ({
    lang: request.language,
    now: now(),
    publicUrl: request.publicUrl,
    pages,
  })

  const page = refusalPage(pages, now)
  const refuse: Route['refuse'] = (problem, request, params) =>
    prefersHtml(request) ? page(problem, request, params) : undefined

  return [
    route({
      method: 'get',
      path: '/share/:ref',
      summary: 'A shared link: a page for people, JSON for `Accept: application/json`',
      tag,
      who: 'visitor',
      wish: 'address',
      params: ByRef,
      query: PageQuery,
      reply: VisitorView,
      refusals: [
        'not_found',
        'link_not_started',
        'link_expired',
        'link_revoked',
        'visit_done',
        'view_limit_reached',
        'password_required',
        'sign_in_required',
        'rate_limited',
      ],
      refuse,
      async handle({ visit, gate, query, request }) {
        if (seesOnlyTheCard(visit, request)) return media('text/html', renderCard(visit, where(request)))
        const inside = await gate.further('open')
        const content = await visits.content(inside)
        if (!prefersHtml(request)) return presentVisit(inside, content, request.publicUrl)
        const { item: itemId } = query
        const beside = isFile(content, itemId)
          ? await besideFile(context)(inside, itemId, request)
          : undefined
        return media('text/html', renderShare(content, inside, { ...where(request), itemId, beside }))
      },
    }),
    route({
      method: 'post',
      path: '/share/:ref/unlock',
      summary:
        'Give the password of a link; what comes back opens it for 12 hours. Pages may send it as a form.',
      tag,
      who: 'visitor',
      wish: 'address',
      params: ByRef,
      body: Unlock,
      bodyAs: 'form',
      bodyLimit: 16 * 1024,
      status: 200,
      otherStatuses: [303],
      reply: Unlocked,
      refusals: [
        'not_found',
        'link_not_started',
        'link_expired',
        'link_revoked',
        'wrong_password',
        'csrf_failed',
        'rate_limited',
        'unavailable',
      ],
      spend: visits.spendTime,
      refuse(problem, request, params) {
        if (!isForm(request)) return undefined
        const isTooMany = problem.code === 'rate_limited'
        const { ref } = (params ?? {}) as { ref?: string }
        if (!isTooMany || ref === undefined) return page(problem, request, params)
        const wait = retryAfter(problem)
        const lock = { ref, ...(wait !== undefined && { retryAfterS: wait }) }
        return new Answer(renderLocked('too_many', lock, where(request)), {
          status: statusOf.rate_limited,
          type: 'text/html',
          headers: { 'Cache-Control': 'private, no-store', ...refusalHeaders(problem) },
        })
      },
      async handle({ visit, gate, body, request }) {
        assertFromHere(request)
        const facts = accessFactsOf(request)
        const inside = await context.gate
          .unlock(visit, request.ip, () => visits.isPassword(visit, body.password))
          .catch((error: unknown) => {
            if (error instanceof Refusal && error.code === 'wrong_password')
              visits.log.unlockFailed(visit, facts)
            throw error
          })
        const { newPass: pass, views } = inside
        const written = gate.leave(pass)
        visits.log.unlocked(inside, facts)
        if (views !== undefined) visits.log.viewed(inside, facts, views)
        if (isForm(request))
          return new Answer(undefined, { status: 303, headers: { Location: homeOf(visit.ref) } })
        return { access_token: written, expires_in: Math.ceil((pass.expiresAt - now().getTime()) / 1000) }
      },
    }),
    route({
      method: 'post',
      path: '/share/:ref/events',
      summary: 'How long a page was looked at, as its script tells with `navigator.sendBeacon`',
      tag,
      who: 'visitor',
      wish: 'address',
      params: ByRef,
      bodyAs: 'text',
      bodyLimit: 1024,
      describes: Engagement,
      status: 204,
      refusals: ['not_found', 'link_expired', 'link_revoked', 'malformed_json', 'validation_failed'],
      async handle({ visit, gate, body, request }) {
        const { seconds, load_ms } = readEngagement(asJson(body))
        // Only of visits that were counted: a beacon opens nothing, and speaks for nobody else.
        if (!visit.pass?.viewed) return
        const inside = await gate.further('open')
        visits.log.stayed(inside, accessFactsOf(request), seconds, load_ms)
      },
    }),
    ...ratingRoutes(context, page),
    ...visitorFileRoutes(context, refuse),
    ...visitorCommentRoutes(context, refuse),
    ...quoteDecisionRoutes(context, refuse),
  ]
}

/** One file is looked at: the link's own, or one of its album's. */
const isFile = (content: SharedContent, itemId: number | undefined): boolean =>
  content.kind === 'asset' || (content.kind === 'album' && content.items.some(({ id }) => id === itemId))

/** Of a link whose views are counted, whatever opens it for nobody is told what other sites are told, and no more. */
const seesOnlyTheCard = (visit: Entered, request: RequestFacts): boolean => {
  const isAsked = request.method === 'HEAD' || isBot(request.header('user-agent'))
  return (
    isAsked && visit.isPeek && visit.link.maxViews !== null && !visit.pass?.viewed && prefersHtml(request)
  )
}

const asJson = (text: unknown): unknown => {
  try {
    return JSON.parse(String(text))
  } catch {
    throw new Refusal('malformed_json')
  }
}
