import { type Kysely, sql } from 'kysely'
import type { NewEvent } from '../domain/events/event.ts'
import type { Database } from './schema.ts'

/**
 * Does `work` and keeps its events in one transaction; without a result there is nothing to tell. Events are kept last:
 * their counter's row is held until the end, and whoever holds it waits for nobody.
 */
export const withEvents = <T>(
  db: Kysely<Database>,
  tenantId: number,
  events: readonly NewEvent[] | ((result: T) => readonly NewEvent[]),
  work: (trx: Kysely<Database>) => Promise<T>,
): Promise<T> =>
  db.transaction().execute(async (trx) => {
    const result = await work(trx)
    if (result === undefined || result === false) return result
    await recordEvents(trx, tenantId, typeof events === 'function' ? events(result) : events)
    return result
  })

/** Only inside of a transaction, and as the last thing in it. */
export const recordEvents = async (
  trx: Kysely<Database>,
  tenantId: number,
  events: readonly NewEvent[],
): Promise<void> => {
  for (const { name, aggregateType, aggregateId, actorId, data } of events)
    await sql`
      select record_event(${tenantId}, ${name}, ${aggregateType}, ${aggregateId}, ${actorId}, ${JSON.stringify(data)}::jsonb)`.execute(
      trx,
    )
}
