import { GivenRating, RateVisit, readRating } from '../../domain/customer-links/schema.ts'
import { ByRef } from '../../domain/share-links/schema.ts'
import { statusOf } from '../problems.ts'
import { Answer, media, type RequestFacts, type Route, route } from '../route.ts'
import { renderRate } from '../share-pages.ts'
import { assertFromHere, isForm } from '../visitor-requests.ts'
import type { RouteContext } from './index.ts'

/** What the customer says of a visit that is done, by the link that they followed it with. */
export const ratingRoutes = ({ services, pages }: RouteContext, refuse: Route['refuse']) => {
  const where = (request: RequestFacts) => ({ lang: request.language, pages })
  return [
    route({
      method: 'post',
      path: '/share/:ref/rating',
      summary:
        'Rate a visit that is done, for 7 days; the last word counts. Pages may send it as a form, and get a page back.',
      tag: 'Visitors',
      who: 'visitor',
      wish: 'rate',
      params: ByRef,
      body: RateVisit,
      bodyAs: 'form',
      bodyLimit: 16 * 1024,
      status: 200,
      reply: GivenRating,
      refusals: [
        'not_found',
        'link_not_started',
        'link_expired',
        'link_revoked',
        'visit_done',
        'permission_absent',
        'csrf_failed',
        'malformed_json',
        'validation_failed',
        'rate_limited',
      ],
      refuse(problem, request, params) {
        if (!isForm(request)) return undefined
        if (problem.code !== 'validation_failed') return refuse?.(problem, request, params)
        const { ref } = params as { ref: string }
        const page = renderRate({ ref, isRefused: true }, where(request))
        return new Answer(page, { status: statusOf.validation_failed, type: 'text/html' })
      },
      async handle({ visit, body, request }) {
        assertFromHere(request)
        const { tenantId, id, resource } = visit.link
        await request.consume('share_open', `rate:${id}`)
        const { score, comment } = await services.assignments.rate(tenantId, resource.id, readRating(body))
        const given = { score, comment }
        return isForm(request)
          ? media('text/html', renderRate({ ref: visit.ref, given }, where(request)))
          : given
      },
    }),
  ]
}
