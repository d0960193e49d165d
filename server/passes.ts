import { isbot } from 'isbot'
import type { Pass, Passes } from '../domain/share-links/visits.ts'
import { cookieOf } from './auth.ts'
import { fingerprintOf, type Knock } from './gate.ts'
import type { RequestFacts } from './route.ts'
import { openOrNothing, type Vault } from './secrets.ts'

const prefix = 'flv1.'

/** A pass on the wire: sealed, so that nobody reads, changes or makes one. */
export const createPasses = (vault: Vault): Passes => ({
  write: (pass) => prefix + vault.seal('pass', JSON.stringify(pass)).toString('base64url'),
  read(text) {
    if (!text.startsWith(prefix) || text.length > 4000) return undefined
    const box = Buffer.from(text.slice(prefix.length), 'base64url')
    const json = box.length > 28 ? openOrNothing(vault, 'pass', box) : undefined
    return json === undefined ? undefined : (JSON.parse(json) as Pass)
  },
})

const cookieName = (ref: string) => `fleeting_visit_${fingerprintOf(ref)}`

/** The pass that a request brings for this link: as a bearer token, as programs do, or in the link's cookie. */
export const passIn = (header: (name: string) => string | undefined, ref: string): string | undefined => {
  const bearer = /^Bearer (.+)$/i.exec(header('authorization') ?? '')?.[1]
  return bearer?.startsWith(prefix) ? bearer : cookieOf(header('cookie'), cookieName(ref))
}

/**
 * What leaves a pass with a browser. No script reads it; it goes with links followed from elsewhere. In a frame of
 * another site a browser keeps one only where it is set apart for that site (CHIPS), and only by https.
 */
export const passCookie = (
  request: RequestFacts,
  ref: string,
  pass: Pass,
  written: string,
  now: Date,
  isInFrame = false,
): string => {
  const isSecure = request.publicUrl.startsWith('https://')
  const site = isInFrame && isSecure ? 'None; Partitioned' : 'Lax'
  const seconds = Math.ceil((pass.expiresAt - now.getTime()) / 1000)
  return `${cookieName(ref)}=${written}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=${site}${isSecure ? '; Secure' : ''}`
}

/** Programs that fetch for themselves, on somebody's behalf: those are visitors like browsers. */
const programs =
  /^(node|undici|curl|wget|python|axios|got|okhttp|go-http|java|ruby|php|postman|insomnia|httpie|libwww|dart)/i

/** Crawlers and the previews of chats, by what they say of themselves. */
export const isBot = (userAgent: string | undefined): boolean =>
  userAgent !== undefined &&
  !programs.test(userAgent) &&
  !/HeadlessChrome/.test(userAgent) &&
  isbot(userAgent)

/** Whether nobody has looked yet: a check, a browser's guess at the next page, or a chat's preview. */
export const isPeek = (request: Pick<RequestFacts, 'method' | 'header'>): boolean =>
  request.method === 'HEAD' ||
  /prefetch|prerender|preview/i.test(`${request.header('sec-purpose')} ${request.header('purpose')}`) ||
  isBot(request.header('user-agent'))

export const knockOf = (request: RequestFacts, ref: string, member: Knock['member']): Knock => ({
  ip: request.ip,
  ref,
  face: 'http',
  member,
  pass: passIn((name) => request.header(name), ref),
  isPeek: isPeek(request),
  browser: optsOut((name) => request.header(name)) ? undefined : (request.header('user-agent') ?? ''),
})

/** Do Not Track, or Global Privacy Control (https://w3c.github.io/gpc/). */
export const optsOut = (header: (name: string) => string | undefined): boolean =>
  header('dnt') === '1' || header('sec-gpc') === '1'
