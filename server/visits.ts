import type { AccessFacts } from '../domain/analytics/event.ts'
import type { VisitLog } from '../domain/share-links/visit-log.ts'
import { accessFactsOf } from './access-facts.ts'
import type { Entered } from './gate.ts'
import type { RequestFacts } from './route.ts'

/** Notes each view once, and each look of a crawler or a chat, which are counted apart. Checks and guesses are no views. */
export const noteVisit =
  (log: Pick<VisitLog, 'viewed'>) =>
  (visit: Entered, request: RequestFacts): void => {
    if (visit.views !== undefined) log.viewed(visit, accessFactsOf(request), visit.views)
    else if (visit.isPeek && request.method === 'GET') {
      const facts = accessFactsOf(request)
      if (facts.isBot) log.viewed(visit, facts, undefined)
    }
  }

/** What a socket of a program says of itself; pages were noted already when they were asked for. */
export const nothingBut = (ip: string): AccessFacts => ({
  ip,
  userAgent: undefined,
  referrer: undefined,
  channel: undefined,
  optOut: false,
  isBot: false,
})
