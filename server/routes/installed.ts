import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { assetsOf, entries, type Manifest, workerFile } from '../../web/pages/assets.ts'
import { webManifest } from '../../web/pages/installed.ts'
import { Answer, media, route } from '../route.ts'
import type { RouteContext } from './index.ts'

const tag = 'Pages'
const dist = new URL('../../web/dist/', import.meta.url)

/** What makes the members' app one that can be installed. */
export const installedRoutes = ({ pages }: Pick<RouteContext, 'pages'>) => {
  let worker: Promise<string> | undefined // the build does not change while it is served

  return [
    route({
      method: 'get',
      path: '/manifest.webmanifest',
      summary: 'What browsers need to know to install the members’ app',
      tag,
      who: 'anyone',
      reply: ['application/manifest+json'],
      async handle({ request }) {
        return media('application/manifest+json', JSON.stringify(webManifest(request.language)), {
          'Cache-Control': 'private, no-cache',
          Vary: 'Accept-Language, Cookie',
        })
      },
    }),
    route({
      method: 'get',
      path: '/sw.js',
      summary: 'The service worker of the members’ app: another one for each build',
      tag,
      who: 'anyone',
      reply: ['text/javascript'],
      async handle() {
        worker ??= workerOf(pages.manifest)
        return media('text/javascript', await worker, { 'Cache-Control': 'no-cache' })
      },
    }),
    route({
      method: 'post',
      path: '/share-target',
      summary:
        'Where a system shares files to, if the app’s service worker does not take them: on to the files',
      tag,
      who: 'anyone',
      bodyAs: 'stream',
      status: 303,
      async handle() {
        return new Answer(undefined, {
          status: 303,
          headers: { Location: '/#/assets', 'Cache-Control': 'no-store' },
        })
      },
    }),
  ]
}

/** The built worker, told before all else which build it belongs to and what the app's page loads first. */
const workerOf = async (manifest: Manifest): Promise<string> => {
  const code = await readFile(new URL(workerFile, dist), 'utf8')
  const { script, styles, preloads } = assetsOf(manifest, entries.app)
  const version = createHash('sha256').update(JSON.stringify(manifest)).digest('hex').slice(0, 12)
  const told = { version, shell: [script, ...styles, ...preloads] }
  return `self.fleeting=${JSON.stringify(told)};\n${code}`
}
