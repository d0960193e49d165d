import type { NextFunction, Request, Response } from 'express'

/**
 * What pages of other sites may read: the API and what a link gives, with a token that they bring themselves. Cookies
 * never go along (`*` and no credentials), and whoever is answered by a cookie is answered to themselves alone.
 */
export const allowOtherSites = (req: Request, res: Response, next: NextFunction): void => {
  const kind = kindOf(req.path)
  if (kind === 'answers') res.vary('Cookie') // so that no cache gives one kind of answer for the other
  const isByCookie = kind === 'answers' && req.headers.cookie !== undefined
  if (!kind || isByCookie) {
    next()
    return
  }

  res.setHeader('Access-Control-Allow-Origin', '*')
  if (req.method === 'OPTIONS' && req.headers['access-control-request-method'] !== undefined) {
    res.setHeader('Access-Control-Allow-Methods', kind === 'files' ? 'GET, HEAD' : methods)
    res.setHeader('Access-Control-Allow-Headers', kind === 'files' ? 'Range, If-None-Match' : headers)
    res.setHeader('Access-Control-Max-Age', '7200')
    res.status(204).end()
    return
  }
  res.setHeader('Access-Control-Expose-Headers', kind === 'files' ? exposedOfFiles : exposed)
  next()
}

/** `files` are the same for everybody. Signing in is for the service's own pages: a password has no business elsewhere. */
const kindOf = (path: string): 'answers' | 'files' | undefined => {
  const lower = path.toLowerCase() // as the router takes it
  if (/^\/(sdk|assets|map)\//.test(lower)) return 'files'
  if (/^\/api\/auth(\/|$)/.test(lower)) return undefined
  return /^\/(api|share)\/|^\/oembed\/?$/.test(lower) ? 'answers' : undefined
}

const methods = 'GET, HEAD, POST, PUT, PATCH, DELETE'
/** No CSRF token among them: it belongs to a cookie. */
const headers = [
  'Authorization',
  'Content-Type',
  'Accept-Language',
  'If-Match',
  'If-None-Match',
  'Idempotency-Key',
  'Range',
  'X-Request-Id',
  'Traceparent',
].join(', ')
const exposed = [
  'ETag',
  'Location',
  'Retry-After',
  'RateLimit',
  'RateLimit-Policy',
  'X-Request-Id',
  'Idempotent-Replayed',
  'Content-Disposition',
  'Content-Range',
  'Accept-Ranges',
].join(', ')
const exposedOfFiles = 'ETag, Content-Range, Accept-Ranges'
