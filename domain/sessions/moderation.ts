import { faulty, found, Problem } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'
import { eventOf } from './events.ts'
import type { SessionPorts } from './service-ports.ts'
import type { CollabSession, Participant, SessionRole } from './session.ts'

/** Whoever looks after a session: one of its hosts, or an admin from outside of it. */
export interface Moderator {
  readonly userId: SerialId | null
  /** Who they are in the session; `null` for somebody who is not in it, or for the clock. */
  readonly participantId: Id | null
  /** They may because they are a host: judged again as it is written, for another host may have been faster. */
  readonly asHost: boolean
}

type Session = Pick<CollabSession, 'id' | 'tenantId' | 'assetId' | 'linkId'>

/** What hosts do with those who take part, and the end of a session. Whether they may is judged before. */
export const createModeration = ({ sessionsOf, shares, announce, now }: SessionPorts) => {
  const settle = async (
    { id, tenantId }: Session,
    participantId: Id,
    decide: (
      target: Participant,
      others: readonly Participant[],
    ) => { changed: Participant; isNews: boolean },
    name: 'participant:updated' | 'participant:removed',
    by: Moderator,
  ): Promise<Participant> => {
    const { participant, logged } = await sessionsOf(tenantId).settle(id, (all, session) => {
      if (session.endedAt) throw new Problem('session_ended')
      if (by.asHost && !all.some((one) => one.id === by.participantId && isHost(one)))
        throw new Problem('role_too_small', { role: 'host' })
      const target = found(all.find((one) => one.id === participantId))
      const { changed, isNews } = decide(
        target,
        all.filter((one) => one !== target),
      )
      const role = name === 'participant:updated' && { role: changed.role }
      const about = { participantId, ...role }
      return { participant: changed, entry: isNews ? { name, participantId: by.participantId, about } : null }
    })
    if (logged) announce.sessionLogged(logged)
    return participant
  }

  return {
    /** Throws `not_found` for nobody of this session, and `forbidden` for the last host. */
    setRole: (session: Session, by: Moderator, participantId: Id, role: SessionRole): Promise<Participant> =>
      settle(
        session,
        participantId,
        (target, others) => {
          if (target.removedAt) throw new Problem('not_found')
          if (role === 'host' && target.userId === null)
            throw faulty({ field: 'role', message: 'host is for members of the organization' })
          if (role !== 'host') assertNotLastHost(target, others)
          return { changed: { ...target, role }, isNews: target.role !== role }
        },
        'participant:updated',
        by,
      ),

    /** Twice is the same as once. */
    remove: (session: Session, by: Moderator, participantId: Id): Promise<Participant> =>
      settle(
        session,
        participantId,
        (target, others) => {
          assertNotLastHost(target, others)
          return { changed: { ...target, removedAt: target.removedAt ?? now() }, isNews: !target.removedAt }
        },
        'participant:removed',
        by,
      ),

    /** Ends it with its links. `false`: it was over already. */
    async end(session: Session, by: Moderator, state: 'ended' | 'expired' = 'ended'): Promise<boolean> {
      const { id, tenantId, linkId } = session
      const entry = { name: 'session:ended', participantId: by.participantId, about: {} } as const
      const event = eventOf('session.ended', session, state, by.userId)
      const logged = await sessionsOf(tenantId).end(id, now(), entry, event)
      if (logged) announce.sessionLogged(logged)
      if (linkId) await shares.endShare(tenantId, linkId)
      return logged !== undefined
    },
  }
}

const isHost = ({ role, removedAt }: Participant): boolean => role === 'host' && !removedAt

const assertNotLastHost = (target: Participant, others: readonly Participant[]): void => {
  if (isHost(target) && !others.some(isHost)) throw new Problem('forbidden')
}
