import type { Member } from '../actor.ts'
import type { Guest } from '../guests.ts'
import { found } from '../problem.ts'
import type { ShareLink } from '../share-links/link.ts'
import type { Visit } from '../share-links/visits.ts'
import { createSessionCare } from './care.ts'
import { assertOpen, roleOfGuest } from './entering.ts'
import { createInvitations } from './invitations.ts'
import { createLiveSessions } from './live.ts'
import { createModeration } from './moderation.ts'
import type { Admitted } from './ports.ts'
import type { SessionPorts } from './service-ports.ts'
import { type CollabSession, type SessionRole, stateOfSession } from './session.ts'
import { createSessionUpkeep } from './upkeep.ts'

export type Sessions = ReturnType<typeof createSessions>

/** Somebody who comes in over HTTP by a link. */
export interface Joining {
  readonly member: Member | undefined
  readonly guest: Guest | undefined
  readonly name: string | undefined
}

/** Collaboration sessions: who makes and looks after them (REST), and who is in them (`live`, for the gateway). */
export const createSessions = (ports: SessionPorts) => {
  const { sessionsOf, now } = ports
  const moderation = createModeration(ports)
  const live = createLiveSessions(ports, moderation)

  const ofLink = ({ id, shareId, tenantId }: ShareLink): Promise<CollabSession | undefined> =>
    sessionsOf(tenantId).ofLink(shareId === null ? [id] : [id, shareId])

  /** The session that a link leads to. Throws `not_found`, `session_ended`. */
  const byLink = async ({ link }: { readonly link: ShareLink }): Promise<CollabSession> => {
    const session = found(await ofLink(link))
    assertOpen(session, now())
    return session
  }

  return {
    live,
    byLink,
    ...createInvitations(ports),
    ...createSessionCare(ports, moderation),
    ...createSessionUpkeep(ports, moderation),

    /**
     * What a guest is where their link leads to a session that is open, or would be as they come in; `removed` for whoever
     * was sent away. `undefined`: it leads to none.
     */
    async standingOf(link: ShareLink, guest: Guest): Promise<SessionRole | 'removed' | undefined> {
      const session = await ofLink(link)
      if (!session || stateOfSession(session, now()) !== 'open') return undefined
      const participants = await sessionsOf(session.tenantId).participants(session.id)
      return roleOfGuest(link, guest, participants) ?? 'removed'
    },

    /** Takes part, as somebody with a name and a role, before any socket is there. See `LiveSessions.enter`. */
    async join(visit: Pick<Visit, 'link'>, { member, guest, name }: Joining): Promise<Admitted> {
      const session = await byLink(visit)
      return live.enter(session.id, { by: 'link', visit, member, guest, name })
    },
  }
}
