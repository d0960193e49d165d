import type { Language } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'

/** What each mail says. Addresses (`url`) are absolute; names and titles may be anything that people typed. */
export interface MailData {
  /** A link, sent to somebody by the person who made it. A password is never part of it. */
  link_sent: {
    readonly senderName: string
    readonly title: string
    readonly url: string
    readonly startsAt?: Date | null
    readonly expiresAt: Date | null
    /** The mail says then that the password comes by another way. */
    readonly hasPassword: boolean
  }
  /** To the maker: somebody opened it for the first time. */
  link_opened: { readonly title: string; readonly url: string; readonly openedAt: Date }
  /** To the maker: it ends soon. `extendUrl` opens a page with one button, which moves the end to `extendedUntil`. */
  link_expiring: {
    readonly title: string
    readonly url: string
    readonly expiresAt: Date
    readonly extendUrl: string
    readonly extendedUntil: Date
  }
  /** To the maker: the last view or download that the link allows has been used. */
  limit_reached: {
    readonly title: string
    readonly url: string
    readonly limit: 'views' | 'downloads'
    readonly count: number
  }
  /** To the maker: somebody tries passwords. `count`: how many were wrong. */
  wrong_passwords: { readonly title: string; readonly url: string; readonly count: number }
  /** To the customer of a visit: its technician is on the way, and may be followed. */
  visit_started: { readonly technicianName: string; readonly url: string; readonly expiresAt: Date | null }
  /** To somebody who is to work on a file together with others. */
  session_invited: {
    readonly senderName: string
    readonly title: string
    /** Words of the sender's own. */
    readonly message: string | null
    readonly url: string
    readonly expiresAt: Date
  }
  password_reset: { readonly name: string; readonly url: string; readonly minutes: number }
  /** A quote, to the customer it was made for. */
  quote_sent: {
    readonly senderName: string
    readonly customerName: string
    readonly number: string
    readonly title: string
    readonly totalCents: number
    /** ISO 4217. */
    readonly currency: string
    /** `YYYY-MM-DD`. */
    readonly validUntil: string
    /** Words of the sender's own. */
    readonly message: string | null
    readonly url: string
  }
  /** To the maker of a quote: what the customer said. */
  quote_decided: {
    readonly number: string
    readonly title: string
    readonly isApproved: boolean
    /** The name that the customer gave. */
    readonly decidedBy: string
    readonly comment: string | null
    readonly url: string
  }
  /** To a member: what is new for them and was not read. `count`: of how many notifications `lines` are the newest. */
  notification_digest: {
    readonly name: string
    readonly count: number
    readonly lines: readonly string[]
    readonly url: string
  }
}

export type MailTemplate = keyof MailData
/** Those that tell a link's maker about it. */
export type MakerTemplate = 'link_opened' | 'limit_reached' | 'wrong_passwords'

/** A mail as it is ordered. */
export interface Mail<T extends MailTemplate = MailTemplate> {
  /** `null`: for somebody who belongs to no organization. */
  readonly tenantId: SerialId | null
  readonly to: string
  readonly language: Language
  readonly template: T
  readonly data: MailData[T]
  /** No try is made after this. Without it: for 24 hours. */
  readonly usefulUntil?: Date
}

/** What a template makes of it. */
export interface Written {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** A mail as the mail server gets it. */
export interface Letter extends Written {
  readonly id: Id
  readonly to: string
  readonly language: Language
}

const hour = 3_600_000
const minute = 60_000

/** How long a mail is tried, where nothing says that it is of use for less. */
export const triedForMs = 24 * hour
/** A mail that has been given to a mail server, or given up, is remembered this long, without its content. */
export const rememberedMs = 30 * 24 * hour

const pauses = [1, 2, 5, 10, 20, 40, 60, 120, 240].map((minutes) => minutes * minute)

/** When a mail is tried again that has been tried `attempts` times; `undefined`: not any more. */
export const nextTry = (attempts: number, usefulUntil: Date, now: Date): Date | undefined => {
  const pause = pauses[Math.min(attempts, pauses.length) - 1] ?? minute
  const at = new Date(now.getTime() + pause)
  return at < usefulUntil ? at : undefined
}
