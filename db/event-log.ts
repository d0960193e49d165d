import { type Kysely, sql } from 'kysely'
import type { DomainEvent } from '../domain/events/event.ts'
import type { EventStore } from '../domain/events/service.ts'
import type { Database } from './schema.ts'

export const eventColumns = [
  'event.tenantId',
  'event.seq',
  'event.id',
  'event.name',
  'event.aggregateType',
  'event.aggregateId',
  'event.actorId',
  'event.data',
  'event.at',
] as const

interface EventRow {
  readonly seq: string
  readonly id: string
  readonly name: string
  readonly aggregateType: string
  readonly aggregateId: string
  readonly actorId: number | null
  readonly data: Record<string, unknown>
  readonly at: Date
}

export const toEvent = (row: EventRow): DomainEvent => ({
  seq: Number(row.seq),
  id: row.id,
  name: row.name as DomainEvent['name'],
  aggregateType: row.aggregateType,
  aggregateId: row.aggregateId,
  actorId: row.actorId,
  data: row.data,
  at: row.at,
})

export const eventStore = (db: Kysely<Database>, tenantId: number): EventStore => ({
  async read({ after, limit, names, aggregateType, aggregateId }) {
    const wanted = db
      .selectFrom('event')
      .select(eventColumns)
      .where('tenantId', '=', tenantId)
      .where('seq', '>', String(after))
      .$if(names !== undefined, (query) => query.where('name', '=', sql<string>`any(${[...names!]}::text[])`))
      .$if(aggregateType !== undefined, (query) => query.where('aggregateType', '=', aggregateType!))
      .$if(aggregateId !== undefined, (query) => query.where('aggregateId', '=', aggregateId!))
      .orderBy('seq')
      .limit(limit + 1)
    // One statement sees one moment: an event that it does not find is beyond the counter that it does.
    const rows = await db
      .selectFrom(
        db
          .selectNoFrom((eb) =>
            eb.selectFrom('eventCounter').select('last').where('tenantId', '=', tenantId).as('last'),
          )
          .as('counter'),
      )
      .leftJoinLateral(wanted.as('event'), (join) => join.onTrue())
      .select('counter.last')
      .select(eventColumns)
      .orderBy('event.seq')
      .execute()
    const events = rows.flatMap((row) => (row.seq === null ? [] : [toEvent(row as EventRow)]))
    const more = events.length > limit
    const page = events.slice(0, limit)
    return { events: page, last: more ? page.at(-1)!.seq : Number(rows[0]?.last ?? 0), more }
  },
})
