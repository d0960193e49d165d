import type { Language } from '../problem.ts'
import { dateText, moneyText } from '../quotes/words.ts'
import { clean } from './clean.ts'
import { htmlOf, textOf } from './layout.ts'
import type { Mail, MailData, MailTemplate, Written } from './mail.ts'
import { decided } from './quote-words.ts'
import { mailWords, units } from './words.ts'

/** The organization that a mail comes from, as its reader should know it. */
export interface Sender {
  readonly organization: string
  readonly timeZone: string
}

/** What fills the placeholders of a template; one without a value takes its paragraph with it. */
type Values = Readonly<Record<string, string | undefined>>
type Say = (at: Date | null | undefined) => string | undefined

/** A mail, written out. Pure: the same order gives the same letter. */
export const write = <T extends MailTemplate>(
  { template, data, language }: Pick<Mail<T>, 'template' | 'data' | 'language'>,
  sender: Sender,
): Written => {
  const words = mailWords[language][template]
  const fill: Fill<T> = filling[template]
  const { url, ...values } = fill(data, timeIn(language, sender.timeZone), language)
  const organization = clean(sender.organization, 80)
  const known: Values = { ...values, organization }

  const letter = {
    language,
    subject: sentence(words.subject, { ...known, title: known.title && clean(known.title, 80) }) ?? '',
    paragraphs: [...sentences(words.text, known), ...(listed[template]?.(data) ?? [])],
    action: { label: words.action, url },
    notes: sentences(words.notes, known),
    why: sentence(words.why, known) ?? '',
    organization,
  }
  return { subject: letter.subject, text: textOf(letter), html: htmlOf(letter) }
}

type Fill<T extends MailTemplate> = (
  data: MailData[T],
  time: Say,
  language: Language,
) => Values & { readonly url: string }

const filling: { readonly [T in MailTemplate]: Fill<T> } = {
  link_sent: ({ senderName, title, url, startsAt, expiresAt, hasPassword }, time) => ({
    url,
    sender: clean(senderName, 80),
    title: clean(title),
    starts: time(startsAt),
    expires: time(expiresAt),
    password: hasPassword ? '' : undefined,
  }),
  link_opened: ({ title, url, openedAt }, time) => ({ url, title: clean(title), opened: time(openedAt) }),
  link_expiring: ({ title, url, expiresAt, extendUrl, extendedUntil }, time) => ({
    url: extendUrl,
    title: clean(title),
    expires: time(expiresAt),
    extended: time(extendedUntil),
    link: url,
  }),
  limit_reached: ({ title, url, limit, count }, _time, language) => ({
    url,
    title: clean(title),
    count: String(count),
    unit: units[language][limit],
  }),
  wrong_passwords: ({ title, url, count }) => ({ url, title: clean(title), count: String(count) }),
  quote_sent: (data, _time, language) => ({
    url: data.url,
    sender: clean(data.senderName, 80),
    customer: clean(data.customerName, 80),
    number: data.number,
    title: clean(data.title),
    total: moneyText(language, data.totalCents, data.currency),
    valid: dateText(language, data.validUntil),
    message: data.message === null ? undefined : clean(data.message, 1000),
  }),
  quote_decided: ({ url, number, title, isApproved, decidedBy, comment }, _time, language) => ({
    url,
    number,
    title: clean(title),
    by: clean(decidedBy, 80),
    decided: decided[language][isApproved ? 'approved' : 'rejected'],
    comment: comment === null ? undefined : clean(comment, 500),
  }),
  visit_started: ({ technicianName, url, expiresAt }, time) => ({
    url,
    technician: clean(technicianName, 80),
    expires: time(expiresAt),
  }),
  session_invited: ({ senderName, title, message, url, expiresAt }, time) => ({
    url,
    sender: clean(senderName, 80),
    title: clean(title),
    message: message === null ? undefined : clean(message, 1000),
    expires: time(expiresAt),
  }),
  password_reset: ({ name, url, minutes }) => ({ url, name: clean(name, 80), minutes: String(minutes) }),
  notification_digest: ({ name, count, url }) => ({ url, name: clean(name, 80), count: String(count) }),
}

/** What a mail lists after its text, a paragraph each. */
const listed: { readonly [T in MailTemplate]?: (data: MailData[T]) => readonly string[] } = {
  notification_digest: ({ lines }) => lines.map((line) => clean(line, 400)),
}

/** Filled in one pass, so that nothing that people wrote is taken for a placeholder. */
const sentence = (words: string, values: Values): string | undefined => {
  let isWhole = true
  const filled = words.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) isWhole = false
    return value ?? ''
  })
  return isWhole ? filled : undefined
}

const sentences = (words: readonly string[], values: Values): string[] =>
  words.map((line) => sentence(line, values)).filter((line) => line !== undefined)

/** The organization's own time, with its zone: whoever reads the mail may be elsewhere. */
const timeIn = (language: Language, timeZone: string): Say => {
  const format = new Intl.DateTimeFormat(language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  })
  return (at) => (at ? format.format(at) : undefined)
}
