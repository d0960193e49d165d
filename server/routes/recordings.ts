import Type from 'typebox'
import { presentReplay } from '../../domain/recordings/present.ts'
import { ReplayQuery, ReplayView } from '../../domain/recordings/schema.ts'
import { Id } from '../../domain/schema.ts'
import { SessionParams } from '../../domain/sessions/requests.ts'
import { route } from '../route.ts'
import type { RouteContext } from './index.ts'

const path = '/api/v3/collaboration/sessions/:id/recording'
const usual = { tag: 'Collaboration', who: 'member' } as const

/** What is kept of sessions, to be seen again. */
export const recordingRoutes = ({ services: { recordings, now } }: RouteContext) => [
  route({
    ...usual,
    method: 'get',
    path,
    summary:
      'A session to be seen again, in the order of time: its newest recording unless one is named, or its log where there is none',
    params: SessionParams,
    query: ReplayQuery,
    reply: ReplayView,
    refusals: ['not_found'],
    async handle({ actor, params, query }) {
      const wanted = { recordingId: query.recording_id, fromMs: query.from_ms ?? 0 }
      return presentReplay(await recordings.replay(actor, params.id, wanted), actor.userId, now())
    },
  }),
  route({
    ...usual,
    method: 'delete',
    path: `${path}/:recording_id`,
    summary: 'Remove a recording, with everything that was kept of it',
    params: Type.Object({ id: Id, recording_id: Id }),
    refusals: ['not_found', 'role_too_small'],
    async handle({ actor, params }): Promise<undefined> {
      await recordings.remove(actor, params.id, params.recording_id)
    },
  }),
]
