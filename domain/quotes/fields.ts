import { faulty } from '../problem.ts'
import type { Customer } from '../work-orders/work-order.ts'
import { fromDecimal, reckon } from './money.ts'
import type { QuoteFields, QuoteItem } from './quote.ts'
import type { CreateQuote, QuoteCustomerBody, QuoteItemBody, UpdateQuote } from './schema.ts'

/** What a body says, and nothing of what it leaves out. Throws `validation_failed`. */
export const fieldsOf = (body: Partial<CreateQuote> | UpdateQuote, today: string): Partial<QuoteFields> => {
  if (body.currency !== undefined) assertCurrency(body.currency)
  if (body.valid_until !== undefined) assertValid(body.valid_until, today)
  const items = body.items && itemsOf(body.items)
  const said = {
    title: body.title?.trim(),
    notes: body.notes?.trim(),
    currency: body.currency,
    customer: body.customer && customerOf(body.customer),
    items,
    validUntil: body.valid_until,
    workOrderId: body.work_order,
  }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
}

const customerOf = ({ name, phone, email }: QuoteCustomerBody): Customer => ({
  name: name.trim(),
  phone: phone?.trim() ?? null,
  email: email?.trim() ?? null,
})

const itemsOf = (bodies: readonly QuoteItemBody[]): readonly QuoteItem[] => {
  const items = bodies.map((body, i): QuoteItem => {
    const read = (field: keyof QuoteItemBody, places: number, least: number, most: number) => {
      const units = fromDecimal((body[field] ?? 0) as number | string, places)
      if (units !== undefined && units >= least && units <= most * 10 ** places) return units
      const range = least > 0 ? `more than 0 and at most ${most}` : `0 to ${most}`
      throw faulty({
        field: `items.${i}.${field}`,
        message: `must be ${range}, with at most ${places} decimal places`,
      })
    }
    return {
      description: body.description.trim(),
      quantity: read('quantity', 3, 1, 1_000_000_000),
      unit: body.unit?.trim() ?? null,
      unitPriceCents: body.unit_price_cents,
      discount: read('discount_percent', 2, 0, 100),
      tax: read('tax_percent', 2, 0, 100),
    }
  })
  reckon(items) // refuses what comes to more than can be counted
  return items
}

const assertCurrency = (currency: string): void => {
  if (!Intl.supportedValuesOf('currency').includes(currency))
    throw faulty({ field: 'currency', message: 'is not a currency of ISO 4217' })
}

/** Nobody can accept what is over already. */
export const assertValid = (validUntil: string, today: string): void => {
  if (validUntil < today) throw faulty({ field: 'valid_until', message: 'must not be in the past' })
}
