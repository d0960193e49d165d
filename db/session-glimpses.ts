import { type Kysely, sql } from 'kysely'
import type { SessionStore } from '../domain/sessions/ports.ts'
import type { SessionGlimpse } from '../domain/sessions/session.ts'
import type { Database } from './schema.ts'
import { living } from './seats.ts'

/** What a list shows of each of its sessions, read for all of them at once. */
export const sessionGlimpses = (db: Kysely<Database>, tenantId: number): Pick<SessionStore, 'glimpses'> => ({
  async glimpses(ids) {
    const these = sql<string>`any(${[...ids]}::uuid[])`
    const [sessions, seated] = await Promise.all([
      db
        .selectFrom('collabSession')
        .innerJoin('asset', 'asset.id', 'collabSession.assetId')
        .select((eb) => [
          'collabSession.id',
          'asset.title',
          'asset.kind',
          sql<boolean>`asset.thumbnail is not null`.as('hasThumbnail'),
          eb
            .exists(
              eb
                .selectFrom('collabRecording')
                .select('collabRecording.id')
                .whereRef('collabRecording.sessionId', '=', 'collabSession.id'),
            )
            .as('isRecorded'),
        ])
        .where('collabSession.tenantId', '=', tenantId)
        .where('collabSession.id', '=', these)
        .execute(),
      db
        .selectFrom('collabSeat')
        .innerJoin('collabParticipant', 'collabParticipant.id', 'collabSeat.participantId')
        .select([
          'collabParticipant.sessionId',
          'collabParticipant.id',
          'collabParticipant.name',
          'collabParticipant.color',
        ])
        .distinct()
        .where('collabSeat.tenantId', '=', tenantId)
        .where('collabSeat.sessionId', '=', these)
        .where('collabSeat.seenAt', '>', living)
        .orderBy('collabParticipant.id')
        .execute(),
    ])
    return new Map(
      sessions.map(({ id, title, kind, hasThumbnail, isRecorded }): [string, SessionGlimpse] => [
        id,
        {
          asset: { title, kind: kind as SessionGlimpse['asset']['kind'], hasThumbnail },
          isRecorded: Boolean(isRecorded),
          present: seated.filter(({ sessionId }) => sessionId === id),
        },
      ]),
    )
  },
})
