import { Email, normaliseEmail } from '../accounts/email.ts'
import { type Language, languages, Problem } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'
import type { ShareLink } from '../share-links/link.ts'
import { parser } from '../validate.ts'
import {
  type Letter,
  type Mail,
  type MailData,
  type MailTemplate,
  type MakerTemplate,
  nextTry,
  rememberedMs,
  triedForMs,
} from './mail.ts'
import { write } from './templates.ts'

/** A mail as it waits: what it says is sealed. */
export interface WaitingMail {
  readonly id: Id
  readonly tenantId: SerialId | null
  readonly template: string
  readonly letterSealed: Buffer
  /** How often it was taken, this time included. */
  readonly attempts: number
  readonly createdAt: Date
  readonly usefulUntil: Date
}

/** Which end of which share a mail announces: each is announced once. A link that stands alone is a share of its own. */
export interface ExpiryNotice {
  readonly shareId: Id
  readonly expiresAt: Date
}

/** Whose notifications a mail lists: those from `until` or before that are unread, and in no mail yet. */
export interface DigestNotice {
  readonly tenantId: SerialId
  readonly userId: SerialId
  readonly until: Date
}

/** What is kept in one transaction with a mail, so that it is sent once. */
export type Notice = ExpiryNotice | DigestNotice

export interface MailStore {
  /** `false`: what it tells of was told before, and nothing is stored. */
  add(mail: Omit<WaitingMail, 'attempts'>, notice?: Notice): Promise<boolean>
  /** Takes the mail that has been due for the longest, for nobody else to take before `until`. */
  take(now: Date, until: Date): Promise<WaitingMail | undefined>
  putBack(id: Id, dueAt: Date): Promise<void>
  /** Empties it. */
  settle(id: Id, as: 'sent' | 'given_up', at: Date): Promise<void>
  forgetBefore(at: Date): Promise<number>
  /** Where its mails come from; `undefined` for no organization of ours. */
  senderOf(tenantId: SerialId): Promise<MailSender | undefined>
  /** A member's address; `undefined` once they are no member any more. */
  memberAddress(tenantId: SerialId, userId: SerialId): Promise<string | undefined>
}

export interface MailSender {
  readonly organization: string
  readonly timeZone: string
  readonly locale: string
}

/** `refused`: for good, by the mail server of this mail. `away`: trying again may help. */
export type Delivery = 'sent' | 'refused' | 'away'

export interface MailPorts {
  readonly store: MailStore
  readonly seal: (id: Id, text: string) => Buffer
  /** `undefined` for what was sealed under another key. */
  readonly unseal: (id: Id, box: Buffer) => string | undefined
  /** Hands one letter to a mail server. Never throws. */
  readonly deliver: (letter: Letter) => Promise<Delivery>
  /** What became of a mail, by its id: its words and its addressee are nobody else's. */
  readonly report: (event: MailEvent) => void
  /** What addresses in mails begin with where no request says so, without a slash at the end. */
  readonly publicUrl: () => string
  readonly newId: () => Id
  readonly now: () => Date
}

export type MailEvent =
  | { readonly event: 'sent' | 'given_up'; readonly id: Id; readonly template: string }
  | { readonly event: 'failed'; readonly error: unknown }

/**
 * Longer than one delivery lasts, whose every step has a time limit of its own: what is not settled by then was taken
 * by a process that is no more.
 */
const leaseMs = 10 * 60_000
/** Deliveries at once, in one process. */
const hands = 4

export type Mails = ReturnType<typeof createMails>

/** The outbox: a mail is stored first and carried to the mail server then, at least once, by whichever process can. */
export const createMails = (ports: MailPorts) => {
  const { store, seal, unseal, deliver, report, publicUrl, newId, now } = ports

  const deliverOne = async (): Promise<boolean> => {
    const at = now()
    const mail = await store.take(at, new Date(at.getTime() + leaseMs))
    if (!mail) return false
    const { id, template, usefulUntil } = mail
    const letter = at < usefulUntil && unseal(id, mail.letterSealed)
    const delivery = letter ? await deliver({ id, ...JSON.parse(letter) }) : 'refused'
    if (delivery === 'sent') {
      await store.settle(id, 'sent', now())
      report({ event: 'sent', id, template })
      return true
    }
    const again = delivery === 'away' ? nextTry(mail.attempts, usefulUntil, now()) : undefined
    if (again) await store.putBack(id, again)
    else {
      await store.settle(id, 'given_up', now())
      report({ event: 'given_up', id, template })
    }
    return true
  }

  let round: Promise<number> | undefined
  let isWanted = false
  let isClosed = false

  /** Delivers whatever is due. One round at a time: a call during a round has another one follow it. */
  const deliverDue = (): Promise<number> => {
    isWanted = true
    round ??= deliverAll().finally(() => {
      round = undefined
    })
    return round
  }
  const deliverAll = async (): Promise<number> => {
    let delivered = 0
    const work = async () => {
      while (!isClosed && (await deliverOne())) delivered += 1
    }
    while (isWanted && !isClosed) {
      isWanted = false
      const done = await Promise.allSettled(Array.from({ length: hands }, work))
      const failed = done.find(({ status }) => status === 'rejected')
      if (failed?.status === 'rejected') throw failed.reason
    }
    return delivered
  }
  const wake = (): void => void deliverDue().catch((error: unknown) => report({ event: 'failed', error }))

  const send = async <T extends MailTemplate>(mail: Mail<T>, notice?: Notice): Promise<boolean> => {
    const sender = mail.tenantId === null ? undefined : await store.senderOf(mail.tenantId)
    const letter: Omit<Letter, 'id'> = {
      to: addressOf(mail.to),
      language: mail.language,
      ...write(mail, sender ?? house),
    }
    const id = newId()
    const createdAt = now()
    const isAdded = await store.add(
      {
        id,
        tenantId: mail.tenantId,
        template: mail.template,
        letterSealed: seal(id, JSON.stringify(letter)),
        createdAt,
        usefulUntil: mail.usefulUntil ?? new Date(createdAt.getTime() + triedForMs),
      },
      notice,
    )
    if (isAdded) wake()
    return isAdded
  }

  return {
    /**
     * Stores a mail, which leaves at once where a mail server takes it, and later where it is away. Throws
     * `validation_failed` for an address that is none.
     */
    async send<T extends MailTemplate>(mail: Mail<T>): Promise<void> {
      await send(mail)
    },

    /** The same, unless this end of this share was announced before. */
    announce: (mail: Mail<'link_expiring'>, notice: ExpiryNotice): Promise<boolean> => send(mail, notice),

    /** The same, unless none of these notifications waits for a mail any more. All of them are mailed by it. */
    sendDigest: (mail: Mail<'notification_digest'>, notice: DigestNotice): Promise<boolean> =>
      send(mail, notice),

    /**
     * Tells the maker of a link, in the language of their organization; nobody who is no member of it any more. `title`
     * is the link's own where it has one.
     */
    async tellMaker<T extends MakerTemplate>(
      link: ShareLink,
      template: T,
      data: Omit<MailData[T], 'url'>,
    ): Promise<void> {
      const [sender, to] = await Promise.all([
        store.senderOf(link.tenantId),
        store.memberAddress(link.tenantId, link.createdBy),
      ])
      if (!sender || to === undefined) return
      const whole = { ...data, title: link.title ?? data.title, url: linkUrlOf(publicUrl(), link) }
      await send<MakerTemplate>({
        tenantId: link.tenantId,
        to,
        language: languageOf(sender.locale),
        template,
        data: whole as MailData[T],
      })
    },

    deliverDue,

    forgetOld: (): Promise<number> => store.forgetBefore(new Date(now().getTime() - rememberedMs)),

    /** Takes no further mail, and lets the deliveries that run come to their end. */
    async close(): Promise<void> {
      isClosed = true
      await round?.catch(() => {})
    },
  }
}

/** For mails of no organization. */
const house: MailSender = { organization: 'Fleeting', timeZone: 'UTC', locale: 'en' }

/** The nearest language that mails are written in. */
export const languageOf = (locale: string): Language =>
  languages.find((language) => language === locale) ??
  languages.find((language) => language.slice(0, 2) === locale.slice(0, 2).toLowerCase()) ??
  'en'

/** Where a link is found without its token: by its slug or its id; the id of a rotated link opens nothing any more. */
export const linkUrlOf = (publicUrl: string, { id, slug, rotatedAt }: ShareLink): string =>
  slug || !rotatedAt ? `${publicUrl}/share/${slug ?? id}/` : `${publicUrl}/`

const readAddress = parser(Email)

/** One address and nothing else: no list, no name, no header. */
const addressOf = (to: string): string => {
  try {
    return readAddress(normaliseEmail(to))
  } catch {
    throw new Problem('validation_failed', { errors: [{ field: 'to', message: 'is not an e-mail address' }] })
  }
}
