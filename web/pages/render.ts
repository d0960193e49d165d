import { render } from 'preact-render-to-string'
import type { Language } from '../../domain/problem.ts'
import type { PageAssets } from './assets.ts'
import { type Content, html, type Node } from './html.ts'
import { plain } from './plain.ts'

export interface PageOptions {
  readonly lang: Language
  readonly title: string
  readonly assets: PageAssets
  /** Handed to the browser's script as JSON; leave out where no script runs. */
  readonly props?: unknown
  /** Without JavaScript the page asks again after so many seconds. */
  readonly refreshS?: number
  /** A page with a form tells our own server where the form comes from, and still nobody else. */
  readonly hasForm?: boolean
  /** What else stands in the head: what other sites read. */
  readonly head?: Content
}

/** A whole document. Nothing in it needs inline script or style, so the strictest policy holds. */
export const renderPage = (
  page: Node,
  { lang, title, assets, props, refreshS, hasForm, head }: PageOptions,
): string =>
  `<!doctype html>${render(html`
    <html lang=${lang}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="referrer" content=${hasForm ? 'same-origin' : 'no-referrer'} />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="color-scheme" content="light dark" />
        <meta name="format-detection" content="telephone=no" />
        <title>${plain(title)}</title>
        ${refreshS && html`<noscript><meta http-equiv="refresh" content=${String(refreshS)} /></noscript>`}
        ${head}
        <link rel="icon" href=${favicon} />
        ${assets.styles.map((href) => html`<link rel="stylesheet" href=${href} />`)}
        ${assets.preloads.map((href) => html`<link rel="modulepreload" href=${href} />`)}
        ${assets.script && html`<script type="module" src=${assets.script}></script>`}
      </head>
      <body>
        <div id="root">${page}</div>
        ${
          props !== undefined &&
          html`<script type="application/json" id="props" dangerouslySetInnerHTML=${{ __html: jsonForHtml(props) }}></script>`
        }
      </body>
    </html>
  `)}`

/** JSON that cannot close its element, open a comment or break a line of script. */
export const jsonForHtml = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const favicon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M16 2a14 14 0 1 1-14 14" fill="none" stroke="#b23c1b" stroke-width="4" stroke-linecap="round"/><circle cx="16" cy="16" r="5" fill="#b23c1b"/></svg>',
)}`
