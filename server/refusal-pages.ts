import type { Problem } from '../domain/problem.ts'
import { refusalHeaders, retryAfter, statusOf } from './problems.ts'
import { Answer, type RequestFacts } from './route.ts'
import { type PageSettings, renderEnded, renderLocked, renderRate } from './share-pages.ts'
import { homeOf } from './share-props.ts'

/** A refusal as a page: a link's last one, or the one in front of it. `undefined`: there is no page of it. */
export const refusalPage =
  (pages: PageSettings, now: () => Date) =>
  (problem: Problem, request: RequestFacts, params: unknown): Answer | undefined => {
    const where = { lang: request.language, now: now(), publicUrl: request.publicUrl, pages }
    const { ref } = (params ?? {}) as { ref?: string }
    const wait = retryAfter(problem)
    const as = (html: string) =>
      new Answer(html, {
        status: statusOf[problem.code],
        type: 'text/html',
        headers: { 'Cache-Control': 'private, no-store', ...refusalHeaders(problem) },
      })
    if (ref !== undefined && isAtTheDoor(problem)) {
      const starts = problem.details.starts_at
      const lock = { ref, ...(typeof starts === 'string' && { startsAt: new Date(starts) }) }
      return as(renderLocked(doorReasons[problem.code], lock, where))
    }
    if (ref !== undefined && problem.code === 'visit_done' && problem.details.mayRate)
      return as(renderRate({ ref }, where))
    if (isLast(problem))
      return as(
        renderEnded(lastReasons[problem.code], where, { retryAfterS: wait, here: hereOf(request, ref) }),
      )
    return undefined
  }

/** Where a page may be asked for again: what was sent there is not sent twice. */
const hereOf = ({ method, url }: RequestFacts, ref: string | undefined): string | undefined =>
  method === 'GET' ? url : ref && homeOf(ref)

const lastReasons = {
  not_found: 'not_found',
  link_expired: 'expired',
  link_revoked: 'revoked',
  visit_done: 'done',
  view_limit_reached: 'limit',
  download_limit_reached: 'no_downloads',
  permission_absent: 'not_given',
  file_unreadable: 'not_given',
  rate_limited: 'rate_limited',
  unavailable: 'unavailable',
} as const
const isLast = (problem: Problem): problem is Problem & { code: keyof typeof lastReasons } =>
  problem.code in lastReasons

const doorReasons = {
  password_required: 'password',
  wrong_password: 'wrong_password',
  sign_in_required: 'sign_in',
  link_not_started: 'not_started',
} as const
const isAtTheDoor = (problem: Problem): problem is Problem & { code: keyof typeof doorReasons } =>
  problem.code in doorReasons
