import { type Language, Problem } from '../problem.ts'
import type { Id, SerialId } from '../schema.ts'
import type { Customer } from '../work-orders/work-order.ts'
import type { PricedItem } from './money.ts'
import type { QuoteStatus } from './statuses.ts'

export { type QuoteStatus, quoteStatuses } from './statuses.ts'

export const decisions = ['approve', 'reject'] as const
export type Decision = (typeof decisions)[number]

export interface QuoteItem extends PricedItem {
  readonly description: string
  /** What is counted: hours, metres; `null` for pieces. */
  readonly unit: string | null
}

/** What work would cost, offered to a customer until a day. */
export interface Quote {
  readonly id: Id
  readonly tenantId: SerialId
  /** `ORC-YYYY-NNNN`, counted by organization and year. */
  readonly number: string
  readonly title: string
  readonly notes: string
  /** ISO 4217. */
  readonly currency: string
  readonly workOrder: { readonly id: SerialId; readonly number: string } | null
  readonly customer: Customer
  readonly items: readonly QuoteItem[]
  /** The last day, `YYYY-MM-DD`, in the organization's zone. */
  readonly validUntil: string
  /** As it was stored; what it reads as on a day says `statusOn`. */
  readonly status: QuoteStatus
  /** The last time. */
  readonly sentAt: Date | null
  readonly decidedAt: Date | null
  /** The name that the customer gave. */
  readonly decidedBy: string | null
  readonly decisionComment: string | null
  readonly createdBy: SerialId
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** What its makers write, and may change while it is a draft. */
export type QuoteFields = Pick<
  Quote,
  'title' | 'notes' | 'currency' | 'customer' | 'items' | 'validUntil'
> & { readonly workOrderId: SerialId | null }

/** A quote that was sent and not decided is over with its last day, whether anybody has written that down or not. */
export const statusOn = (
  { status, validUntil }: Pick<Quote, 'status' | 'validUntil'>,
  today: string,
): QuoteStatus => (status === 'sent' && validUntil < today ? 'expired' : status)

/** The quote as it reads on a day. */
export const asOf = (quote: Quote, today: string): Quote => ({ ...quote, status: statusOn(quote, today) })

const flow: Readonly<Record<QuoteStatus, Partial<Record<Decision | 'send', QuoteStatus>>>> = {
  draft: { send: 'sent' },
  sent: { send: 'sent', approve: 'approved', reject: 'rejected' },
  approved: {},
  rejected: {},
  expired: {},
}

/** What a step makes of a quote, or why it cannot be taken any more. */
export const statusAfter = (status: QuoteStatus, step: Decision | 'send'): QuoteStatus => {
  const next = flow[status][step]
  if (next) return next
  if (status === 'draft') throw new Problem('not_found') // nobody was offered it
  throw new Problem(status === 'expired' ? 'quote_expired' : 'quote_decided')
}

/** What was sent is what the customer reads: it stays as it is. */
export const assertDraft = ({ status }: Pick<Quote, 'status'>): void => {
  if (status !== 'draft') throw new Problem('quote_not_editable')
}

/** What a quote is in where nobody says: by the organization's language. */
export const usualCurrency: Readonly<Record<Language, string>> = { 'pt-BR': 'BRL', en: 'USD', es: 'EUR' }

/** How long an offer stands where nobody says. */
export const usualDays = 30
/** A quote is there to be read this long after its last day. */
export const readableDays = 30
