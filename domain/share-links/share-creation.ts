import { normaliseEmail } from '../accounts/email.ts'
import type { Member } from '../actor.ts'
import { Problem } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'
import { type Face, newLink, type Resource, type ShareLink } from './link.ts'
import { mayShare } from './policy.ts'
import type { SharedResource } from './resources.ts'
import type { CreateShare, ShareOptions } from './schema.ts'
import type { LinkTokens } from './service.ts'
import { readOptions } from './share-options.ts'
import { assertAllowed } from './share-policy.ts'
import type { LinkLetter, OwnedShare, SharePorts } from './share-ports.ts'

/** What only they may do who may share the thing itself; vehicles are seen by all, other things by nobody else. */
export const assertMayShare = (actor: Member, resource: SharedResource | undefined): SharedResource => {
  if (!resource) throw new Problem('not_found')
  if (!mayShare(actor, resource)) throw new Problem(resource.kind === 'vehicle' ? 'forbidden' : 'not_found')
  return resource
}

/** A new token for a link: to find it by, and to read it again. */
export const secretOf = (tokens: LinkTokens, { id, face }: { readonly id: Id; readonly face: Face }) => {
  const token = tokens.create(face)
  return { token, tokenHash: tokens.hash(token), tokenSealed: tokens.seal(id, token) }
}

/** As it was made just now: its token is there to be sent. */
export interface MadeShare extends OwnedShare {
  readonly token: string
  readonly resource: SharedResource
}
/** At least one; the first leads the share. */
type Made = readonly [MadeShare, ...MadeShare[]]

export const createShareMaker = (ports: SharePorts) => {
  const { sharesOf, resources, policyOf, passwords, tokens, post, newId, now } = ports

  const make = async (
    actor: Member,
    wanted: Resource,
    options: ShareOptions,
    people: readonly (RecipientOption | undefined)[],
  ): Promise<Made> => {
    const { tenantId, userId } = actor
    const resource = assertMayShare(actor, await resources[wanted.kind](tenantId, wanted.id))
    const policy = await policyOf(tenantId)
    const { terms, password } = readOptions(options, wanted.kind, policy, now())
    assertAllowed(policy, terms, now())
    const passwordHash = password === undefined ? null : await passwords.hash(password)

    const ids = people.map(newId)
    const made = people.map((person, index) => {
      const link = newLink({
        ...terms,
        id: ids[index]!,
        tenantId,
        face: 'core',
        resource: wanted,
        passwordVersion: passwordHash === null ? 0 : 1,
        shareId: index === 0 ? null : ids[0]!,
        recipient: person ? recipientOf(person) : null,
        createdBy: userId,
        createdAt: now(),
      })
      return { link, passwordHash, ...secretOf(tokens, link) }
    })
    const links = await sharesOf(tenantId).insert(made.map(({ token: _, ...share }) => share))
    const shares = links.map((link, index) => {
      return { link, token: made[index]!.token, resource, stands: true }
    })
    return shares as unknown as Made
  }

  return {
    /** One link, or one for each recipient. They are there all at once, with everything that guards them, or not at all. */
    async create(actor: Member, wanted: Resource, options: ShareOptions, publicUrl: string): Promise<Made> {
      assertAddressed(options)
      const shares = await make(actor, wanted, options, options.recipients ?? [undefined])
      await post(shares.flatMap((share) => lettersOf(share, options, actor.userId, publicUrl)))
      return shares
    },

    /** A link of nobody's own, and under it one for each of these people. Whoever asked for them sends them. */
    createFor: (
      actor: Member,
      wanted: Resource,
      options: Omit<ShareOptions, 'emails' | 'recipients'>,
      people: readonly RecipientOption[],
    ): Promise<Made> => make(actor, wanted, options, [undefined, ...people]),
  }
}

type RecipientOption = NonNullable<ShareOptions['recipients']>[number]

/** The resource that a body names. Vehicles and visits are known by a UUID, everything else by its number. */
export const resourceIn = ({ resource_type, resource_id }: CreateShare): Resource => {
  const isUuid = typeof resource_id === 'string'
  const wantsUuid = resource_type === 'vehicle' || resource_type === 'assignment'
  if (isUuid !== wantsUuid) {
    const message = wantsUuid ? 'must be a UUID' : 'must be a number'
    throw new Problem('validation_failed', { errors: [{ field: 'resource_id', message }] })
  }
  return { kind: resource_type, id: String(resource_id).toLowerCase() }
}

/** How many links and mails a request asks for: each counts. */
export const countOf = ({ recipients, emails }: ShareOptions): number =>
  Math.max(1, recipients?.length ?? 0, emails?.length ?? 0)

const assertAddressed = ({ recipients, emails, slug }: ShareOptions): void => {
  const fault = (field: string, message: string) =>
    new Problem('validation_failed', { errors: [{ field, message }] })
  if (recipients && emails) throw fault('emails', 'must not stand beside recipients, who have their own')
  if (recipients && recipients.length > 1 && slug) throw fault('slug', 'is the address of one link only')
}

const recipientOf = ({ name, email }: { name: string; email?: string | null }) => ({
  name: name.normalize('NFC').trim(),
  email: email ? normaliseEmail(email) : null,
})

const lettersOf = (
  { link, token, resource }: { link: ShareLink; token: string; resource: SharedResource },
  { emails = [] }: ShareOptions,
  senderId: SerialId,
  publicUrl: string,
): LinkLetter[] => {
  const to = link.recipient?.email ? [link.recipient.email] : [...new Set(emails.map(normaliseEmail))]
  const title = link.title ?? resource.title
  return to.map((to) => ({ tenantId: link.tenantId, senderId, to, link, title, token, publicUrl }))
}
