import type { Role } from '../actor.ts'
import type { NewEvent } from '../events/event.ts'
import type { Id, SerialId } from '../schema.ts'
import type { Logged } from '../sessions/log.ts'
import type { CustomerSections } from './customer-export.ts'
import type { PersonSections } from './export-schema.ts'

/** Somebody of an organization, or who was of it and left something there. */
export interface Person {
  readonly userId: SerialId
  readonly email: string
  readonly fullName: string
  readonly createdAt: Date
  readonly membership: { readonly role: Role; readonly joinedAt: Date } | null
  /** The technician that they are now. */
  readonly technicianId: Id | null
}

/** How things stand when somebody is to be erased, while nobody else can change it. */
export interface BeforeErasure {
  readonly person: Person
  /** What whoever asks for it is by now; `null` for somebody who has left. */
  readonly actorRole: Role | null
  readonly owners: number
}

export interface Erasing {
  readonly userId: SerialId
  readonly actorId: SerialId
  readonly at: Date
  /** Of nobody's password: for an account that nobody signs in to any more. */
  readonly passwordHash: string
  /** Throws where it must not be. */
  readonly check: (before: BeforeErasure) => void
  readonly pseudonymOf: (deviceId: string) => string
  readonly addresseeOf: AddresseeOf
  readonly events: readonly NewEvent[]
}

/** Whom a waiting mail goes to; `undefined` for one that was sealed under another key. */
export type AddresseeOf = (mailId: Id, letterSealed: Buffer) => string | undefined

/** What somebody said to others, and where they took part. */
export interface ErasedSaid {
  readonly comments: number
  readonly participations: number
  /** What sessions that are open are to be told. */
  readonly logged: readonly Logged[]
}

export interface ErasedPerson extends ErasedSaid {
  readonly sessions: number
  readonly positions: number
  readonly mileageDays: number
  readonly audited: number
  readonly looks: number
  readonly trips: number
  readonly recipients: number
  readonly mails: number
  /** Those that were revoked by it. */
  readonly links: readonly Id[]
  /** Every profile that there was, with the key that its positions had. */
  readonly technicians: readonly { readonly id: Id; readonly key: number }[]
  readonly heir: SerialId | null
  readonly albums: number
  readonly assets: number
  readonly openAssignments: number
}

export interface ErasedCustomer extends ErasedSaid {
  readonly workOrders: number
  readonly quotes: number
  readonly links: number
  /** On their visits, and in sessions. */
  readonly comments: number
  readonly mails: number
  /** Links that were live until now. */
  readonly revoked: readonly Id[]
}

export interface ErasingCustomer {
  readonly email: string
  readonly at: Date
  readonly addresseeOf: AddresseeOf
  readonly events: (erased: ErasedCustomer) => readonly NewEvent[]
}

/** What one organization knows of people. Who was erased from it is not there any more, whatever they left. */
export interface PrivacyStore {
  organization(): Promise<string>
  person(userId: SerialId): Promise<Person | undefined>
  /** How many of their links name somebody. */
  recipientsOf(userId: SerialId): Promise<number>
  sectionsOf(userId: SerialId): PersonSections
  tell(events: readonly NewEvent[]): Promise<void>
  /** All of it in one transaction, or nothing. `undefined` for somebody who is not there. */
  erasePerson(erasing: Erasing): Promise<ErasedPerson | undefined>
  /** What came in from their devices before every node had heard. Safe to repeat. */
  eraseWays(
    userId: SerialId,
    technicians: ErasedPerson['technicians'],
    erasing: Pick<Erasing, 'pseudonymOf'>,
  ): Promise<void>
  /** What they said while they were erased; events of what that ends are kept with it. Safe to repeat. */
  eraseSaid(person: Pick<Person, 'userId' | 'email' | 'fullName'>, at: Date): Promise<ErasedSaid['logged']>
  /** Addresses are compared without their case. */
  customerSections(email: string): CustomerSections
  eraseCustomer(erasing: ErasingCustomer): Promise<ErasedCustomer>
}
