import type { Announcements } from '../live/ports.ts'
import type { Mails } from '../mail/service.ts'
import { type Language, Problem } from '../problem.ts'
import type { SerialId } from '../schema.ts'
import { normaliseEmail } from './email.ts'
import { type Passwords, readNewPassword } from './password.ts'
import type { ForgotPassword, ResetPassword } from './schema.ts'

/** Somebody who may choose a new password. */
export interface Forgetful {
  readonly userId: SerialId
  readonly email: string
  readonly fullName: string
  /** The organization they joined first; `null` for somebody who belongs to none. */
  readonly tenantId: SerialId | null
}

/** A code in two halves: the first finds it, the second, known by its keyed hash alone, proves it. */
export interface ResetCode {
  readonly selector: string
  readonly codeHash: Buffer
}

export interface PasswordResetStore {
  personOf(email: string): Promise<Forgetful | undefined>
  /** One code a person: a new one takes the place of the old. */
  keep(
    userId: SerialId,
    code: ResetCode & { readonly createdAt: Date; readonly expiresAt: Date },
  ): Promise<void>
  /** The e-mail that the code is for. A wrong second half counts against the code, and `mostTries` of them end it. */
  check(code: ResetCode, mostTries: number, now: Date): Promise<string | undefined>
  /**
   * Uses the code up, replaces the password and ends every session of the person. Answers who it is, and in which
   * organizations; `undefined` where the code is not good any more.
   */
  use(
    code: ResetCode,
    mostTries: number,
    passwordHash: string,
    at: Date,
  ): Promise<{ readonly userId: SerialId; readonly tenantIds: readonly SerialId[] } | undefined>
}

export interface PasswordResetPorts {
  readonly store: PasswordResetStore
  readonly passwords: Passwords
  readonly hash: (purpose: 'reset', secret: string) => Buffer
  /** 16 random bytes as 22 characters of base64url. */
  readonly newToken: () => string
  readonly mail: Pick<Mails, 'send'>
  readonly publicUrl: () => string
  readonly forget: (member: { tenantId: SerialId; userId: SerialId }) => void
  readonly announce: Pick<Announcements, 'memberChanged'>
  readonly now: () => Date
}

const minutes = 30
const mostTries = 5
const codeShape = /^([A-Za-z0-9_-]{22})([A-Za-z0-9_-]{22})$/

export type PasswordReset = ReturnType<typeof createPasswordReset>

/** A new password for somebody who has forgotten theirs, and who reads the mail of their address. */
export const createPasswordReset = (ports: PasswordResetPorts) => {
  const { store, passwords, hash, newToken, mail, publicUrl, forget, announce, now } = ports

  const readCode = (code: string): ResetCode => {
    const [, selector, secret] = codeShape.exec(code) ?? []
    if (!selector || !secret) throw new Problem('reset_token_invalid')
    return { selector, codeHash: hash('reset', secret) }
  }

  return {
    /** Mails a code to somebody who has an account, and nothing to anybody else; says nothing of which it was. */
    async ask({ email }: ForgotPassword, language: Language): Promise<void> {
      const person = await store.personOf(normaliseEmail(email))
      if (!person) return
      const code = newToken() + newToken()
      const createdAt = now()
      const expiresAt = new Date(createdAt.getTime() + minutes * 60_000)
      await store.keep(person.userId, { ...readCode(code), createdAt, expiresAt })
      await mail.send({
        tenantId: person.tenantId,
        to: person.email,
        language,
        template: 'password_reset',
        // Behind the #, which browsers keep to themselves: no log of a server or a proxy has it.
        data: { name: person.fullName, url: `${publicUrl()}/#reset=${code}`, minutes },
        usefulUntil: expiresAt,
      })
    },

    /** A password that is refused leaves the code good; a code is used once. */
    async reset({ code, new_password }: ResetPassword): Promise<void> {
      const given = readCode(code)
      const email = await store.check(given, mostTries, now())
      if (email === undefined) throw new Problem('reset_token_invalid')
      const passwordHash = await passwords.hash(readNewPassword('new_password', new_password, email))
      const done = await store.use(given, mostTries, passwordHash, now())
      if (!done) throw new Problem('reset_token_invalid')
      for (const tenantId of done.tenantIds) {
        forget({ tenantId, userId: done.userId })
        announce.memberChanged({ tenantId, userId: done.userId })
      }
    },
  }
}
