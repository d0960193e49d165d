import { type Kysely, sql } from 'kysely'
import type { Database } from './schema.ts'

/** A mutation's first answer, per tenant, user and key. The answer is sealed: it may hold a secret that was shown once. */
interface KeyOf {
  readonly tenantId: number
  readonly userId: number
  readonly key: string
  readonly fingerprint: Buffer
}

interface Seals {
  seal(context: string, text: string): Buffer
  open(context: string, box: Buffer): string
}

/** A first request that died with its process does not hold its key for ever. By the clock that wrote `created_at`. */
const isAbandoned = sql<boolean>`created_at < now() - interval '60 seconds'`

export const idempotencyStore = (dbOf: (tenantId: number) => Kysely<Database>, seals: Seals) => {
  const rowsOf = ({ tenantId, userId, key }: KeyOf) =>
    dbOf(tenantId)
      .selectFrom('idempotencyKey')
      .select(['fingerprint', 'status', 'answerSealed'])
      .where('tenantId', '=', tenantId)
      .where('userId', '=', userId)
      .where('key', '=', key)

  const insert = async (entry: KeyOf): Promise<boolean> => {
    const { numInsertedOrUpdatedRows } = await dbOf(entry.tenantId)
      .insertInto('idempotencyKey')
      .values({ ...entry, status: null, answerSealed: null })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return (numInsertedOrUpdatedRows ?? 0n) > 0n
  }

  const unanswered = ({ tenantId, userId, key }: KeyOf) =>
    dbOf(tenantId)
      .deleteFrom('idempotencyKey')
      .where('tenantId', '=', tenantId)
      .where('userId', '=', userId)
      .where('key', '=', key)
      .where('status', 'is', null)

  return {
    async begin(entry: KeyOf) {
      if (await insert(entry)) return 'taken' as const
      const row = await rowsOf(entry).executeTakeFirst()
      if (!row) return (await insert(entry)) ? ('taken' as const) : ('in_flight' as const)
      if (!row.fingerprint.equals(entry.fingerprint)) return 'other_request' as const
      if (row.status !== null && row.answerSealed)
        return {
          status: row.status,
          body: JSON.parse(seals.open(contextOf(entry), row.answerSealed)) as unknown,
        }
      await unanswered(entry).where(isAbandoned).execute()
      return (await insert(entry)) ? ('taken' as const) : ('in_flight' as const)
    },

    async finish(entry: KeyOf, status: number, body: unknown): Promise<void> {
      const { tenantId, userId, key } = entry
      await dbOf(tenantId)
        .updateTable('idempotencyKey')
        .set({ status, answerSealed: seals.seal(contextOf(entry), JSON.stringify(body ?? null)) })
        .where('tenantId', '=', tenantId)
        .where('userId', '=', userId)
        .where('key', '=', key)
        .execute()
    },

    async release(entry: KeyOf): Promise<void> {
      await unanswered(entry).execute()
    },
  }
}

const contextOf = ({ tenantId, userId, key }: KeyOf) => `idempotency ${tenantId} ${userId} ${key}`

/** Forgets answers older than `before`; says how many. */
export const forgetIdempotencyKeys = async (system: Kysely<Database>, before: Date): Promise<number> => {
  const { numDeletedRows } = await system
    .deleteFrom('idempotencyKey')
    .where('createdAt', '<', before)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
