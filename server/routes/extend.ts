import Type from 'typebox'
import type { Extension } from '../../domain/mail/extensions.ts'
import type { Language, Problem } from '../../domain/problem.ts'
import { assetsOf, entries, stylesOnly } from '../../web/pages/assets.ts'
import {
  ExtendedPage,
  ExtendPage,
  type ExtendProps,
  type ExtendRefusal,
  extendRefusals,
  NotExtendedPage,
} from '../../web/pages/extend.ts'
import { html, type Node } from '../../web/pages/html.ts'
import { renderPage } from '../../web/pages/render.ts'
import { refusalHeaders, retryAfter, statusOf } from '../problems.ts'
import { Answer, media, type RequestFacts, type Route, route } from '../route.ts'
import { renderEnded } from '../share-pages.ts'
import type { RouteContext } from './index.ts'

const tag = 'Pages'
const path = '/extend/:code'
const Params = Type.Object({ code: Type.String({ pattern: '^[A-Za-z0-9_-]{40,400}$' }) })
/** The address itself is the permission: it is for nobody's cache, and for no other site's logs. */
const unkept = {
  'Cache-Control': 'private, no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex',
}
const refusals = [...extendRefusals]
type Asked = Pick<RequestFacts, 'language' | 'path'>

/** From the mail that says that a link ends soon. No sign-in: the code names one end of one link, and its maker. */
export const extendRoutes = ({ services, pages }: Pick<RouteContext, 'services' | 'pages'>): Route[] => {
  const page = (node: Node, lang: Language) =>
    renderPage(node, { lang, title: 'Fleeting', assets: stylesOnly(assetsOf(pages.manifest, entries.share)) })
  const propsOf = ({ link, title, until, timeZone }: Extension, { language, path }: Asked): ExtendProps => ({
    lang: language,
    here: path,
    title,
    expiresAt: link.expiresAt?.getTime() ?? 0,
    until: until.getTime(),
    now: services.now().getTime(),
    timeZone,
  })
  const refuse = (problem: Problem, { language: lang, path: here }: Asked) => {
    const answer = (body: string) =>
      new Answer(body, {
        status: statusOf[problem.code],
        type: 'text/html',
        headers: { ...unkept, ...refusalHeaders(problem) },
      })
    if (isOurs(problem))
      return answer(page(html`<${NotExtendedPage} ...${{ lang, here, reason: problem.code }} />`, lang))
    if (problem.code === 'rate_limited' || problem.code === 'unavailable')
      return answer(renderEnded(problem.code, { lang, pages }, { retryAfterS: retryAfter(problem), here }))
  }

  return [
    route({
      method: 'get',
      path,
      summary:
        'The page that the mail about a link’s end leads to; it changes nothing, and says what its button does',
      tag,
      who: 'anyone',
      params: Params,
      reply: ['text/html'],
      refusals,
      refuse,
      async handle({ params, request }) {
        const props = propsOf(await services.extensions.read(params.code), request)
        return media('text/html', page(html`<${ExtendPage} ...${props} />`, request.language), unkept)
      },
    }),
    route({
      method: 'post',
      path,
      summary: 'Extend a link by as long as it was made for, at most a week; each code does so once',
      tag,
      who: 'anyone',
      params: Params,
      reply: ['text/html'],
      refusals,
      refuse,
      async handle({ params, request }) {
        const props = propsOf(await services.extensions.extend(params.code), request)
        return media('text/html', page(html`<${ExtendedPage} ...${props} />`, request.language), unkept)
      },
    }),
  ]
}

const isOurs = (problem: Problem): problem is Problem & { code: ExtendRefusal } =>
  (extendRefusals as readonly string[]).includes(problem.code)
