/** How a quote can stand. Without a library, so that browsers know the same. */
export const quoteStatuses = ['draft', 'sent', 'approved', 'rejected', 'expired'] as const
export type QuoteStatus = (typeof quoteStatuses)[number]
