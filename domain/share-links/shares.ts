import { isAtLeast, type Member } from '../actor.ts'
import { Problem } from '../problem.ts'
import type { Counted, Id, Slice } from '../schema.ts'
import { assertFits } from './face-terms.ts'
import { isTighter, type ShareLink, stateOf } from './link.ts'
import { mayManage, mayShareKind, stillStands } from './policy.ts'
import type { SharedResource } from './resources.ts'
import type { EditShare, RevokeAll, RevokedAll, ShareQuery } from './schema.ts'
import type { SealedLink } from './service.ts'
import { createShareCare } from './share-care.ts'
import { assertMayShare, createShareMaker, secretOf } from './share-creation.ts'
import { editTerms, type Terms, termsOf } from './share-options.ts'
import { assertAllowed } from './share-policy.ts'
import type { KeptShare, OwnedShare, Scope, ShareFilter, SharePorts, Which } from './share-ports.ts'

/** What a change is based on: the versions that its author has read, or `*` for whatever there is. */
export type Precondition = '*' | readonly string[] | undefined

/** Changes whenever somebody changes the link; that it was opened changes nothing. */
export const versionOf = ({ id, updatedAt }: Pick<ShareLink, 'id' | 'updatedAt'>): string =>
  `${id}.${updatedAt.getTime().toString(36)}`

export type Shares = ReturnType<typeof createShares>

/** What the owners of links do with them, whichever API made them. */
export const createShares = (ports: SharePorts) => {
  const { sharesOf, resources, policyOf, passwords, tokens, announce, now } = ports

  const unsealed = (kept: SealedLink): string | null =>
    (kept.tokenSealed && tokens.open(kept.link.id, kept.tokenSealed)) ?? null

  const owned = (kept: KeptShare, resource: SharedResource | undefined): OwnedShare => ({
    link: kept.link,
    token: unsealed(kept),
    resource,
    stands: resource !== undefined && stillStands(kept.maker, resource),
  })

  const resourceOf = ({ tenantId, resource: { kind, id } }: ShareLink) => resources[kind](tenantId, id)

  /** Looks for each resource once, however many links there are to it. */
  const finder = () => {
    const known = new Map<string, Promise<SharedResource | undefined>>()
    return (link: ShareLink): Promise<SharedResource | undefined> => {
      const key = `${link.resource.kind}:${link.resource.id}`
      const found = known.get(key) ?? resourceOf(link)
      known.set(key, found)
      return found
    }
  }

  /** Without a look at the resource where the maker's role says enough. */
  const standsNow = async ({ link, maker }: KeptShare, find: typeof resourceOf): Promise<boolean> => {
    if (!mayShareKind(maker.role, link.resource.kind)) return false
    if (link.resource.kind === 'vehicle') return true
    const resource = await find(link)
    return resource !== undefined && stillStands(maker, resource)
  }

  /** Those of others are as if they were not there. */
  const findKept = async (actor: Member, id: Id): Promise<KeptShare> => {
    const kept = await sharesOf(actor.tenantId).find(id.toLowerCase())
    if (!kept || !mayManage(actor, kept.link)) throw new Problem('not_found')
    return kept
  }

  const find = async (actor: Member, id: Id): Promise<OwnedShare> => {
    const kept = await findKept(actor, id)
    return owned(kept, await resourceOf(kept.link))
  }

  const scopeOf = (actor: Member, everyone: boolean | undefined): Scope => {
    if (everyone && !isAtLeast(actor, 'admin')) throw new Problem('forbidden')
    return { userId: actor.userId, everyone: everyone ?? false }
  }

  const endAll = (ids: readonly Id[]): void => {
    for (const id of ids) announce.linkEnded(id, 'revoked')
  }

  /** One try: `undefined` where somebody else was faster. */
  const tryEdit = async (
    kept: KeptShare,
    resource: SharedResource,
    edit: EditShare,
  ): Promise<ShareLink | undefined> => {
    const { link } = kept
    const { terms, password } = editTerms(termsOf(link), edit, resource.kind, now())
    assertFits(link, terms, now())
    assertAllowed(await policyOf(link.tenantId), terms, now(), (field) => isAbout(edit, field))
    const change = { ...terms, ...(await passwordChange(link, terms, password)) }
    return sharesOf(link.tenantId).change(link.id, link.updatedAt, change, now())
  }

  const passwordChange = async (link: ShareLink, terms: Terms, password: string | undefined) => {
    if (password !== undefined)
      return { passwordHash: await passwords.hash(password), passwordVersion: link.passwordVersion + 1 }
    return terms.shareType === 'protected' ? {} : { passwordHash: null }
  }

  return {
    ...createShareMaker(ports),
    ...createShareCare(ports),

    find,

    /** Whether a link's maker may still share what it shows. */
    async stands({ tenantId, id }: Pick<ShareLink, 'tenantId' | 'id'>): Promise<boolean> {
      const kept = await sharesOf(tenantId).find(id)
      return kept !== undefined && owned(kept, await resourceOf(kept.link)).stands
    },

    async list(actor: Member, query: ShareQuery, slice: Slice): Promise<Counted<OwnedShare>> {
      const filter: ShareFilter = {
        scope: scopeOf(actor, query.everyone),
        resourceKind: query.resource_type,
        resourceId: query.resource_id?.toLowerCase(),
        status: query.status,
        shareType: query.share_type,
        shareId: query.share?.toLowerCase(),
        search: query.search?.trim(),
        sort: query.sort,
      }
      const { count, rows } = await sharesOf(actor.tenantId).list(filter, now(), slice)
      const known = finder()
      return { count, rows: await Promise.all(rows.map(async (kept) => owned(kept, await known(kept.link)))) }
    },

    /**
     * Needs to know what its author has read: `precondition_required`. Of two who have read the same, one wins and the
     * other gets `precondition_failed`. Whoever is in under rules that are none any more is put out, and may knock again.
     */
    async edit(actor: Member, id: Id, expected: Precondition, edit: EditShare): Promise<OwnedShare> {
      for (let tries = 0; tries < 5; tries++) {
        const kept = await findKept(actor, id)
        if (expected === undefined) throw new Problem('precondition_required')
        assertEditable(kept, now())
        if (expected !== '*' && !expected.includes(versionOf(kept.link)))
          throw new Problem('precondition_failed')
        const resource = assertMayShare(actor, await resourceOf(kept.link))
        const link = await tryEdit(kept, resource, edit)
        if (!link) continue // once more: it says which refusal it is, and `*` stands on whatever there is now
        if (putsOut(kept.link, link, now())) announce.linkEnded(link.id, 'revoked')
        else announce.linkUpdated(link)
        return owned({ ...kept, link }, resource)
      }
      throw new Problem('conflict')
    },

    /** A new token, by which alone the link is found from now on, beside its slug. */
    async rotate(actor: Member, id: Id): Promise<OwnedShare> {
      const kept = await findKept(actor, id)
      const resource = assertMayShare(actor, await resourceOf(kept.link))
      assertEditable(kept, now())
      const { token, ...secret } = secretOf(tokens, kept.link)
      const link = await sharesOf(actor.tenantId).setToken(kept.link.id, secret, now())
      if (!link) throw new Problem('conflict')
      announce.linkEnded(link.id, 'revoked')
      return { ...owned({ ...kept, link }, resource), token }
    },

    /** For good. Doing it twice is the same as once. `wholeShare`: all links of the share it belongs to. */
    async revoke(actor: Member, id: Id, wholeShare = false): Promise<OwnedShare> {
      const { link } = await findKept(actor, id)
      const scope = { userId: link.createdBy, everyone: false }
      const which: Which = wholeShare
        ? { scope, shareId: link.shareId ?? link.id }
        : { scope, ids: [link.id] }
      endAll(await sharesOf(actor.tenantId).revoke(which, now()))
      return find(actor, id)
    },

    async revokeAll(actor: Member, wanted: RevokeAll): Promise<RevokedAll> {
      const store = sharesOf(actor.tenantId)
      const { resource_type, resource_id, uuids } = wanted
      if (uuids) return revokeNamed(actor, uuids)
      const scope = scopeOf(actor, wanted.everyone)
      const resource = resource_type && { kind: resource_type, id: String(resource_id).toLowerCase() }
      const ended = await store.revoke({ scope, ...(resource && { resource }) }, now())
      endAll(ended)
      return { revoked: ended.length }
    },

    /**
     * Somebody's role is another, or they are gone: those who watch by a link that does not stand any more are cut off
     * now, on every node. The links rest, and open again if the right comes back.
     */
    async makerChanged({ tenantId, userId }: Pick<Member, 'tenantId' | 'userId'>): Promise<void> {
      let after = 0
      for (;;) {
        const page = await sharesOf(tenantId).going({ createdBy: userId }, now(), after, 500)
        const known = finder()
        for (const kept of page)
          if (!(await standsNow(kept, known))) announce.linkEnded(kept.link.id, 'revoked')
        if (page.length < 500) return
        after = page.at(-1)!.link.number
      }
    },
  }

  /** One by one in the answer, all at once in the database; whose a link is that is not theirs, nobody learns. */
  async function revokeNamed(actor: Member, named: readonly Id[]): Promise<RevokedAll> {
    const store = sharesOf(actor.tenantId)
    const ids = [...new Set(named.map((id) => id.toLowerCase()))]
    const scope = { userId: actor.userId, everyone: isAtLeast(actor, 'admin') }
    const ended = new Set(await store.revoke({ scope, ids }, now()))
    endAll([...ended])
    const theirs = (await store.findAll(ids)).filter(({ link }) => mayManage(actor, link))
    const known = new Set(theirs.map(({ link }) => link.id))
    const statusOf = (id: Id) => (ended.has(id) ? 'revoked' : known.has(id) ? 'already_revoked' : 'not_found')
    return { revoked: ended.size, results: ids.map((uuid) => ({ uuid, status: statusOf(uuid) })) }
  }
}

/**
 * Revoked is for good. What ended of the other faces stays ended too: they make another link for the same thing. So does
 * what ended so long ago that its secrets were withdrawn.
 */
const assertEditable = ({ link, tokenSealed }: SealedLink, now: Date): void => {
  const state = stateOf(link, now)
  const isOver = state === 'expired' && (link.face !== 'core' || tokenSealed === null)
  if (state === 'revoked' || isOver) throw new Problem('conflict')
}

/** Whether a change of this kind can mend, or cause, what the policy has against a field. */
const isAbout = (edit: EditShare, field: string): boolean => {
  if (field === 'expires_at')
    return ['expires_at', 'expires_in_hours', 'starts_at'].some((name) => name in edit)
  if (field === 'password' || field === 'share_type') return 'password' in edit || 'share_type' in edit
  return field in edit
}

/** Whoever came in under the old rules might not under the new ones. */
const putsOut = (before: ShareLink, after: ShareLink, now: Date): boolean =>
  stateOf(after, now) !== 'live' || isTighter(after, before)
