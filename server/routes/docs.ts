import { assetsOf, assetsPath, entries, type Manifest } from '../../web/pages/assets.ts'
import { type ApiDocument, DocsPage } from '../../web/pages/docs.ts'
import { html } from '../../web/pages/html.ts'
import { renderPage } from '../../web/pages/render.ts'
import { media, type Route, route } from '../route.ts'
import type { RouteContext } from './index.ts'

/** `describe` prints the whole table, this route included. */
export const docsRoutes = ({ pages }: Pick<RouteContext, 'pages'>, describe: () => unknown): Route[] => {
  let page: string | undefined // the table does not change while it is served
  const render = () => {
    const api = describe() as ApiDocument
    const styles = [...assetsOf(pages.manifest, entries.share).styles, ...ownStyles(pages.manifest)]
    return renderPage(html`<${DocsPage} api=${api} />`, {
      lang: 'en',
      title: 'Fleeting: the API',
      assets: { script: null, styles, preloads: [] },
    })
  }

  return [
    route({
      method: 'get',
      path: '/docs',
      summary: 'This API, to read',
      tag: 'Operations',
      part: 'house',
      who: 'anyone',
      reply: ['text/html'],
      async handle() {
        page ??= render()
        return media('text/html', page, { 'Cache-Control': 'no-cache' })
      },
    }),
  ]
}

const ownStyles = (manifest: Manifest): string[] => {
  const chunk = manifest[entries.docs]
  return chunk ? [assetsPath + chunk.file] : []
}
