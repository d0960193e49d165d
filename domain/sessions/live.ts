import { newestWithin } from '../comments/weight.ts'
import { found, Problem } from '../problem.ts'
import type { Id } from '../schema.ts'
import {
  admittedAs,
  asKnown,
  assertOpen,
  type Comer,
  comesByRight,
  guestBy,
  leadsTo,
  settleComer,
} from './entering.ts'
import { mostMissed } from './log.ts'
import type { createModeration } from './moderation.ts'
import type { Admitted, Entering, LiveSessions } from './ports.ts'
import { assertMayDo } from './rights.ts'
import type { SessionPorts } from './service-ports.ts'
import { type CollabSession, mostInMesh, type Participant } from './session.ts'

/** Comments that somebody is told when they come in. */
const mostComments = 500
/** Of these comments together: everybody who comes is sent them, and a few hundred drawings are many megabytes. */
const mostBytes = 1_500_000

/** Sessions as those who are in them see them: what the gateway asks for. */
export const createLiveSessions = (
  ports: SessionPorts,
  moderation: ReturnType<typeof createModeration>,
): LiveSessions => {
  const { sessionsOf, sessionUpkeep, commentsOf, assets, membersOf, announce, newId, now } = ports

  const accountName = async (member: { tenantId: number; userId: number }): Promise<string | undefined> =>
    (await membersOf(member.tenantId).member(member.userId))?.fullName

  /** Members who may come in by right do so by a link as well. Throws `not_found`. */
  const comerOf = async (
    entering: Entering,
    session: CollabSession,
    participants: readonly Participant[],
  ): Promise<Comer> => {
    const { member } = entering
    if (entering.by === 'link' && !leadsTo(entering.visit.link, session)) throw new Problem('not_found')
    if (member && comesByRight(member, session, participants))
      return { as: 'member', member, name: found(await accountName(member)) }
    if (entering.by === 'member') throw new Problem('not_found')
    const { link } = entering.visit
    const name = (member && (await accountName(member))) ?? entering.name
    return { as: 'guest', guest: guestBy(link, entering.guest, newId), link, name }
  }

  const moderator = ({ member, participant }: Admitted) => ({
    userId: participant.userId === null ? null : (member?.userId ?? null),
    participantId: participant.id,
    asHost: true,
  })

  const enter = async (sessionId: Id, entering: Entering): Promise<Admitted> => {
    const tenantId = entering.by === 'link' ? entering.visit.link.tenantId : entering.member.tenantId
    const store = sessionsOf(tenantId)
    const session = found(await store.find(sessionId.toLowerCase()))
    const participants = await store.participants(session.id)
    const comer = await comerOf(entering, session, participants)
    assertOpen(session, now())
    const asset = found(await assets.find(tenantId, session.assetId))
    const knownAs = asKnown(comer, participants)
    if (knownAs) return admittedAs(session, asset, knownAs, comer, entering)
    const { participant, logged } = await store.settle(session.id, settleComer(comer, newId(), now()))
    if (logged) announce.sessionLogged(logged)
    return admittedAs(session, asset, participant, comer, entering)
  }

  return {
    enter,

    async takeSeat({ session, participant }, { id, node }) {
      const seat = { id, participantId: participant.id, node }
      const taken = await sessionsOf(session.tenantId).takeSeat(session.id, seat, session.maxParticipants)
      switch (taken) {
        case 'full':
          throw new Problem('session_full')
        case 'ended':
          throw new Problem('session_ended')
        case 'removed':
          throw new Problem('session_left')
        default:
          return taken
      }
    },

    leaveSeat: (tenantId, seatId) => sessionsOf(tenantId).leaveSeat(seatId),

    async changeSeat(tenantId, seatId, change, mostInCall = mostInMesh) {
      const seat = await sessionsOf(tenantId).changeSeat(seatId, change, mostInCall)
      if (seat === 'full') throw new Problem('call_full')
      return seat
    },

    seats: (tenantId, sessionId) => sessionsOf(tenantId).seats(sessionId),

    keepSeats: (node, seatIds) => sessionUpkeep.keepSeats(node, seatIds),

    participants: (tenantId, sessionId) => sessionsOf(tenantId).participants(sessionId),

    async comments({ session, commenter: { sees } }) {
      const filter = { assetId: session.assetId, sees }
      const { comments, more } = await commentsOf(session.tenantId).newest(filter, mostComments)
      const kept = newestWithin(comments, mostBytes)
      return { comments: kept, more: more || kept.length < comments.length }
    },

    async after(tenantId, sessionId, seq) {
      const store = sessionsOf(tenantId)
      const entries = await store.after(sessionId, seq, mostMissed + 1)
      if (entries.length > mostMissed) return 'reload'
      if (entries.length > 0) return entries
      const session = await store.find(sessionId)
      return session && session.lastSeq >= seq ? entries : 'reload'
    },

    setPlayback: (tenantId, sessionId, playback) => sessionsOf(tenantId).setPlayback(sessionId, playback),

    async setRole(by, participantId, role) {
      assertMayDo(by.role, 'moderate')
      await moderation.setRole(by.session, moderator(by), participantId.toLowerCase(), role)
    },

    async remove(by, participantId) {
      assertMayDo(by.role, 'moderate')
      await moderation.remove(by.session, moderator(by), participantId.toLowerCase())
    },

    async end(by) {
      assertMayDo(by.role, 'moderate')
      await moderation.end(by.session, moderator(by))
    },

    standing: (ids) => sessionUpkeep.standing(ids),
  }
}
