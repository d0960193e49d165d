import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import helmet from 'helmet'
import { Server } from 'socket.io'
import { AppPage, type AppProps } from '../../../web/pages/app.ts'
import { assetsOf, entries, type Manifest, stylesOnly } from '../../../web/pages/assets.ts'
import { cspFor } from '../../../web/pages/csp.ts'
import { EndedPage, type EndedProps } from '../../../web/pages/ended.ts'
import { html } from '../../../web/pages/html.ts'
import { renderPage } from '../../../web/pages/render.ts'
import { SharePage, type ShareProps } from '../../../web/pages/share.ts'
import type { VisitorView } from '../../../web/pages/visitor.ts'
import { visitorPage } from '../../../web/pages/visitor-pages.ts'
import { words } from '../../../web/pages/words.ts'

const dist = fileURLToPath(new URL('../../../web/dist/', import.meta.url))

export const readManifest = async (): Promise<Manifest> =>
  JSON.parse(await readFile(join(dist, '.vite/manifest.json'), 'utf8'))

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown

/** A stand-in for the service as pages meet it: built files, the strict policy and sockets; answers are the spec's. */
export const startWire = async (answer: Answer) => {
  const shield = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: cspFor() },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: false,
  })
  const server = createServer((request, response) =>
    shield(request, response, () => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname
      if (path.startsWith('/assets/')) return void sendAsset(path.slice('/assets/'.length), response)
      void answer(request, response)
    }),
  )
  const io = new Server(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    io,
    live: io.of('/live'),
    close: async () => {
      await io.close()
      server.closeAllConnections()
    },
  }
}
export type Wire = Awaited<ReturnType<typeof startWire>>

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.pbf': 'application/x-protobuf',
}

const sendAsset = async (path: string, response: ServerResponse) => {
  const bytes = await readFile(join(dist, path)).catch(() => null)
  if (!bytes) return response.writeHead(path.startsWith('land/') ? 204 : 404).end()
  response.writeHead(200, { 'Content-Type': types[extname(path)] ?? 'application/octet-stream' }).end(bytes)
}

export const sendHtml = (response: ServerResponse, text: string, status = 200) =>
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' }).end(text)

export const sharePageHtml = async (props: ShareProps): Promise<string> =>
  renderPage(html`<${SharePage} ...${props} />`, {
    lang: props.lang,
    title: props.title ?? words[props.lang].shared,
    assets: assetsOf(await readManifest(), entries.share),
    props,
    refreshS: 15,
  })

export const visitorPageHtml = async (view: VisitorView): Promise<string> =>
  renderPage(visitorPage(view), {
    lang: view.props.lang,
    title: 'title' in view.props ? view.props.title : 'Fleeting',
    assets: assetsOf(await readManifest(), entries.visitor),
    props: view,
  })

export const endedPageHtml = async (props: EndedProps): Promise<string> =>
  renderPage(html`<${EndedPage} ...${props} />`, {
    lang: props.lang,
    title: words[props.lang][`${props.reason}Title`],
    assets: stylesOnly(assetsOf(await readManifest(), entries.share)),
  })

export const appPageHtml = async (props: AppProps): Promise<string> =>
  renderPage(html`<${AppPage} ...${props} />`, {
    lang: props.lang,
    title: 'Fleeting',
    assets: assetsOf(await readManifest(), entries.app),
    props,
  })
