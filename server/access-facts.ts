import type { AccessFacts } from '../domain/analytics/event.ts'
import { isBot, optsOut } from './passes.ts'
import type { RequestFacts } from './route.ts'

/** What analytics may know of a request. The address goes no further than to the country and the day's visitor. */
export const accessFactsOf = (
  request: Pick<RequestFacts, 'ip' | 'url' | 'publicUrl' | 'header'>,
): AccessFacts => {
  const userAgent = request.header('user-agent')
  return {
    ip: request.ip,
    userAgent,
    referrer: fromElsewhere(request.header('referer'), request.publicUrl),
    channel: sourceIn(request.url),
    optOut: optsOut((name) => request.header(name)),
    isBot: isBot(userAgent),
  }
}

/** Who goes from one of our pages to the next one comes from nowhere. */
const fromElsewhere = (referrer: string | undefined, publicUrl: string): string | undefined =>
  referrer && URL.parse(referrer)?.host === URL.parse(publicUrl)?.host ? undefined : referrer

const sourceIn = (url: string): string | undefined => {
  const from = url.indexOf('?')
  return from < 0 ? undefined : (new URLSearchParams(url.slice(from)).get('utm_source') ?? undefined)
}
