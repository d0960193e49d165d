import Type, { type Static } from 'typebox'
import { Email } from '../accounts/email.ts'
import { Nullable, SerialId } from '../schema.ts'

const closed = { additionalProperties: false } as const
const count = Type.Integer({ minimum: 0 })

export const PersonParams = Type.Object({ user_id: SerialId })

/** `confirm` is the e-mail address of whoever is to be forgotten: a slip of a number erases nobody. */
export const ErasePerson = Type.Object(
  { confirm: Type.String({ maxLength: 254 }) },
  { $id: 'ErasePerson', ...closed },
)
export type ErasePerson = Static<typeof ErasePerson>

export const ErasedPersonView = Type.Object(
  {
    /** How much went, or was emptied. */
    erased: Type.Object(
      {
        sessions: count,
        links: count,
        technicians: count,
        positions: count,
        mileage_days: count,
        audited: count,
        looks: count,
        trips: count,
        /** Emptied, as if they had deleted them. */
        comments: count,
        /** In sessions, invitations among them. */
        participations: count,
        recipients: count,
        mails: count,
      },
      closed,
    ),
    /** What stays the organization's, and whose it is now. */
    handed_over: Type.Object({ to: Nullable(SerialId), albums: count, assets: count }, closed),
    /** Work that nobody goes to now, until a dispatcher sends somebody else. */
    open_assignments: count,
  },
  { $id: 'ErasedPerson', ...closed },
)
export type ErasedPersonView = Static<typeof ErasedPersonView>

export const CustomerQuery = Type.Object({ email: Email }, closed)

export const EraseCustomer = Type.Object({ email: Email }, { $id: 'EraseCustomer', ...closed })
export type EraseCustomer = Static<typeof EraseCustomer>

export const ErasedCustomerView = Type.Object(
  {
    erased: Type.Object(
      {
        work_orders: count,
        quotes: count,
        /** Links that named them, or that showed their visits and quotes. */
        links: count,
        /** Of those, links that were still live and are revoked. */
        revoked: count,
        /** On their visits, and of what they said in sessions. */
        comments: count,
        /** Sessions that they were invited to. */
        participations: count,
        mails: count,
      },
      closed,
    ),
  },
  { $id: 'ErasedCustomer', ...closed },
)
export type ErasedCustomerView = Static<typeof ErasedCustomerView>
