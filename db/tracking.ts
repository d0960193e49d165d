import { type Kysely, sql } from 'kysely'
import type { Position } from '../domain/positions/position.ts'
import { Problem } from '../domain/problem.ts'
import type { TrackingStore } from '../domain/tracking/ports.ts'
import { changedAt } from './changed-at.ts'
import { withEvents } from './events.ts'
import type { Database } from './schema.ts'
import { consentColumns, trackingRecords } from './tracking-records.ts'

export const trackingStore = (db: Kysely<Database>, tenantId: number): TrackingStore => {
  const positions = (key: number) =>
    db
      .selectFrom('position')
      .select(positionColumns)
      .where('tenantId', '=', tenantId)
      .where('subjectKey', '=', key)

  return {
    ...trackingRecords(db, tenantId),

    async trail(key, from, to, limit) {
      const rows = await positions(key)
        .where('recordedAt', '>=', from)
        .where('recordedAt', '<=', to)
        .where('quarantined', '=', false)
        .orderBy('recordedAt', 'desc') // where there are too many, the newest are kept
        .limit(limit)
        .execute()
      return rows.reverse().map(toPosition)
    },

    async newest(key) {
      const row = await positions(key)
        .where('quarantined', '=', false)
        .orderBy('recordedAt', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row && toPosition(row)
    },

    async at(key, moments) {
      if (moments.length === 0) return []
      const rows = await positions(key)
        .where('recordedAt', '=', sql<Date>`any(${moments}::timestamptz[])`)
        .execute()
      return rows.map(toPosition)
    },

    async openAssignments(technicianId, ids) {
      if (ids.length === 0) return new Set()
      const rows = await db
        .selectFrom('assignment')
        .select('id')
        .where('tenantId', '=', tenantId)
        .where('technicianId', '=', technicianId)
        .where('id', '=', sql<string>`any(${ids}::uuid[])`)
        .where('status', 'not in', ['done', 'canceled'])
        .execute()
      return new Set(rows.map(({ id }) => id))
    },

    async switchTo(technicianId, decide) {
      type Decided = ReturnType<typeof decide>
      await withEvents(
        db,
        tenantId,
        ({ events }: Decided) => events,
        async (trx): Promise<Decided> => {
          const technician = await trx
            .selectFrom('technician')
            .select(['userId', 'allowTracking'])
            .where('tenantId', '=', tenantId)
            .where('id', '=', technicianId)
            .where('removedAt', 'is', null)
            .forUpdate()
            .executeTakeFirst()
          if (!technician) throw new Problem('not_found')
          const own = await trx
            .selectFrom('trackingConsent')
            .innerJoin('technician', 'technician.id', 'trackingConsent.technicianId')
            .select(consentColumns)
            .where('trackingConsent.tenantId', '=', tenantId)
            .where('trackingConsent.byUser', '=', technician.userId)
            .where('technician.userId', '=', technician.userId) // under an earlier profile, too
            .orderBy('trackingConsent.id', 'desc')
            .limit(1)
            .executeTakeFirst()
          const decided = decide({ allowed: technician.allowTracking, own })
          await trx
            .updateTable('technician')
            .set({ allowTracking: decided.consent.allowed, updatedAt: changedAt(decided.consent.at) })
            .where('tenantId', '=', tenantId)
            .where('id', '=', technicianId)
            .execute()
          await trx
            .insertInto('trackingConsent')
            .values({ ...decided.consent, tenantId, technicianId })
            .execute()
          return decided
        },
      )
    },
  }
}

const positionColumns = [
  'latE7',
  'lonE7',
  'recordedAt',
  'speed',
  'heading',
  'accuracy',
  'altitude',
  'attributes',
] as const

const toPosition = (row: Omit<Position, 'recordedAt'> & { recordedAt: Date }): Position => ({
  ...row,
  recordedAt: row.recordedAt.getTime(),
})
