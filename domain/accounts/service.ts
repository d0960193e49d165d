import type { Member } from '../actor.ts'
import { Problem } from '../problem.ts'
import { slugCandidates } from '../tenants/tenant.ts'
import { cleanLine, memberOf, type Profile, type Session } from './account.ts'
import { normaliseEmail } from './email.ts'
import { normalisePassword, type Passwords, readNewPassword } from './password.ts'
import type { ChangePassword, Login, Register } from './schema.ts'
import { createSessions, type SessionPorts } from './sessions.ts'

export interface AccountPorts extends SessionPorts {
  readonly passwords: Passwords
}

export interface SignedIn {
  readonly profile: Profile
  readonly session: Session
}

export type Accounts = ReturnType<typeof createAccounts>

/** Who people are, and the sessions they hold. */
export const createAccounts = (ports: AccountPorts) => {
  const { store, passwords, newId, now } = ports
  const { begin, issue, sessionsChanged, ...sessions } = createSessions(ports)

  return {
    ...sessions,

    async register({ email, password, full_name, organization }: Register): Promise<SignedIn> {
      const address = normaliseEmail(email)
      const fullName = cleanLine('full_name', full_name)
      const name = organization === undefined ? fullName : cleanLine('organization', organization)
      const passwordHash = await passwords.hash(readNewPassword('password', password, address))

      const founder = {
        email: address,
        fullName,
        passwordHash,
        organization: name,
        slugs: slugCandidates(name, () => newId().slice(-6)),
      }
      const { session, refreshToken } = begin()
      const profile = await store.register(founder, session)
      return { profile, session: issue(memberOf(profile, session.familyId), refreshToken) }
    },

    /** One slow hash whoever asks: an e-mail that nobody has costs the time, and gets the answer, of a wrong password. */
    async login({ email, password, tenant }: Login): Promise<SignedIn> {
      const known = await store.findCredentials(normaliseEmail(email))
      const tried = normalisePassword(password)
      const isRight = known
        ? await passwords.verify(known.passwordHash, tried)
        : await passwords.spendTime(tried)
      if (!known || !isRight) throw new Problem('wrong_credentials')

      const { userId } = known
      const chosen = tenant ? known.tenants.find(({ slug }) => slug === tenant) : known.tenants[0]
      if (!chosen) throw new Problem(tenant ? 'not_found' : 'forbidden')

      const { tenantId } = chosen
      const { session, refreshToken } = begin()
      const profile =
        (await store.openSession({ tenantId, userId }, known.passwordHash, session)) &&
        (await store.profile(tenantId, userId))
      if (!profile) throw new Problem('wrong_credentials')
      return { profile, session: issue(memberOf(profile, session.familyId), refreshToken) }
    },

    async changePassword(actor: Member, { current_password, new_password }: ChangePassword): Promise<void> {
      const { tenantId, userId, familyId } = actor
      const profile = await store.profile(tenantId, userId)
      const from = await store.passwordHashOf(userId)
      if (!profile || from === undefined) throw new Problem('not_signed_in')

      const password = readNewPassword('new_password', new_password, profile.account.email)
      if (!(await passwords.verify(from, normalisePassword(current_password)))) throw wrongCurrent()

      const to = await passwords.hash(password)
      const left = await store.changePassword(userId, { from, to, exceptFamily: familyId, at: now() })
      if (!left) throw wrongCurrent()
      for (const tenantId of left) sessionsChanged({ tenantId, userId })
    },

    async me({ tenantId, userId }: Member): Promise<Profile> {
      const profile = await store.profile(tenantId, userId)
      if (!profile) throw new Problem('not_signed_in')
      return profile
    },
  }
}

/** Not `wrong_credentials`: a 401 would tell a client that its session is over. */
const wrongCurrent = () =>
  new Problem('validation_failed', { errors: [{ field: 'current_password', message: 'is wrong' }] })
