import type { Language } from '../problem.ts'
import type { OpenLink } from '../share-links/service.ts'
import { shareUrlOf } from '../share-links/share-tracks.ts'
import { reckon, toDecimal } from './money.ts'
import type { Quote } from './quote.ts'
import type { OfferedQuote, QuoteView, SharedQuoteView } from './schema.ts'
import { statusWords } from './words.ts'

/** A quote as its makers see it; `share`: its link, while it is live. */
export interface OwnedQuote {
  readonly quote: Quote
  readonly share: OpenLink | undefined
}

/** A quote as its customer is shown it. */
export interface ShownQuote {
  readonly quote: Quote
  readonly organization: string
  /** In which its days begin and end. */
  readonly timeZone: string
}

export const presentQuote = (
  { quote, share }: OwnedQuote,
  language: Language,
  publicUrl: string,
): QuoteView => ({
  id: quote.id,
  ...presentOffer(quote),
  status_display: statusWords[language][quote.status],
  work_order: quote.workOrder?.id ?? null,
  work_order_number: quote.workOrder?.number ?? null,
  customer: { name: quote.customer.name, phone: quote.customer.phone, email: quote.customer.email },
  sent_at: quote.sentAt?.toISOString() ?? null,
  decision_comment: quote.decisionComment,
  created_by: quote.createdBy,
  created_at: quote.createdAt.toISOString(),
  updated_at: quote.updatedAt.toISOString(),
  share: share
    ? {
        token: share.token,
        share_url: shareUrlOf(publicUrl, share.token),
        expires_at: share.link.expiresAt?.toISOString() ?? null,
      }
    : null,
})

/** For whoever came by its link: what is offered and by whom, and nothing of how it came about. */
export const presentShared = ({ quote, organization }: ShownQuote): SharedQuoteView => ({
  organization,
  ...presentOffer(quote),
})

export const presentOffer = (quote: Quote): OfferedQuote => {
  const { lines, subtotalCents, discountCents, taxes, taxCents, totalCents } = reckon(quote.items)
  return {
    number: quote.number,
    title: quote.title,
    status: quote.status,
    currency: quote.currency,
    items: quote.items.map((item, i) => ({
      position: i + 1,
      description: item.description,
      quantity: toDecimal(item.quantity, 3),
      unit: item.unit,
      unit_price_cents: item.unitPriceCents,
      discount_percent: toDecimal(item.discount, 2),
      tax_percent: toDecimal(item.tax, 2),
      total_cents: lines[i] ?? 0,
    })),
    subtotal_cents: subtotalCents,
    discount_cents: discountCents,
    taxes: taxes.map(({ tax, baseCents, taxCents }) => ({
      tax_percent: toDecimal(tax, 2),
      base_cents: baseCents,
      tax_cents: taxCents,
    })),
    tax_cents: taxCents,
    total_cents: totalCents,
    valid_until: quote.validUntil,
    notes: quote.notes,
    decided_at: quote.decidedAt?.toISOString() ?? null,
    decided_by: quote.decidedBy,
  }
}
