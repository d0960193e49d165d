import { type Kysely, sql } from 'kysely'
import type { Database } from './schema.ts'

/** Rows of the audit that are changed in one statement. */
const perStatement = 10_000
const dayMs = 86_400_000

export interface Whose {
  readonly userId: number
  readonly technicians: readonly { readonly id: string; readonly key: number }[]
}

/** Where the technicians of one person were: gone, and the audit of it without name and device. */
export const eraseWays = async (
  db: Kysely<Database>,
  tenantId: number,
  { userId, technicians }: Whose,
  pseudonymOf: (deviceId: string) => string,
): Promise<{ positions: number; mileageDays: number; audited: number }> => {
  let positions = 0
  for (const { key } of technicians) positions += await forgetPositions(db, tenantId, key)
  const { numAffectedRows: mileageDays = 0n } = await sql`
    delete from mileage_day where tenant_id = ${tenantId} and technician_id = any(${idsOf(technicians)}::uuid[])`.execute(
    db,
  )
  const audited = await pseudonymise(db, tenantId, { userId, technicians }, pseudonymOf)
  return { positions, mileageDays: Number(mileageDays), audited }
}

/** Day by day, as the partitions are: no statement takes long, however much there is. */
const forgetPositions = async (db: Kysely<Database>, tenantId: number, key: number): Promise<number> => {
  await db
    .deleteFrom('newestPosition')
    .where('tenantId', '=', tenantId)
    .where('subjectKey', '=', key)
    .execute()
  for (let gone = 0; ; ) {
    const { from } = await db
      .selectFrom('position')
      .select(sql<Date | null>`min(recorded_at)`.as('from'))
      .where('tenantId', '=', tenantId)
      .where('subjectKey', '=', key)
      .executeTakeFirstOrThrow()
    if (from === null) return gone
    const { numDeletedRows } = await db
      .deleteFrom('position')
      .where('tenantId', '=', tenantId)
      .where('subjectKey', '=', key)
      .where('recordedAt', '>=', from)
      .where('recordedAt', '<', new Date(from.getTime() + dayMs))
      .executeTakeFirst()
    gone += Number(numDeletedRows)
  }
}

const pseudonymise = async (
  db: Kysely<Database>,
  tenantId: number,
  { userId, technicians }: Whose,
  pseudonymOf: (deviceId: string) => string,
): Promise<number> => {
  const rows = await db
    .selectFrom('locationAudit')
    .select('deviceId')
    .distinct()
    .where('tenantId', '=', tenantId)
    .where('userId', '=', userId)
    .where(sql<boolean>`(technician_id = any(${idsOf(technicians)}::uuid[]) or technician_id is null)`)
    .execute()
  const devices = rows.flatMap(({ deviceId }) => (deviceId === null ? [] : [deviceId]))
  const pseudonyms = devices.map(pseudonymOf)
  let changed = 0
  for (let last: string | null = '0'; last !== null; ) {
    const step: { last: string | null; changed: number } = (
      await sql<{ last: string | null; changed: number }>`
        select last, changed from pseudonymise_location_audit(${tenantId}::integer, ${idsOf(technicians)}::uuid[],
          ${userId}::integer, ${devices}::text[], ${pseudonyms}::text[], ${last}::bigint, ${sql.lit(perStatement)})`.execute(
        db,
      )
    ).rows[0]!
    changed += step.changed
    last = step.changed < perStatement ? null : step.last
  }
  return changed
}

const idsOf = (technicians: Whose['technicians']) => technicians.map(({ id }) => id)
