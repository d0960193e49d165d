import { type Kysely, sql } from 'kysely'
import { faulty } from '../domain/problem.ts'
import { reckon } from '../domain/quotes/money.ts'
import type { OverdueQuotes, QuoteFilter, QuoteStore } from '../domain/quotes/ports.ts'
import type { Quote, QuoteFields, QuoteItem } from '../domain/quotes/quote.ts'
import { changedAt } from './changed-at.ts'
import { nextNumber } from './document-numbers.ts'
import { isForeignKeyViolation } from './errors.ts'
import { withEvents } from './events.ts'
import { holds } from './folded.ts'
import type { Database } from './schema.ts'

export const quoteStore = (db: Kysely<Database>, tenantId: number): QuoteStore => {
  const find = async (id: string, from = db): Promise<Quote | undefined> => {
    const row = await selectQuotes(from)
      .where('quote.tenantId', '=', tenantId)
      .where('quote.id', '=', id)
      .executeTakeFirst()
    return row && toQuote(row)
  }
  const change = (trx: Kysely<Database>, id: string, at: Date) =>
    trx
      .updateTable('quote')
      .set({ updatedAt: changedAt(at) })
      .where('tenantId', '=', tenantId)
      .where('id', '=', id)
  /** What was changed, as it is then; `undefined` where nothing was. */
  const changed = async (trx: Kysely<Database>, update: ReturnType<typeof change>, id: string) => {
    const { numUpdatedRows } = await update.executeTakeFirstOrThrow()
    return numUpdatedRows > 0n ? find(id, trx) : undefined
  }

  return {
    find: (id) => find(id),

    insert: ({ id, createdBy, ...fields }, year, at, events) =>
      ofKnownWork(() =>
        withEvents(db, tenantId, events, async (trx) => {
          const number = await nextNumber(trx, tenantId, 'ORC', year)
          const made = { id, tenantId, number, createdBy, status: 'draft' as const }
          await trx
            .insertInto('quote')
            .values({ ...newRow(fields), ...made, createdAt: at, updatedAt: at })
            .execute()
          return (await find(id, trx))!
        }),
      ),

    async list(filter, today, { limit, offset }) {
      const matching = filtered(filter, today)(selectQuotes(db).where('quote.tenantId', '=', tenantId))
      const [{ count }, rows] = await Promise.all([
        matching
          .clearSelect()
          .select((eb) => eb.fn.countAll<string>().as('count'))
          .executeTakeFirstOrThrow(),
        matching
          .orderBy('quote.createdAt', 'desc')
          .orderBy('quote.id', 'desc')
          .limit(limit)
          .offset(offset)
          .execute(),
      ])
      return { count: Number(count), rows: rows.map(toQuote) }
    },

    update: (id, updatedAt, fields, at, events) =>
      ofKnownWork(() =>
        withEvents(db, tenantId, events, (trx) =>
          changed(
            trx,
            change(trx, id, at)
              .where('status', '=', 'draft')
              .where('updatedAt', '=', updatedAt)
              .set(toRow(fields)),
            id,
          ),
        ),
      ),

    remove: (id, updatedAt, events) =>
      withEvents(db, tenantId, events, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom('quote')
          .where('tenantId', '=', tenantId)
          .where('id', '=', id)
          .where('status', '=', 'draft')
          .where('updatedAt', '=', updatedAt)
          .executeTakeFirst()
        return numDeletedRows > 0n
      }),

    markSent: (id, updatedAt, at, events) =>
      withEvents(db, tenantId, events, (trx) =>
        changed(
          trx,
          change(trx, id, at)
            .where('status', 'in', ['draft', 'sent'])
            .where('updatedAt', '=', updatedAt)
            .set({ status: 'sent', sentAt: at }),
          id,
        ),
      ),

    decide: (id, decided, today, at, events) =>
      withEvents(db, tenantId, events, (trx) =>
        changed(
          trx,
          change(trx, id, at)
            .where('status', '=', 'sent')
            .where('validUntil', '>=', sql<Date>`${today}::date`)
            .set({ ...decided, decidedAt: at }),
          id,
        ),
      ),

    expire: (id, at, events) =>
      withEvents(db, tenantId, events, async (trx) => {
        const expired = await changed(
          trx,
          change(trx, id, at).where('status', '=', 'sent').set({ status: 'expired' }),
          id,
        )
        return expired !== undefined
      }),
  }
}

/** Of all organizations, with the zone in which each one's days end. */
export const overdueQuotes =
  (system: Kysely<Database>): OverdueQuotes =>
  (before, atMost) =>
    system
      .selectFrom('quote')
      .innerJoin('tenant', 'tenant.id', 'quote.tenantId')
      .select(['quote.id', 'quote.tenantId', 'tenant.timezone as timeZone', dayAsText.as('validUntil')])
      .where('quote.status', '=', 'sent')
      .where('quote.validUntil', '<', sql<Date>`${before}::date`)
      .orderBy('quote.validUntil')
      .orderBy('quote.id')
      .limit(atMost)
      .execute()

/** As text: the driver would make a moment of a day, in the zone of this machine. */
const dayAsText = sql<string>`to_char(quote.valid_until, 'YYYY-MM-DD')`

const selectQuotes = (db: Kysely<Database>) =>
  db
    .selectFrom('quote')
    .leftJoin('workOrder', 'workOrder.id', 'quote.workOrderId')
    .select([
      'quote.id',
      'quote.tenantId',
      'quote.number',
      'quote.workOrderId',
      'workOrder.number as workOrderNumber',
      'quote.title',
      'quote.notes',
      'quote.currency',
      'quote.customerName',
      'quote.customerPhone',
      'quote.customerEmail',
      'quote.items',
      dayAsText.as('validUntil'),
      'quote.status',
      'quote.sentAt',
      'quote.decidedAt',
      'quote.decidedBy',
      'quote.decisionComment',
      'quote.createdBy',
      'quote.createdAt',
      'quote.updatedAt',
    ])

type QuoteRows = ReturnType<typeof selectQuotes>
type QuoteRow = Awaited<ReturnType<QuoteRows['executeTakeFirstOrThrow']>>

/** Statuses as they read today: whether a day is over does not wait for the job that writes it down. */
const filtered =
  ({ status, workOrderId, search }: QuoteFilter, today: string) =>
  (quotes: QuoteRows): QuoteRows => {
    const reads = sql<string>`case when quote.status = 'sent' and quote.valid_until < ${today}::date then 'expired' else quote.status end`
    return quotes
      .$if(status !== undefined, (query) => query.where(sql<boolean>`${reads} = any(${[...status!]})`))
      .$if(workOrderId !== undefined, (query) => query.where('quote.workOrderId', '=', workOrderId!))
      .$if(search !== undefined, (query) => query.where(holds(search!, ...searched)))
  }
const searched = ['quote.number', 'quote.title', 'quote.customerName']

const newRow = ({ title, notes, currency, customer, items, validUntil, workOrderId }: QuoteFields) => ({
  title,
  notes,
  currency,
  validUntil,
  workOrderId,
  ...customerRow(customer),
  ...itemsRow(items),
})

/** What is not named stays as it is. */
const toRow = ({ customer, items, ...words }: Partial<QuoteFields>) => ({
  ...words,
  ...(customer !== undefined && customerRow(customer)),
  ...(items !== undefined && itemsRow(items)),
})

const customerRow = ({ name, phone, email }: QuoteFields['customer']) => ({
  customerName: name,
  customerPhone: phone,
  customerEmail: email,
})

const itemsRow = (items: readonly QuoteItem[]) => {
  const { subtotalCents, discountCents, taxCents, totalCents } = reckon(items)
  return { items: JSON.stringify(items), subtotalCents, discountCents, taxCents, totalCents }
}

const ofKnownWork = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (!isForeignKeyViolation(error, 'quote_work_order')) throw error
    throw faulty({ field: 'work_order', message: 'is not known' })
  }
}

const toQuote = (row: QuoteRow): Quote => ({
  id: row.id,
  tenantId: row.tenantId,
  number: row.number,
  title: row.title,
  notes: row.notes,
  currency: row.currency,
  workOrder: row.workOrderId === null ? null : { id: row.workOrderId, number: row.workOrderNumber ?? '' },
  customer: { name: row.customerName, phone: row.customerPhone, email: row.customerEmail },
  items: row.items as QuoteItem[],
  validUntil: row.validUntil,
  status: row.status,
  sentAt: row.sentAt,
  decidedAt: row.decidedAt,
  decidedBy: row.decidedBy,
  decisionComment: row.decisionComment,
  createdBy: row.createdBy,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
})
