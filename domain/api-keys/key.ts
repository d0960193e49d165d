import { type Role, roles } from '../actor.ts'
import type { EventName, NewEvent } from '../events/event.ts'
import type { Id, SerialId } from '../schema.ts'
import type { ApiKeyView } from './schema.ts'

/** Owners are people: what a program holds can be copied, and nobody could take an organization back from a copy. */
export const keyRoles = ['admin', 'dispatcher', 'technician', 'member'] as const
export type KeyRole = (typeof keyRoles)[number]

/** By what a program calls in its maker's name. The secret is known to whoever keeps it; here is its keyed hash. */
export interface ApiKey {
  readonly id: Id
  readonly tenantId: SerialId
  readonly name: string
  readonly prefix: string
  readonly role: KeyRole
  readonly expiresAt: Date | null
  readonly lastUsedAt: Date | null
  readonly createdBy: { readonly id: SerialId; readonly fullName: string }
  readonly createdAt: Date
  readonly revokedAt: Date | null
}

export const mostKeys = 50
export const usualDays = 90
/** How long a key that has ended is still shown. */
export const shownDays = 90
/** How often it is written down that a key is used. */
export const useNotedMs = 60_000

const beginning = 'flk_'
/** Of the 256 bits of a secret, 36 are shown: enough to know it by, too few to find it. */
const shown = beginning.length + 6
const shape = /^flk_[A-Za-z0-9_-]{43}$/

export const isKeySecret = (text: string): boolean => shape.test(text)

/** `random`: 32 bytes as 43 characters of base64url. */
export const secretOf = (random: string): string => beginning + random
export const prefixOf = (secret: string): string => secret.slice(0, shown)

/** Whether a whole secret stands in an address, where logs and histories keep it. */
export const holdsKeySecret = (address: string): boolean => /flk_[A-Za-z0-9_-]{43}/.test(address)

export const stateOf = (
  { expiresAt, revokedAt }: Pick<ApiKey, 'expiresAt' | 'revokedAt'>,
  now: Date,
): ApiKeyView['state'] => {
  if (revokedAt) return 'revoked'
  return expiresAt && expiresAt <= now ? 'expired' : 'active'
}

/** The lesser of the two: a key is no more than its maker is now. */
export const lesserRole = (one: Role, other: Role): Role =>
  roles.indexOf(one) >= roles.indexOf(other) ? one : other

/** The end that a new key gets, in milliseconds of the clock's `now`; `null`: none. */
export const endOf = (asked: string | null | undefined, now: Date): Date | null => {
  if (asked === null) return null
  return asked === undefined ? new Date(now.getTime() + usualDays * 86_400_000) : new Date(asked)
}

export const keyEvent = (
  name: Extract<EventName, `api_key.${string}`>,
  { id, role, expiresAt }: Pick<ApiKey, 'id' | 'role' | 'expiresAt'>,
  actorId: SerialId,
): NewEvent => ({
  name,
  aggregateType: 'api_key',
  aggregateId: id,
  actorId,
  data: { role, expires_at: expiresAt?.toISOString() ?? null },
})

export const presentKey = (key: ApiKey, now: Date): ApiKeyView => ({
  id: key.id,
  name: key.name,
  prefix: key.prefix,
  role: key.role,
  state: stateOf(key, now),
  expires_at: key.expiresAt?.toISOString() ?? null,
  last_used_at: key.lastUsedAt?.toISOString() ?? null,
  created_by: { id: key.createdBy.id, full_name: key.createdBy.fullName },
  created_at: key.createdAt.toISOString(),
  revoked_at: key.revokedAt?.toISOString() ?? null,
})
