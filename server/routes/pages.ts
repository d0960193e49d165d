import { AppPage } from '../../web/pages/app.ts'
import { assetsOf, entries } from '../../web/pages/assets.ts'
import { html } from '../../web/pages/html.ts'
import { installedHead } from '../../web/pages/installed.ts'
import { renderPage } from '../../web/pages/render.ts'
import { media, route } from '../route.ts'
import { sessionIn } from '../session-cookies.ts'
import type { PageSettings } from '../share-pages.ts'
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
      const head = installedHead(lang)
      const page = renderPage(html`<${AppPage} ...${props} />`, {
        lang,
        title: 'Fleeting',
        assets,
        props,
        head,
      })
      return media('text/html', page, {
        'Cache-Control': 'private, no-store',
        'Referrer-Policy': 'no-referrer',
      })
    },
  }),
]
