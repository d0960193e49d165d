import type { Language, Problem } from '../../domain/problem.ts'
import { ByRef } from '../../domain/share-links/schema.ts'
import { PublicShareTrackView } from '../../domain/share-links/share-track.ts'
import { presentToVisitor } from '../../domain/share-links/share-tracks.ts'
import { AppPage } from '../../web/pages/app.ts'
import { assetsOf, entries } from '../../web/pages/assets.ts'
import type { LastReason } from '../../web/pages/ended.ts'
import { html } from '../../web/pages/html.ts'
import { renderPage } from '../../web/pages/render.ts'
import { refusalHeaders, retryAfter, statusOf } from '../problems.ts'
import { Answer, media, type RequestFacts, route } from '../route.ts'
import { sessionIn } from '../session-cookies.ts'
import { type PageSettings, renderEnded, renderShare } from '../share-pages.ts'
import type { RouteContext } from './index.ts'

const tag = 'Pages'

export type { PageSettings }

export const pageRoutes = ({ services, pages }: RouteContext) => [
  route({
    method: 'get',
    path: '/',
    summary: 'The members’ app; the first visit makes the first account',
    tag,
    who: 'anyone',
    reply: ['text/html'],
    async handle({ request }) {
      const lang = request.language
      const props = {
        lang,
        firstRun: await services.isFirstRun(),
        session: sessionIn(request),
        map: pages.map,
      }
      const assets = assetsOf(pages.manifest, entries.app)
      const page = renderPage(html`<${AppPage} ...${props} />`, { lang, title: 'Fleeting', assets, props })
      return media('text/html', page, {
        'Cache-Control': 'private, no-store',
        'Referrer-Policy': 'no-referrer',
      })
    },
  }),
  route({
    method: 'get',
    path: '/share/:ref',
    summary: 'A shared link: a page for people, JSON for `Accept: application/json`',
    tag,
    who: 'visitor',
    params: ByRef,
    reply: PublicShareTrackView,
    refusals: ['not_found', 'link_expired', 'link_revoked', 'rate_limited'],
    refuse(problem, request) {
      if (prefersHtml(request) && isLastReason(problem)) return lastPage(problem, request.language, pages)
    },
    async handle({ visit, request }) {
      const track = await services.shareTracks.show(visit)
      if (!prefersHtml(request)) return presentToVisitor(track, request.publicUrl)
      return media(
        'text/html',
        renderShare({ kind: 'vehicle', track }, visit, {
          lang: request.language,
          now: services.now(),
          publicUrl: request.publicUrl,
          pages,
        }),
      )
    },
  }),
]

const lastReasons = {
  not_found: 'not_found',
  link_expired: 'expired',
  link_revoked: 'revoked',
  rate_limited: 'rate_limited',
  unavailable: 'unavailable',
} as const satisfies Record<string, LastReason>

const isLastReason = (problem: Problem): problem is Problem & { code: keyof typeof lastReasons } =>
  problem.code in lastReasons

const lastPage = (
  problem: Problem & { code: keyof typeof lastReasons },
  lang: Language,
  pages: PageSettings,
) => {
  const reason = lastReasons[problem.code]
  const wait = retryAfter(problem)
  const page = renderEnded(reason, { lang, pages }, wait)
  const headers = { 'Cache-Control': 'private, no-store', ...refusalHeaders(problem) }
  return new Answer(page, { status: statusOf[problem.code], type: 'text/html', headers })
}

/** Browsers ask for `text/html`; whatever asks for JSON first, or for nothing in particular, is a program. */
const prefersHtml = (request: RequestFacts): boolean => {
  const accept = request.header('accept') ?? ''
  const at = (type: string) => {
    const index = accept.indexOf(type)
    return index < 0 ? Number.POSITIVE_INFINITY : index
  }
  return at('text/html') < at('application/json')
}
