import Type from 'typebox'
import type { ProblemName } from '../../domain/problem.ts'
import { ByRef } from '../../domain/share-links/schema.ts'
import { Answer, media, type RequestFacts, route } from '../route.ts'
import type { RouteContext } from './index.ts'

/** `since`: what came after this `seq` is sent as well; programs say it here, browsers in `Last-Event-ID`. */
const StreamQuery = Type.Object(
  {
    since: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
    /** The stream ends after so many seconds; 0: with the snapshot. */
    seconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400 })),
  },
  { additionalProperties: false },
)

/** Any site may read what a public link shows: no cookie of ours goes along when another site asks. */
const toAnySite = { 'Access-Control-Allow-Origin': '*' } as const

export const streamRoutes = ({ services, openStream }: RouteContext) => [
  route({
    method: 'get',
    path: '/share/:ref/stream',
    summary: 'What a link shows, as it moves: server-sent events, until the link ends',
    tag: 'Visitors',
    who: 'visitor',
    params: ByRef,
    query: StreamQuery,
    otherStatuses: [204],
    reply: ['text/event-stream'],
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
    /** A browser comes back to a stream that ended; only 204 tells it to stop, and any error would end it for good. */
    refuse({ code, details }, request) {
      if (lastEventId(request) === undefined) return undefined
      const headers = { ...toAnySite, 'Cache-Control': 'no-store, no-transform' }
      if (over.includes(code)) return new Answer(undefined, { status: 204, headers })
      if (code !== 'rate_limited') return undefined
      return media('text/event-stream', `retry: ${Number(details.seconds ?? 60) * 1_000}\n\n`, headers)
    },
    async handle({ visit, query, request }) {
      const stream = openStream(await services.live.show(visit), {
        began: request.startedAt,
        language: request.language,
        address: request.ip,
        since: query.since ?? lastEventId(request),
        seconds: query.seconds,
        connection: request.connection,
      })
      // `no-transform`: what is compressed would wait to be worth it. Proxies are asked not to collect it either.
      return media('text/event-stream', stream, {
        ...toAnySite,
        'Cache-Control': 'no-store, no-transform',
        'X-Accel-Buffering': 'no',
      })
    },
  }),
]

const over: readonly ProblemName[] = [
  'not_found',
  'link_expired',
  'link_revoked',
  'visit_done',
  'view_limit_reached',
]

const lastEventId = (request: RequestFacts): number | undefined => {
  const given = request.header('last-event-id') ?? ''
  return /^\d{1,15}$/.test(given) ? Number(given) : undefined
}
