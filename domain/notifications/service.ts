import type { Member } from '../actor.ts'
import type { Announcements } from '../live/ports.ts'
import { languageOf, type Mails } from '../mail/service.ts'
import type { Language } from '../problem.ts'
import type { Counted, SerialId, Slice } from '../schema.ts'
import { digestOf, dueUntil, mostLines, patienceMs } from './digest.ts'
import { type Digest, type Notified, usualDigest } from './notification.ts'
import type { NotificationStore, NotificationUpkeep, Told, Waiting } from './ports.ts'
import { presentNotification } from './present.ts'
import type { NotificationView, ReadNotifications } from './schema.ts'

export interface NotificationPorts {
  readonly notificationsOf: (tenantId: SerialId) => NotificationStore
  readonly upkeep: NotificationUpkeep
  readonly mail: Pick<Mails, 'sendDigest'>
  readonly announce: Pick<Announcements, 'notified'>
  /** Without a slash at the end. */
  readonly publicUrl: () => string
  readonly now: () => Date
}

/** What the gateway asks. */
export interface LiveNotifications {
  unread(member: Pick<Member, 'tenantId' | 'userId'>): Promise<number>
  /** What was announced, in whichever language; `undefined` for what is gone, or read already. */
  told(
    notified: Pick<Notified, 'tenantId' | 'userId'> & { readonly id: string },
  ): Promise<((language: Language) => NotificationView) | undefined>
}

const dayMs = 86_400_000
const readKeptDays = 30
const keptDays = 90
const atOnce = 500

export type Notifications = ReturnType<typeof createNotifications>

/** What members should know of: theirs alone, in their own organization; read here, told live, mailed when left unread. */
export const createNotifications = (ports: NotificationPorts) => {
  const { notificationsOf, upkeep, mail, announce, publicUrl, now } = ports

  const unread = ({ tenantId, userId }: Pick<Member, 'tenantId' | 'userId'>): Promise<number> =>
    notificationsOf(tenantId).unread(userId)

  /** One mail, with what is due to somebody. `false`: they have read it meanwhile, or it was mailed by somebody else. */
  const mailTo = async (waiting: Waiting, until: Date): Promise<boolean> => {
    const { tenantId, userId, email, locale } = waiting
    const { count, rows } = await notificationsOf(tenantId).unmailed(userId, until, mostLines)
    if (count === 0) return false
    const language = languageOf(locale)
    const data = digestOf(waiting, { count, told: rows }, { language, publicUrl: publicUrl(), now: now() })
    return mail.sendDigest(
      { tenantId, to: email, language, template: 'notification_digest', data },
      { tenantId, userId, until },
    )
  }

  const live: LiveNotifications = {
    unread,
    async told({ tenantId, userId, id }) {
      const told = await notificationsOf(tenantId).find(userId, id)
      if (!told || told.readAt) return undefined
      const reading = { publicUrl: publicUrl(), now: now() }
      return (language) => presentNotification(told, { ...reading, language })
    },
  }

  return {
    ...live,

    /** Newest first, with the number of those that are unread. */
    list: (
      { tenantId, userId }: Member,
      filter: { readonly isUnread: boolean },
      slice: Slice,
    ): Promise<Counted<Told> & { readonly unread: number }> =>
      notificationsOf(tenantId).list(userId, filter, slice),

    /** What is not this member's stays as it is, and is no error. Answers how many are unread. */
    async read(member: Member, wanted: ReadNotifications): Promise<number> {
      const { tenantId, userId } = member
      const which = 'all' in wanted ? 'all' : 'ids' in wanted ? { ids: wanted.ids } : { upTo: wanted.up_to }
      const changed = await notificationsOf(tenantId).markRead(userId, which, now())
      if (changed > 0) announce.notified({ tenantId, userId, id: null })
      return unread(member)
    },

    digest: async ({ tenantId, userId }: Member): Promise<Digest> =>
      (await notificationsOf(tenantId).digest(userId)) ?? usualDigest,

    setDigest: ({ tenantId, userId }: Member, digest: Digest): Promise<void> =>
      notificationsOf(tenantId).setDigest(userId, digest),

    /** Mails everybody what is due to them. Answers how many mails. */
    async mailDigests(dryRun = false): Promise<number> {
      const at = now()
      const before = new Date(at.getTime() - patienceMs)
      let mailed = 0
      for (let after: Waiting | undefined; ; ) {
        const some = await upkeep.waiting(before, after, atOnce)
        for (const one of some) {
          const until = dueUntil(one, at)
          if (until && (dryRun || (await mailTo(one, until)))) mailed += 1
        }
        if (some.length < atOnce) return mailed
        after = some.at(-1)
      }
    },

    /** What was read is kept for a month, everything for three. */
    forgetOld(dryRun = false): Promise<number> {
      const daysAgo = (days: number) => new Date(now().getTime() - days * dayMs)
      return upkeep.forget(daysAgo(readKeptDays), daysAgo(keptDays), dryRun)
    },
  }
}
