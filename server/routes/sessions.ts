import type { Member } from '../../domain/actor.ts'
import { Page } from '../../domain/schema.ts'
import {
  presentCreatedSession,
  presentListed,
  presentLog,
  presentSession,
} from '../../domain/sessions/present.ts'
import {
  ChangeParticipant,
  ChangeSession,
  CreatedSession,
  CreateSession,
  LogQuery,
  ParticipantParams,
  RemoveQuery,
  SessionListed,
  SessionLog,
  SessionParams,
  SessionQuery,
  SessionView,
} from '../../domain/sessions/requests.ts'
import { presentShare } from '../../domain/share-links/present.ts'
import { presentPage, sliceOf } from '../pages-of.ts'
import { qrDataUrl } from '../qr.ts'
import { Answer, type RequestFacts, route } from '../route.ts'
import type { RouteContext } from './index.ts'

const sessionsPath = '/api/v3/collaboration/sessions'
const sessionPath = `${sessionsPath}/:id`
const participantPath = `${sessionPath}/participants/:pid`
const usual = { tag: 'Collaboration', who: 'member' } as const

/** Each who is invited counts as a link that is made, and up to these many do: a large round is not refused for good. */
const mostCounted = 25

/** Working together on a file: sessions, as members of the organization make and look after them. */
export const sessionRoutes = ({ services: { sessions, tenants, now } }: RouteContext) => {
  const draw = async (request: RequestFacts, { userId }: Member, invited: number): Promise<void> => {
    for (let i = Math.min(1 + invited, mostCounted); i > 0; i--)
      await request.consume('share_create', `user:${userId}`)
  }

  return [
    route({
      ...usual,
      method: 'post',
      path: sessionsPath,
      summary: 'Work on a file together with others, who are sent a link of their own each',
      status: 201,
      body: CreateSession,
      bodyLimit: 128 * 1024,
      reply: CreatedSession,
      refusals: ['not_found', 'policy_violated', 'rate_limited', 'unavailable'],
      async handle({ actor, body, request }) {
        await draw(request, actor, body.participants?.length ?? 0)
        const made = await sessions.create(actor, body, request.publicUrl)
        const { social } = (await tenants.current(actor)).settings
        const frame = { publicUrl: request.publicUrl, now: now(), social, qr: qrDataUrl }
        const view = presentCreatedSession(made, presentShare(made.shares[0], frame))
        return new Answer(view, { status: 201, headers: { Location: `${sessionsPath}/${view.session_id}` } })
      },
    }),
    route({
      ...usual,
      method: 'get',
      path: sessionsPath,
      summary: 'Sessions that I made or am invited to, newest first; for admins, also those of everyone',
      query: SessionQuery,
      reply: Page(SessionListed, 'SessionPage'),
      refusals: ['forbidden'],
      async handle({ actor, query, request }) {
        const { count, rows } = await sessions.list(actor, query, sliceOf(query))
        const page = { count, rows: rows.map((listed) => presentListed(listed, now())) }
        return presentPage(page, query, request.publicUrl, sessionsPath)
      },
    }),
    route({
      ...usual,
      method: 'get',
      path: sessionPath,
      summary: 'One session, with whoever takes part in it or is invited',
      params: SessionParams,
      reply: SessionView,
      refusals: ['not_found'],
      async handle({ actor, params }) {
        return presentSession(await sessions.get(actor, params.id), now())
      },
    }),
    route({
      ...usual,
      method: 'patch',
      path: sessionPath,
      summary: 'Extend a session, with its links, or change what it is made with',
      params: SessionParams,
      body: ChangeSession,
      reply: SessionView,
      refusals: ['not_found', 'role_too_small', 'session_ended', 'policy_violated'],
      async handle({ actor, params, body }) {
        return presentSession(await sessions.change(actor, params.id, body), now())
      },
    }),
    route({
      ...usual,
      method: 'post',
      path: `${sessionPath}/end`,
      summary: 'End a session for everybody, and its links; twice is the same as once',
      params: SessionParams,
      status: 200,
      reply: SessionView,
      refusals: ['not_found', 'role_too_small'],
      async handle({ actor, params }) {
        return presentSession(await sessions.end(actor, params.id), now())
      },
    }),
    route({
      ...usual,
      method: 'get',
      path: `${sessionPath}/events`,
      summary: 'What happened in a session, in order; deleted comments say nothing any more',
      params: SessionParams,
      query: LogQuery,
      reply: SessionLog,
      refusals: ['not_found'],
      async handle({ actor, params, query: { after = 0, limit = 200 } }) {
        return presentLog(await sessions.log(actor, params.id, after, limit), after, actor.userId)
      },
    }),
    route({
      ...usual,
      method: 'patch',
      path: participantPath,
      summary: 'Give a participant another role; the last host keeps theirs',
      params: ParticipantParams,
      body: ChangeParticipant,
      reply: SessionView,
      refusals: ['not_found', 'forbidden', 'role_too_small', 'session_ended'],
      async handle({ actor, params: { id, pid }, body: { role } }) {
        return presentSession(await sessions.setRole(actor, id, pid, role), now())
      },
    }),
    route({
      ...usual,
      method: 'delete',
      path: participantPath,
      summary: 'Send a participant away; `and_link` revokes the link they came by as well',
      params: ParticipantParams,
      query: RemoveQuery,
      refusals: ['not_found', 'forbidden', 'role_too_small', 'session_ended'],
      async handle({ actor, params: { id, pid }, query: { and_link = false } }) {
        await sessions.removeParticipant(actor, id, pid, and_link)
      },
    }),
  ]
}
