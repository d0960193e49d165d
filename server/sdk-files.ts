import { fileURLToPath } from 'node:url'
import express, { type Response, Router } from 'express'
import type { PagePolicy } from '../web/pages/csp.ts'
import { keepForGood, squeezedFiles } from './built-files.ts'

const folder = fileURLToPath(new URL('../web/dist/sdk/', import.meta.url))
/** What a piece is called says what is in it; the names that pages write into themselves do not. */
const hashed = /-[\w-]{8}\.m?js$/

/** What other sites load, at addresses that stay. */
export const sdkFiles = ({ mapStyleUrl = null, pmtilesUrl = null }: PagePolicy): Router => {
  const router = Router()
  router.get('/map.json', (_req, res) => {
    forAllSites(res)
    res.setHeader('Cache-Control', 'public, max-age=300')
    res.json({ style_url: mapStyleUrl, pmtiles_url: pmtilesUrl })
  })
  router.use(
    squeezedFiles(folder, setHeaders),
    express.static(folder, { index: false, redirect: false, cacheControl: false, setHeaders }),
  )
  return router
}

const setHeaders = (res: Response, path: string): void => {
  forAllSites(res)
  if (hashed.test(path)) keepForGood(res)
  else res.setHeader('Cache-Control', 'public, max-age=300')
  if (path.endsWith('.d.ts')) res.setHeader('Content-Type', 'text/plain; charset=utf-8')
}

const forAllSites = (res: Pick<Response, 'setHeader'>): void => {
  res.setHeader('Cross-Origin-Resource-Policy', 'cross-origin')
}
