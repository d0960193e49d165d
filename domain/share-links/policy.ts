import { isAtLeast, type Member, type Role } from '../actor.ts'
import type { SerialId } from '../schema.ts'
import type { Maker, ShareLink } from './link.ts'
import type { SharedResource } from './resources.ts'

type Person = { readonly userId: SerialId; readonly role: Role }

/** Vehicles are the organization's: dispatchers share them. All else is its owner's; admins may too. Trips are private. */
export const mayShare = (person: Person, resource: Pick<SharedResource, 'kind' | 'ownerId'>): boolean => {
  switch (resource.kind) {
    case 'vehicle':
      return isAtLeast(person, 'dispatcher')
    case 'trip':
      return resource.ownerId === person.userId
    case 'album':
    case 'asset':
      return resource.ownerId === person.userId || isAtLeast(person, 'admin')
    default:
      return resource.kind satisfies never
  }
}

/** Whoever made a link looks after it, and so does whoever looks after the organization. */
export const mayManage = (member: Member, link: Pick<ShareLink, 'createdBy'>): boolean =>
  link.createdBy === member.userId || isAtLeast(member, 'admin')

/** A link never outlives its maker's right to make it: asked at every opening, not only when it was made. */
export const stillStands = (maker: Maker, resource: Pick<SharedResource, 'kind' | 'ownerId'>): boolean =>
  maker.role !== null && mayShare({ userId: maker.userId, role: maker.role }, resource)

/** The same as far as it can be said without the resource: enough for what is watched live, which is re-checked often. */
export const mayShareKind = (role: Role | null, kind: string): boolean =>
  role !== null && (kind !== 'vehicle' || isAtLeast({ role }, 'dispatcher'))
