import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type RetentionStore, usualRetention } from '../domain/tenants/retention.ts'
import type { Database } from './schema.ts'

/** Rows that are forgotten in one statement: none of them holds anybody up. */
const perStatement = 10_000
const dayMs = 86_400_000
/** Before it lies everything that anybody has reported. */
const always = new Date('9999-12-31T00:00:00Z')

export const retentionStore = (system: Kysely<Database>): RetentionStore => {
  const count = async (from: RawBuilder<unknown>): Promise<number> => {
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from ${from}`.execute(system)
    return rows[0]!.count
  }
  /** Repeats a statement that takes `perStatement` rows at most, until it finds fewer. */
  const untilNone = async (statement: RawBuilder<unknown>): Promise<number> => {
    for (let gone = 0; ; ) {
      const affected = Number((await statement.execute(system)).numAffectedRows)
      gone += affected
      if (affected < perStatement) return gone
    }
  }
  const forget = (table: string, where: RawBuilder<unknown>, dryRun: boolean): Promise<number> =>
    dryRun
      ? count(sql`${sql.table(table)} where ${where}`)
      : untilNone(sql`
          delete from ${sql.table(table)} where ctid = any(array(
            select ctid from ${sql.table(table)} where ${where} limit ${sql.lit(perStatement)}))`)

  const forgetWays = async (
    tenantId: number,
    subjects: RawBuilder<unknown>,
    before: Date,
  ): Promise<number> => {
    let gone = 0
    for (let day = await oldestDay(system, tenantId, subjects, before); day; ) {
      // Of one day, so of one partition: `ctid` means nothing across several.
      const ofDay = sql`recorded_at >= ${day.from} and recorded_at < ${day.to}`
      gone += await untilNone(sql`
        delete from position where ${ofDay} and ctid = any(array(
          select ctid from position where ${within(tenantId, subjects, day.to)} and ${ofDay}
          limit ${sql.lit(perStatement)}))`)
      day = await oldestDay(system, tenantId, subjects, before)
    }
    return gone
  }

  return {
    async settled() {
      const rows = await system
        .selectFrom('tenant')
        .select(['id', sql<string | null>`settings ->> 'retention'`.as('retention')])
        .orderBy('id')
        .execute()
      return rows.map(({ id, retention }) => ({
        tenantId: id,
        retention: { ...usualRetention, ...JSON.parse(retention ?? '{}') },
      }))
    },

    async forgetPositions(tenantId, before, dryRun) {
      const subjects = subjectsOf(tenantId)
      if (dryRun) return count(sql`position where ${within(tenantId, subjects, before)}`)
      const gone = await forgetWays(tenantId, subjects, before)
      await forget('newest_position', sql`tenant_id = ${tenantId} and recorded_at < ${before}`, false)
      return gone
    },

    async forgetRemoved(tenantId, dryRun) {
      const subjects = removedOf(tenantId)
      if (dryRun) return count(sql`position where ${within(tenantId, subjects, always)}`)
      await forget('newest_position', within(tenantId, subjects, always), false)
      return forgetWays(tenantId, subjects, always)
    },

    forgetLocationAudit: (tenantId, before, dryRun) =>
      forget('location_audit', sql`tenant_id = ${tenantId} and at < ${before}`, dryRun),

    forgetLooks: (tenantId, before, dryRun) =>
      forget('location_view', sql`tenant_id = ${tenantId} and last_at < ${before}`, dryRun),

    async forgetEvents(tenantId, before, accessesBefore, dryRun) {
      const accesses = sql`tenant_id = ${tenantId} and name = 'share.accessed' and at < ${accessesBefore}`
      const others = sql`tenant_id = ${tenantId} and name <> 'share.accessed' and at < ${before}`
      return (await forget('event', accesses, dryRun)) + (await forget('event', others, dryRun))
    },
  }
}

const subjectsOf = (tenantId: number) => sql`
  select key from vehicle where tenant_id = ${tenantId}
  union all select key from technician where tenant_id = ${tenantId}`

/** Whoever is no technician any more: no visit and no map shows where they were. */
const removedOf = (tenantId: number) =>
  sql`select key from technician where tenant_id = ${tenantId} and removed_at is not null`

const within = (tenantId: number, subjects: RawBuilder<unknown>, before: Date) =>
  sql`tenant_id = ${tenantId} and subject_key in (${subjects}) and recorded_at < ${before}`

/** The first day, of UTC as the partitions are, that holds anything older; as much of it as is older. */
const oldestDay = async (
  system: Kysely<Database>,
  tenantId: number,
  subjects: RawBuilder<unknown>,
  before: Date,
): Promise<{ from: Date; to: Date } | undefined> => {
  const { rows } = await sql<{ at: Date | null }>`
    select min(o.recorded_at) as at from (${subjects}) s cross join lateral (
      select recorded_at from position
      where tenant_id = ${tenantId} and subject_key = s.key and recorded_at < ${before}
      order by recorded_at limit 1) o`.execute(system)
  const at = rows[0]?.at?.getTime()
  if (at === undefined) return undefined
  const from = Math.floor(at / dayMs) * dayMs
  return { from: new Date(from), to: new Date(Math.min(from + dayMs, before.getTime())) }
}
