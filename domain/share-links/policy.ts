import { isAtLeast, type Member, type Role } from '../actor.ts'
import type { SerialId } from '../schema.ts'
import { type LinkStanding, type Maker, type ResourceKind, type ShareLink, stateOf } from './link.ts'
import type { SharedResource } from './resources.ts'

type Person = { readonly userId: SerialId; readonly role: Role }

/** Vehicles, visits and quotes are the organization's: dispatchers share them, and technicians their own visits. All else is its owner's; admins may too. Trips are private. */
export const mayShare = (person: Person, resource: Pick<SharedResource, 'kind' | 'ownerId'>): boolean => {
  switch (resource.kind) {
    case 'vehicle':
    case 'quote':
      return isAtLeast(person, 'dispatcher')
    case 'assignment':
      return resource.ownerId === person.userId || isAtLeast(person, 'dispatcher')
    case 'trip':
      return resource.ownerId === person.userId
    case 'album':
    case 'asset':
      return resource.ownerId === person.userId || isAtLeast(person, 'admin')
    default:
      return resource.kind satisfies never
  }
}

/** What is shared by its owner alone: nobody else looks after the links to it, for whoever sees a link can open it. */
export const privateKinds: readonly ResourceKind[] = ['trip']

/** Whoever made a link looks after it, and so does, unless it is private, whoever looks after the organization. */
export const mayManage = (
  member: Member,
  { createdBy, resource }: Pick<ShareLink, 'createdBy' | 'resource'>,
) => createdBy === member.userId || (isAtLeast(member, 'admin') && !privateKinds.includes(resource.kind))

/** A link never outlives its maker's right to make it: asked at every opening, not only when it was made. */
export const stillStands = (maker: Maker, resource: Pick<SharedResource, 'kind' | 'ownerId'>): boolean =>
  maker.role !== null && mayShare({ userId: maker.userId, role: maker.role }, resource)

/** The same as far as it can be said without the resource: enough for what is watched live, which is re-checked often. */
export const mayShareKind = (role: Role | null, kind: string): boolean =>
  role !== null && (!isOfTheOrganization(kind) || isAtLeast({ role }, 'dispatcher'))

const isOfTheOrganization = (kind: string): boolean => kind === 'vehicle' || kind === 'quote'

/** How a link stands for those who came in by it: as withdrawn, once its maker may not share what it shows any more. */
export const standingOf = (link: ShareLink, { role }: Pick<Maker, 'role'>, now: Date): LinkStanding => ({
  state: mayShareKind(role, link.resource.kind) ? stateOf(link, now) : 'revoked',
  shareType: link.shareType,
  passwordVersion: link.passwordVersion,
  permissions: link.permissions,
  rotatedAt: link.rotatedAt,
  updatedAt: link.updatedAt,
})
