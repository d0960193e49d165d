import type { Problem } from '../domain/problem.ts'
import { collaborationPath } from '../domain/sessions/present.ts'
import { renderDoor, renderOver } from './collab-pages.ts'
import { refusalHeaders, statusOf } from './problems.ts'
import { refusalPage } from './refusal-pages.ts'
import { Answer, type RequestFacts } from './route.ts'
import type { PageSettings } from './share-pages.ts'

/** Where a member finds a session by right. */
export const memberHome = (sessionId: string): string => `/collaborate/session/${sessionId.toLowerCase()}/`

/** Where a guest's name is sent. */
export const doorAction = (ref: string): string => `/share/${encodeURIComponent(ref)}/join`

/**
 * A refusal on the way into a session, as a page: its door again for whoever gave no name, the last word where it is over,
 * full, or over for them; whatever else its link refuses, as that link does anywhere.
 */
export const collabRefusal = (pages: PageSettings, now: () => Date) => {
  const usual = refusalPage(pages, now)
  return (problem: Problem, request: RequestFacts, params: unknown): Answer | undefined => {
    const { ref, id } = (params ?? {}) as { ref?: string; id?: string }
    const home = ref !== undefined ? collaborationPath(ref) : memberHome(id ?? '')
    const where = { lang: request.language, pages }
    const as = (html: string) =>
      new Answer(html, {
        status: statusOf[problem.code],
        type: 'text/html',
        headers: { 'Cache-Control': 'private, no-store', ...refusalHeaders(problem) },
      })
    switch (problem.code) {
      case 'session_ended':
      case 'session_left':
      case 'session_full':
        return as(renderOver({ why: problem.code, home }, where))
      case 'name_required':
      case 'validation_failed': // of a form whose only field is the name
        if (ref === undefined) return undefined
        return as(renderDoor({ action: doorAction(ref), home, name: '', isRefused: true }, where))
      default:
        return usual(problem, request, params)
    }
  }
}
