import { type Kysely, sql } from 'kysely'
import { Problem } from '../domain/problem.ts'
import type { TechnicianStore } from '../domain/technicians/ports.ts'
import type { Technician } from '../domain/technicians/technician.ts'
import { changedAt } from './changed-at.ts'
import { isUniqueViolation } from './errors.ts'
import { withEvents } from './events.ts'
import { holds } from './folded.ts'
import type { Database } from './schema.ts'

export const technicianStore = (db: Kysely<Database>, tenantId: number): TechnicianStore => {
  const technicians = (from = db) =>
    selectTechnicians(from)
      .leftJoin('newestPosition', 'newestPosition.subjectKey', 'technician.key')
      .select('newestPosition.recordedAt as newestAt')
      .where('technician.tenantId', '=', tenantId)
  const current = (from = db) => technicians(from).where('technician.removedAt', 'is', null)
  const read = async (id: string, from = db): Promise<Technician | undefined> => {
    const row = await current(from).where('technician.id', '=', id).executeTakeFirst()
    return row && toSeen(row)
  }

  return {
    find: (id) => read(id),

    async insert({ skills, ...technician }, events) {
      try {
        return await withEvents(db, tenantId, events, async (trx) => {
          await trx
            .insertInto('technician')
            .values({ ...technician, skills: [...skills], tenantId })
            .execute()
          return (await read(technician.id, trx))!
        })
      } catch (error) {
        throw isUniqueViolation(error, 'technician_user') ? new Problem('technician_exists') : error
      }
    },

    async ofUser(userId) {
      const row = await current().where('technician.userId', '=', userId).executeTakeFirst()
      return row && toSeen(row)
    },

    async withdrew(userId) {
      const own = await db
        .selectFrom('trackingConsent')
        .innerJoin('technician', 'technician.id', 'trackingConsent.technicianId')
        .select('trackingConsent.allowed')
        .where('trackingConsent.tenantId', '=', tenantId)
        .where('trackingConsent.byUser', '=', userId)
        .where('technician.userId', '=', userId)
        .orderBy('trackingConsent.id', 'desc')
        .limit(1)
        .executeTakeFirst()
      return own?.allowed === false
    },

    async byIds(ids) {
      if (ids.length === 0) return []
      const rows = await technicians().where('technician.id', 'in', ids).orderBy('technician.id').execute()
      return rows.map(toSeen)
    },

    async list({ isActive, search, userId }, { limit, offset }) {
      const matching = current()
        .$if(isActive !== undefined, (query) => query.where(active, '=', isActive!))
        .$if(search !== undefined, (query) =>
          query.where(holds(search!, 'account.fullName', 'account.email')),
        )
        .$if(userId !== undefined, (query) => query.where('technician.userId', '=', userId!))
      const [{ count }, rows] = await Promise.all([
        matching
          .clearSelect()
          .select((eb) => eb.fn.countAll<string>().as('count'))
          .executeTakeFirstOrThrow(),
        matching.orderBy(byName).orderBy('technician.id').limit(limit).offset(offset).execute(),
      ])
      return { count: Number(count), rows: rows.map(toSeen) }
    },

    async candidates(search, { limit, offset }) {
      const matching = db
        .selectFrom('membership')
        .innerJoin('account', 'account.id', 'membership.userId')
        .leftJoin('technician', (join) =>
          join
            .onRef('technician.tenantId', '=', 'membership.tenantId')
            .onRef('technician.userId', '=', 'membership.userId')
            .on('technician.removedAt', 'is', null),
        )
        .where('membership.tenantId', '=', tenantId)
        .where('technician.id', 'is', null)
        .$if(search !== undefined, (query) =>
          query.where(holds(search!, 'account.fullName', 'account.email')),
        )
      const [{ count }, rows] = await Promise.all([
        matching.select((eb) => eb.fn.countAll<string>().as('count')).executeTakeFirstOrThrow(),
        matching
          .select(['account.id', 'account.email', 'account.fullName'])
          .orderBy(byName)
          .orderBy('account.id')
          .limit(limit)
          .offset(offset)
          .execute(),
      ])
      return { count: Number(count), rows }
    },

    async all(limit) {
      return (await current().orderBy('technician.id').limit(limit).execute()).map(toSeen)
    },

    update: (id, updatedAt, { skills, ...changes }, at, events) =>
      withEvents(db, tenantId, events, async (trx) => {
        const changed = await trx
          .updateTable('technician')
          .set({ ...changes, ...(skills && { skills: [...skills] }), updatedAt: changedAt(at) })
          .where('tenantId', '=', tenantId)
          .where('id', '=', id)
          .where('updatedAt', '=', updatedAt)
          .where('removedAt', 'is', null)
          .returning('id')
          .executeTakeFirst()
        return changed && read(id, trx)
      }),

    async setIngestKey(id, ingestKeyHash) {
      const changed = await db
        .updateTable('technician')
        .set({ ingestKeyHash })
        .where('tenantId', '=', tenantId)
        .where('id', '=', id)
        .where('removedAt', 'is', null)
        .returning('id')
        .executeTakeFirst()
      return changed && read(id)
    },

    remove: (id, at, events, updatedAt) =>
      withEvents(db, tenantId, events, async (trx) => {
        // Whoever inserts an assignment meanwhile waits at its reference to this row.
        const locked = await trx
          .selectFrom('technician')
          .select('id')
          .where('tenantId', '=', tenantId)
          .where('id', '=', id)
          .$if(updatedAt !== undefined, (query) => query.where('updatedAt', '=', updatedAt!))
          .where('removedAt', 'is', null)
          .forUpdate()
          .executeTakeFirst()
        const technician = locked && (await read(id, trx))
        if (!technician) return undefined
        await assertNothingOpen(trx, tenantId, id)
        await trx
          .updateTable('technician')
          .set({ removedAt: at, updatedAt: changedAt(at), ingestKeyHash: null })
          .where('tenantId', '=', tenantId)
          .where('id', '=', id)
          .execute()
        return technician
      }),
  }
}

/** Throws `technician_in_use`. */
const assertNothingOpen = async (trx: Kysely<Database>, tenantId: number, id: string): Promise<void> => {
  const open = await trx
    .selectFrom('assignment')
    .select('id')
    .where('tenantId', '=', tenantId)
    .where('technicianId', '=', id)
    .where('status', 'not in', ['done', 'canceled'])
    .limit(1)
    .executeTakeFirst()
  if (open) throw new Problem('technician_in_use')
}

/** Nobody goes out for an organization that they have left. */
export const active = sql<boolean>`(technician.is_active and technician.removed_at is null and membership.user_id is not null)`

const byName = sql`folded(account.full_name)`

/** What a technician is beside an id, an organization and times of their own, wherever they are read along. */
export const profileColumns = [
  'technician.key',
  'technician.userId',
  'account.email',
  'account.fullName',
  'technician.phone',
  'technician.skills',
  'technician.workStartTime',
  'technician.workEndTime',
  'technician.allowTracking',
  'technician.color',
  'technician.lastSeenAt',
] as const

/** Technicians of whichever organizations `db` may see, removed ones among them, each with the account behind it. */
export const selectTechnicians = (db: Kysely<Database>) =>
  db
    .selectFrom('technician')
    .innerJoin('account', 'account.id', 'technician.userId')
    .leftJoin('membership', (join) =>
      join
        .onRef('membership.tenantId', '=', 'technician.tenantId')
        .onRef('membership.userId', '=', 'technician.userId'),
    )
    .select([
      'technician.id',
      'technician.tenantId',
      ...profileColumns,
      'technician.createdAt',
      'technician.updatedAt',
    ])
    .select(active.as('isActive'))

type TechnicianRow = Awaited<ReturnType<ReturnType<typeof selectTechnicians>['executeTakeFirstOrThrow']>>

export const toTechnician = (row: TechnicianRow): Technician => ({
  id: row.id,
  tenantId: row.tenantId,
  key: row.key,
  user: { id: row.userId, email: row.email, fullName: row.fullName },
  phone: row.phone,
  skills: row.skills,
  workStartTime: row.workStartTime,
  workEndTime: row.workEndTime,
  isActive: row.isActive,
  allowTracking: row.allowTracking,
  color: row.color,
  lastSeenAt: row.lastSeenAt,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
})

/** What a phone said last and where it was last may be written at different times. */
const toSeen = (row: TechnicianRow & { readonly newestAt: Date | null }): Technician => {
  const seenAt = Math.max(row.lastSeenAt?.getTime() ?? 0, row.newestAt?.getTime() ?? 0)
  return { ...toTechnician(row), lastSeenAt: seenAt ? new Date(seenAt) : null }
}
