import { type Kysely, type Selectable, sql } from 'kysely'
import type { RecordingStore, RecordingUpkeep } from '../domain/recordings/ports.ts'
import type { Movement, Recording } from '../domain/recordings/recording.ts'
import { recordEvents } from './events.ts'
import { addNotifications } from './notify.ts'
import type { Database } from './schema.ts'
import { appendToLog } from './session-log.ts'

const columns = [
  'id',
  'sessionId',
  'tenantId',
  'startedBy',
  'startedAt',
  'stoppedAt',
  'firstSeq',
  'lastSeq',
  'size',
  'isTruncated',
] as const satisfies readonly (keyof RecordingRow)[]
type RecordingRow = Selectable<Database['collabRecording']>

/** So many chunks are read at once: about two minutes of one node. */
const chunksAtOnce = 120

export const recordingStore = (db: Kysely<Database>, tenantId: number): RecordingStore => {
  const of = (sessionId: string) =>
    db
      .selectFrom('collabRecording')
      .select(columns)
      .where('tenantId', '=', tenantId)
      .where('sessionId', '=', sessionId)

  return {
    start: (recording, { entry, event, notifications }) =>
      db.transaction().execute(async (trx) => {
        const session = await trx
          .selectFrom('collabSession')
          .select('lastSeq')
          .where('tenantId', '=', tenantId)
          .where('id', '=', recording.sessionId)
          .where('endedAt', 'is', null)
          .forUpdate()
          .executeTakeFirst()
        if (!session) return undefined
        const row = await trx
          .insertInto('collabRecording')
          .values({
            ...recording,
            tenantId,
            firstSeq: Number(session.lastSeq) + 1,
            stoppedAt: null,
            lastSeq: null,
          })
          .onConflict((conflict) => conflict.column('sessionId').where('stoppedAt', 'is', null).doNothing())
          .returning(columns)
          .executeTakeFirst()
        if (!row) return undefined
        const logged = await appendToLog(trx, tenantId, recording.sessionId, entry)
        if (!logged) throw new Error(`the session ${recording.sessionId} is gone`)
        await addNotifications(trx, tenantId, notifications)
        await recordEvents(trx, tenantId, [event])
        return { recording: toRecording(row), logged }
      }),

    stop: (id, at, { entry, event }) =>
      db.transaction().execute(async (trx) => {
        const row = await trx
          .updateTable('collabRecording')
          .set({ stoppedAt: at })
          .where('tenantId', '=', tenantId)
          .where('id', '=', id)
          .where('stoppedAt', 'is', null)
          .returning('sessionId')
          .executeTakeFirst()
        if (!row) return undefined
        const logged = await appendToLog(trx, tenantId, row.sessionId, entry)
        await trx
          .updateTable('collabRecording')
          .set({ lastSeq: logged?.seq ?? null })
          .where('tenantId', '=', tenantId)
          .where('id', '=', id)
          .execute()
        await recordEvents(trx, tenantId, [event])
        return logged
      }),

    async running(sessionId) {
      const row = await of(sessionId).where('stoppedAt', 'is', null).executeTakeFirst()
      return row && toRecording(row)
    },

    async find(sessionId, id) {
      const row = await of(sessionId).where('id', '=', id).executeTakeFirst()
      return row && toRecording(row)
    },

    async list(sessionId) {
      const rows = await of(sessionId).orderBy('startedAt', 'desc').limit(200).execute()
      return rows.map(toRecording)
    },

    async remove(sessionId, id) {
      const { numDeletedRows } = await db
        .deleteFrom('collabRecording')
        .where('tenantId', '=', tenantId)
        .where('sessionId', '=', sessionId)
        .where('id', '=', id)
        .executeTakeFirst()
      return numDeletedRows === 1n
    },

    async setConsent(recordingId, participantId, agreed) {
      await db
        .insertInto('collabConsent')
        .values({ recordingId, participantId, tenantId, agreed })
        .onConflict((conflict) => conflict.columns(['recordingId', 'participantId']).doUpdateSet({ agreed }))
        .execute()
    },

    async consents(recordingId) {
      const rows = await db
        .selectFrom('collabConsent')
        .select(['participantId', 'agreed'])
        .where('tenantId', '=', tenantId)
        .where('recordingId', '=', recordingId)
        .execute()
      return new Map(rows.map(({ participantId, agreed }) => [participantId, agreed]))
    },

    async keep(recordingId, { fromMs, toMs, movements }, mostBytes) {
      const content = JSON.stringify(movements)
      const bytes = Buffer.byteLength(content)
      const { numAffectedRows } = await sql`
      with room as (
        update collab_recording
        set size = case when is_truncated or size + ${bytes} > ${mostBytes} then size else size + ${bytes} end,
          is_truncated = is_truncated or size + ${bytes} > ${mostBytes}
        where tenant_id = ${tenantId} and id = ${recordingId}
          and (stopped_at is null or stopped_at > now() - interval '5 seconds')
        returning id, is_truncated
      )
      insert into collab_recording_chunk (recording_id, tenant_id, from_ms, to_ms, content)
      select id, ${tenantId}, ${fromMs}, ${toMs}, ${content}::jsonb from room where not is_truncated`.execute(
        db,
      )
      return numAffectedRows === 1n
    },

    async movements(recordingId, fromMs, about) {
      const rows = await db
        .selectFrom('collabRecordingChunk')
        .select(['fromMs', 'content'])
        .where('tenantId', '=', tenantId)
        .where('recordingId', '=', recordingId)
        .where('fromMs', '>=', fromMs)
        .orderBy('fromMs')
        .orderBy('id')
        .limit(chunksAtOnce)
        .execute()
      const movements: Movement[] = []
      let last = -1
      for (const { fromMs, content } of rows) {
        // What begins at one moment is read together: the next part begins after it.
        if (movements.length >= about && fromMs !== last) return { movements, nextFromMs: fromMs }
        movements.push(...(content as Movement[]))
        last = fromMs
      }
      return { movements, nextFromMs: rows.length < chunksAtOnce ? null : last + 1 }
    },
  }
}

/** Recordings of every tenant. */
export const recordingUpkeep = (system: Kysely<Database>): RecordingUpkeep => ({
  overdue: (begunBefore, limit) =>
    system
      .selectFrom('collabRecording as recording')
      .innerJoin('collabSession as session', 'session.id', 'recording.sessionId')
      .select(['recording.id', 'recording.sessionId', 'recording.tenantId'])
      .where('recording.stoppedAt', 'is', null)
      .where((eb) =>
        eb.or([
          eb('session.endedAt', 'is not', null),
          eb('session.expiresAt', '<=', sql<Date>`now()`),
          eb('recording.startedAt', '<=', begunBefore),
        ]),
      )
      .orderBy('recording.startedAt')
      .limit(limit)
      .execute(),

  async forgetBefore(at) {
    const { numDeletedRows } = await system
      .deleteFrom('collabRecording')
      .where('stoppedAt', '<', at)
      .executeTakeFirst()
    return Number(numDeletedRows)
  },
})

const toRecording = (row: Pick<RecordingRow, (typeof columns)[number]>): Recording => ({
  ...row,
  firstSeq: Number(row.firstSeq),
  lastSeq: row.lastSeq === null ? null : Number(row.lastSeq),
  size: Number(row.size),
})
