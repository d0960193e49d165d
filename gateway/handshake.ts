import type { IncomingHttpHeaders } from 'node:http'
import type { Member } from '../domain/actor.ts'
import { chosenLanguage } from '../domain/chosen-language.ts'
import { type Language, languages, Problem } from '../domain/problem.ts'
import type { Authenticate, LinkProof } from './ports.ts'

/** A browser's session may come by cookie, but only from the service's own pages: another site's would bring it too. */
export interface CookieSession {
  readonly cookieName: string | undefined
  readonly origins: readonly string[]
}

/** The member whose access token stands in the handshake's auth payload or, if allowed, in the session cookie. */
export const memberOf = async <Device>(
  jwt: string | undefined,
  headers: IncomingHttpHeaders,
  authenticate: Authenticate<Device>,
  { cookieName, origins }: CookieSession,
): Promise<Member> => {
  const cookie = cookieName === undefined ? undefined : cookieOf(headers.cookie, cookieName)
  if (jwt !== undefined) return authenticate.member(jwt)
  if (cookie === undefined || !isFromHere(headers, origins)) throw new Problem('not_signed_in')
  return authenticate.member(cookie)
}

/** What comes beside a link's token. A sign-in that is none, or too old, is no reason to refuse a public link. */
export const proofOf = async <Device>(
  { access_token, jwt }: { access_token?: string; jwt?: string },
  headers: IncomingHttpHeaders,
  authenticate: Authenticate<Device>,
  cookies: CookieSession,
): Promise<LinkProof> => ({
  accessToken: access_token,
  cookie: isFromHere(headers, cookies.origins) ? headers.cookie : undefined,
  member: await memberOf(jwt, headers, authenticate, cookies).catch((error: unknown) => {
    if (error instanceof Problem && error.code !== 'unavailable') return undefined
    throw error
  }),
})

/** What a member may report is judged with each report: for the fleet by those who run it, for oneself by whoever goes out. */
export const reporterOf = async <Device>(
  { device_id, key, jwt }: { device_id?: string; key?: string; jwt?: string },
  { headers, address }: { readonly headers: IncomingHttpHeaders; readonly address: string },
  authenticate: Authenticate<Device>,
  cookies: CookieSession,
): Promise<{ device: Device } | { member: Member }> => {
  if (device_id !== undefined && key !== undefined)
    return { device: await authenticate.device(device_id, key, address) }
  return { member: await memberOf(jwt, headers, authenticate, cookies) }
}

/**
 * What the person has chosen on a page, or else the first of our languages that the client asks for; quality values are
 * rare enough to go by order alone.
 */
export const languageOf = (headers: IncomingHttpHeaders): Language => {
  const chosen = chosenLanguage(headers.cookie)
  if (chosen) return chosen
  const acceptLanguage = headers['accept-language']
  for (const part of (acceptLanguage ?? '').slice(0, 200).split(',')) {
    const wanted = part.split(';')[0]!.trim().toLowerCase()
    const found = languages.find(
      (one) => one.toLowerCase() === wanted || one.slice(0, 2) === wanted.slice(0, 2),
    )
    if (found && wanted.length >= 2) return found
  }
  return 'en'
}

/** Browsers send `Origin` with every WebSocket and every cross-site request; same-site polling has fetch metadata. */
export const isFromHere = (headers: IncomingHttpHeaders, origins: readonly string[]): boolean =>
  headers.origin === undefined
    ? headers['sec-fetch-site'] === 'same-origin'
    : origins.length > 0
      ? origins.includes(headers.origin)
      : hostOf(headers.origin) === headers.host

/** Where no public address is configured, the service's own pages come from the host that is asked. */
const hostOf = (origin: string): string | undefined =>
  URL.canParse(origin) ? new URL(origin).host : undefined

export const cookieOf = (header: string | undefined, name: string): string | undefined => {
  const found = header?.split(';').find((pair) => pair.trim().startsWith(`${name}=`))
  return found?.trim().slice(name.length + 1)
}
