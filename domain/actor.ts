import type { SerialId } from './schema.ts'

/** From most to least: a role may what the roles after it may. `technician` and `member` differ in what is theirs. */
export const roles = ['owner', 'admin', 'dispatcher', 'technician', 'member'] as const
export type Role = (typeof roles)[number]

/** A signed-in person acting for one tenant. */
export interface Member {
  readonly userId: SerialId
  readonly tenantId: SerialId
  readonly role: Role
  /** The chain of refresh tokens this session came from; ends with it. */
  readonly familyId: string
  /** There where a program speaks in the person's name, by this API key: not everything that they may is for it. */
  readonly keyId?: string
}

export const isAtLeast = (actor: Pick<Member, 'role'>, role: Role): boolean =>
  roles.indexOf(actor.role) <= roles.indexOf(role)
