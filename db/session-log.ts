import { type Kysely, sql } from 'kysely'
import type { Logged, NewLogEntry } from '../domain/sessions/log.ts'
import type { Database } from './schema.ts'

/**
 * Numbers an entry and keeps it; only inside of the transaction of what it tells of, and late in it: the session's row is
 * held until the end. `undefined` where there is no such session.
 */
export const appendToLog = async (
  trx: Kysely<Database>,
  tenantId: number,
  sessionId: string,
  { name, participantId, about }: NewLogEntry,
): Promise<Logged | undefined> => {
  const { rows } = await sql<{ seq: string | null }>`
    select append_collab_event(${tenantId}, ${sessionId}, ${name}, ${participantId}, ${JSON.stringify(about)}::jsonb) as seq`.execute(
    trx,
  )
  const seq = rows[0]?.seq
  return seq ? { tenantId, sessionId, seq: Number(seq) } : undefined
}

/**
 * The same in every session that is open on a file: always in one order, so that two never wait for each other. Who did it
 * is known in the session that they take part in; in the others it is nobody of theirs.
 */
export const appendToLogsOf = async (
  trx: Kysely<Database>,
  tenantId: number,
  assetId: number,
  ...entries: readonly NewLogEntry[]
): Promise<readonly Logged[]> => {
  const open = await trx
    .selectFrom('collabSession')
    .select('id')
    .where('tenantId', '=', tenantId)
    .where('assetId', '=', assetId)
    .where('endedAt', 'is', null)
    .where('expiresAt', '>', sql<Date>`now()`)
    .orderBy('id')
    .execute()
  const home = open.length === 0 ? undefined : await sessionOf(trx, tenantId, entries[0]?.participantId)
  const logged: Logged[] = []
  for (const { id } of open)
    for (const entry of entries) {
      const participantId = id === home ? entry.participantId : null
      const one = await appendToLog(trx, tenantId, id, { ...entry, participantId })
      if (one) logged.push(one)
    }
  return logged
}

const sessionOf = async (
  trx: Kysely<Database>,
  tenantId: number,
  participantId: string | null | undefined,
): Promise<string | undefined> => {
  if (!participantId) return undefined
  const row = await trx
    .selectFrom('collabParticipant')
    .select('sessionId')
    .where('tenantId', '=', tenantId)
    .where('id', '=', participantId)
    .executeTakeFirst()
  return row?.sessionId
}
