import { isAtLeast, type Member, type Role, roles } from '../actor.ts'

/** Owners and admins look after the members; only owners may touch owners or make new ones. */
export const mayGrant = (actor: Member, role: Role): boolean =>
  isAtLeast(actor, 'admin') && (role !== 'owner' || actor.role === 'owner')

export const mayTouch = (actor: Member, target: { readonly role: Role }): boolean =>
  isAtLeast(actor, 'admin') && (target.role !== 'owner' || actor.role === 'owner')

/** Nobody rises by their own hand. */
export const mayChangeRole = (
  actor: Member,
  target: { readonly userId: number; readonly role: Role },
  role: Role,
): boolean => {
  const risesAlone = target.userId === actor.userId && roles.indexOf(role) < roles.indexOf(target.role)
  return mayTouch(actor, target) && mayGrant(actor, role) && !risesAlone
}
