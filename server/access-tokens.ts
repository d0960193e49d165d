import { createSecretKey, type KeyObject } from 'node:crypto'
import jwt from 'jsonwebtoken'
import type { AccessTokens } from '../domain/accounts/sessions.ts'
import { type Member, type Role, roles } from '../domain/actor.ts'
import { Problem } from '../domain/problem.ts'

const lifetimeSeconds = 15 * 60
const algorithm = 'HS256'
const issuer = 'fleeting'
const audience = 'fleeting-api'
const longest = 4096

/**
 * JSON Web Tokens, signed with one algorithm and no other. `keys` is `kid:secret,…`: the first signs, all verify, so that
 * a key is exchanged by putting the new one in front and removing the old one a quarter of an hour later.
 */
export const createAccessTokens = (keys: string, now: () => Date): AccessTokens => {
  const ring = readKeys(keys)
  const [signing] = ring
  if (!signing) throw new Error('JWT_KEYS has no key')
  const [keyid, signingKey] = signing

  return {
    issue({ userId, tenantId, role, familyId }) {
      const iat = seconds(now())
      const claims = { tid: tenantId, role, fid: familyId, iat, exp: iat + lifetimeSeconds }
      const subject = String(userId)
      const token = jwt.sign(claims, signingKey, { algorithm, keyid, issuer, audience, subject })
      return { token, expiresIn: lifetimeSeconds }
    },

    read(token) {
      const key = token.length <= longest ? ring.get(keyIdOf(token)) : undefined
      if (!key) throw new Problem('not_signed_in')
      try {
        const clockTimestamp = seconds(now())
        return toMember(jwt.verify(token, key, { algorithms: [algorithm], issuer, audience, clockTimestamp }))
      } catch (error) {
        throw new Problem(error instanceof jwt.TokenExpiredError ? 'token_expired' : 'not_signed_in')
      }
    },
  }
}

const readKeys = (keys: string): Map<string, KeyObject> => {
  const pairs = keys.split(',').map((pair) => pair.trim().split(/:(.*)/s, 2) as [string, string])
  return new Map(pairs.map(([kid, secret]) => [kid, createSecretKey(secret, 'utf8')]))
}

const keyIdOf = (token: string): string => {
  try {
    return jwt.decode(token, { complete: true })?.header.kid ?? ''
  } catch {
    return ''
  }
}

/** Signed by us, yet read with care: a key that leaks or is shared must not make half a member. */
const toMember = (claims: unknown): Member => {
  const { sub, tid, role, fid, exp } = claims as Record<string, unknown>
  const userId = Number(sub)
  if (!isSerial(userId) || !isSerial(tid) || !roles.includes(role as Role) || !isUuid(fid) || !exp)
    throw new Problem('not_signed_in')
  return { userId, tenantId: tid, role: role as Role, familyId: fid }
}

const isSerial = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0
const isUuid = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)
const seconds = (date: Date) => Math.floor(date.getTime() / 1000)
