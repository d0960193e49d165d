import { createTransport } from 'nodemailer'
import type { Logger } from 'pino'
import type { Letter } from '../domain/mail/mail.ts'
import type { Delivery, MailEvent } from '../domain/mail/service.ts'

export interface Mailer {
  deliver(letter: Letter): Promise<Delivery>
}

interface MailerSettings {
  /** `smtp://user:password@host:587`, `smtps://…:465`; STARTTLS is used wherever the server offers it. */
  readonly url: string | undefined
  /** `Name <address>` or an address. */
  readonly from: string
  /** Without a mail server: whether mails may be read in the log, secrets and all. */
  readonly mayPrint: boolean
  readonly log: Logger
}

export const createMailer = ({ url, from, mayPrint, log }: MailerSettings): Mailer =>
  url ? bySmtp(url, from, log) : mayPrint ? toLog(log) : toNobody(log)

/** A connection a mail. Each step of a delivery ends by itself, so that all of them together end well within the outbox's lease. */
const patience = {
  dnsTimeout: 10_000,
  connectionTimeout: 15_000,
  greetingTimeout: 15_000,
  socketTimeout: 20_000,
}

const bySmtp = (url: string, from: string, log: Logger): Mailer => {
  const transport = createTransport({
    url,
    ...patience,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async deliver({ id, to, language, subject, text, html }) {
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: to }, // an object is taken as it is; a string would be read as a list
          subject,
          text,
          html,
          // The same at every try: a mail server that got it twice can tell.
          messageId: `<${id}@${hostOf(from)}>`,
          headers: {
            'Auto-Submitted': 'auto-generated',
            'X-Auto-Response-Suppress': 'All',
            'Content-Language': language,
          },
        })
        return 'sent'
      } catch (error) {
        const { code, responseCode, command } = error as Record<string, unknown>
        const isRefused = isForGood(error)
        // No message: a server quotes the address in it.
        log.warn(
          { mail: id, code, response: responseCode, command },
          isRefused ? 'mail refused' : 'mail delayed',
        )
        return isRefused ? 'refused' : 'away'
      }
    },
  }
}

/** RFC 5321 4.2.1: 5yz to this addressee or this letter. What is wrong with the session (sign-in, TLS) can be mended. */
const isForGood = (error: unknown): boolean => {
  const { code, responseCode } = error as { code?: string; responseCode?: number }
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode !== undefined && responseCode >= 500
}

const hostOf = (from: string): string => /@([^\s>@]+)>?\s*$/.exec(from)?.[1] ?? 'fleeting.invalid'

/** What a developer needs of a mail: its words. */
const toLog = (log: Logger): Mailer => ({
  async deliver({ id, subject, to, text }) {
    log.info({ mail: id, subject, to, text }, 'mail')
    return 'sent'
  },
})

const toNobody = (log: Logger): Mailer => ({
  async deliver({ id }) {
    log.warn({ mail: id }, 'mail not sent: SMTP_URL is not set')
    return 'refused'
  },
})

/** By its id: whom a mail was for, and what it said, is not for the log. */
export const logMail = (log: Logger, event: MailEvent): void => {
  if (event.event === 'failed') log.error({ err: event.error }, 'mails could not be looked for')
  else if (event.event === 'sent') log.debug({ mail: event.id, template: event.template }, 'mail sent')
  else log.error({ mail: event.id, template: event.template }, 'mail given up')
}
