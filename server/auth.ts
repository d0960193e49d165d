import type { Request } from 'express'
import { isAtLeast, type Member } from '../domain/actor.ts'
import { isKeySecret } from '../domain/api-keys/key.ts'
import { Problem } from '../domain/problem.ts'
import type { TenantProfiles } from '../domain/tenants/profiles.ts'
import { isForPeople } from './for-people.ts'
import { type Facts, settleLanguage } from './request-facts.ts'
import type { Route } from './route.ts'

export const accessCookie = 'fleeting_access'
export const refreshCookie = 'fleeting_refresh'

/** What the door needs to know of accounts. */
export interface Sessions {
  /** Throws `not_signed_in` or `token_expired`. */
  identify(accessToken: string): Promise<Member>
  /** The header that a mutation by cookie has to bring: another site cannot read it. */
  csrfTokenOf(member: Member): string
}

const harmless = new Set(['GET', 'HEAD', 'OPTIONS'])

export interface AdmitPorts {
  readonly sessions: Sessions
  /** What programs come in by. Throws `not_signed_in` for a key that is not good. */
  readonly keys: { identify(secret: string): Promise<Member> }
  readonly profiles: Pick<TenantProfiles, 'of' | 'assertFeature'>
}

/**
 * Finds out who calls, by bearer token (a session's or an API key) or by session cookie, and whether they may: what their organization has not
 * switched on is refused before their role is looked at.
 */
export const admit = async (
  req: Request,
  route: Pick<Route, 'who' | 'feature' | 'path' | 'method'>,
  facts: Pick<Facts, 'namesNoLanguage' | 'speak'>,
  { sessions, keys, profiles }: AdmitPorts,
): Promise<Member | undefined> => {
  const { who, feature } = route
  const bearer = bearerOf(req)
  const token = bearer ?? cookieOf(req.get('cookie'), accessCookie)
  if (who === 'anyone' || who === 'visitor')
    return token ? sessions.identify(token).catch(ignoreBadToken) : undefined
  if (!token) throw new Problem('not_signed_in')

  const member = await (bearer && isKeySecret(bearer) ? keys : sessions).identify(token)
  if (member.keyId && isForPeople(route)) throw new Problem('people_only')
  const isByCookie = bearer === undefined
  if (isByCookie && !harmless.has(req.method) && req.get('x-csrf-token') !== sessions.csrfTokenOf(member))
    throw new Problem('csrf_failed')
  if (feature) {
    await settleLanguage(facts, member, profiles) // first: even a refusal is said to them in their language
    await profiles.assertFeature(member.tenantId, feature)
  }
  if (who !== 'member' && !isAtLeast(member, who)) throw new Problem('forbidden')
  return member
}

export const bringsKey = (req: Request): boolean => {
  const bearer = bearerOf(req)
  return bearer !== undefined && isKeySecret(bearer)
}

const bearerOf = (req: Request): string | undefined =>
  /^Bearer (.+)$/i.exec(req.get('authorization') ?? '')?.[1]

/** The value of one cookie of a `Cookie` header. */
export const cookieOf = (header: string | undefined, name: string): string | undefined => {
  const found = header?.split(';').find((pair) => pair.trim().startsWith(`${name}=`))
  return found?.trim().slice(name.length + 1)
}

/** Where nobody has to be signed in, a stale token is no reason to refuse. */
const ignoreBadToken = (error: unknown): undefined => {
  if (error instanceof Problem && error.code !== 'unavailable') return undefined
  throw error
}
