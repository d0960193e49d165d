import type { Passwords } from '../accounts/password.ts'
import type { Announcements } from '../live/ports.ts'
import type { Counted, Id, SerialId, Slice } from '../schema.ts'
import type { Maker, Resource, ShareLink, ShareType } from './link.ts'
import type { Resources, SharedResource } from './resources.ts'
import type { ShareQuery } from './schema.ts'
import type { LinkTokens, SealedLink } from './service.ts'
import type { Terms } from './share-options.ts'
import type { LinkPolicy } from './share-policy.ts'

/** A link as it is kept, with its maker as of now. */
export interface KeptShare extends SealedLink {
  readonly maker: Maker
}

export interface NewShare {
  readonly link: ShareLink
  readonly tokenHash: Buffer
  readonly tokenSealed: Buffer
  readonly passwordHash: string | null
}

/** What may become of a link. `passwordHash` is `null` for a link that is not protected, left out where it stays. */
export type ShareChange = Partial<Terms & Pick<ShareLink, 'passwordVersion'>> & {
  readonly passwordHash?: string | null
}

/** Whose links: one maker's own, or, with `everyone`, also those of others that are not private. */
export interface Scope {
  readonly userId: SerialId
  readonly everyone: boolean
}

export interface ShareFilter {
  readonly scope: Scope
  readonly resourceKind?: Resource['kind'] | undefined
  readonly resourceId?: string | undefined
  readonly status?: ShareQuery['status']
  readonly shareType?: ShareType | undefined
  /** The first link of a share: it and all others of that share. */
  readonly shareId?: Id | undefined
  readonly search?: string | undefined
  readonly sort?: ShareQuery['sort']
}

/** The links of one tenant, of every face. */
export interface ShareStore {
  /** All of them or none. Throws `slug_taken`. Answers them numbered. */
  insert(shares: readonly NewShare[]): Promise<readonly ShareLink[]>
  find(id: Id): Promise<KeptShare | undefined>
  findAll(ids: readonly Id[]): Promise<readonly KeptShare[]>
  /** Newest first, also among those that the order wanted takes for the same. */
  list(filter: ShareFilter, now: Date, slice: Slice): Promise<Counted<KeptShare>>
  /** Only where it is still as it was at `updatedAt`, and not revoked; `undefined` otherwise. Throws `slug_taken`. */
  change(id: Id, updatedAt: Date, change: ShareChange, at: Date): Promise<ShareLink | undefined>
  /** Only where it is not revoked. */
  setToken(
    id: Id,
    secret: Pick<NewShare, 'tokenHash' | 'tokenSealed'>,
    at: Date,
  ): Promise<ShareLink | undefined>
  /** Those that are not revoked yet; answers what was revoked now. */
  revoke(which: Which, at: Date): Promise<readonly Id[]>
  /** Links that have not ended, by number, after the number given. */
  going(
    which: { readonly createdBy?: SerialId },
    now: Date,
    after: SerialId,
    limit: number,
  ): Promise<readonly KeptShare[]>
  /** Gives all links of a share that are not revoked another end, or lets them download or not. Answers them. */
  adjust(shareId: Id, to: Adjustment, at: Date): Promise<readonly ShareLink[]>
  /** Takes time and rights from links that are not revoked. */
  curb(
    ids: readonly Id[],
    to: Pick<ShareLink, 'expiresAt' | 'permissions'>,
    at: Date,
  ): Promise<readonly ShareLink[]>
}

/** What is changed of a whole share at once. */
export interface Adjustment {
  readonly expiresAt?: Date
  readonly download?: boolean
}

/** Which links; without a `scope` those of everybody, the private ones too. */
export interface Which {
  readonly scope?: Scope
  readonly ids?: readonly Id[]
  readonly resource?: Resource
  /** All links of one share, by its first. */
  readonly shareId?: Id
}

/** Somebody who is sent a link. */
export interface LinkLetter {
  readonly tenantId: SerialId
  readonly senderId: SerialId
  readonly to: string
  readonly link: ShareLink
  readonly title: string
  readonly token: string
  /** What addresses begin with. */
  readonly publicUrl: string
}

export interface SharePorts {
  readonly sharesOf: (tenantId: SerialId) => ShareStore
  readonly resources: Resources
  readonly policyOf: (tenantId: SerialId) => Promise<LinkPolicy>
  readonly passwords: Pick<Passwords, 'hash'>
  readonly tokens: LinkTokens
  readonly announce: Announcements
  /** After the links are there for good; never throws for a mail server that is away. */
  readonly post: (letters: readonly LinkLetter[]) => Promise<void>
  readonly newId: () => Id
  readonly now: () => Date
}

/** A link for those who look after it. */
export interface OwnedShare {
  readonly link: ShareLink
  /** `null` once it was withdrawn. */
  readonly token: string | null
  /** `undefined` where it is not there any more. */
  readonly resource: SharedResource | undefined
  /** Its maker may still share this. */
  readonly stands: boolean
}
