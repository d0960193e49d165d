import { Readable } from 'node:stream'
import {
  AccessesQuery,
  AccessView,
  AnalyticsQuery,
  AnalyticsView,
  ByAssetId,
  ByUuid,
  ShareAnalyticsQuery,
} from '../../domain/analytics/schema.ts'
import { presentAccess } from '../../domain/analytics/service.ts'
import { Page } from '../../domain/schema.ts'
import { presentPage, sliceOf } from '../pages-of.ts'
import { media, type RequestFacts, route } from '../route.ts'
import type { RouteContext } from './index.ts'

const tag = 'Analytics'

export const analyticsRoutes = ({ services: { analytics } }: RouteContext) => [
  route({
    method: 'get',
    path: '/api/v3/shares/:uuid/analytics',
    summary:
      'Who came through a link in the last days, 7 unless said otherwise; of all links of a share at once',
    tag,
    who: 'member',
    params: ByUuid,
    query: ShareAnalyticsQuery,
    reply: AnalyticsView,
    refusals: ['not_found'],
    handle: ({ actor, params, query }) =>
      analytics.ofShare(actor, params.uuid.toLowerCase(), query.days ?? 7, query.whole_share ?? false),
  }),
  route({
    method: 'get',
    path: '/api/v3/assets/:id/analytics',
    summary: 'Who came to an asset through all of its links in the last days, 30 unless said otherwise',
    tag,
    who: 'member',
    params: ByAssetId,
    query: AnalyticsQuery,
    reply: AnalyticsView,
    refusals: ['not_found'],
    handle: ({ actor, params, query }) => analytics.ofAsset(actor, params.id, query.days ?? 30),
  }),
  route({
    method: 'get',
    path: '/api/v3/shares/:uuid/accesses',
    summary: 'What happened at a link, newest first; all of it as CSV with format=csv or Accept: text/csv',
    tag,
    who: 'member',
    params: ByUuid,
    query: AccessesQuery,
    reply: Page(AccessView, 'AccessPage'),
    refusals: ['not_found'],
    async handle({ actor, params, query, request }) {
      const uuid = params.uuid.toLowerCase()
      if (wantsCsv(query.format, request))
        return media('text/csv; charset=utf-8', Readable.from(await analytics.accessesAsCsv(actor, uuid)), {
          'Content-Disposition': `attachment; filename="accesses-${uuid}.csv"`,
          'Cache-Control': 'private, no-store',
          Vary: 'Accept',
        })
      const { count, rows } = await analytics.accesses(actor, uuid, sliceOf(query))
      return presentPage({ count, rows: rows.map(presentAccess) }, query, request.publicUrl, request.path)
    },
  }),
]

const wantsCsv = (format: 'json' | 'csv' | undefined, request: RequestFacts): boolean =>
  format === undefined ? /\btext\/csv\b/.test(request.header('accept') ?? '') : format === 'csv'
