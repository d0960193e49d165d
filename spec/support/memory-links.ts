import { type ShareLink, stateOf } from '../../domain/share-links/link.ts'
import type { LinkDirectory, SealedLink, ShareLinkStore } from '../../domain/share-links/service.ts'
import type { EndedLink, ShareTrackUpkeep } from '../../domain/share-links/share-tracks.ts'

interface Row {
  link: ShareLink
  readonly tokenHash: string
  tokenSealed: Buffer | null
  isPrimary: boolean
}

/** The stores of links without a database; the shared store spec keeps them honest. */
export const createMemoryLinks = () => {
  let rows: Row[] = []

  const linksOf = (tenantId: number): ShareLinkStore => {
    const ours = () => rows.filter(({ link }) => link.tenantId === tenantId)
    const primary = (face: string, resource: ShareLink['resource']) =>
      ours().find((row) => row.isPrimary && row.link.face === face && isOf(row.link, resource))
    const withdraw = (row: Row, at: Date) => {
      row.link = { ...row.link, revokedAt: at }
    }

    return {
      async primaryOf(face, resource) {
        const row = primary(face, resource)
        return row && toSealed(row)
      },

      async extendOrInsertPrimary(link, { tokenHash, tokenSealed }, now) {
        const row = primary(link.face, link.resource)
        if (row?.tokenSealed && stateOf(row.link, now) === 'live') {
          row.link = { ...row.link, expiresAt: link.expiresAt }
          return { ...toSealed(row), isNew: false }
        }
        if (row) row.isPrimary = false
        rows.push({ link, tokenHash: tokenHash.toString('hex'), tokenSealed, isPrimary: true })
        return { link, tokenSealed, isNew: true }
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

      async stats(face, now) {
        return count(
          ours().filter(({ link }) => link.face === face),
          now,
        )
      },
    }
  }

  const directory: LinkDirectory = {
    async byTokenHash(hash) {
      return rows.find(({ tokenHash }) => tokenHash === hash.toString('hex'))?.link
    },
    async states(ids, now) {
      const asked = rows.filter(({ link }) => ids.includes(link.id))
      return new Map(asked.map(({ link }) => [link.id, stateOf(link, now)]))
    },
  }

  const upkeep: ShareTrackUpkeep = {
    async stats(now) {
      return count(
        rows.filter(({ link }) => link.face === 'share_track'),
        now,
      )
    },
    async cleanUp(now, forgetBefore, dryRun) {
      const ended = rows.filter(({ link }) => link.face === 'share_track' && stateOf(link, now) !== 'live')
      const old = ended.filter(({ link }) => endOf(link).endedAt < forgetBefore)
      const open = ended.filter((row) => row.tokenSealed && !old.includes(row))
      const told = {
        sealed: open.map(({ link }) => endOf(link)),
        deleted: old.map(({ link }) => endOf(link)),
      }
      if (dryRun) return told
      rows = rows.filter((row) => !old.includes(row))
      for (const row of open) Object.assign(row, { tokenSealed: null, isPrimary: false })
      return told
    },
  }

  return { linksOf, directory, upkeep }
}

const isOf = (link: ShareLink, { kind, id }: ShareLink['resource']) =>
  link.resource.kind === kind && link.resource.id === id

const toSealed = ({ link, tokenSealed }: Row): SealedLink => ({ link, tokenSealed })

const endOf = ({ id, expiresAt, revokedAt }: ShareLink): EndedLink => ({
  id,
  endedAt: new Date(Math.min(expiresAt?.getTime() ?? Infinity, revokedAt?.getTime() ?? Infinity)),
  reason: revokedAt ? 'revoked' : 'expired',
})

const count = (rows: readonly Row[], now: Date) => {
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
