import { Problem } from '../domain/problem.ts'
import { isBot } from './passes.ts'
import type { RequestFacts } from './route.ts'

/** A browser sent it from a page, and is answered with one. */
export const isForm = (request: RequestFacts): boolean =>
  /^application\/x-www-form-urlencoded\b/i.test(request.header('content-type') ?? '')

/** What a visitor gives (a password, a rating) is given on our own pages, or by a program: no other site's page sends it in somebody's name. */
export const assertFromHere = (request: RequestFacts): void => {
  const origin = request.header('origin')
  const site = request.header('sec-fetch-site')
  const isHere =
    origin !== undefined
      ? origin === new URL(request.publicUrl).origin
      : site === undefined || site === 'same-origin' || site === 'none'
  if (!isHere) throw new Problem('csrf_failed')
}

/** Browsers ask for `text/html`; whatever asks for JSON first, or for nothing in particular, is a program. */
export const prefersHtml = (request: RequestFacts): boolean => {
  const accept = request.header('accept') ?? ''
  const at = (type: string) => {
    const index = accept.indexOf(type)
    return index < 0 ? Number.POSITIVE_INFINITY : index
  }
  if (isBot(request.header('user-agent'))) return at('application/json') === Number.POSITIVE_INFINITY
  return at('text/html') < at('application/json')
}
