import { createPasswordReset, type PasswordResetPorts } from './accounts/password-reset.ts'
import { type AccountPorts, createAccounts } from './accounts/service.ts'
import { type ApiKeyPorts, createApiKeys } from './api-keys/service.ts'
import type { Announcements } from './live/ports.ts'
import { createMails, type MailPorts } from './mail/service.ts'
import type { Id } from './schema.ts'
import { createTenantProfiles } from './tenants/profiles.ts'
import { createForgetting, type RetentionStore } from './tenants/retention.ts'
import { createTenants, type TenantPorts } from './tenants/service.ts'

/** What people and their organizations need of the outside. */
export interface PeoplePorts {
  readonly accounts: Pick<AccountPorts, 'store' | 'passwords' | 'accessTokens' | 'hash' | 'newSecret'>
  readonly apiKeys: Pick<ApiKeyPorts, 'keysOf' | 'directory' | 'hash' | 'newSecret'>
  readonly passwordReset: Pick<PasswordResetPorts, 'store' | 'hash' | 'newToken'>
  readonly tenants: Pick<TenantPorts, 'storeOf' | 'people' | 'longestPositionsDays'>
  readonly retention: RetentionStore
  readonly mail: Pick<MailPorts, 'store' | 'seal' | 'unseal' | 'deliver' | 'report' | 'publicUrl'>
  readonly announce: Announcements
  readonly newId: () => Id
  readonly now: () => Date
}

/** Accounts, the organizations that they belong to, and the mail that reaches them. `changed`: who hears of members. */
export const createPeople = (
  ports: PeoplePorts,
  changed: Required<Pick<TenantPorts, 'makerChanged' | 'cameOrLeft'>>,
) => {
  const { announce, newId, now } = ports
  const accounts = createAccounts({ ...ports.accounts, newId, now, announce })
  const apiKeys = createApiKeys({ ...ports.apiKeys, newId, now })
  const mail = createMails({ ...ports.mail, newId, now })
  const passwordReset = createPasswordReset({
    ...ports.passwordReset,
    passwords: ports.accounts.passwords,
    mail,
    publicUrl: ports.mail.publicUrl,
    forget: accounts.forget,
    announce,
    now,
  })
  const profiles = createTenantProfiles({ storeOf: ports.tenants.storeOf, now })
  const tenants = createTenants({
    ...ports.tenants,
    ...changed,
    passwords: ports.accounts.passwords,
    announce,
    forget: accounts.forget,
    forgetProfile: profiles.forget,
    now,
  })
  const forgetOld = createForgetting({
    store: ports.retention,
    longestPositionsDays: ports.tenants.longestPositionsDays,
    now,
  })

  return { accounts, apiKeys, mail, passwordReset, profiles, tenants, forgetOld }
}
