import type { AccessFacts } from '../domain/analytics/event.ts'
import { isBot } from './passes.ts'
import type { RequestFacts } from './route.ts'

/** What analytics may know of a request. The address goes no further than to the country and the day's visitor. */
export const accessFactsOf = (request: Pick<RequestFacts, 'ip' | 'url' | 'header'>): AccessFacts => {
  const userAgent = request.header('user-agent')
  return {
    ip: request.ip,
    userAgent,
    referrer: request.header('referer'),
    channel: sourceIn(request.url),
    optOut: request.header('dnt') === '1' || request.header('sec-gpc') === '1',
    isBot: isBot(userAgent),
  }
}

const sourceIn = (url: string): string | undefined => {
  const from = url.indexOf('?')
  return from < 0 ? undefined : (new URLSearchParams(url.slice(from)).get('utm_source') ?? undefined)
}
