import type { NewSession, Profile } from '../../domain/accounts/account.ts'
import type { AccountStore } from '../../domain/accounts/store.ts'
import type { Member, Role } from '../../domain/actor.ts'
import type { NewEvent } from '../../domain/events/event.ts'
import { Problem } from '../../domain/problem.ts'
import { noSocial } from '../../domain/share-links/handouts.ts'
import { usualPolicy } from '../../domain/share-links/share-policy.ts'
import { usualRetention } from '../../domain/tenants/retention.ts'
import type { Membership, NewPerson, PeopleStore, TenantStore } from '../../domain/tenants/service.ts'
import { schemaNameOf, type Tenant } from '../../domain/tenants/tenant.ts'

interface Family extends Omit<Member, 'role'> {
  readonly tokens: { readonly hash: string; usedAt: Date | null }[]
  expiresAt: Date
  endedAt: Date | null
}
interface Person extends NewPerson {
  readonly id: number
  passwordHash: string
}
interface Belonging {
  readonly tenantId: number
  readonly userId: number
  readonly joinedAt: Date
  role: Role
}

/** The stores of accounts and organizations without a database; the shared store spec keeps them honest. */
export const createMemoryAccounts = () => {
  const people: Person[] = []
  const tenants: Tenant[] = []
  const families: Family[] = []
  let belongings: Belonging[] = []
  const events: NewEvent[] = []

  const belonging = (tenantId: number, userId: number) =>
    belongings.find((entry) => entry.tenantId === tenantId && entry.userId === userId)

  const insertPerson = ({ email, fullName, passwordHash }: NewPerson): number => {
    if (people.some((person) => person.email === email)) throw new Problem('email_taken')
    return people.push({ id: people.length + 1, email, fullName, passwordHash })
  }
  const join = (tenantId: number, userId: number, role: Role, joinedAt: Date) => {
    if (belonging(tenantId, userId)) throw new Problem('email_taken')
    belongings.push({ tenantId, userId, role, joinedAt })
  }
  const insertSession = (tenantId: number, userId: number, session: NewSession) => {
    const { familyId, tokenHash, expiresAt } = session
    const tokens = [{ hash: tokenHash.toString('hex'), usedAt: null }]
    families.push({ familyId, tenantId, userId, tokens, expiresAt, endedAt: null })
  }
  const profile = (tenantId: number, userId: number): Profile | undefined => {
    const entry = belonging(tenantId, userId)
    if (!entry) return undefined
    const { email, fullName } = people[userId - 1]!
    return { account: { id: userId, email, fullName }, tenant: tenants[tenantId - 1]!, role: entry.role }
  }
  const familyOf = (hash: Buffer) => {
    const family = families.find(({ tokens }) => tokens.some((token) => token.hash === hash.toString('hex')))
    return family && belonging(family.tenantId, family.userId) ? family : undefined
  }

  const store: AccountStore = {
    async register(founder, session) {
      const userId = insertPerson(founder)
      const slug = founder.slugs.find((wanted) => !tenants.some((tenant) => tenant.slug === wanted))
      if (!slug) throw new Error('No address was free')
      const tenantId = tenants.length + 1
      const schemaName = schemaNameOf(slug)
      const usual = {
        timezone: 'UTC',
        locale: 'en',
        features: {},
        settings: { social: noSocial, links: usualPolicy, retention: usualRetention },
      }
      tenants.push({ id: tenantId, schemaName, slug, name: founder.organization, ...usual })
      join(tenantId, userId, 'owner', session.startedAt)
      insertSession(tenantId, userId, session)
      return profile(tenantId, userId)!
    },

    async findCredentials(email) {
      const person = people.find((entry) => entry.email === email)
      if (!person) return undefined
      const theirs = belongings
        .filter(({ userId }) => userId === person.id)
        .sort((a, b) => a.joinedAt.getTime() - b.joinedAt.getTime() || a.tenantId - b.tenantId)
        .map(({ tenantId }) => ({ tenantId, slug: tenants[tenantId - 1]!.slug }))
      return { userId: person.id, passwordHash: person.passwordHash, tenants: theirs }
    },
    passwordHashOf: async (userId) => people[userId - 1]?.passwordHash,
    profile: async (tenantId, userId) => profile(tenantId, userId),

    async openSession({ tenantId, userId }, passwordHash, session) {
      if (people[userId - 1]?.passwordHash !== passwordHash || !belonging(tenantId, userId)) return false
      insertSession(tenantId, userId, session)
      return true
    },

    async rotate(tokenHash, { tokenHash: nextHash, at, expiresAt }) {
      const family = familyOf(tokenHash)
      if (!family || family.endedAt) return { outcome: 'unknown' }
      if (family.expiresAt <= at) return { outcome: 'expired' }
      const { tenantId, userId, familyId } = family
      const token = family.tokens.find(({ hash }) => hash === tokenHash.toString('hex'))!
      if (token.usedAt) {
        family.endedAt = at
        return { outcome: 'reused', member: { tenantId, userId } }
      }
      token.usedAt = at
      family.tokens.push({ hash: nextHash.toString('hex'), usedAt: null })
      family.expiresAt = expiresAt
      const { role } = belonging(tenantId, userId)!
      return { outcome: 'rotated', member: { tenantId, userId, familyId, role } }
    },

    async familyOfToken(tokenHash) {
      const family = familyOf(tokenHash)
      return family && { familyId: family.familyId, tenantId: family.tenantId, userId: family.userId }
    },

    async endFamily(familyId, at) {
      const family = families.find((entry) => entry.familyId === familyId)
      if (family) family.endedAt ??= at
    },

    async changePassword(userId, { from, to, exceptFamily, at }) {
      const person = people[userId - 1]
      if (person?.passwordHash !== from) return undefined
      person.passwordHash = to
      const others = families.filter(
        (family) => family.userId === userId && !family.endedAt && family.familyId !== exceptFamily,
      )
      for (const family of others) family.endedAt = at
      return [...new Set(others.map(({ tenantId }) => tenantId))]
    },

    async standing(familyIds, now) {
      return families
        .filter(
          ({ familyId, endedAt, expiresAt }) => familyIds.includes(familyId) && !endedAt && expiresAt > now,
        )
        .flatMap(({ familyId, tenantId, userId }) => {
          const entry = belonging(tenantId, userId)
          return entry ? [{ familyId, tenantId, userId, role: entry.role }] : []
        })
    },

    async forgetSessionsBefore(at) {
      const old = families.filter(({ endedAt, expiresAt }) => (endedAt && endedAt < at) || expiresAt < at)
      for (const family of old) families.splice(families.indexOf(family), 1)
      return old.length
    },
  }

  const peopleStore: PeopleStore = {
    userIdOf: async (email) => people.find((person) => person.email === email)?.id,
    addMember: async (tenantId, userId, role, at) => join(tenantId, userId, role, at),
    async addPerson(tenantId, person, role, at) {
      const userId = insertPerson(person)
      join(tenantId, userId, role, at)
      return userId
    },
  }

  const toMembership = ({ userId, role, joinedAt }: Belonging): Membership => {
    const { email, fullName } = people[userId - 1]!
    return { userId, email, fullName, role, joinedAt }
  }

  const tenantStoreOf = (tenantId: number): TenantStore => {
    const ours = () =>
      belongings
        .filter((entry) => entry.tenantId === tenantId)
        .sort((a, b) => a.joinedAt.getTime() - b.joinedAt.getTime() || a.userId - b.userId)
    const tenantStore: TenantStore = {
      find: async () => tenants[tenantId - 1],
      async update(change, _at, told = []) {
        const tenant = tenants[tenantId - 1]
        if (!tenant) return undefined
        const settings = { ...tenant.settings, ...change.settings }
        const features = { ...tenant.features, ...change.features }
        tenants[tenantId - 1] = { ...tenant, ...change, features, settings }
        events.push(...told)
        return tenants[tenantId - 1]
      },
      async members({ limit, offset }) {
        const rows = ours()
          .slice(offset, offset + limit)
          .map(toMembership)
        return { count: ours().length, rows }
      },
      async member(userId) {
        const entry = belonging(tenantId, userId)
        return entry && toMembership(entry)
      },
      countOwners: async () => ours().filter(({ role }) => role === 'owner').length,
      async setRole(userId, role) {
        const entry = belonging(tenantId, userId)
        if (entry) entry.role = role
      },
      async remove(userId) {
        const entry = belonging(tenantId, userId)
        belongings = belongings.filter((other) => other !== entry)
        for (const family of families.filter(
          (other) => other.tenantId === tenantId && other.userId === userId,
        ))
          families.splice(families.indexOf(family), 1)
      },
      exclusively: (work) => inTurn(() => work(tenantStore)),
    }
    return tenantStore
  }

  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }

  return { store, people: peopleStore, tenantStoreOf, events }
}
