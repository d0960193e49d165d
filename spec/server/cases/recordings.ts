import { randomUUID } from 'node:crypto'
import { sharedService } from '../../support/service.ts'
import { aSession, sessionsPath } from '../a-session.ts'
import type { Fixture, RouteCase } from '../route-cases.ts'

const personal = { foreign: 404, isPersonal: true } as const
const aRecording = async ({ house }: Fixture) => {
  const { id } = await aSession(house.people.owner, { recording: true })
  return { id, recording_id: await addRecording(id) }
}

/** One that is over, as its row says it. */
const addRecording = async (sessionId: string): Promise<string> => {
  const id = randomUUID()
  const { database } = await sharedService()
  await database.query(
    `insert into collab_recording (id, session_id, tenant_id, started_at, stopped_at, first_seq, last_seq)
     select $1, id, tenant_id, now() - interval '1 minute', now(), 1, last_seq from collab_session where id = $2`,
    [id, sessionId],
  )
  return id
}

export const recordingCases: Record<string, RouteCase> = {
  [`get ${sessionsPath}/:id/recording`]: { ...personal, params: aRecording, query: '?from_ms=0' },
  [`get ${sessionsPath}/:id/recording/file`]: { ...personal, params: aRecording },
  [`get ${sessionsPath}/:id/recording/thumbnail`]: { ...personal, params: aRecording },
  'get /collaborate/session/:id/replay': { ...personal, nobody: 303, params: aRecording },
  [`delete ${sessionsPath}/:id/recording/:recording_id`]: { ...personal, params: aRecording },
}
