import { type Kysely, sql } from 'kysely'
import type { SessionStore, SessionUpkeep } from '../domain/sessions/ports.ts'
import { isFree, seatLapsesMs } from '../domain/sessions/session.ts'
import type { Database } from './schema.ts'
import { seatColumns, toSeat } from './session-rows.ts'

type SeatStore = Pick<SessionStore, 'takeSeat' | 'leaveSeat' | 'changeSeat' | 'seats'>

/** Seats of nodes that were heard of since then are taken. */
export const living = sql<Date>`clock_timestamp() - ${`${seatLapsesMs} milliseconds`}::interval`

/** Who is in a session now. Whoever takes a seat, or joins the call, holds the session's row until it is counted. */
export const seatStore = (db: Kysely<Database>, tenantId: number): SeatStore => {
  const held = (trx: Kysely<Database>, sessionId: string) =>
    trx
      .selectFrom('collabSession')
      .select(['endedAt', sql<boolean>`ended_at is not null or expires_at <= clock_timestamp()`.as('isOver')])
      .where('tenantId', '=', tenantId)
      .where('id', '=', sessionId)
      .forNoKeyUpdate()
      .executeTakeFirst()

  const taken = (from: Kysely<Database>, sessionId: string) =>
    from
      .selectFrom('collabSeat')
      .where('tenantId', '=', tenantId)
      .where('sessionId', '=', sessionId)
      .where('seenAt', '>', living)

  const seats = async (sessionId: string, from = db) =>
    (await taken(from, sessionId).select(seatColumns).orderBy('joinedAt').orderBy('id').execute()).map(toSeat)

  const update = async (trx: Kysely<Database>, id: string, change: object) => {
    const row = await trx
      .updateTable('collabSeat')
      .set(change)
      .where('tenantId', '=', tenantId)
      .where('id', '=', id)
      .returning(seatColumns)
      .executeTakeFirst()
    return row && toSeat(row)
  }

  return {
    takeSeat: (sessionId, { id, participantId, node }, most) =>
      db.transaction().execute(async (trx) => {
        const session = await held(trx, sessionId)
        if (!session || session.isOver) return 'ended'
        const participant = await trx
          .selectFrom('collabParticipant')
          .select('removedAt')
          .where('tenantId', '=', tenantId)
          .where('id', '=', participantId)
          .where('sessionId', '=', sessionId)
          .executeTakeFirst()
        if (!participant || participant.removedAt) return 'removed'
        const there = await taken(trx, sessionId).select('participantId').execute()
        if (!isFree(participantId, there, most)) return 'full'
        const at = sql<Date>`clock_timestamp()`
        await trx
          .insertInto('collabSeat')
          .values({
            id,
            tenantId,
            sessionId,
            participantId,
            node,
            joinedAt: at as never,
            seenAt: at as never,
          })
          .execute()
        return seats(sessionId, trx)
      }),

    async leaveSeat(id) {
      await db.deleteFrom('collabSeat').where('tenantId', '=', tenantId).where('id', '=', id).execute()
    },

    async changeSeat(id, change, mostInCall) {
      if (!change.inCall) return update(db, id, change)
      return db.transaction().execute(async (trx) => {
        const seat = await trx
          .selectFrom('collabSeat')
          .select('sessionId')
          .where('tenantId', '=', tenantId)
          .where('id', '=', id)
          .executeTakeFirst()
        if (!seat) return undefined
        await held(trx, seat.sessionId)
        const inCall = await taken(trx, seat.sessionId)
          .select('id')
          .where('inCall', '=', true)
          .where('id', '!=', id)
          .execute()
        return inCall.length >= mostInCall ? 'full' : update(trx, id, change)
      })
    },

    seats: (sessionId) => seats(sessionId),
  }
}

/** Of every tenant. */
export const keepSeats =
  (system: Kysely<Database>): SessionUpkeep['keepSeats'] =>
  async (node, seatIds) => {
    const kept = await system
      .updateTable('collabSeat')
      .set({ seenAt: sql<Date>`clock_timestamp()` })
      .where('node', '=', node)
      .where('id', '=', sql<string>`any(${[...seatIds]}::uuid[])`)
      .returning('id')
      .execute()
    await system.deleteFrom('collabSeat').where('seenAt', '<=', living).execute()
    return new Set(kept.map(({ id }) => id))
  }
