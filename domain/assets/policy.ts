import { isAtLeast, type Member } from '../actor.ts'
import type { Asset } from './asset.ts'

/** Everybody has their own files; an admin of the organization has all of them. */
export const maySee = (
  member: Pick<Member, 'userId' | 'role'>,
  { ownerId }: Pick<Asset, 'ownerId'>,
): boolean => ownerId === member.userId || seesAll(member)

export const seesAll = (member: Pick<Member, 'role'>): boolean => isAtLeast(member, 'admin')
