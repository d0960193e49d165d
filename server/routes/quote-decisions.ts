import { type Problem, Problem as Refusal } from '../../domain/problem.ts'
import { DecideQuote } from '../../domain/quotes/schema.ts'
import { ByRef } from '../../domain/share-links/schema.ts'
import { homeOf, presentVisit, VisitorView } from '../../domain/share-links/visitor-view.ts'
import { parser } from '../../domain/validate.ts'
import type { QuoteAttempt, QuoteTrouble } from '../../web/pages/visitor.ts'
import { statusOf } from '../problems.ts'
import { Answer, type RequestFacts, type Route, route } from '../route.ts'
import { renderShare } from '../share-pages.ts'
import { assertFromHere, isForm } from '../visitor-requests.ts'
import type { RouteContext } from './index.ts'

const readDecision = parser(DecideQuote)

/** What the customer says to a quote, by the link that they were sent. */
export const quoteDecisionRoutes = ({ services, pages }: RouteContext, refuse: Route['refuse']) => [
  route({
    method: 'post',
    path: '/share/:ref/decision',
    summary: 'Approve or reject a quote, once and for good. Pages may send it as a form.',
    tag: 'Visitors',
    who: 'visitor',
    wish: 'decide',
    params: ByRef,
    bodyAs: 'form',
    bodyLimit: 16 * 1024,
    describes: DecideQuote,
    status: 200,
    otherStatuses: [303],
    reply: VisitorView,
    refusals: [
      'not_found',
      'link_not_started',
      'link_expired',
      'link_revoked',
      'password_required',
      'sign_in_required',
      'permission_absent',
      'csrf_failed',
      'malformed_json',
      'validation_failed',
      'quote_decided',
      'quote_expired',
      'rate_limited',
    ],
    refuse: (problem, request, params) => (isForm(request) ? refuse?.(problem, request, params) : undefined),
    async handle({ visit, body, request }) {
      assertFromHere(request)
      /** The page again, with what was wrong and what was typed. */
      const again = async (problem: Problem): Promise<Answer> => {
        const attempt = attemptOf(problem, body)
        if (!isForm(request) || !attempt) throw problem
        const content = await services.visits.content(visit)
        const where = { lang: request.language, now: services.now(), publicUrl: request.publicUrl, pages }
        return new Answer(renderShare(content, visit, { ...where, attempt }), {
          status: statusOf[problem.code],
          type: 'text/html',
        })
      }
      try {
        const shown = await services.quotes.decide(visit, decisionIn(body, request))
        if (!isForm(request)) return presentVisit(visit, { kind: 'quote', shown }, request.publicUrl)
        return new Answer(undefined, { status: 303, headers: { Location: homeOf(visit.ref) } })
      } catch (error) {
        if (error instanceof Refusal) return again(error)
        throw error
      }
    },
  }),
]

/** Whoever approves on a page ticks a box first; a program that says so means it. */
const decisionIn = (body: unknown, request: RequestFacts): DecideQuote => {
  const decision = readDecision(body)
  if (isForm(request) && decision.decision === 'approve' && !decision.accept)
    throw new Refusal('validation_failed', { errors: [{ field: 'accept', message: 'is required' }] })
  return decision
}

const attemptOf = ({ code, details }: Problem, body: unknown): QuoteAttempt | undefined => {
  const { decision, name, comment } = (body ?? {}) as Record<string, unknown>
  const trouble = troubleOf(code, details.errors?.[0]?.field)
  if (!trouble || (decision !== 'approve' && decision !== 'reject')) return undefined
  return { trouble, decision, name: wordsIn(name, 120), comment: wordsIn(comment, 2000) }
}

const troubleOf = (code: Problem['code'], field: string | undefined): QuoteTrouble | undefined => {
  if (code === 'quote_decided') return 'decided'
  if (code === 'quote_expired') return 'expired'
  if (code !== 'validation_failed') return undefined
  return field === 'name' || field === 'comment' || field === 'accept' ? field : undefined
}

const wordsIn = (value: unknown, longest: number): string =>
  typeof value === 'string' ? value.slice(0, longest) : ''
