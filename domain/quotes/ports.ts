import type { NewEvent } from '../events/event.ts'
import type { Counted, Id, SerialId, Slice } from '../schema.ts'
import type { Quote, QuoteFields, QuoteStatus } from './quote.ts'

export interface QuoteFilter {
  /** As they read on `today`. */
  readonly status?: readonly QuoteStatus[] | undefined
  readonly workOrderId?: SerialId | undefined
  /** In number, title or customer's name, accents and case folded. */
  readonly search?: string | undefined
}

/** The quotes of one tenant. Days (`YYYY-MM-DD`) are the organization's. */
export interface QuoteStore {
  /** The number is given by the store; events are made of what was stored. Throws `validation_failed` for an unknown work order, as does `update`. */
  insert(
    quote: QuoteFields & Pick<Quote, 'id' | 'createdBy'>,
    year: number,
    at: Date,
    events: (quote: Quote) => readonly NewEvent[],
  ): Promise<Quote>
  find(id: Id): Promise<Quote | undefined>
  /** Newest first. */
  list(filter: QuoteFilter, today: string, slice: Slice): Promise<Counted<Quote>>
  /** Only a draft that is still as it was at `updatedAt`; `undefined` otherwise. */
  update(
    id: Id,
    updatedAt: Date,
    changes: Partial<QuoteFields>,
    at: Date,
    events: readonly NewEvent[],
  ): Promise<Quote | undefined>
  /** Only a draft that is still as it was at `updatedAt`. */
  remove(id: Id, updatedAt: Date, events: readonly NewEvent[]): Promise<boolean>
  /** Only one that is still as it was at `updatedAt`: what goes out is what was read. */
  markSent(id: Id, updatedAt: Date, at: Date, events: readonly NewEvent[]): Promise<Quote | undefined>
  /** One conditional update: only what was sent, and is valid on `today`. Of two at once, one gets `undefined`. */
  decide(
    id: Id,
    decided: Pick<Quote, 'decidedBy' | 'decisionComment'> & { readonly status: 'approved' | 'rejected' },
    today: string,
    at: Date,
    events: readonly NewEvent[],
  ): Promise<Quote | undefined>
  /** Only what is still undecided. */
  expire(id: Id, at: Date, events: readonly NewEvent[]): Promise<boolean>
}

/** What crosses tenants: which quotes were sent, not decided, and valid until before a day, the oldest first. */
export type OverdueQuotes = (
  before: string,
  atMost: number,
) => Promise<readonly (Pick<Quote, 'id' | 'tenantId' | 'validUntil'> & { readonly timeZone: string })[]>
