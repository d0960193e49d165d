import Type, { type TSchema } from 'typebox'
import { Id, Nullable, SerialId, Timestamp } from '../schema.ts'
import { listsOf, type Sections } from './export-schema.ts'

const text = Type.String()
const textOrNone = Nullable(Type.String())
const moment = Nullable(Timestamp)
const whole = Type.Integer()
const number = Nullable(Type.Number())

/** What an organization holds about a customer, by their address. */
export const customerSections = {
  work_orders: Type.Object({
    id: SerialId,
    number: text,
    description: text,
    asset_name: text,
    asset_location: text,
    latitude: number,
    longitude: number,
    status: text,
    customer: Type.Object({ name: textOrNone, phone: textOrNone, email: textOrNone }),
    created_at: Timestamp,
  }),
  visits: Type.Object({
    assignment_id: Id,
    work_order_id: SerialId,
    scheduled_date: text,
    status: text,
    completed_at: moment,
    rating: Nullable(Type.Object({ score: whole, comment: text, created_at: Timestamp })),
  }),
  quotes: Type.Object({
    id: Id,
    number: text,
    title: text,
    notes: text,
    currency: text,
    total_cents: whole,
    items: Type.Array(Type.Unknown()),
    customer: Type.Object({ name: text, phone: textOrNone, email: textOrNone }),
    status: text,
    decided_at: moment,
    decided_by: textOrNone,
    decision_comment: textOrNone,
    created_at: Timestamp,
  }),
  /** Links that were made for them; what opens them is not in here. */
  links: Type.Object({
    id: Id,
    resource_type: text,
    title: textOrNone,
    recipient: Type.Object({ name: textOrNone, email: textOrNone }),
    created_at: Timestamp,
    expires_at: moment,
    revoked_at: moment,
  }),
  /** Sessions that they were invited to. */
  sessions: Type.Object({
    session_id: Id,
    name: text,
    email: textOrNone,
    role: text,
    joined_at: moment,
    removed_at: moment,
  }),
  /** What they said there; one that was deleted says nothing. */
  comments: Type.Object({
    id: Id,
    asset_id: SerialId,
    content: text,
    created_at: Timestamp,
    deleted_at: moment,
  }),
} as const satisfies Record<string, TSchema>

export const CustomerExport = Type.Object(
  {
    exported_at: Timestamp,
    organization: Type.Object({ id: SerialId, name: text }),
    email: text,
    ...listsOf(customerSections),
  },
  { $id: 'CustomerExport' },
)

export type CustomerSections = Sections<typeof customerSections>
