import type { Member, Role } from '../actor.ts'
import { Problem } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'
import { presentTenant, type Tenant } from '../tenants/tenant.ts'
import type { TokensView, UserView } from './schema.ts'

export interface Account {
  readonly id: SerialId
  readonly email: string
  readonly fullName: string
}

/** A person in one of their organizations. */
export interface Profile {
  readonly account: Account
  readonly tenant: Tenant
  readonly role: Role
}

/** What somebody holds who is signed in. The refresh token is known to nobody else: only its hash is kept. */
export interface Session {
  readonly member: Member
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresIn: number
}

/** A session as it begins: one family, one refresh token. */
export interface NewSession {
  readonly familyId: Id
  readonly tokenHash: Buffer
  readonly startedAt: Date
  readonly expiresAt: Date
}

export const memberOf = ({ account, tenant, role }: Profile, familyId: Id): Member => ({
  userId: account.id,
  tenantId: tenant.id,
  role,
  familyId,
})

export const presentUser = ({ id, email, fullName }: Account): UserView => ({
  id,
  email,
  full_name: fullName,
})

export const presentProfile = ({ account, tenant, role }: Profile) => ({
  user: presentUser(account),
  tenant: presentTenant(tenant, role),
})

/** With a CSRF token the others stay out of the body: they travel in cookies that no script reads. */
export const presentTokens = (
  { accessToken, refreshToken, expiresIn }: Session,
  csrfToken?: string,
): TokensView =>
  csrfToken === undefined
    ? { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresIn }
    : { csrf_token: csrfToken, expires_in: expiresIn }

/** A name as people write it, without the blanks around it; nothing but blanks is no name. */
export const cleanLine = (field: string, text: string): string => {
  const line = text.normalize('NFC').trim()
  if (line) return line
  throw new Problem('validation_failed', { errors: [{ field, message: 'must not be empty' }] })
}
