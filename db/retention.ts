import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type RetentionStore, usualRetention } from '../domain/tenants/retention.ts'
import type { Database } from './schema.ts'

/** Rows that are forgotten in one statement: none of them holds anybody up. */
const perStatement = 10_000

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
      const subjects = sql`(
        select key from vehicle where tenant_id = ${tenantId}
        union all select key from technician where tenant_id = ${tenantId}) s`
      // By subject, along the primary key: the days of all tenants lie in the same partitions.
      const old = sql`
        ${subjects} cross join lateral (
          select subject_key, recorded_at from position
          where tenant_id = ${tenantId} and subject_key = s.key and recorded_at < ${before}
          limit ${sql.lit(perStatement)}) o`
      if (dryRun)
        return count(sql`
          ${subjects} join position p on p.tenant_id = ${tenantId} and p.subject_key = s.key
            and p.recorded_at < ${before}`)
      const gone = await untilNone(sql`
        with old as materialized (
          select o.subject_key, o.recorded_at from ${old} limit ${sql.lit(perStatement)})
        delete from position p using old
        where p.tenant_id = ${tenantId} and p.subject_key = old.subject_key and p.recorded_at = old.recorded_at
          and p.recorded_at < ${before}`)
      await forget('newest_position', sql`tenant_id = ${tenantId} and recorded_at < ${before}`, false)
      return gone
    },

    forgetLocationAudit: (tenantId, before, dryRun) =>
      forget('location_audit', sql`tenant_id = ${tenantId} and at < ${before}`, dryRun),

    async forgetEvents(tenantId, before, accessesBefore, dryRun) {
      const accesses = sql`tenant_id = ${tenantId} and name = 'share.accessed' and at < ${accessesBefore}`
      const others = sql`tenant_id = ${tenantId} and name <> 'share.accessed' and at < ${before}`
      return (await forget('event', accesses, dryRun)) + (await forget('event', others, dryRun))
    },
  }
}
