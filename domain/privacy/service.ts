import { normaliseEmail } from '../accounts/email.ts'
import type { Passwords } from '../accounts/password.ts'
import type { Member } from '../actor.ts'
import type { EventName, NewEvent } from '../events/event.ts'
import type { Announcements } from '../live/ports.ts'
import { found, Problem } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'
import { mayTouch } from '../tenants/policy.ts'
import type { Look } from '../tracking/ports.ts'
import { nothing, writeDocument } from './document.ts'
import type {
  AddresseeOf,
  BeforeErasure,
  ErasedCustomer,
  ErasedPerson,
  ErasedSaid,
  PrivacyStore,
} from './ports.ts'
import type { ErasedCustomerView, ErasedPersonView, ErasePerson } from './schema.ts'

export interface PrivacyPorts {
  readonly privacyOf: (tenantId: SerialId) => PrivacyStore
  readonly passwords: Pick<Passwords, 'hash'>
  readonly newSecret: () => string
  /** Keyed: the same device has the same pseudonym, and nobody without the key finds it. */
  readonly pseudonymOf: (deviceId: string) => string
  readonly unseal: (mailId: Id, box: Buffer) => string | undefined
  readonly looked: (tenantId: SerialId, looks: readonly Look[]) => Promise<void>
  readonly announce: Pick<Announcements, 'memberChanged' | 'linkEnded' | 'subjectChanged' | 'sessionLogged'>
  /** So that this very node does not wait for its own announcements. */
  readonly forget: (member: Pick<Member, 'tenantId' | 'userId'>) => void
  readonly forgetTechnician: (technicianId: Id) => void
  readonly newId: () => Id
  readonly now: () => Date
}

/** A document to keep, and under which name. */
export interface Exported {
  readonly filename: string
  readonly document: AsyncIterable<string>
}

export type Privacy = ReturnType<typeof createPrivacy>

/** What an organization knows of people: to be read by them, taken along, and forgotten. */
export const createPrivacy = (ports: PrivacyPorts) => {
  const { privacyOf, passwords, newSecret, pseudonymOf, looked, announce, newId, now } = ports

  const addresseeOf: AddresseeOf = (mailId, box) => {
    const letter = ports.unseal(mailId, box)
    return letter === undefined ? undefined : (JSON.parse(letter) as { to: string }).to
  }

  const tellSessions = (logged: ErasedSaid['logged']): void => {
    for (const one of logged) announce.sessionLogged(one)
  }

  const cutOff = (
    tenantId: SerialId,
    userId: SerialId,
    { technicians, links, logged }: ErasedPerson,
  ): void => {
    ports.forget({ tenantId, userId })
    announce.memberChanged({ tenantId, userId })
    tellSessions(logged)
    for (const id of links) announce.linkEnded(id, 'revoked')
    for (const { id } of technicians) {
      ports.forgetTechnician(id)
      announce.subjectChanged({ id, tenantId }, 'removed')
    }
  }

  return {
    /**
     * What the organization holds about one of its people. Whoever takes somebody else's is in the audit, and among those
     * who looked at where a technician was; trips are in nobody's export but their maker's.
     */
    async exportPerson(actor: Member, userId: SerialId): Promise<Exported> {
      const { tenantId } = actor
      const store = privacyOf(tenantId)
      const person = found(await store.person(userId))
      const isOwn = userId === actor.userId
      const [organization, recipients] = await Promise.all([store.organization(), store.recipientsOf(userId)])
      if (!isOwn && person.technicianId !== null)
        await looked(tenantId, [
          { technicianId: person.technicianId, viewerId: actor.userId, linkId: null, via: 'export' },
        ])
      await store.tell([eventOf(actor, 'person.exported', String(userId), { user_id: userId })])

      const at = now().toISOString()
      const { membership } = person
      const facts = {
        exported_at: at,
        organization: { id: tenantId, name: organization },
        account: {
          id: userId,
          email: person.email,
          full_name: person.fullName,
          created_at: person.createdAt.toISOString(),
        },
        membership: membership && { role: membership.role, joined_at: membership.joinedAt.toISOString() },
        recipients,
      }
      const sections = store.sectionsOf(userId)
      return {
        filename: `person-${userId}-${at.slice(0, 10)}.json`,
        document: writeDocument(facts, { ...sections, ...(!isOwn && { trips: nothing }) }),
      }
    },

    /** Throws `forbidden`, `last_owner`, and `validation_failed` for another address than theirs. */
    async erasePerson(actor: Member, userId: SerialId, { confirm }: ErasePerson): Promise<ErasedPersonView> {
      const { tenantId } = actor
      const store = privacyOf(tenantId)
      const person = found(await store.person(userId))
      const erased = await store.erasePerson({
        userId,
        actorId: actor.userId,
        at: now(),
        passwordHash: await passwords.hash(newSecret()),
        check: (before) => assertMayErase(actor, before, confirm),
        pseudonymOf,
        addresseeOf,
        events: [eventOf(actor, 'person.erased', String(userId), { user_id: userId })],
      })
      const done = found(erased)
      cutOff(tenantId, userId, done)
      await store.eraseWays(userId, done.technicians, { pseudonymOf })
      tellSessions(await store.eraseSaid(person, now()))
      return presentErased(done)
    },

    async exportCustomer(actor: Member, address: string): Promise<Exported> {
      const store = privacyOf(actor.tenantId)
      const email = normaliseEmail(address)
      const organization = await store.organization()
      const id = newId()
      await store.tell([eventOf(actor, 'customer.exported', id, {})])
      const at = now().toISOString()
      const facts = { exported_at: at, organization: { id: actor.tenantId, name: organization }, email }
      return {
        filename: `customer-${id}-${at.slice(0, 10)}.json`,
        document: writeDocument(facts, { ...store.customerSections(email) }),
      }
    },

    /** What was done for them stays, without them. Doing it twice is the same as once. */
    async eraseCustomer(actor: Member, address: string): Promise<ErasedCustomerView> {
      const erased = await privacyOf(actor.tenantId).eraseCustomer({
        email: normaliseEmail(address),
        at: now(),
        addresseeOf,
        events: (done) => [eventOf(actor, 'customer.erased', newId(), { matched: matchedIn(done) })],
      })
      for (const id of erased.revoked) announce.linkEnded(id, 'revoked')
      tellSessions(erased.logged)
      return {
        erased: {
          work_orders: erased.workOrders,
          quotes: erased.quotes,
          links: erased.links,
          revoked: erased.revoked.length,
          comments: erased.comments,
          participations: erased.participations,
          mails: erased.mails,
        },
      }
    },
  }
}

/** By what everybody is at that moment: of two owners who erase each other at once, one stays. */
const assertMayErase = (
  actor: Member,
  { person, actorRole, owners }: BeforeErasure,
  confirm: string,
): void => {
  if (actorRole === null) throw new Problem('not_signed_in')
  const role = person.membership?.role ?? 'member'
  if (!mayTouch({ ...actor, role: actorRole }, { role })) throw new Problem('forbidden')
  if (normaliseEmail(confirm.trim()) !== normaliseEmail(person.email))
    throw new Problem('validation_failed', {
      errors: [{ field: 'confirm', message: 'is not the e-mail address of this person' }],
    })
  if (role === 'owner' && owners === 1) throw new Problem('last_owner')
}

const matchedIn = ({ workOrders, quotes, links, participations }: ErasedCustomer): number =>
  workOrders + quotes + links + participations

const eventOf = (actor: Member, name: EventName, aggregateId: string, data: NewEvent['data']): NewEvent => ({
  name,
  aggregateType: name.split('.')[0]!,
  aggregateId,
  actorId: actor.userId,
  data,
})

const presentErased = (erased: ErasedPerson): ErasedPersonView => ({
  erased: {
    sessions: erased.sessions,
    links: erased.links.length,
    technicians: erased.technicians.length,
    positions: erased.positions,
    mileage_days: erased.mileageDays,
    audited: erased.audited,
    looks: erased.looks,
    trips: erased.trips,
    comments: erased.comments,
    participations: erased.participations,
    recipients: erased.recipients,
    mails: erased.mails,
  },
  handed_over: { to: erased.heir, albums: erased.albums, assets: erased.assets },
  open_assignments: erased.openAssignments,
})
