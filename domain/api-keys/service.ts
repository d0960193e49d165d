import { cleanLine } from '../accounts/account.ts'
import { isAtLeast, type Member, type Role } from '../actor.ts'
import type { NewEvent } from '../events/event.ts'
import { found, Problem } from '../problem.ts'
import type { Counted, Id, SerialId, Slice } from '../schema.ts'
import {
  type ApiKey,
  endOf,
  isKeySecret,
  keyEvent,
  lesserRole,
  mostKeys,
  prefixOf,
  secretOf,
  shownDays,
  stateOf,
  useNotedMs,
} from './key.ts'
import type { CreateApiKey } from './schema.ts'

/** The keys of one organization. */
export interface ApiKeyStore {
  /** The newest first; those that ended before `endedSince` are not shown any more. */
  list(endedSince: Date, slice: Slice): Promise<Counted<ApiKey>>
  find(id: Id): Promise<ApiKey | undefined>
  /** `undefined` where the organization has `most` keys that are good at `key.createdAt`. */
  insert(key: NewKey, most: number, event: NewEvent): Promise<ApiKey | undefined>
  /** The first time counts; `false` where it was revoked before. */
  revoke(id: Id, at: Date, event: NewEvent): Promise<boolean>
}
export type NewKey = Omit<ApiKey, 'createdBy' | 'lastUsedAt' | 'revokedAt'> & {
  readonly createdBy: SerialId
  readonly keyHash: Buffer
}

/** A key as it is met at the door: whose it is shows only by its secret, so it is looked for across organizations. */
export interface ApiKeyDirectory {
  /** `makerRole`: what its maker is now. A key whose maker has left is gone. */
  byHash(keyHash: Buffer): Promise<{ readonly key: KnownKey; readonly makerRole: Role } | undefined>
  noteUse(id: Id, at: Date): Promise<void>
  /** Removes keys that ended before. Answers how many. */
  forgetEndedBefore(at: Date): Promise<number>
}
export type KnownKey = Pick<ApiKey, 'id' | 'tenantId' | 'role' | 'expiresAt' | 'lastUsedAt' | 'revokedAt'> & {
  readonly makerId: SerialId
}

export interface ApiKeyPorts {
  readonly keysOf: (tenantId: SerialId) => ApiKeyStore
  readonly directory: ApiKeyDirectory
  readonly hash: (purpose: 'api_key', secret: string) => Buffer
  /** 32 random bytes as 43 characters of base64url. */
  readonly newSecret: () => string
  readonly newId: () => Id
  readonly now: () => Date
}

export type ApiKeys = ReturnType<typeof createApiKeys>

/** What programs come in by: in the name of whoever made the key, with a role of its own. */
export const createApiKeys = ({ keysOf, directory, hash, newSecret, newId, now }: ApiKeyPorts) => {
  const endedSince = () => new Date(now().getTime() - shownDays * 86_400_000)

  return {
    list: ({ tenantId }: Member, slice: Slice): Promise<Counted<ApiKey>> =>
      keysOf(tenantId).list(endedSince(), slice),

    /** The secret is not shown again. */
    async create(
      actor: Member,
      { name, role, expires_at }: CreateApiKey,
    ): Promise<{ key: ApiKey; secret: string }> {
      if (!isAtLeast(actor, role)) throw new Problem('forbidden')
      const createdAt = now()
      const expiresAt = endOf(expires_at, createdAt)
      if (expiresAt && expiresAt <= createdAt) throw wrong('expires_at', 'must be in the future')
      const secret = secretOf(newSecret())
      const fields = {
        id: newId(),
        tenantId: actor.tenantId,
        name: cleanLine('name', name),
        prefix: prefixOf(secret),
        role,
        expiresAt,
        createdBy: actor.userId,
        createdAt,
        keyHash: hash('api_key', secret),
      }
      const event = keyEvent('api_key.created', fields, actor.userId)
      const key = await keysOf(actor.tenantId).insert(fields, mostKeys, event)
      if (!key) throw wrong('name', `an organization has at most ${mostKeys} keys; revoke one first`)
      return { key, secret }
    },

    /** Whoever holds the secret is turned away from the next request on. Once more does no harm. */
    async revoke(actor: Member, id: Id): Promise<void> {
      const store = keysOf(actor.tenantId)
      const key = found(await store.find(id))
      await store.revoke(id, now(), keyEvent('api_key.revoked', key, actor.userId))
    },

    /**
     * Who a secret speaks for. Read anew each time, so that a key ends everywhere at the moment it is revoked. Throws
     * `not_signed_in` for one that is unknown, revoked or expired alike: a stranger learns nothing of which it was.
     */
    async identify(secret: string): Promise<Member> {
      const known = isKeySecret(secret) ? await directory.byHash(hash('api_key', secret)) : undefined
      const at = now()
      if (!known || stateOf(known.key, at) !== 'active') throw new Problem('not_signed_in')
      const { id, tenantId, makerId, role, lastUsedAt } = known.key
      if (!lastUsedAt || at.getTime() - lastUsedAt.getTime() >= useNotedMs) await directory.noteUse(id, at)
      return { userId: makerId, tenantId, role: lesserRole(role, known.makerRole), familyId: id, keyId: id }
    },

    forgetOld: (): Promise<number> => directory.forgetEndedBefore(endedSince()),
  }
}

const wrong = (field: string, message: string) =>
  new Problem('validation_failed', { errors: [{ field, message }] })
