import { addDays, instantOf, wallClock } from '../local-time.ts'
import type { MailData } from '../mail/mail.ts'
import { usualDigest } from './notification.ts'
import type { Told, Waiting } from './ports.ts'
import { listUrlOf, presentNotification, type Reading } from './present.ts'
import { notificationWords } from './words.ts'

/** What somebody may still read in time by themselves is not mailed yet. */
export const patienceMs = 15 * 60_000
/** Lines of one mail. */
export const mostLines = 20
const hourMs = 3_600_000
const morning = '08:00:00'

/**
 * Up to which moment what waits for somebody is due to be mailed; `undefined`: nothing is. Hourly: all that has waited
 * for a while, an hour after the last mail at the soonest. Daily: what waited at the last eight o'clock of the
 * organization's mornings, so a morning that was missed is made up for, and no day has two mails.
 */
export const dueUntil = (
  { digest = usualDigest, oldestAt, lastMailedAt, timeZone }: Omit<Waiting, 'email' | 'fullName'>,
  now: Date,
): Date | undefined => {
  if (digest === 'off') return undefined
  const from = digest === 'hourly' ? now.getTime() : lastMorning(timeZone, now.getTime())
  const until = new Date(from - patienceMs)
  if (oldestAt > until) return undefined
  if (lastMailedAt === null) return until
  const isTooSoon =
    digest === 'hourly' ? lastMailedAt.getTime() > from - hourMs : lastMailedAt.getTime() >= from
  return isTooSoon ? undefined : until
}

const lastMorning = (timeZone: string, now: number): number => {
  const { date } = wallClock(timeZone, now)
  const today = instantOf(timeZone, date, morning)
  return today <= now ? today : instantOf(timeZone, addDays(date, -1), morning)
}

/** What the mail says: `told` are the newest of `count`. */
export const digestOf = (
  { fullName }: Pick<Waiting, 'fullName'>,
  { count, told }: { readonly count: number; readonly told: readonly Told[] },
  reading: Reading,
): MailData['notification_digest'] => {
  const lines = told.map((one) => {
    const { title, body } = presentNotification(one, reading)
    return body === '' ? title : `${title}: ${body}`
  })
  const more = count - told.length
  return {
    name: fullName,
    count,
    lines: more > 0 ? [...lines, notificationWords[reading.language].more(more)] : lines,
    url: listUrlOf(reading.publicUrl),
  }
}
