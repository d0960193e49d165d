import { type Kysely, sql } from 'kysely'
import type { SessionStanding, SessionUpkeep } from '../domain/sessions/ports.ts'
import type { Database } from './schema.ts'
import { keepSeats } from './seats.ts'
import { sessionColumns, toSession } from './session-rows.ts'

/** Sessions of every tenant, for the gateway's sweep and for the clock. */
export const sessionUpkeep = (system: Kysely<Database>): SessionUpkeep => ({
  async standing(ids) {
    if (ids.length === 0) return new Map<string, SessionStanding>()
    const rows = await system
      .selectFrom('collabSession')
      .select(sessionColumns)
      .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
      .execute()
    return new Map(rows.map((row) => [row.id, toSession(row)]))
  },

  keepSeats: keepSeats(system),

  overdue: (now, limit) =>
    system
      .selectFrom('collabSession')
      .select(['id', 'tenantId'])
      .where('endedAt', 'is', null)
      .where('expiresAt', '<=', now)
      .orderBy('expiresAt')
      .limit(limit)
      .execute(),

  async countEndedBefore(at) {
    const { count } = await system
      .selectFrom('collabSession')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where('endedAt', '<', at)
      .executeTakeFirstOrThrow()
    return Number(count)
  },

  async forgetBefore(at, limit) {
    const { numDeletedRows } = await system
      .deleteFrom('collabSession')
      .where('id', 'in', (eb) =>
        eb.selectFrom('collabSession').select('id').where('endedAt', '<', at).orderBy('endedAt').limit(limit),
      )
      .executeTakeFirst()
    return Number(numDeletedRows)
  },
})
