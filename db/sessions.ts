import { type Kysely, sql } from 'kysely'
import { Problem } from '../domain/problem.ts'
import type { LogEntry, LogName, LogSubject } from '../domain/sessions/log.ts'
import type { SessionStore } from '../domain/sessions/ports.ts'
import type { CollabSession, Participant } from '../domain/sessions/session.ts'
import { commentsById } from './comment-rows.ts'
import { recordEvents, withEvents } from './events.ts'
import { addNotifications } from './notify.ts'
import type { Database } from './schema.ts'
import { seatStore } from './seats.ts'
import { sessionGlimpses } from './session-glimpses.ts'
import { appendToLog } from './session-log.ts'
import { fromFeatures, participantColumns, sessionColumns, toParticipant, toSession } from './session-rows.ts'

export const sessionStore = (db: Kysely<Database>, tenantId: number): SessionStore => {
  const select = (from = db) =>
    from.selectFrom('collabSession').select(sessionColumns).where('tenantId', '=', tenantId)

  const find = async (id: string, from = db): Promise<CollabSession | undefined> => {
    const row = await select(from).where('id', '=', id).executeTakeFirst()
    return row && toSession(row)
  }

  const selectParticipants = (from = db) =>
    from.selectFrom('collabParticipant').select(participantColumns).where('tenantId', '=', tenantId)

  const participants = async (id: string, from = db): Promise<readonly Participant[]> =>
    (await selectParticipants(from).where('sessionId', '=', id).orderBy('id').execute()).map(toParticipant)

  const open = (trx: Kysely<Database>, id: string) =>
    trx
      .updateTable('collabSession')
      .where('tenantId', '=', tenantId)
      .where('id', '=', id)
      .where('endedAt', 'is', null)

  const keep = async (trx: Kysely<Database>, { id, ...fields }: Participant) => {
    const { sessionId: _, userId: __, ...changed } = fields
    await trx
      .insertInto('collabParticipant')
      .values({ id, tenantId, ...fields })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(changed))
      .execute()
  }

  return {
    insert: ({ session, participants: people, notifications }, event) =>
      withEvents(db, tenantId, [event], async (trx) => {
        const { features, ...fields } = session
        const row = await trx
          .insertInto('collabSession')
          .values({ ...fields, ...fromFeatures(features) })
          .returning(sessionColumns)
          .executeTakeFirstOrThrow()
        await trx
          .insertInto('collabParticipant')
          .values(people.map((person) => ({ ...person, tenantId })))
          .execute()
        await addNotifications(trx, tenantId, notifications)
        return toSession(row)
      }),

    find: (id) => find(id),

    async ofLink(linkIds) {
      const row = await select()
        .where('linkId', '=', sql<string>`any(${[...linkIds]}::uuid[])`)
        .orderBy(sql`ended_at is null`, 'desc')
        .orderBy('createdAt', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row && toSession(row)
    },

    async list({ userId, assetId, isOpen }, now, { limit, offset }) {
      const matching = db
        .selectFrom('collabSession')
        .where('tenantId', '=', tenantId)
        .$if(assetId !== undefined, (query) => query.where('assetId', '=', assetId!))
        .$if(isOpen !== undefined, (query) =>
          query.where(sql<boolean>`(ended_at is null and expires_at > ${now}) = ${isOpen!}`),
        )
        .$if(userId !== null, (query) =>
          query.where((eb) =>
            eb.or([
              eb('createdBy', '=', userId!),
              eb.exists(
                eb
                  .selectFrom('collabParticipant')
                  .select('collabParticipant.id')
                  .whereRef('collabParticipant.sessionId', '=', 'collabSession.id')
                  .where('collabParticipant.userId', '=', userId!)
                  .where('collabParticipant.linkId', 'is not', null)
                  .where('collabParticipant.removedAt', 'is', null),
              ),
            ]),
          ),
        )
      const [{ count }, rows] = await Promise.all([
        matching.select((eb) => eb.fn.countAll<string>().as('count')).executeTakeFirstOrThrow(),
        matching
          .select(sessionColumns)
          .orderBy('createdAt', 'desc')
          .orderBy('id', 'desc')
          .limit(limit)
          .offset(offset)
          .execute(),
      ])
      return { count: Number(count), rows: rows.map(toSession) }
    },

    change: (id, { features, ...change }, entry, event) =>
      db.transaction().execute(async (trx) => {
        const changed = await open(trx, id)
          .where('expiresAt', '>', sql<Date>`clock_timestamp()`)
          .set({ ...change, ...features })
          .returning('id')
          .executeTakeFirst()
        const logged = changed && (await appendToLog(trx, tenantId, id, entry))
        if (!logged) return undefined
        const session = (await find(id, trx))!
        await recordEvents(trx, tenantId, [event])
        return { session, logged }
      }),

    end: (id, at, entry, event) =>
      db.transaction().execute(async (trx) => {
        const ended = await open(trx, id).set({ endedAt: at }).returning('id').executeTakeFirst()
        const logged = ended && (await appendToLog(trx, tenantId, id, entry))
        if (logged) await recordEvents(trx, tenantId, [event])
        return logged
      }),

    async setPlayback(id, playback) {
      await open(db, id)
        // The newest counts, as in every room: what was set before may be stored after it.
        .where(sql<boolean>`coalesce((playback ->> 'at')::bigint <= ${playback.at}, true)`)
        .set({ playback: JSON.stringify(playback) })
        .execute()
    },

    membersAt: (emails) =>
      db
        .selectFrom('membership')
        .innerJoin('account', 'account.id', 'membership.userId')
        .select(['membership.userId', 'account.email', 'account.fullName as name'])
        .where('membership.tenantId', '=', tenantId)
        .where('account.email', '=', sql<string>`any(${[...emails]}::text[])`)
        .execute(),

    participants: (id) => participants(id),

    async participant(id) {
      const row = await selectParticipants().where('id', '=', id).executeTakeFirst()
      return row && toParticipant(row)
    },

    async participantsOf(userId, sessionIds) {
      const rows = await selectParticipants()
        .where('userId', '=', userId)
        .where('sessionId', '=', sql<string>`any(${[...sessionIds]}::uuid[])`)
        .execute()
      return rows.map(toParticipant)
    },

    settle: (id, decide) =>
      db.transaction().execute(async (trx) => {
        const row = await select(trx).where('id', '=', id).forNoKeyUpdate().executeTakeFirst()
        if (!row) throw new Problem('not_found')
        const { participant, entry } = decide(await participants(id, trx), toSession(row))
        await keep(trx, participant)
        return { participant, logged: entry ? await appendToLog(trx, tenantId, id, entry) : undefined }
      }),

    ...seatStore(db, tenantId),
    ...sessionGlimpses(db, tenantId),

    /** What entries name is read as it is now, all of it at once. */
    async after(id, seq, limit) {
      const rows = await db
        .selectFrom('collabEvent')
        .select(['seq', 'name', 'participantId', 'data', 'at'])
        .where('tenantId', '=', tenantId)
        .where('sessionId', '=', id)
        .where('seq', '>', String(seq))
        .orderBy('seq')
        .limit(limit)
        .execute()
      const about = rows.map(({ data }) => data as LogSubject)
      const [comments, people] = await Promise.all([
        commentsById(db, tenantId, named(about, 'commentId')),
        named(about, 'participantId').length > 0 ? participants(id) : [],
      ])
      const byId = new Map(people.map((person) => [person.id, person]))
      return rows.map((row, index): LogEntry => {
        const { commentId, participantId } = about[index]!
        return {
          seq: Number(row.seq),
          name: row.name as LogName,
          participantId: row.participantId,
          about: about[index]!,
          at: row.at,
          ...(commentId && { comment: comments.get(commentId) }),
          ...(participantId && { participant: byId.get(participantId) }),
        }
      })
    },
  }
}

const named = (about: readonly LogSubject[], what: 'commentId' | 'participantId'): string[] => [
  ...new Set(about.map((one) => one[what]).filter((id) => id !== undefined)),
]
