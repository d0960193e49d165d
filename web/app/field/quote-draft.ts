import { fromDecimal, type PricedItem, type Reckoning, reckon } from '../../../domain/quotes/money.ts'
import type { QuoteView } from '../../../domain/quotes/schema.ts'

/** A line as it is typed: numbers are text until they are read. */
export interface DraftItem {
  /** Of this page alone, so that a line keeps its place under the cursor. */
  readonly key: number
  readonly description: string
  readonly quantity: string
  readonly unit: string
  readonly price: string
  readonly discount: string
  readonly tax: string
}

let keys = 0
export const emptyItem = (tax = ''): DraftItem => ({
  key: ++keys,
  description: '',
  quantity: '1',
  unit: '',
  price: '',
  discount: '',
  tax,
})

export const draftOf = ({ items, currency }: Pick<QuoteView, 'items' | 'currency'>): DraftItem[] =>
  items.map((item) => ({
    key: ++keys,
    description: item.description,
    quantity: String(item.quantity),
    unit: item.unit ?? '',
    price: priceText(item.unit_price_cents, currency),
    discount: item.discount_percent ? String(item.discount_percent) : '',
    tax: item.tax_percent ? String(item.tax_percent) : '',
  }))

/** How many places the money of a currency has: none for yen, three for dinars. */
export const placesOf = (currency: string): number => {
  try {
    return (
      new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
      2
    )
  } catch {
    return 2
  }
}

const priceText = (cents: number, currency: string): string => {
  const places = placesOf(currency)
  const digits = String(cents).padStart(places + 1, '0')
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`
}

/** "1.234,56", "1,234.56", "12,5" and "12.5": the last mark is the decimal one, unless it is one of several alike. */
export const plainNumber = (typed: string): string => {
  const text = typed.replace(/[\s\u00a0'’]/g, '')
  const marks = [...text.matchAll(/[.,]/g)]
  const last = marks.at(-1)
  if (!last) return text
  const kinds = new Set(marks.map(([mark]) => mark))
  const isGrouping = kinds.size === 1 && marks.length > 1
  if (isGrouping) return text.replace(/[.,]/g, '')
  const [whole, part] = [text.slice(0, last.index), text.slice(last.index + 1)]
  return `${whole.replace(/[.,]/g, '')}.${part}`
}

const read = (typed: string, places: number): number | undefined =>
  typed.trim() === '' ? 0 : fromDecimal(plainNumber(typed), places)

/** A line in units of its last places; `undefined` where something of it is no number. */
export const pricedOf = (item: DraftItem, currency: string): PricedItem | undefined => {
  const [quantity, unitPriceCents, discount, tax] = [
    read(item.quantity, 3),
    read(item.price, placesOf(currency)),
    read(item.discount, 2),
    read(item.tax, 2),
  ]
  if (quantity === undefined || unitPriceCents === undefined || discount === undefined || tax === undefined)
    return undefined
  return quantity > 0 && discount <= 10_000 && tax <= 10_000
    ? { quantity, unitPriceCents, discount, tax }
    : undefined
}

/** By the service's own rule; `undefined` while something cannot be read or comes to too much. */
export const sumsOf = (items: readonly DraftItem[], currency: string): Reckoning | undefined => {
  const priced = items.map((item) => pricedOf(item, currency))
  if (priced.includes(undefined)) return undefined
  try {
    return reckon(priced as PricedItem[])
  } catch {
    return undefined
  }
}

/** As the service takes them; only where all of them can be read. */
export const bodyOf = (items: readonly DraftItem[], currency: string) =>
  items.map((item) => ({
    description: item.description.trim(),
    quantity: plainNumber(item.quantity),
    unit: item.unit.trim() || null,
    unit_price_cents: pricedOf(item, currency)?.unitPriceCents ?? 0,
    discount_percent: plainNumber(item.discount) || '0',
    tax_percent: plainNumber(item.tax) || '0',
  }))

/** Not while it is being typed. */
export const isCurrency = (text: string): boolean => /^[A-Z]{3}$/.test(text)
