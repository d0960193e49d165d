import type { Member } from '../actor.ts'
import { Problem } from '../problem.ts'
import type { Id } from '../schema.ts'
import { isOfCustomer, isOverAsDone, saysDone } from './done.ts'
import { assertLive, type LinkCounts, type Maker, type Right, type ShareLink } from './link.ts'
import { stillStands } from './policy.ts'
import type { Resources, SharedResource } from './resources.ts'

/**
 * What a visitor wants of a link. `address` asks for nothing but that the link is live (the page with the password
 * form, the card for other sites); `open` has signed in and unlocked what asks for it; each right is asked by itself.
 * `rate` a visit and `decide` a quote: what the customer's own link is for, and no other link gives.
 */
export type Wish = 'address' | 'open' | 'rate' | 'decide' | Right

/** What somebody brings along to a link's door. */
export interface Visitor {
  readonly member: Member | undefined
  /** What earlier visits to this link left with the visitor, sealed by us. */
  readonly pass: string | undefined
}

/**
 * Proof of an earlier step, bound to one link: that its password was given (`unlocked`: which version), that a view
 * was counted, that a download was paid for. Good until `expiresAt` (ms).
 */
export interface Pass {
  readonly linkId: Id
  /** Random; tells one visit from another, and nobody who it is. */
  readonly visitId: string
  readonly unlocked: number | null
  readonly viewed: boolean
  readonly downloads: readonly PaidDownload[]
  readonly expiresAt: number
}

/** A download that was counted: until then (ms), parts of the same thing (`kind:id`) belong to it. */
export interface PaidDownload {
  readonly what: string
  readonly id: string
  readonly until: number
}

export interface Passes {
  write(pass: Pass): string
  /** `undefined` for what is no pass of ours. */
  read(text: string): Pass | undefined
}

/** A link and what it shows, for somebody who may see it now. */
export interface Visit {
  readonly link: ShareLink
  readonly resource: SharedResource
  readonly visitor: Visitor
  /** The visitor's pass where it is one of this link, and has not expired. */
  readonly pass: Pass | undefined
  /** As it was given: token, slug or UUID. */
  readonly ref: string
}

/** Slugs are chosen by people and can be guessed: whoever came by one is told of no link that ended or is used up. */
export const isNamedBySlug = ({ link, ref }: Pick<Visit, 'link' | 'ref'>): boolean =>
  link.slug !== null && ref.toLowerCase() === link.slug

export interface FoundLink {
  readonly link: ShareLink
  readonly maker: Maker
  readonly passwordHash: string | null
}

/** What the door asks of the database; one question an opening. */
export interface VisitDirectory {
  byTokenHash(hash: Buffer): Promise<FoundLink | undefined>
  bySlug(slug: string): Promise<FoundLink | undefined>
  byId(id: Id): Promise<FoundLink | undefined>
  /** One conditional update. `undefined`: none is left. Never counts beyond `max…`. */
  takeView(linkId: Id, isNewVisitor: boolean, at: Date): Promise<LinkCounts | undefined>
  takeDownload(linkId: Id, at: Date): Promise<LinkCounts | undefined>
  /** For a download of which no byte has left the house. */
  returnDownload(linkId: Id): Promise<void>
}

export interface VisitPorts {
  readonly directory: VisitDirectory
  readonly hashToken: (token: string) => Buffer
  readonly passes: Passes
  readonly resources: Resources
  readonly now: () => Date
}

const tokenShape = /^[A-Za-z0-9_-]{22}$|^[A-Za-z0-9]{32}$/
const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const slugShape = /^[a-z0-9-]{3,60}$/

export type Door = ReturnType<typeof createDoor>

/** The one gate: every route and socket that a link opens comes through `enter`. */
export const createDoor = ({ directory, hashToken, passes, resources, now }: VisitPorts) => {
  const find = async (ref: string): Promise<{ found: FoundLink; bySlug: boolean } | undefined> => {
    if (uuidShape.test(ref)) {
      const found = await directory.byId(ref.toLowerCase())
      return found && !found.link.rotatedAt ? { found, bySlug: false } : undefined
    }
    if (tokenShape.test(ref)) {
      const found = await directory.byTokenHash(hashToken(ref))
      if (found) return { found, bySlug: false }
    }
    const slug = ref.toLowerCase()
    const found = slugShape.test(slug) ? await directory.bySlug(slug) : undefined
    return found && { found, bySlug: true }
  }

  const resourceOf = ({ tenantId, resource: { kind, id } }: ShareLink) => resources[kind](tenantId, id)

  /**
   * What the link shows, while it is live. One that ends when something is done is over from that moment, whatever its
   * own end says; it opens for a rating only.
   */
  const resourceInTime = async (link: ShareLink, wish: Wish): Promise<SharedResource | undefined> => {
    if (link.endsOn !== 'done') {
      assertLive(link, now())
      return resourceOf(link)
    }
    const resource = await resourceOf(link)
    if (!resource || !isOverAsDone(link, resource)) {
      assertLive(link, now())
      return resource
    }
    if (!saysDone(link, resource, now())) throw new Problem('link_expired')
    const mayRate = isOfCustomer(link)
    if (wish !== 'rate' || !mayRate) throw new Problem('visit_done', { mayRate })
    return resource
  }

  /** Live, its maker's right unbroken, its resource there; or the refusal. Slugs can be guessed: all of theirs is 404. */
  const resolve = async (
    ref: string,
    wish: Wish = 'address',
  ): Promise<FoundLink & { resource: SharedResource }> => {
    const hit = await find(ref)
    if (!hit) throw new Problem('not_found')
    const { found, bySlug } = hit
    try {
      const resource = await resourceInTime(found.link, wish)
      if (!resource) throw new Problem('not_found')
      if (!stillStands(found.maker, resource)) throw new Problem('link_revoked')
      return { ...found, resource }
    } catch (error) {
      const isTelling = error instanceof Problem && error.code !== 'link_not_started'
      throw bySlug && isTelling ? new Problem('not_found') : error
    }
  }

  const readPass = (link: ShareLink, text: string | undefined): Pass | undefined => {
    const pass = text === undefined ? undefined : passes.read(text)
    return pass && pass.linkId === link.id && pass.expiresAt > now().getTime() ? pass : undefined
  }

  return {
    async enter(ref: string, visitor: Visitor, wish: Wish): Promise<Visit> {
      const { link, resource } = await resolve(ref, wish)
      const pass = readPass(link, visitor.pass)
      if (wish !== 'address') {
        assertAdmitted(link, visitor, pass)
        if (wish !== 'open' && !grants(link, resource, wish))
          throw new Problem('permission_absent', { right: wish })
      }
      return { link, resource, visitor, pass, ref }
    },

    /** For the check of a password: the link with its hash, which leaves this file nowhere else. */
    resolve,
  }
}

const grants = (link: ShareLink, shown: SharedResource, wish: Exclude<Wish, 'address' | 'open'>) => {
  if (wish === 'rate') return isOfCustomer(link) && isOverAsDone(link, shown)
  if (wish === 'decide') return link.face === 'trakservice' && link.resource.kind === 'quote'
  return link.permissions[wish]
}

const assertAdmitted = (link: ShareLink, { member }: Visitor, pass: Pass | undefined): void => {
  switch (link.shareType) {
    case 'public':
      return
    case 'private':
      if (!member) throw new Problem('sign_in_required')
      return
    case 'protected':
      if (pass?.unlocked !== link.passwordVersion) throw new Problem('password_required')
      return
    default:
      link.shareType satisfies never
  }
}
