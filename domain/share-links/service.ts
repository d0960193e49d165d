import type { Announcements } from '../live/ports.ts'
import type { Counted, Id, Slice } from '../schema.ts'
import { type Face, type LinkStanding, newLink, type ShareLink, stateOf } from './link.ts'
import { assertAllowed, type LinkPolicy } from './share-policy.ts'
import type { VisitDirectory } from './visits.ts'

/** A link with its token still sealed. */
export interface SealedLink {
  readonly link: ShareLink
  readonly tokenSealed: Buffer | null
}

/** The links of one tenant. */
export interface ShareLinkStore {
  /** The primary link of a resource on one face, whatever its state. */
  primaryOf(face: Face, resource: ShareLink['resource']): Promise<SealedLink | undefined>
  /**
   * Gives the live primary link a new expiry, or puts `link` in its place. Two callers at once get the same link.
   */
  extendOrInsertPrimary(
    link: ShareLink,
    secret: { tokenHash: Buffer; tokenSealed: Buffer },
    now: Date,
  ): Promise<SealedLink & { readonly isNew: boolean }>
  listPrimary(face: Face, createdBy: number, now: Date, slice: Slice): Promise<Counted<SealedLink>>
  /** Only a link that is not revoked yet: the first withdrawal is the one on record. */
  revoke(id: Id, at: Date): Promise<boolean>
  revokeAllOf(resource: ShareLink['resource'], at: Date): Promise<readonly ShareLink[]>
  /** Those that end with what they show and have not ended yet: they expire at `at`, or are revoked. Answers them. */
  endWith(
    resource: ShareLink['resource'],
    how: 'expired' | 'revoked',
    at: Date,
  ): Promise<readonly Pick<ShareLink, 'id'>[]>
  stats(face: Face, now: Date): Promise<LinkStats>
}

/** How many links there are, by state, and when the next one ends. */
export interface LinkStats {
  readonly total: number
  readonly active: number
  readonly expired: number
  readonly revoked: number
  readonly nextExpiry: Date | null
}

/** What crosses tenants: a token says whose link it is. */
export interface LinkDirectory extends VisitDirectory {
  /** `revoked` as well where the maker's right to share has gone. Links that are gone are left out. */
  states(ids: readonly Id[], now: Date): Promise<ReadonlyMap<Id, LinkStanding>>
}

export interface LinkTokens {
  /** 22 characters of base64url; for trips 32 of hex, as their document promises. */
  create(face: Face): string
  hash(token: string): Buffer
  seal(linkId: Id, token: string): Buffer
  /** `undefined` for what was sealed under another key: nobody holds such a link's token to any effect. */
  open(linkId: Id, box: Buffer): string | undefined
}

export interface ShareLinkPorts {
  readonly linksOf: (tenantId: number) => ShareLinkStore
  readonly directory: LinkDirectory
  readonly tokens: LinkTokens
  readonly policyOf: (tenantId: number) => Promise<LinkPolicy>
  /** Whether the link's maker may still share what it shows. */
  readonly stands: (link: ShareLink) => Promise<boolean>
  readonly announce: Announcements
  readonly newId: () => Id
  readonly now: () => Date
}

export interface OpenLink {
  readonly link: ShareLink
  readonly token: string
}

type WantedLink = Pick<ShareLink, 'tenantId' | 'face' | 'resource' | 'title' | 'createdBy' | 'expiresAt'> &
  Partial<Pick<ShareLink, 'shareType' | 'permissions' | 'endsOn'>>

export type ShareLinks = ReturnType<typeof createShareLinks>

/** The share-link core: every face makes, opens and ends its links here. */
export const createShareLinks = (ports: ShareLinkPorts) => {
  const { linksOf, directory, tokens, policyOf, stands, announce, newId, now } = ports

  const unseal = ({ link, tokenSealed }: SealedLink): OpenLink | undefined => {
    const token = tokenSealed && tokens.open(link.id, tokenSealed)
    return token ? { link, token } : undefined
  }

  /** For good. Answers whether there was anything to revoke. */
  const revoke = async (link: ShareLink): Promise<boolean> => {
    const isRevoked = await linksOf(link.tenantId).revoke(link.id, now())
    if (isRevoked) announce.linkEnded(link.id, 'revoked')
    return isRevoked
  }

  const extendOrMake = async (
    wanted: WantedLink,
  ): Promise<SealedLink & { token: string; isNew: boolean }> => {
    const token = tokens.create(wanted.face)
    const id = newId()
    const link = newLink({ ...wanted, id, createdAt: now() })
    const secret = { tokenHash: tokens.hash(token), tokenSealed: tokens.seal(id, token) }
    return { ...(await linksOf(wanted.tenantId).extendOrInsertPrimary(link, secret, now())), token }
  }

  const primaryInTime = async (
    tenantId: number,
    face: Face,
    resource: ShareLink['resource'],
  ): Promise<SealedLink | undefined> => {
    const found = await linksOf(tenantId).primaryOf(face, resource)
    return found && stateOf(found.link, now()) === 'live' ? found : undefined
  }

  return {
    revoke,

    /** `undefined` as well for a link that rests, because its maker may not share any more: it opens nothing. */
    async livePrimary(
      tenantId: number,
      face: Face,
      resource: ShareLink['resource'],
    ): Promise<OpenLink | undefined> {
      const found = await primaryInTime(tenantId, face, resource)
      return found && (await stands(found.link)) ? unseal(found) : undefined
    },

    /** Also where it rests, so that it does not come back. Answers whether there was anything to revoke. */
    async revokePrimary(tenantId: number, face: Face, resource: ShareLink['resource']): Promise<boolean> {
      const found = await primaryInTime(tenantId, face, resource)
      return found !== undefined && revoke(found.link)
    },

    /** The resource's primary link on this face, made or extended to end at `expiresAt`. Throws `policy_violated`. */
    async sharePrimary(wanted: WantedLink): Promise<OpenLink & { isNew: boolean }> {
      const judged = newLink({ ...wanted, id: '', createdAt: now() })
      assertAllowed(await policyOf(wanted.tenantId), judged, now())
      const { token, ...kept } = await extendOrMake(wanted)
      if (kept.isNew) return { link: kept.link, token, isNew: true }
      const open = unseal(kept)
      const isAnothers = kept.link.createdBy !== wanted.createdBy
      // Made under another key, its token is lost; made by somebody who may not any more, it would open nothing.
      if (!open || (isAnothers && !(await stands(kept.link)))) {
        await revoke(kept.link)
        const made = await extendOrMake(wanted)
        return { link: made.link, token: made.token, isNew: true }
      }
      announce.linkUpdated(open.link)
      return { ...open, isNew: false }
    },

    async listPrimary(
      tenantId: number,
      face: Face,
      createdBy: number,
      slice: Slice,
    ): Promise<Counted<OpenLink>> {
      const { count, rows } = await linksOf(tenantId).listPrimary(face, createdBy, now(), slice)
      return { count, rows: rows.map(unseal).filter((open) => open !== undefined) }
    },

    /** When the resource itself goes. */
    async revokeAllOf(tenantId: number, resource: ShareLink['resource']): Promise<void> {
      for (const link of await linksOf(tenantId).revokeAllOf(resource, now()))
        announce.linkEnded(link.id, 'revoked')
    },

    /** When the resource is done, or will never be. Of those that were to end with it, on whatever face. */
    async endWith(tenantId: number, resource: ShareLink['resource'], reason: 'done' | 'revoked') {
      const how = reason === 'done' ? 'expired' : 'revoked'
      for (const { id } of await linksOf(tenantId).endWith(resource, how, now()))
        announce.linkEnded(id, reason)
    },

    stats: (tenantId: number, face: Face) => linksOf(tenantId).stats(face, now()),

    states: (ids: readonly Id[]) => directory.states(ids, now()),
  }
}
