import type { NewEvent } from '../../domain/events/event.ts'
import type { OverdueQuotes, QuoteStore } from '../../domain/quotes/ports.ts'
import { type Quote, type QuoteFields, statusOn } from '../../domain/quotes/quote.ts'

/** The stores of quotes without a database, and everything that was told. */
export const createMemoryQuotes = (zones: Readonly<Record<number, string>> = {}) => {
  let rows: Quote[] = []
  const told: NewEvent[] = []

  const quotesOf = (tenantId: number): QuoteStore => {
    const ours = () => rows.filter((row) => row.tenantId === tenantId)
    const change = (
      id: string,
      mayBe: (quote: Quote) => boolean,
      changes: Partial<Quote>,
      at: Date,
      events: readonly NewEvent[],
    ): Quote | undefined => {
      const before = ours().find((row) => row.id === id)
      if (!before || !mayBe(before)) return undefined
      const updatedAt = new Date(Math.max(at.getTime(), before.updatedAt.getTime() + 1))
      const after = { ...before, ...changes, updatedAt }
      rows = rows.map((row) => (row === before ? after : row))
      told.push(...events)
      return after
    }
    const isAt = (updatedAt: Date) => (quote: Quote) => quote.updatedAt.getTime() === updatedAt.getTime()

    return {
      async insert({ workOrderId, ...fields }, year, at, events) {
        const count = ours().length + 1
        const made: Quote = {
          ...fields,
          tenantId,
          number: `ORC-${year}-${String(count).padStart(4, '0')}`,
          workOrder: workOf(workOrderId),
          status: 'draft',
          sentAt: null,
          decidedAt: null,
          decidedBy: null,
          decisionComment: null,
          createdAt: at,
          updatedAt: at,
        }
        rows.push(made)
        told.push(...events(made))
        return made
      },
      find: async (id) => ours().find((row) => row.id === id),
      async list({ status, workOrderId, search }, today, { limit, offset }) {
        const matching = ours()
          .filter((row) => !status || status.includes(statusOn(row, today)))
          .filter((row) => workOrderId === undefined || row.workOrder?.id === workOrderId)
          .filter((row) => !search || `${row.number} ${row.title} ${row.customer.name}`.includes(search))
          .reverse()
        return { count: matching.length, rows: matching.slice(offset, offset + limit) }
      },
      async update(id, updatedAt, { workOrderId, ...changes }, at, events) {
        const work = workOrderId === undefined ? {} : { workOrder: workOf(workOrderId) }
        const isDraft = (quote: Quote) => quote.status === 'draft' && isAt(updatedAt)(quote)
        return change(id, isDraft, { ...changes, ...work }, at, events)
      },
      async remove(id, updatedAt, events) {
        const gone = ours().find((row) => row.id === id && row.status === 'draft' && isAt(updatedAt)(row))
        if (!gone) return false
        rows = rows.filter((row) => row !== gone)
        told.push(...events)
        return true
      },
      markSent: async (id, updatedAt, at, events) =>
        change(id, isAt(updatedAt), { status: 'sent', sentAt: at }, at, events),
      decide: async (id, decided, today, at, events) =>
        change(id, (quote) => statusOn(quote, today) === 'sent', { ...decided, decidedAt: at }, at, events),
      expire: async (id, at, events) =>
        change(id, ({ status }) => status === 'sent', { status: 'expired' }, at, events) !== undefined,
    }
  }

  const overdueQuotes: OverdueQuotes = async (before, atMost) =>
    rows
      .filter(({ status, validUntil }) => status === 'sent' && validUntil < before)
      .map(({ id, tenantId, validUntil }) => ({
        id,
        tenantId,
        validUntil,
        timeZone: zones[tenantId] ?? 'UTC',
      }))
      .slice(0, atMost)

  return { quotesOf, overdueQuotes, told }
}

const workOf = (id: QuoteFields['workOrderId']) =>
  id === null ? null : { id, number: `OS-2030-${String(id).padStart(4, '0')}` }
