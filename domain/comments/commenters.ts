import type { Member } from '../actor.ts'
import type { Asset } from '../assets/asset.ts'
import { maySee } from '../assets/policy.ts'
import type { Guest } from '../guests.ts'
import { faulty, found, Problem } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'
import { cleanName } from '../sessions/names.ts'
import { mayDo } from '../sessions/rights.ts'
import type { SessionRole } from '../sessions/session.ts'
import type { ShareLink } from '../share-links/link.ts'
import type { Visit } from '../share-links/visits.ts'
import type { Commenter } from './comment.ts'
import type { CommentHouse, CommentStore } from './ports.ts'

export interface CommenterPorts extends CommentHouse {
  readonly commentsOf: (tenantId: SerialId) => Pick<CommentStore, 'guestName' | 'readersById'>
  readonly newId: () => Id
}

/** Somebody who came by a link, with what they bring. */
export interface Visiting {
  readonly visit: Pick<Visit, 'link'>
  /** The link's own, or the one of its album that is commented. */
  readonly asset: Asset
  readonly member: Member | undefined
  /** As their ticket says, whichever link it is of. */
  readonly guest: Guest | undefined
}

/** Who comments, and what they may. A role or a right is looked up for every request. */
export const createCommenters = ({ commentsOf, asset, nameOf, standingOf, newId }: CommenterPorts) => {
  const roleIn = async ({ tenantId, userId }: Member, { id }: Asset): Promise<SessionRole | null> => {
    const [reader] = await commentsOf(tenantId).readersById(id, [userId])
    return reader?.sessionRole ?? null
  }

  /** Their own file or, for admins, everybody's; or what a session that is open on it makes of them. */
  const memberOn = async (member: Member, asset: Asset): Promise<Commenter | undefined> => {
    if (asset.tenantId !== member.tenantId) return undefined
    const role = maySee(member, asset) ? 'host' : await roleIn(member, asset)
    if (!role) return undefined
    return {
      tenantId: asset.tenantId,
      assetId: asset.id,
      userId: member.userId,
      guest: null,
      name: (await nameOf(member)) ?? '',
      sees: 'all',
      mayWrite: mayDo(role, 'comment'),
      mayModerate: mayDo(role, 'edit'),
      participantId: null,
    }
  }

  /** As far as the link goes and, where it leads to a session, no further than the role that they have there. [T-49] */
  const mayWriteBy = async (link: ShareLink, guest: Guest): Promise<boolean> => {
    if (!link.permissions.comment) return false
    const standing = await standingOf(link, guest)
    return standing === undefined || (standing !== 'removed' && mayDo(standing, 'comment'))
  }

  const guestOn = async (
    { visit: { link }, asset }: Visiting,
    guest: Guest | null,
    name: string,
  ): Promise<Commenter> => ({
    tenantId: asset.tenantId,
    assetId: asset.id,
    userId: null,
    guest,
    name,
    sees: 'public',
    mayWrite: await mayWriteBy(link, guest ?? newGuest(link)),
    mayModerate: false,
    participantId: null,
  })

  const newGuest = ({ id: linkId }: ShareLink): Guest => ({ id: newId(), linkId })

  const knownGuest = ({ visit: { link }, guest }: Visiting): Guest | null =>
    guest?.linkId === link.id ? guest : null

  return {
    /** Throws `not_found` for a file that is not the member's to read. */
    async member(member: Member, assetId: SerialId): Promise<Commenter> {
      const one = found(await asset(member.tenantId, assetId))
      return found(await memberOn(member, one))
    },

    /** Whoever reads by a link, or changes what is theirs. Throws `permission_absent`. */
    async visitor(visiting: Visiting): Promise<Commenter> {
      const { comment, collaborate } = visiting.visit.link.permissions
      if (!comment && !collaborate) throw new Problem('permission_absent', { right: 'comment' })
      const { member, asset } = visiting
      const asMember = member && (await memberOn(member, asset))
      return asMember ?? guestOn(visiting, knownGuest(visiting), '')
    },

    /**
     * Whoever writes by a link: a member who may see the file as themself; anybody else as a guest, made one with the
     * first comment, under their account's name or the name they give. Throws `name_required`.
     */
    async writer(visiting: Visiting, name: string | undefined): Promise<Commenter> {
      const { member, asset, visit } = visiting
      const asMember = member && (await memberOn(member, asset))
      if (asMember) return asMember
      const known = knownGuest(visiting)
      const called =
        (member && (await nameOf(member))) ??
        (name === undefined ? undefined : nameIn(name)) ??
        (known ? await commentsOf(asset.tenantId).guestName(known.id) : undefined)
      if (!called) throw new Problem('name_required')
      return guestOn(visiting, known ?? newGuest(visit.link), called)
    },
  }
}

/** As in a session: one line, without what shows as nothing or turns the direction of writing. */
const nameIn = (text: string): string => {
  const name = cleanName(text)
  if (name === undefined) throw faulty({ field: 'name', message: 'must not be empty' })
  return name
}
