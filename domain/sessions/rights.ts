import { Problem } from '../problem.ts'
import type { Permissions } from '../share-links/link.ts'
import { type SessionRole, sessionRoles } from './session.ts'

/** What can be done in a session, and the least role that may. Asked for every single request, never once for a room. */
export const leastRole = {
  look: 'viewer',
  /** The own cursor, view and presence. */
  point: 'viewer',
  comment: 'commenter',
  talk: 'commenter',
  /** Notes, drawings, playback, and what others commented. */
  edit: 'collaborator',
  moderate: 'host',
} as const satisfies Record<string, SessionRole>
export type SessionAct = keyof typeof leastRole

export const mayDo = (role: SessionRole, act: SessionAct): boolean => isRoleAtLeast(role, leastRole[act])

/** Throws `role_too_small`. */
export const assertMayDo = (role: SessionRole, act: SessionAct): void => {
  if (!mayDo(role, act)) throw new Problem('role_too_small', { role: leastRole[act] })
}

export const isRoleAtLeast = (role: SessionRole, least: SessionRole): boolean =>
  sessionRoles.indexOf(role) <= sessionRoles.indexOf(least)

/** The most that a link makes of whoever comes by it. */
export const roleByLink = ({ comment, collaborate }: Permissions): SessionRole =>
  collaborate ? 'collaborator' : comment ? 'commenter' : 'viewer'

/** Of two roles the one that may less: what the host gave, and what the link gives. */
export const lesserRole = (one: SessionRole, other: SessionRole): SessionRole =>
  isRoleAtLeast(one, other) ? other : one
