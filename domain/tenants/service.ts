import { cleanLine } from '../accounts/account.ts'
import { normaliseEmail } from '../accounts/email.ts'
import { type Passwords, readNewPassword } from '../accounts/password.ts'
import type { Member, Role } from '../actor.ts'
import type { NewEvent } from '../events/event.ts'
import type { Announcements } from '../live/ports.ts'
import { found, Problem } from '../problem.ts'
import type { Counted, SerialId, Slice } from '../schema.ts'
import { changedPolicy } from '../share-links/share-policy.ts'
import { createFeatureSwitch } from './feature-switch.ts'
import { mayChangeRole, mayGrant, mayTouch } from './policy.ts'
import { changedRetention, withinHouse } from './retention.ts'
import type { AddMember, MemberView, UpdateTenant } from './schema.ts'
import { changedSocial, isTimeZone, type Tenant, type TenantSettings } from './tenant.ts'

/** Somebody who belongs to an organization. */
export interface Membership {
  readonly userId: SerialId
  readonly email: string
  readonly fullName: string
  readonly role: Role
  readonly joinedAt: Date
}

export type TenantChange = Partial<Pick<Tenant, 'name' | 'timezone' | 'locale' | 'features'>> & {
  /** Those named take the place of what was; the others stay. */
  readonly settings?: Partial<TenantSettings>
}

/** One organization. */
export interface TenantStore {
  find(): Promise<Tenant | undefined>
  /** Features that are not named stay as they are. Events are kept with the change, inside of `exclusively`. */
  update(change: TenantChange, at: Date, events?: readonly NewEvent[]): Promise<Tenant | undefined>
  /** In the order in which they joined. */
  members(slice: Slice): Promise<Counted<Membership>>
  member(userId: SerialId): Promise<Membership | undefined>
  countOwners(): Promise<number>
  setRole(userId: SerialId, role: Role): Promise<void>
  /** The sessions of the member end with the membership. */
  remove(userId: SerialId): Promise<void>
  /** Runs `work` whole or not at all, and alone among such works on this organization. */
  exclusively<T>(work: (store: TenantStore) => Promise<T>): Promise<T>
}

/** Adding somebody crosses organizations: they may have an account from elsewhere. */
export interface PeopleStore {
  userIdOf(email: string): Promise<SerialId | undefined>
  /** Throws `email_taken` for somebody who is a member already. */
  addMember(tenantId: SerialId, userId: SerialId, role: Role, at: Date): Promise<void>
  /** Throws `email_taken`. */
  addPerson(tenantId: SerialId, person: NewPerson, role: Role, at: Date): Promise<SerialId>
}
export interface NewPerson {
  readonly email: string
  readonly fullName: string
  readonly passwordHash: string
}

export interface TenantPorts {
  readonly storeOf: (tenantId: SerialId) => TenantStore
  readonly people: PeopleStore
  readonly passwords: Pick<Passwords, 'hash'>
  readonly announce: Pick<Announcements, 'memberChanged'>
  /** What a member made stands on their role: who watches by a link of theirs that does not any more is cut off. */
  readonly makerChanged?: (member: Pick<Member, 'tenantId' | 'userId'>) => Promise<void>
  /** Somebody joined or left, and with it whether they go out to work for the organization. */
  readonly cameOrLeft?: (member: Pick<Member, 'tenantId' | 'userId'>) => Promise<void>
  /** So that this very node does not wait for its own announcement. */
  readonly forget: (member: Pick<Member, 'tenantId' | 'userId'>) => void
  readonly forgetProfile: (tenantId: SerialId) => void
  /** No position is kept longer by this house, whatever an organization wishes. */
  readonly longestPositionsDays: number
  readonly now: () => Date
}

export type Tenants = ReturnType<typeof createTenants>

export const createTenants = (ports: TenantPorts) => {
  const { storeOf, people, passwords, announce, makerChanged, forget, longestPositionsDays, now } = ports

  const rightsChanged = async (member: Pick<Member, 'tenantId' | 'userId'>): Promise<void> => {
    forget(member)
    announce.memberChanged({ tenantId: member.tenantId, userId: member.userId })
    await makerChanged?.(member)
  }

  const inHouse = (tenant: Tenant): Tenant => ({
    ...tenant,
    settings: {
      ...tenant.settings,
      retention: withinHouse(tenant.settings.retention, longestPositionsDays),
    },
  })

  return {
    async current(actor: Member): Promise<Tenant> {
      return inHouse(found(await storeOf(actor.tenantId).find()))
    },

    async update(actor: Member, change: UpdateTenant): Promise<Tenant> {
      const { name, timezone, locale, social, links, retention } = change
      if (timezone !== undefined && !isTimeZone(timezone)) throw wrong('timezone', 'is not a known time zone')
      const changed = {
        ...(name !== undefined && { name: cleanLine('name', name) }),
        ...(timezone !== undefined && { timezone }),
        ...(locale !== undefined && { locale }),
      }
      const updated = await storeOf(actor.tenantId).exclusively(async (store) => {
        const { settings } = found(await store.find())
        const settled = {
          ...(social && { social: changedSocial(settings.social, social) }),
          ...(links && { links: changedPolicy(settings.links, links, 'links.') }),
          ...(retention && {
            retention: changedRetention(settings.retention, retention, longestPositionsDays),
          }),
        }
        return found(await store.update({ ...changed, settings: settled }, now()))
      })
      ports.forgetProfile(updated.id)
      return inHouse(updated)
    },

    setFeatures: createFeatureSwitch(ports),

    members: (actor: Member, slice: Slice): Promise<Counted<Membership>> =>
      storeOf(actor.tenantId).members(slice),

    /** Somebody with an account keeps their name and password; somebody new needs both. */
    async add(actor: Member, { email, role, full_name, password }: AddMember): Promise<Membership> {
      if (!mayGrant(actor, role)) throw new Problem('forbidden')
      const { tenantId } = actor
      const address = normaliseEmail(email)
      let userId = await people.userIdOf(address)

      if (userId !== undefined) {
        await people.addMember(tenantId, userId, role, now())
      } else {
        if (full_name === undefined) throw wrong('full_name', 'is required for somebody without an account')
        if (password === undefined) throw wrong('password', 'is required for somebody without an account')
        const fullName = cleanLine('full_name', full_name)
        const passwordHash = await passwords.hash(readNewPassword('password', password, address))
        userId = await people.addPerson(tenantId, { email: address, fullName, passwordHash }, role, now())
      }
      await ports.cameOrLeft?.({ tenantId, userId })
      return found(await storeOf(tenantId).member(userId))
    },

    async changeRole(actor: Member, userId: SerialId, role: Role): Promise<Membership> {
      const changed = await storeOf(actor.tenantId).exclusively(async (store) => {
        const target = found(await store.member(userId))
        if (!mayChangeRole(await asOfNow(actor, store), target, role)) throw new Problem('forbidden')
        if (role !== 'owner') await assertNotLastOwner(target, store)
        await store.setRole(userId, role)
        return { ...target, role }
      })
      await rightsChanged({ tenantId: actor.tenantId, userId })
      return changed
    },

    async remove(actor: Member, userId: SerialId): Promise<void> {
      await storeOf(actor.tenantId).exclusively(async (store) => {
        const target = found(await store.member(userId))
        if (!mayTouch(await asOfNow(actor, store), target)) throw new Problem('forbidden')
        await assertNotLastOwner(target, store)
        await store.remove(userId)
      })
      await rightsChanged({ tenantId: actor.tenantId, userId })
      await ports.cameOrLeft?.({ tenantId: actor.tenantId, userId })
    },
  }
}

export const presentMember = (member: Membership): MemberView => ({
  user_id: member.userId,
  email: member.email,
  full_name: member.fullName,
  role: member.role,
  joined_at: member.joinedAt.toISOString(),
})

/** Two owners who demote each other at once: the second one is no owner any more when their turn comes. */
const asOfNow = async (actor: Member, store: TenantStore): Promise<Member> => {
  const self = await store.member(actor.userId)
  if (!self) throw new Problem('not_signed_in')
  return { ...actor, role: self.role }
}

const assertNotLastOwner = async (target: Membership, store: TenantStore): Promise<void> => {
  if (target.role === 'owner' && (await store.countOwners()) === 1) throw new Problem('last_owner')
}

const wrong = (field: string, message: string) =>
  new Problem('validation_failed', { errors: [{ field, message }] })
