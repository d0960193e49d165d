import { isAtLeast, type Member } from '../actor.ts'
import type { Asset } from '../assets/asset.ts'
import type { Guest } from '../guests.ts'
import { Problem } from '../problem.ts'
import type { Id } from '../schema.ts'
import type { ShareLink } from '../share-links/link.ts'
import { cleanName, distinctName } from './names.ts'
import type { Admitted, Entering, Settled } from './ports.ts'
import { lesserRole, mayDo, roleByLink } from './rights.ts'
import { type CollabSession, colorOf, type Participant, type SessionRole, stateOfSession } from './session.ts'

/** Somebody at the door, once it is known what they come as. */
export type Comer =
  | { readonly as: 'member'; readonly member: Member; readonly name: string }
  | {
      readonly as: 'guest'
      readonly guest: Guest
      readonly link: ShareLink
      /** `undefined`: they say none. */
      readonly name: string | undefined
    }

/** Guests come and go; beyond this many, nobody new is let in. */
const mostParticipants = 2_000

/** The link is one of those that were made with the session. */
export const leadsTo = (
  link: Pick<ShareLink, 'id' | 'shareId' | 'tenantId'>,
  session: Pick<CollabSession, 'linkId' | 'tenantId'>,
): boolean =>
  session.linkId !== null &&
  link.tenantId === session.tenantId &&
  (link.id === session.linkId || link.shareId === session.linkId)

/** Members of the organization who need no link: whoever made the session, admins, and whoever is invited. */
export const comesByRight = (
  member: Pick<Member, 'tenantId' | 'userId' | 'role'>,
  session: Pick<CollabSession, 'tenantId' | 'createdBy'>,
  participants: readonly Participant[],
): boolean =>
  member.tenantId === session.tenantId &&
  (session.createdBy === member.userId ||
    isAtLeast(member, 'admin') ||
    participants.some(({ userId, linkId }) => userId === member.userId && linkId !== null))

/** Their ticket is of this very link, or they are somebody new. */
export const guestBy = (link: Pick<ShareLink, 'id'>, ticket: Guest | undefined, newId: () => Id): Guest =>
  ticket && ticket.linkId === link.id ? ticket : { id: newId(), linkId: link.id }

/** Throws `session_ended`. */
export const assertOpen = (session: CollabSession, now: Date): void => {
  if (stateOfSession(session, now) !== 'open') throw new Problem('session_ended')
}

/** Who they are among those who take part already; `undefined` for somebody new. */
const known = (comer: Comer, participants: readonly Participant[]): Participant | undefined => {
  if (comer.as === 'member') return participants.find(({ userId }) => userId === comer.member.userId)
  const { guest, link } = comer
  return (
    participants.find(({ guestId }) => guestId === guest.id) ??
    // Whoever is invited by mail takes their place with the first coming by the link that was made for them.
    participants.find(
      ({ linkId, guestId, userId }) =>
        link.recipient !== null && linkId === link.id && guestId === null && userId === null,
    )
  )
}

/** Whoever was removed; by their own link also as somebody else. */
const isShutOut = (
  comer: Comer,
  found: Participant | undefined,
  participants: readonly Participant[],
): boolean => {
  if (found) return found.removedAt !== null
  return (
    comer.as === 'guest' &&
    comer.link.recipient !== null &&
    participants.some(({ linkId, removedAt }) => linkId === comer.link.id && removedAt !== null)
  )
}

/** Throws `session_left`. */
const assertNotRemoved = (
  comer: Comer,
  found: Participant | undefined,
  participants: readonly Participant[],
): void => {
  if (isShutOut(comer, found, participants)) throw new Problem('session_left')
}

/** Nothing is left to decide: they have been here, and are what they were. */
export const asKnown = (comer: Comer, participants: readonly Participant[]): Participant | undefined => {
  const found = known(comer, participants)
  assertNotRemoved(comer, found, participants)
  if (!found?.joinedAt) return undefined
  return comer.as === 'guest' || found.name === comer.name ? found : undefined
}

/** Makes a participant of whoever comes in. Throws `session_ended`, `session_left`, `name_required`, `session_full`. */
export const settleComer =
  (comer: Comer, newId: Id, now: Date) =>
  (participants: readonly Participant[], session: CollabSession): Settled => {
    assertOpen(session, now)
    const found = known(comer, participants)
    assertNotRemoved(comer, found, participants)
    if (!found && participants.length >= mostParticipants) throw new Problem('session_full')
    const others = participants.filter((other) => other !== found)
    const participant: Participant = {
      ...(found ?? newcomer(comer, participants, session, newId)),
      name: nameOf(comer, found, others),
      guestId: comer.as === 'guest' ? comer.guest.id : null,
      joinedAt: found?.joinedAt ?? now,
    }
    const about = { participantId: participant.id }
    const entry = { name: 'participant:joined', participantId: participant.id, about } as const
    return { participant, entry: found?.joinedAt ? null : entry }
  }

const newcomer = (
  comer: Comer,
  participants: readonly Participant[],
  session: CollabSession,
  id: Id,
): Participant => ({
  id,
  sessionId: session.id,
  userId: comer.as === 'member' ? comer.member.userId : null,
  guestId: null,
  linkId: comer.as === 'member' ? null : comer.link.id,
  email: null,
  name: '',
  role: comer.as === 'member' ? 'host' : roleFor(comer.link, participants),
  color: colorOf(participants.length),
  joinedAt: null,
  removedAt: null,
})

/** A link that was made for somebody gives others no more than it gives them. */
const roleFor = (link: ShareLink, participants: readonly Participant[]): SessionRole => {
  const invited = participants.find(({ linkId, email }) => linkId === link.id && email !== null)
  return lesserRole(invited?.role ?? 'collaborator', roleByLink(link.permissions))
}

/** What a guest is in the session that their link leads to, or would be; `undefined` for whoever was removed. */
export const roleOfGuest = (
  link: ShareLink,
  guest: Guest,
  participants: readonly Participant[],
): SessionRole | undefined => {
  const comer = { as: 'guest', guest, link, name: undefined } as const
  const found = known(comer, participants)
  if (isShutOut(comer, found, participants)) return undefined
  return lesserRole(found?.role ?? roleFor(link, participants), roleByLink(link.permissions))
}

/** A member has the name of their account. A guest keeps the one they came under, which nobody else has. */
const nameOf = (comer: Comer, found: Participant | undefined, others: readonly Participant[]): string => {
  if (comer.as === 'member') return comer.name
  if (found?.joinedAt) return found.name
  const name = comer.name === undefined ? undefined : cleanName(comer.name)
  if (name === undefined && !found) throw new Problem('name_required')
  return distinctName(name ?? found!.name, others)
}

/** What somebody who is in may do and see. */
export const admittedAs = (
  session: CollabSession,
  asset: Asset,
  participant: Participant,
  comer: Comer,
  entering: Entering,
): Admitted => {
  const mostRole = comer.as === 'member' ? 'host' : roleByLink(comer.link.permissions)
  const guest = comer.as === 'guest' ? comer.guest : undefined
  return withRole(
    {
      session,
      asset,
      participant,
      role: participant.role,
      mostRole,
      linkId: comer.as === 'guest' ? comer.link.id : null,
      member: entering.member,
      guest,
      commenter: {
        tenantId: session.tenantId,
        assetId: asset.id,
        userId: participant.userId,
        guest: guest ?? null,
        name: participant.name,
        sees: comer.as === 'member' ? 'all' : 'public',
        mayWrite: false,
        mayModerate: false,
        participantId: participant.id,
      },
    },
    participant.role,
  )
}

/** The same with another role that the host gave, and never more than their link gives. */
export const withRole = (admitted: Admitted, given: SessionRole): Admitted => {
  const role = lesserRole(given, admitted.mostRole)
  return {
    ...admitted,
    participant: { ...admitted.participant, role: given },
    role,
    commenter: {
      ...admitted.commenter,
      mayWrite: mayDo(role, 'comment'),
      mayModerate: mayDo(role, 'edit'),
    },
  }
}
