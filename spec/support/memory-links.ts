import type { Role } from '../../domain/actor.ts'
import { type LinkCounts, type ShareLink, stateOf } from '../../domain/share-links/link.ts'
import { standingOf } from '../../domain/share-links/policy.ts'
import type { LinkDirectory, SealedLink, ShareLinkStore } from '../../domain/share-links/service.ts'
import type { EndedLink, LinkUpkeep } from '../../domain/share-links/share-tracks.ts'
import type { FoundLink } from '../../domain/share-links/visits.ts'

interface Row {
  link: ShareLink
  readonly tokenHash: string
  tokenSealed: Buffer | null
  passwordHash: string | null
  isPrimary: boolean
}

/** The stores of links without a database; the shared store spec keeps them honest. */
export const createMemoryLinks = () => {
  let rows: Row[] = []
  let numbers = 0
  const roles = new Map<string, Role | null>()
  /** Whoever nothing is said about is an owner. */
  const roleOf = ({ tenantId, createdBy }: ShareLink): Role | null => {
    const role = roles.get(`${tenantId}/${createdBy}`)
    return role === undefined ? 'owner' : role
  }

  const linksOf = (tenantId: number): ShareLinkStore => {
    const ours = () => rows.filter(({ link }) => link.tenantId === tenantId)
    const primary = (face: string, resource: ShareLink['resource']) =>
      ours().find((row) => row.isPrimary && row.link.face === face && isOf(row.link, resource))
    const withdraw = (row: Row, at: Date) => {
      row.link = { ...row.link, revokedAt: at, updatedAt: at }
    }

    return {
      async primaryOf(face, resource) {
        const row = primary(face, resource)
        return row && toSealed(row)
      },

      async extendOrInsertPrimary(link, { tokenHash, tokenSealed }, now) {
        const row = primary(link.face, link.resource)
        if (row?.tokenSealed && stateOf(row.link, now) === 'live') {
          const { expiresAt, permissions } = link
          row.link = { ...row.link, expiresAt, permissions, updatedAt: now }
          return { ...toSealed(row), isNew: false }
        }
        if (row) row.isPrimary = false
        const made = {
          link: { ...link, number: ++numbers },
          tokenHash: tokenHash.toString('hex'),
          tokenSealed,
          passwordHash: null,
          isPrimary: true,
        }
        rows.push(made)
        return { ...toSealed(made), isNew: true }
      },

      async listPrimary(face, createdBy, now, { limit, offset }) {
        const mine = ours()
          .filter(({ link, isPrimary }) => isPrimary && link.face === face && link.createdBy === createdBy)
          .filter(({ link }) => stateOf(link, now) === 'live')
          .sort((a, b) => (a.link.id < b.link.id ? 1 : -1))
        return { count: mine.length, rows: mine.slice(offset, offset + limit).map(toSealed) }
      },

      async revoke(id, at) {
        const row = ours().find(({ link }) => link.id === id && !link.revokedAt)
        if (row) withdraw(row, at)
        return row !== undefined
      },

      async revokeAllOf(resource, at) {
        const ending = ours().filter(({ link }) => isOf(link, resource) && !link.revokedAt)
        for (const row of ending) withdraw(row, at)
        return ending.map(({ link }) => link)
      },

      async endWith(resource, how, at) {
        const ending = ours().filter(
          ({ link }) =>
            isOf(link, resource) &&
            link.endsOn === 'done' &&
            !link.revokedAt &&
            (!link.expiresAt || link.expiresAt > at),
        )
        for (const row of ending)
          if (how === 'revoked') withdraw(row, at)
          else row.link = { ...row.link, expiresAt: at, updatedAt: at }
        return ending.map(({ link: { id } }) => ({ id }))
      },

      async stats(face, now) {
        return statsOf(
          ours().filter(({ link }) => link.face === face),
          now,
        )
      },
    }
  }

  const toFound = (row: Row | undefined): FoundLink | undefined =>
    row && {
      link: row.link,
      maker: { userId: row.link.createdBy, role: roleOf(row.link) },
      passwordHash: row.passwordHash,
    }
  const count = (id: string, change: (counts: LinkCounts, link: ShareLink) => LinkCounts | undefined) => {
    const row = rows.find(({ link }) => link.id === id)
    const counts = row && change(row.link.counts, row.link)
    if (row && counts) row.link = { ...row.link, counts }
    return counts
  }

  const directory: LinkDirectory = {
    async byTokenHash(hash) {
      return toFound(rows.find(({ tokenHash }) => tokenHash === hash.toString('hex')))
    },
    async bySlug(slug) {
      return toFound(rows.find(({ link }) => link.slug === slug))
    },
    async byId(id) {
      return toFound(rows.find(({ link }) => link.id === id))
    },
    async states(ids, now) {
      const asked = rows.filter(({ link }) => ids.includes(link.id))
      return new Map(asked.map(({ link }) => [link.id, standingOf(link, { role: roleOf(link) }, now)]))
    },
    async takeView(id, isNewVisitor, at) {
      return count(id, ({ views, visitors, ...rest }, { maxViews }) =>
        maxViews === null || views < maxViews
          ? { ...rest, views: views + 1, visitors: visitors + Number(isNewVisitor), lastAccessedAt: at }
          : undefined,
      )
    },
    async takeDownload(id, at) {
      return count(id, ({ downloads, ...rest }, { maxDownloads }) =>
        maxDownloads === null || downloads < maxDownloads
          ? { ...rest, downloads: downloads + 1, lastAccessedAt: at }
          : undefined,
      )
    },
    async returnDownload(id) {
      count(id, ({ downloads, ...rest }) => ({ ...rest, downloads: Math.max(0, downloads - 1) }))
    },
  }

  const upkeep: LinkUpkeep = {
    async stats(now) {
      return statsOf(rows, now)
    },
    async cleanUp(now, forgetBefore, dryRun) {
      const ended = rows.filter(({ link }) => ['expired', 'revoked'].includes(stateOf(link, now)))
      const isOld = ({ link }: Row) => endOf(link).endedAt < forgetBefore
      const old = ended.filter((row) => row.link.face === 'share_track' && isOld(row))
      const isOver = (row: Row) => row.link.face !== 'core' || row.link.revokedAt !== null || isOld(row)
      const open = ended.filter((row) => row.tokenSealed && !old.includes(row) && isOver(row))
      const longAgo = new Date(now.getTime() - 90 * 86_400_000)
      const named = ended.filter(({ link }) => link.recipient && endOf(link).endedAt < longAgo)
      const told = {
        sealed: open.map(({ link }) => endOf(link)),
        deleted: old.map(({ link }) => endOf(link)),
        forgotten: named.length,
      }
      if (dryRun) return told
      rows = rows.filter((row) => !old.includes(row))
      for (const row of named) row.link = { ...row.link, recipient: null }
      for (const row of open) {
        const passwordHash = row.passwordHash === null ? null : ''
        Object.assign(row, { tokenSealed: null, passwordHash, isPrimary: false })
      }
      return told
    },
  }

  return {
    linksOf,
    directory,
    upkeep,
    /** `null`: they left. */
    setRole: (tenantId: number, userId: number, role: Role | null) =>
      void roles.set(`${tenantId}/${userId}`, role),
    /** As its owner would change it; for what no face under test can set. */
    change(id: string, changes: Partial<ShareLink>, passwordHash?: string | null) {
      const row = rows.find(({ link }) => link.id === id)
      if (!row) throw new Error(`There is no link ${id}.`)
      row.link = { ...row.link, ...changes }
      if (passwordHash !== undefined) row.passwordHash = passwordHash
    },
  }
}

const isOf = (link: ShareLink, { kind, id }: ShareLink['resource']) =>
  link.resource.kind === kind && link.resource.id === id

const toSealed = ({ link, tokenSealed }: Row): SealedLink => ({ link, tokenSealed })

const endOf = ({ id, expiresAt, revokedAt }: ShareLink): EndedLink => ({
  id,
  endedAt: new Date(Math.min(expiresAt?.getTime() ?? Infinity, revokedAt?.getTime() ?? Infinity)),
  reason: revokedAt ? 'revoked' : 'expired',
})

const statsOf = (rows: readonly Row[], now: Date) => {
  const of = (state: string) => rows.filter(({ link }) => stateOf(link, now) === state)
  const ends = of('live').flatMap(({ link }) => (link.expiresAt ? [link.expiresAt.getTime()] : []))
  return {
    total: rows.length,
    active: of('live').length,
    expired: of('expired').length,
    revoked: of('revoked').length,
    nextExpiry: ends.length > 0 ? new Date(Math.min(...ends)) : null,
  }
}
