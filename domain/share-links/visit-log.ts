import type { AccessEvent, AccessFacts } from '../analytics/event.ts'
import type { MailData, MakerTemplate } from '../mail/mail.ts'
import type { ShareLink } from './link.ts'
import type { Visit } from './visits.ts'

export interface VisitLogPorts {
  /** Synchronous, and never throws. */
  readonly record: (event: AccessEvent) => void
  readonly tellMaker: <T extends MakerTemplate>(
    link: ShareLink,
    template: T,
    data: Omit<MailData[T], 'url'>,
  ) => Promise<void>
  /** Hears of mails that could not even be stored. */
  readonly onUntold: (error: unknown) => void
  readonly now: () => Date
}

type Seen = Pick<Visit, 'link' | 'resource' | 'pass'>

/** What happens at links: counted for statistics, and told to makers who asked for it. No visitor waits for it. */
export const createVisitLog = ({ record, tellMaker, onUntold, now }: VisitLogPorts) => {
  const tell = <T extends MakerTemplate>(
    { link, resource }: Pick<Seen, 'link' | 'resource'>,
    template: T,
    data: Omit<MailData[T], 'url' | 'title'>,
  ): void => {
    const whole = { ...data, title: resource.title } as unknown as Omit<MailData[T], 'url'>
    tellMaker(link, template, whole).catch(onUntold)
  }
  const note = (
    type: AccessEvent['type'],
    { link, pass }: Pick<Seen, 'link' | 'pass'>,
    facts: AccessFacts,
    more: Pick<AccessEvent, 'seconds' | 'loadMs'> = {},
  ): void => record({ type, link, visitId: pass?.visitId, facts, ...more })

  return {
    /** `views`: how many the link has had, this one included; `undefined` for a visit that uses up none. */
    viewed(visit: Seen, facts: AccessFacts, views: number | undefined): void {
      note('view', visit, facts)
      if (views === undefined) return
      if (views === 1 && visit.link.notifyOnAccess) tell(visit, 'link_opened', { openedAt: now() })
      if (views === visit.link.maxViews) tell(visit, 'limit_reached', { limit: 'views', count: views })
    },
    downloaded(visit: Seen, facts: AccessFacts, downloads: number): void {
      note('download', visit, facts)
      if (downloads === visit.link.maxDownloads)
        tell(visit, 'limit_reached', { limit: 'downloads', count: downloads })
    },
    /** By a member who has accepted the link, of one that has no limit. */
    downloadedByMember: (link: ShareLink, facts: AccessFacts): void =>
      note('download', { link, pass: undefined }, facts),
    previewed: (visit: Seen, facts: AccessFacts): void => note('preview', visit, facts),
    unlocked: (visit: Seen, facts: AccessFacts): void => note('unlock', visit, facts),
    unlockFailed: (visit: Seen, facts: AccessFacts): void => note('unlock_failed', visit, facts),
    /** Somebody guesses: `count` wrong passwords in a row. */
    guessed: (visit: Seen, count: number): void => tell(visit, 'wrong_passwords', { count }),
    stayed(visit: Seen, facts: AccessFacts, seconds: number, loadMs: number | undefined): void {
      note('time', visit, facts, { seconds, ...(loadMs !== undefined && { loadMs }) })
    },
  }
}

export type VisitLog = ReturnType<typeof createVisitLog>
