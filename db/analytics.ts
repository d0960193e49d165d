import { type Kysely, sql } from 'kysely'
import { type Channel, type DeviceType, scopeOfLink } from '../domain/analytics/facts.ts'
import type { Access, AccessCursor, AnalyticsStore, AnalyticsUpkeep } from '../domain/analytics/service.ts'
import type { ResourceKind } from '../domain/share-links/link.ts'
import { countAccesses, readTotals, rollUp } from './analytics-rollups.ts'
import type { Database } from './schema.ts'

const accessColumns = [
  'id',
  'at',
  'type',
  'isBot',
  'country',
  'deviceType',
  'browser',
  'os',
  'referrer',
  'channel',
  'seconds',
] as const

export const analyticsStore = (db: Kysely<Database>, tenantId: number): AnalyticsStore => {
  const accesses = (linkId: string) =>
    db.selectFrom('accessEvent').where('tenantId', '=', tenantId).where('linkId', '=', linkId)
  const newestFirst = (linkId: string) =>
    accesses(linkId).select(accessColumns).orderBy('at', 'desc').orderBy('id', 'desc')
  type Row = Awaited<ReturnType<ReturnType<typeof newestFirst>['executeTakeFirstOrThrow']>>

  const toAccess = ({ id: _, type, deviceType, channel, ...row }: Row): Access => ({
    ...row,
    type: type as Access['type'],
    deviceType: deviceType as DeviceType | null,
    channel: channel as Channel | null,
  })

  return {
    async zone() {
      const row = await db
        .selectFrom('tenant')
        .select('timezone')
        .where('id', '=', tenantId)
        .executeTakeFirst()
      return row?.timezone ?? 'UTC'
    },

    async link(id) {
      const row = await db
        .selectFrom('shareLink')
        .select(['createdBy', 'resourceKind', 'resourceId'])
        .where('tenantId', '=', tenantId)
        .where('id', '=', id)
        .executeTakeFirst()
      return (
        row && {
          createdBy: row.createdBy,
          resource: { kind: row.resourceKind as ResourceKind, id: row.resourceId },
        }
      )
    },

    async siblings(id) {
      const rows = await db
        .selectFrom('shareLink')
        .select('id')
        .where('tenantId', '=', tenantId)
        .where('shareId', '=', id)
        .execute()
      return rows.map((row) => row.id)
    },

    totals: (scopes, from, to) => readTotals(db, tenantId, scopes, from, to),

    async accesses(linkId, { limit, offset }) {
      const [count, rows] = await Promise.all([
        countAccesses(db, tenantId, linkId),
        newestFirst(linkId).limit(limit).offset(offset).execute(),
      ])
      return { count, rows: rows.map(toAccess) }
    },

    async accessesBefore(linkId, cursor, limit) {
      const from = cursor
        ? newestFirst(linkId).where(sql<boolean>`(at, id) < (${cursor.at}, ${cursor.id}::bigint)`)
        : newestFirst(linkId)
      const rows = await from.limit(limit).execute()
      const last = rows.at(-1)
      const next: AccessCursor | undefined = last && { at: last.at, id: last.id }
      return { rows: rows.map(toAccess), last: next }
    },
  }
}

/** Rows that are forgotten in one statement: none of them holds anybody up. */
const perStatement = 10_000

export const analyticsUpkeep = (system: Kysely<Database>): AnalyticsUpkeep => ({
  rollUp: () => rollUp(system),

  async forgetBefore(moment, dryRun) {
    if (dryRun) {
      const { count } = await system
        .selectFrom('accessEvent')
        .where('at', '<', moment)
        .select((eb) => eb.fn.countAll<string>().as('count'))
        .executeTakeFirstOrThrow()
      return Number(count)
    }
    for (let forgotten = 0; ; ) {
      const { rows } = await sql<{ count: number }>`
        with gone as (
          delete from access_event where ctid = any(array(
            select ctid from access_event where at < ${moment} limit ${sql.lit(perStatement)}))
          returning tenant_id, link_id, resource, day
        ), fewer as (
          insert into access_part (tenant_id, scope, day, accesses) select tenant_id, scope, day, -count(*)
          from gone cross join lateral (values (${scopeOfLink('')} || link_id::text), (resource)) s (scope)
          group by 1, 2, 3
        )
        select count(*)::int as count from gone`.execute(system)
      forgotten += rows[0]!.count
      if (rows[0]!.count < perStatement) return forgotten
    }
  },

  async forgetKeysBefore(day) {
    // An organization's own day may be one off, and what waited for the database comes late.
    for (let last = perStatement; last === perStatement; ) {
      const { numAffectedRows } = await sql`
        delete from access_visitor where ctid = any(array(
          select ctid from access_visitor where day < ${day}::date - 2 limit ${sql.lit(perStatement)}))`.execute(
        system,
      )
      last = Number(numAffectedRows)
    }
    const { numDeletedRows } = await system
      .deleteFrom('visitorKey')
      .where(sql<boolean>`day < ${day}::date`)
      .executeTakeFirst()
    return Number(numDeletedRows)
  },
})

/** The key of a day; `fresh` becomes it where there is none. Of several nodes that ask at once, one makes it for all. */
export const visitorKeyOf =
  (system: Kysely<Database>) =>
  async (day: string, fresh: Buffer): Promise<Buffer> => {
    await sql`insert into visitor_key (day, key) values (${day}::date, ${fresh}) on conflict do nothing`.execute(
      system,
    )
    const { rows } = await sql<{ key: Buffer }>`select key from visitor_key where day = ${day}::date`.execute(
      system,
    )
    return rows[0]!.key
  }
