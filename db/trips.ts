import { type Kysely, type Selectable, sql } from 'kysely'
import type { AccessesOf, TripStore } from '../domain/trips/service.ts'
import { dateTaken, type Trip, type TripDay, type TripPlace } from '../domain/trips/trip.ts'
import { isUniqueViolation } from './errors.ts'
import type { Database } from './schema.ts'

/** As text: the driver would make a moment of a day, in the zone of this machine. */
const dayAsText = (column: 'startDate' | 'endDate' | 'date') =>
  sql<string>`to_char(${sql.ref(column)}, 'YYYY-MM-DD')`

const placeColumns = [
  'id',
  'dayId',
  'addedAt',
  'name',
  'placeId',
  'notes',
  'description',
  'categoryId',
  'categoryName',
  'mapsLink',
  'ratings',
  'reviewsCount',
  'imagesUrl',
  'entryFree',
  'operatingHours',
  'provinceId',
  'provinceName',
  'latitude',
  'longitude',
] as const satisfies readonly (keyof Selectable<Database['tripPlace']>)[]

export const tripStore = (db: Kysely<Database>, tenantId: number): TripStore => {
  const trips = () =>
    db
      .selectFrom('trip')
      .select(['id', 'tenantId', 'userId', 'name', 'createdAt', 'updatedAt'])
      .select([dayAsText('startDate').as('startDate'), dayAsText('endDate').as('endDate')])
      .where('tenantId', '=', tenantId)

  const find = (id: number): Promise<Trip | undefined> => trips().where('id', '=', id).executeTakeFirst()

  return {
    find,

    async insert(fields, at) {
      const { id } = await db
        .insertInto('trip')
        .values({ ...fields, tenantId, createdAt: at, updatedAt: at })
        .returning('id')
        .executeTakeFirstOrThrow()
      return (await find(id))!
    },

    async list(userId, { limit, offset }) {
      const [{ count }, rows] = await Promise.all([
        db
          .selectFrom('trip')
          .select((eb) => eb.fn.countAll<string>().as('count'))
          .where('tenantId', '=', tenantId)
          .where('userId', '=', userId)
          .executeTakeFirstOrThrow(),
        trips()
          .where('userId', '=', userId)
          .orderBy('trip.startDate', 'desc')
          .orderBy('id', 'desc')
          .limit(limit)
          .offset(offset)
          .execute(),
      ])
      return { count: Number(count), rows }
    },

    async update(id, changes, at) {
      await db
        .updateTable('trip')
        .set({ ...changes, updatedAt: at })
        .where('tenantId', '=', tenantId)
        .where('id', '=', id)
        .execute()
      return find(id)
    },

    async remove(id) {
      await db.deleteFrom('trip').where('tenantId', '=', tenantId).where('id', '=', id).execute()
    },

    async days(tripId) {
      const [days, places] = await Promise.all([
        db
          .selectFrom('tripDay')
          .select(['id', 'tripId', dayAsText('date').as('date')])
          .where('tenantId', '=', tenantId)
          .where('tripId', '=', tripId)
          .orderBy('tripDay.date')
          .execute(),
        db
          .selectFrom('tripPlace')
          .select(placeColumns)
          .where('tenantId', '=', tenantId)
          .where('dayId', 'in', (eb) =>
            eb.selectFrom('tripDay').select('tripDay.id').where('tripId', '=', tripId),
          )
          .orderBy('position')
          .orderBy('id')
          .execute(),
      ])
      const byDay = Map.groupBy(places, ({ dayId }) => dayId)
      return days.map((day): TripDay => ({ ...day, places: byDay.get(day.id) ?? [] }))
    },

    async insertDay(tripId, date) {
      const { id } = await onceADate(
        db.insertInto('tripDay').values({ tenantId, tripId, date }).returning('id').executeTakeFirstOrThrow(),
      )
      return { id, tripId, date, places: [] }
    },

    async moveDay(dayId, date) {
      await onceADate(
        db
          .updateTable('tripDay')
          .set({ date })
          .where('tenantId', '=', tenantId)
          .where('id', '=', dayId)
          .execute(),
      )
    },

    async removeDay(dayId) {
      await db.deleteFrom('tripDay').where('tenantId', '=', tenantId).where('id', '=', dayId).execute()
    },

    async insertPlace(dayId, facts, at): Promise<TripPlace> {
      return db
        .insertInto('tripPlace')
        .values({ ...facts, tenantId, dayId, position: afterLast(dayId), addedAt: at })
        .returning(placeColumns)
        .executeTakeFirstOrThrow()
    },

    async updatePlace(placeId, facts) {
      return db
        .updateTable('tripPlace')
        .set(facts)
        .where('tenantId', '=', tenantId)
        .where('id', '=', placeId)
        .returning(placeColumns)
        .executeTakeFirst()
    },

    orderPlaces: (tripId, dayId, placeIds) =>
      db.transaction().execute(async (trx) => {
        const trip = trx
          .selectFrom('trip')
          .select('id')
          .where('tenantId', '=', tenantId)
          .where('id', '=', tripId)
        if (!(await trip.forUpdate().executeTakeFirst())) return false // one order at a time
        const rows = await trx
          .selectFrom('tripPlace')
          .innerJoin('tripDay', 'tripDay.id', 'tripPlace.dayId')
          .select(['tripPlace.id', 'tripPlace.dayId'])
          .where('tripPlace.tenantId', '=', tenantId)
          .where('tripDay.tripId', '=', tripId)
          .execute()
        const [named, known] = [new Set(placeIds), new Set(rows.map(({ id }) => id))]
        const isWhole = rows.every((row) => row.dayId !== dayId || named.has(row.id))
        if (!isWhole || named.size !== placeIds.length || !placeIds.every((id) => known.has(id))) return false
        await sql`
          update trip_place set day_id = ${dayId}, position = wanted.position
          from unnest(${[...placeIds]}::integer[]) with ordinality as wanted (id, position)
          where trip_place.tenant_id = ${tenantId} and trip_place.id = wanted.id`.execute(trx)
        return true
      }),

    async removePlace(placeId) {
      await db.deleteFrom('tripPlace').where('tenantId', '=', tenantId).where('id', '=', placeId).execute()
    },

    async recordAccess(linkId, userId, at) {
      await db
        .insertInto('tripAccess')
        .values({ linkId, userId, tenantId, firstAt: at, lastAt: at })
        .onConflict((conflict) => conflict.columns(['linkId', 'userId']).doUpdateSet({ lastAt: at }))
        .execute()
    },

    async lastLink(tripId) {
      const row = await db
        .selectFrom('shareLink')
        .select('id')
        .where('tenantId', '=', tenantId)
        .where('resourceKind', '=', 'trip')
        .where('resourceId', '=', String(tripId))
        .where('face', '=', 'trip')
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row?.id
    },
  }
}

const afterLast = (dayId: number) =>
  sql<number>`(select coalesce(max(position), 0) + 1 from trip_place where day_id = ${dayId})`

const onceADate = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work
  } catch (error) {
    throw isUniqueViolation(error, 'trip_day_date') ? dateTaken() : error
  }
}

export const tripAccesses =
  (system: Kysely<Database>): AccessesOf =>
  (linkId) =>
    system
      .selectFrom('tripAccess')
      .innerJoin('account', 'account.id', 'tripAccess.userId')
      .select([
        'tripAccess.userId',
        'account.fullName',
        'account.email',
        'tripAccess.firstAt',
        'tripAccess.lastAt',
      ])
      .where('tripAccess.linkId', '=', linkId)
      .orderBy('tripAccess.firstAt')
      .orderBy('tripAccess.userId')
      .execute()
