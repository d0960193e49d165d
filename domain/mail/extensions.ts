import type { Announcements } from '../live/ports.ts'
import { Problem } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'
import { isOfCustomer } from '../share-links/done.ts'
import { type Maker, type ShareLink, stateOf } from '../share-links/link.ts'
import { stillStands } from '../share-links/policy.ts'
import type { Resources, SharedResource } from '../share-links/resources.ts'
import { type LinkPolicy, violationsOf } from '../share-links/share-policy.ts'
import { longestMinutes } from '../share-links/share-track.ts'
import type { VisitDirectory } from '../share-links/visits.ts'
import { languageOf, linkUrlOf, type MailSender, type Mails } from './service.ts'

/** A link that ends soon, and whom that is of interest to. */
export interface EndingLink extends MailSender {
  readonly link: ShareLink
  readonly maker: Maker
  readonly makerEmail: string
}

export interface ExtensionStore {
  /**
   * Of all tenants: links that end after `now` and by `before`, live for longer than `longerThanMs`, and were not
   * announced; of a share's links that end together, one.
   */
  ending(now: Date, before: Date, longerThanMs: number, atMost: number): Promise<readonly EndingLink[]>
  /**
   * Moves the end of a link, and of those of its share that end with it. Answers the links as they are then: none where
   * the end is no longer what the link says, or the link was put away meanwhile.
   */
  moveEnd(link: ShareLink, expiresAt: Date, at: Date): Promise<readonly ShareLink[]>
}

export interface ExtensionPorts {
  readonly store: ExtensionStore
  readonly directory: Pick<VisitDirectory, 'byId'>
  readonly resources: Resources
  readonly policyOf: (tenantId: SerialId) => Promise<LinkPolicy>
  readonly mail: Pick<Mails, 'announce'>
  readonly senderOf: (tenantId: SerialId) => Promise<MailSender | undefined>
  readonly announce: Pick<Announcements, 'linkUpdated'>
  /** A sealed text that opens for this purpose only; `undefined` for what is none of ours. */
  readonly codes: { seal(text: string): string; open(code: string): string | undefined }
  readonly publicUrl: () => string
  readonly now: () => Date
}

/** What a code is about to do. */
export interface Extension {
  readonly link: ShareLink
  readonly title: string
  readonly until: Date
  readonly timeZone: string
}

const hour = 3_600_000
const noticeMs = hour
/** The end of what lives no longer than this comes as no surprise. */
const shortLifeMs = 3 * hour
const longestExtensionMs = 7 * 24 * hour
/** A code is of use this long after the end that it moves. */
const afterEndMs = 24 * hour
const atOnce = 500

/**
 * As long again as the link was made for, at most a week, from its end on; no further ahead than its face and its
 * organization allow. `undefined`: that would be no extension.
 */
export const extendedEnd = (link: ShareLink, longestHours: number | null, now: Date): Date | undefined => {
  if (!link.expiresAt || isOfCustomer(link)) return undefined // that one ends with its visit
  const life = link.expiresAt.getTime() - (link.startsAt ?? link.createdAt).getTime()
  const from = Math.max(link.expiresAt.getTime(), now.getTime())
  const ahead = [
    ...(longestHours === null ? [] : [longestHours * hour]),
    ...(link.face === 'share_track' ? [longestMinutes * 60_000] : []),
  ]
  const until = Math.min(
    from + Math.min(life, longestExtensionMs),
    ...ahead.map((ms) => Math.max(now.getTime(), link.startsAt?.getTime() ?? 0) + ms),
  )
  return until > link.expiresAt.getTime() ? new Date(until) : undefined
}

export type Extensions = ReturnType<typeof createExtensions>

/** Makers hear of links that end soon, and extend them by a code that needs no sign-in. */
export const createExtensions = (ports: ExtensionPorts) => {
  const { store, directory, resources, policyOf, mail, senderOf, announce, codes, publicUrl, now } = ports

  /** What the link shows, while its maker may still share it; as at the link's own door. */
  const shared = async (link: ShareLink, maker: Maker): Promise<SharedResource | undefined> => {
    const resource = await resources[link.resource.kind](link.tenantId, link.resource.id)
    return resource && stillStands(maker, resource) ? resource : undefined
  }

  const tell = async ({ link, maker, makerEmail, ...sender }: EndingLink): Promise<boolean> => {
    const { expiresAt } = link
    const resource = await shared(link, maker)
    const { longestHours } = await policyOf(link.tenantId)
    const extendedUntil = extendedEnd(link, longestHours, now())
    if (!expiresAt || !resource || !extendedUntil) return false
    return mail.announce(
      {
        tenantId: link.tenantId,
        to: makerEmail,
        language: languageOf(sender.locale),
        template: 'link_expiring',
        data: {
          title: link.title ?? resource.title,
          url: linkUrlOf(publicUrl(), link),
          expiresAt,
          extendUrl: `${publicUrl()}/extend/${codes.seal(writeCode(link))}`,
          extendedUntil,
        },
        usefulUntil: expiresAt,
      },
      { shareId: link.shareId ?? link.id, expiresAt },
    )
  }

  /** What a code would do now, or the refusal. */
  const read = async (code: string): Promise<Extension> => {
    const named = readCode(codes.open(code))
    const found = named && (await directory.byId(named.linkId))
    if (!named || !found) throw new Problem('not_found')
    const { link, maker } = found
    if (link.revokedAt) throw new Problem('link_revoked')
    if (link.expiresAt?.getTime() !== named.expiresAt) throw new Problem('conflict')
    if (named.expiresAt + afterEndMs <= now().getTime()) throw new Problem('link_expired')
    // The other faces make the next link of a resource once its last one has ended.
    if (link.face !== 'core' && stateOf(link, now()) === 'expired') throw new Problem('link_expired')
    const resource = maker.userId === named.makerId ? await shared(link, maker) : undefined
    if (!resource) throw new Problem('link_revoked')

    const policy = await policyOf(link.tenantId)
    const until = extendedEnd(link, policy.longestHours, now())
    if (!until || violationsOf(policy, { ...link, expiresAt: until }, now()).length > 0)
      throw new Problem('policy_violated')
    const timeZone = (await senderOf(link.tenantId))?.timeZone ?? 'UTC'
    return { link, title: link.title ?? resource.title, until, timeZone }
  }

  return {
    read,

    /** Once a code: the end that it names is no longer the link's afterwards. */
    async extend(code: string): Promise<Extension> {
      const extension = await read(code)
      const { link, until } = extension
      const moved = await store.moveEnd(link, until, now())
      if (moved.length === 0) throw new Problem('conflict')
      for (const one of moved) announce.linkUpdated(one)
      return extension
    },

    /** Tells the makers of links that end within the hour, each end once. Answers how many. */
    async announceEnding(dryRun = false): Promise<number> {
      const at = now()
      const ending = await store.ending(at, new Date(at.getTime() + noticeMs), shortLifeMs, atOnce)
      if (dryRun) return ending.length
      let told = 0
      for (const one of ending) if (await tell(one)) told += 1
      return told
    },
  }
}

interface Named {
  readonly linkId: Id
  readonly expiresAt: number
  readonly makerId: SerialId
}

const writeCode = ({ id, expiresAt, createdBy }: ShareLink): string =>
  JSON.stringify({ linkId: id, expiresAt: expiresAt?.getTime(), makerId: createdBy })

/** Sealed by us, so it has this shape. */
const readCode = (text: string | undefined): Named | undefined =>
  text === undefined ? undefined : (JSON.parse(text) as Named)
