import Type, { type Static } from 'typebox'
import { Email } from '../accounts/email.ts'
import {
  CalendarDate,
  Id,
  Line,
  LineOrNone,
  Nullable,
  OneOf,
  PageQuery,
  SerialId,
  Text,
  Timestamp,
} from '../schema.ts'
import { decisions, quoteStatuses } from './quote.ts'

const closed = { additionalProperties: false } as const

/** A number, or the same in digits: `1.5`, `"1.50"`. How many places it may have is said where it is read. */
const Decimal = (maximum: number) =>
  Type.Union([Type.Number({ minimum: 0, maximum }), Type.String({ pattern: '^[0-9]{1,9}([.][0-9]{1,6})?$' })])
const Cents = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

const QuoteItemBody = Type.Object(
  {
    description: Line(500),
    /** More than 0, up to three places. */
    quantity: Decimal(1_000_000_000),
    unit: Type.Optional(Nullable(Line(20))),
    /** Net. */
    unit_price_cents: Cents,
    /** 0 to 100, up to two places. */
    discount_percent: Type.Optional(Decimal(100)),
    /** 0 to 100, up to two places. */
    tax_percent: Type.Optional(Decimal(100)),
  },
  { $id: 'QuoteItemBody', ...closed },
)
export type QuoteItemBody = Static<typeof QuoteItemBody>

const QuoteCustomerBody = Type.Object(
  {
    name: Line(200),
    phone: Type.Optional(Nullable(Line(40))),
    email: Type.Optional(Nullable(Email)),
  },
  { $id: 'QuoteCustomerBody', ...closed },
)
export type QuoteCustomerBody = Static<typeof QuoteCustomerBody>

const optional = {
  work_order: Type.Optional(Nullable(SerialId)),
  /** Without it, the work order's. */
  customer: Type.Optional(QuoteCustomerBody),
  /** ISO 4217. Without it, what is usual where the organization's language is spoken. */
  currency: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$' })),
  /** The last day, in the organization's zone. Without it, 30 days from now. */
  valid_until: Type.Optional(CalendarDate),
  notes: Type.Optional(Text(5000)),
}
const items = Type.Array(QuoteItemBody, { minItems: 1, maxItems: 200 })

export const CreateQuote = Type.Object(
  { title: Line(200), items, ...optional },
  { $id: 'CreateQuote', ...closed },
)
export type CreateQuote = Static<typeof CreateQuote>

export const UpdateQuote = Type.Object(
  { title: Type.Optional(Line(200)), items: Type.Optional(items), ...optional },
  { $id: 'UpdateQuote', ...closed, minProperties: 1 },
)
export type UpdateQuote = Static<typeof UpdateQuote>

export const SendQuote = Type.Object(
  {
    /** Without it, the customer's; where there is none either, no mail is sent. */
    email: Type.Optional(Email),
    message: Type.Optional(Text(1000)),
  },
  { $id: 'SendQuote', ...closed },
)
export type SendQuote = Static<typeof SendQuote>

export const QuoteQuery = Type.Object(
  {
    ...PageQuery.properties,
    status: Type.Optional(Type.Array(OneOf(...quoteStatuses), { maxItems: 10 })),
    work_order_id: Type.Optional(SerialId),
    /** In number, title or customer's name, accents and case folded. */
    search: Type.Optional(LineOrNone(200)),
  },
  closed,
)
export type QuoteQuery = Static<typeof QuoteQuery>

/** What a customer says to it. A page's form sends `accept` along: one tap on a button approves nothing. */
export const DecideQuote = Type.Object(
  {
    decision: OneOf(...decisions),
    name: Line(120),
    comment: Type.Optional(Text(2000)),
    accept: Type.Optional(Type.Literal('on')),
  },
  { $id: 'DecideQuote', ...closed },
)
export type DecideQuote = Static<typeof DecideQuote>

/** What customers are shown as well. */
export const offered = {
  number: Type.String(),
  title: Type.String(),
  status: OneOf(...quoteStatuses),
  currency: Type.String(),
  items: Type.Array(
    Type.Object(
      {
        position: Type.Integer(),
        description: Type.String(),
        quantity: Type.Number(),
        unit: Nullable(Type.String()),
        unit_price_cents: Type.Integer(),
        discount_percent: Type.Number(),
        tax_percent: Type.Number(),
        /** After its discount, before taxes. */
        total_cents: Type.Integer(),
      },
      { $id: 'QuoteItemView', ...closed },
    ),
  ),
  /** Before discounts and taxes. */
  subtotal_cents: Type.Integer(),
  discount_cents: Type.Integer(),
  taxes: Type.Array(
    Type.Object(
      { tax_percent: Type.Number(), base_cents: Type.Integer(), tax_cents: Type.Integer() },
      { $id: 'QuoteTaxView', ...closed },
    ),
  ),
  tax_cents: Type.Integer(),
  total_cents: Type.Integer(),
  valid_until: CalendarDate,
  notes: Type.String(),
  decided_at: Nullable(Timestamp),
  decided_by: Nullable(Type.String()),
}

export const QuoteView = Type.Object(
  {
    id: Id,
    ...offered,
    status_display: Type.String(),
    work_order: Nullable(SerialId),
    work_order_number: Nullable(Type.String()),
    customer: Type.Object(
      { name: Type.String(), phone: Nullable(Type.String()), email: Nullable(Type.String()) },
      closed,
    ),
    sent_at: Nullable(Timestamp),
    decision_comment: Nullable(Type.String()),
    created_by: SerialId,
    created_at: Timestamp,
    updated_at: Timestamp,
    /** The customer's link, while it is live. */
    share: Nullable(
      Type.Object(
        { token: Type.String(), share_url: Type.String(), expires_at: Nullable(Timestamp) },
        closed,
      ),
    ),
  },
  { $id: 'QuoteView', ...closed },
)
export type QuoteView = Static<typeof QuoteView>

const OfferedQuote = Type.Object(offered, closed)
export type OfferedQuote = Static<typeof OfferedQuote>

/** What the customer sees. */
export const SharedQuoteView = Type.Object(
  { organization: Type.String(), ...offered },
  { $id: 'SharedQuoteView', ...closed },
)
export type SharedQuoteView = Static<typeof SharedQuoteView>
