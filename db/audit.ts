import { type Kysely, sql } from 'kysely'
import type { AuditFilter, AuditStore, NamesOf } from '../domain/events/audit.ts'
import type { EventName } from '../domain/events/event.ts'
import type { Database } from './schema.ts'

const columns = ['seq', 'name', 'aggregateType', 'aggregateId', 'actorId', 'data', 'at'] as const

export const auditStore = (db: Kysely<Database>, tenantId: number): AuditStore => {
  const events = ({ name, actorId, from, to }: AuditFilter) =>
    db
      .selectFrom('event')
      .where('tenantId', '=', tenantId)
      .where('name', '<>', 'share.accessed')
      .$if(name !== undefined, (query) => query.where('name', '=', name!))
      .$if(actorId !== undefined, (query) => query.where('actorId', '=', actorId!))
      .$if(from !== undefined, (query) => query.where('at', '>=', from!))
      .$if(to !== undefined, (query) => query.where('at', '<', to!))

  return {
    async page(filter, { limit, offset }) {
      const [{ count }, rows] = await Promise.all([
        events(filter)
          .select((eb) => eb.fn.countAll<string>().as('count'))
          .executeTakeFirstOrThrow(),
        events(filter).select(columns).orderBy('seq', 'desc').limit(limit).offset(offset).execute(),
      ])
      return {
        count: Number(count),
        rows: rows.map((row) => ({ ...row, seq: Number(row.seq), name: row.name as EventName })),
      }
    },
  }
}

export const namesOf =
  (system: Kysely<Database>): NamesOf =>
  async (tenantId, userIds) => {
    if (userIds.length === 0) return new Map()
    const rows = await system
      .selectFrom('account')
      .select(['id', 'fullName'])
      .where('id', 'in', userIds)
      .where(isKnownTo(tenantId))
      .execute()
    return new Map(rows.map(({ id, fullName }) => [id, fullName]))
  }

/** Whoever was erased and came again is somebody again. */
const isKnownTo = (tenantId: number) => sql<boolean>`(
  exists (select from membership m where m.tenant_id = ${tenantId} and m.user_id = account.id)
  or not exists (select from person_erasure e where e.tenant_id = ${tenantId} and e.user_id = account.id))`
