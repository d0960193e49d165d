import { type Kysely, sql } from 'kysely'
import { longestSilence } from '../domain/mileage/measure.ts'
import type { CountingTenants, DayOfTechnician, DaySpan, MileageStore } from '../domain/mileage/ports.ts'
import type { Position } from '../domain/positions/position.ts'
import type { Database } from './schema.ts'

export const mileageStore = (db: Kysely<Database>, tenantId: number): MileageStore => ({
  async counted({ from, to, technicianId }) {
    return db
      .selectFrom('mileageDay')
      .select(['technicianId', 'distanceM', 'bridgedM', 'gaps', 'positions', 'firstAt', 'lastAt'])
      .select(sql<string>`to_char(date, 'YYYY-MM-DD')`.as('date'))
      .where('tenantId', '=', tenantId)
      .where(sql<boolean>`date between ${from}::date and ${to}::date`)
      .$if(technicianId !== undefined, (query) => query.where('technicianId', '=', technicianId!))
      .execute()
  },

  uncounted: (days, technicianId) =>
    select(
      db,
      tenantId,
      days,
      sql`counted.date is null
        and (${technicianId ?? null}::uuid is null or technician.id = ${technicianId ?? null}::uuid)
        and exists (select from position where ${ofThatDay(tenantId)})`,
    ),

  outdated: (days) =>
    select(
      db,
      tenantId,
      days,
      sql`counted.date is not null
        and exists (
          select from position
          where ${ofThatDay(tenantId, longestSilence)} and received_at > counted.counted_at)`,
    ),

  async positions({ key, from, to }, limit) {
    const rows = await db
      .selectFrom('position')
      .select(['latE7', 'lonE7', 'recordedAt', 'accuracy'])
      .where('tenantId', '=', tenantId)
      .where('subjectKey', '=', key)
      .where('recordedAt', '>=', from)
      .where('recordedAt', '<', to)
      .where('quarantined', '=', false)
      .orderBy('recordedAt')
      .limit(limit)
      .execute()
    return rows.map((row) => ({ ...unsaid, ...row, recordedAt: row.recordedAt.getTime() }))
  },

  async keep({ technicianId, date, distanceM, bridgedM, gaps, positions, firstAt, lastAt }, countedAt) {
    const figure = { distanceM, bridgedM, gaps: JSON.stringify(gaps), positions, firstAt, lastAt, countedAt }
    await db
      .insertInto('mileageDay')
      .values({ tenantId, technicianId, date, ...figure })
      .onConflict((conflict) =>
        conflict
          .columns(['technicianId', 'date'])
          .doUpdateSet(figure)
          .where('mileageDay.tenantId', '=', tenantId)
          .where('mileageDay.positions', '<=', positions),
      )
      .execute()
  },
})

/** What a way is not read from. */
const unsaid: Pick<Position, 'speed' | 'heading' | 'altitude' | 'attributes'> = {
  speed: null,
  heading: null,
  altitude: null,
  attributes: null,
}

/** So many milliseconds before it are part of it: the step across midnight begins there. */
const ofThatDay = (tenantId: number, before = 0) => sql`
  position.tenant_id = ${tenantId} and position.subject_key = technician.key
  and position.recorded_at >= day.first - ${before} * interval '1 millisecond'
  and position.recorded_at < day.last and not position.quarantined`

/** Days of technicians, those who have left included, of which `condition` is true. */
const select = async (
  db: Kysely<Database>,
  tenantId: number,
  days: readonly DaySpan[],
  condition: ReturnType<typeof sql>,
): Promise<readonly DayOfTechnician[]> => {
  if (days.length === 0) return []
  const { rows } = await sql<DayOfTechnician>`
    select technician.id as technician_id, technician.key, to_char(day.date, 'YYYY-MM-DD') as date,
      day.first as "from", day.last as "to"
    from technician
    cross join unnest(${days.map(({ date }) => date)}::date[], ${days.map(({ from }) => from)}::timestamptz[],
      ${days.map(({ to }) => to)}::timestamptz[]) as day (date, first, last)
    left join mileage_day as counted
      on counted.tenant_id = ${tenantId} and counted.technician_id = technician.id and counted.date = day.date
    where technician.tenant_id = ${tenantId} and ${condition}
    order by technician.id, day.date`.execute(db)
  return rows
}

/** Counting is itself the use of personal data: where nobody switched it on, nothing is counted. */
export const countingTenants =
  (system: Kysely<Database>): CountingTenants =>
  async () => {
    const { rows } = await sql<{ id: number }>`
      select id from tenant
      where features @> '{"trakservice.enabled": true, "trakservice.km": true}' order by id`.execute(system)
    return rows.map(({ id }) => id)
  }
