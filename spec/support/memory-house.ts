import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { Passwords } from '../../domain/accounts/password.ts'
import { createAccounts } from '../../domain/accounts/service.ts'
import { createTenants } from '../../domain/tenants/service.ts'
import { createAccessTokens } from '../../server/access-tokens.ts'
import { createUuidV7 } from '../../server/secrets.ts'
import { createMemoryAccounts } from './memory-accounts.ts'

export const jwtKeys = `first:${'1'.repeat(32)},second:${'2'.repeat(32)}`

/** Accounts and organizations on stores in memory, with a clock to turn, and an ear for what is announced. */
export const createMemoryHouse = (start = new Date('2030-06-01T12:00:00Z')) => {
  let clock = start.getTime()
  const now = () => new Date(clock)
  const stores = createMemoryAccounts()
  const announced: { tenantId: number; userId: number }[] = []
  const announce = { memberChanged: (member: (typeof announced)[number]) => void announced.push(member) }
  const forgotten: number[] = []
  /** Who joined or left, as far as it is told. */
  const movers: { tenantId: number; userId: number }[] = []
  const { passwords, spent } = countedPasswords()
  let reads = 0

  const accounts = createAccounts({
    store: {
      ...stores.store,
      standing(...asked) {
        reads += 1
        return stores.store.standing(...asked)
      },
    },
    passwords,
    accessTokens: createAccessTokens(jwtKeys, now),
    hash: (purpose, secret) => createHmac('sha256', purpose).update(secret).digest(),
    newSecret: () => randomBytes(32).toString('base64url'),
    newId: () => createUuidV7(clock),
    now,
    announce,
  })
  const tenants = createTenants({
    storeOf: stores.tenantStoreOf,
    people: stores.people,
    passwords,
    announce,
    cameOrLeft: async (member) => void movers.push(member),
    forget: accounts.forget,
    forgetProfile: (tenantId) => void forgotten.push(tenantId),
    longestPositionsDays: 90,
    now,
  })

  return {
    accounts,
    tenants,
    stores,
    announced,
    movers,
    forgotten,
    spent,
    standingReads: () => reads,
    now,
    pass: (milliseconds: number) => {
      clock += milliseconds
    },
  }
}

/** Fast hashes that count what slow ones would have cost. */
const countedPasswords = () => {
  const spent = { hash: 0, verify: 0 }
  const digest = (password: string) => createHash('sha256').update(password).digest('hex')
  const passwords: Passwords = {
    async hash(password) {
      spent.hash += 1
      return digest(password)
    },
    async verify(hash, password) {
      spent.verify += 1
      return hash === digest(password)
    },
    async spendTime() {
      spent.verify += 1
    },
  }
  return { passwords, spent }
}
