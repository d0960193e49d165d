import { Problem } from '../problem.ts'

/**
 * Money is whole cents (the smallest unit of its currency), quantities are thousandths, rates hundredths of a percent.
 * All of them are integers, reckoned with as such: nothing is lost on the way, and nothing is rounded twice.
 */
export interface PricedItem {
  /** Thousandths. */
  readonly quantity: number
  readonly unitPriceCents: number
  /** Hundredths of a percent off this line. */
  readonly discount: number
  /** Hundredths of a percent on top; prices are net. */
  readonly tax: number
}

/** What is due for all lines of one rate. */
export interface TaxSum {
  /** Hundredths of a percent. */
  readonly tax: number
  readonly baseCents: number
  readonly taxCents: number
}

export interface Reckoning {
  /** What each line comes to after its discount, in the order of the items. */
  readonly lines: readonly number[]
  /** Before discounts and taxes. */
  readonly subtotalCents: number
  readonly discountCents: number
  /** The lowest rate first; what is not taxed has no entry. */
  readonly taxes: readonly TaxSum[]
  readonly taxCents: number
  /** Subtotal less discount, and the taxes. */
  readonly totalCents: number
}

const whole = 10_000n // a rate of 100 %
const thousand = 1000n

/**
 * A line is quantity × price less its discount, rounded half up once. Taxes are reckoned for each rate on the sum of
 * its lines, rounded half up once a rate. Throws `validation_failed` for what no program can count exactly (2^53).
 */
export const reckon = (items: readonly PricedItem[]): Reckoning => {
  const gross = items.map(grossOf)
  const lines = items.map(lineOf)
  const rates = [...new Set(items.map(({ tax }) => tax))].filter((tax) => tax > 0).sort((a, b) => a - b)
  const taxes = rates.map((tax) => {
    const base = sum(lines.filter((_, i) => items[i]!.tax === tax))
    return { tax, base, due: halfUp(base * BigInt(tax), whole) }
  })
  const subtotal = sum(gross)
  const net = sum(lines)
  const due = sum(taxes.map((one) => one.due))
  return {
    lines: lines.map(exact),
    subtotalCents: exact(subtotal),
    discountCents: exact(subtotal - net),
    taxes: taxes.map(({ tax, base, due }) => ({ tax, baseCents: exact(base), taxCents: exact(due) })),
    taxCents: exact(due),
    totalCents: exact(net + due),
  }
}

const grossOf = ({ quantity, unitPriceCents }: PricedItem): bigint =>
  halfUp(BigInt(quantity) * BigInt(unitPriceCents), thousand)

const lineOf = ({ quantity, unitPriceCents, discount }: PricedItem): bigint =>
  halfUp(BigInt(quantity) * BigInt(unitPriceCents) * (whole - BigInt(discount)), thousand * whole)

/** Nothing here is negative. */
const halfUp = (amount: bigint, by: bigint): bigint => (2n * amount + by) / (2n * by)

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n)

const exact = (amount: bigint): number => {
  if (amount > BigInt(Number.MAX_SAFE_INTEGER))
    throw new Problem('validation_failed', { errors: [{ field: 'items', message: 'come to too much' }] })
  return Number(amount)
}

/** A decimal as the wire writes it (`1.5`, `"1.50"`) in units of its last place; `undefined` for one with more places. */
export const fromDecimal = (written: number | string, places: number): number | undefined => {
  const [, before, after = ''] = /^(\d{1,12})(?:\.(\d{1,12}))?$/.exec(String(written)) ?? []
  const part = after.replace(/0+$/, '')
  if (before === undefined || part.length > places) return undefined
  return Number(before + part.padEnd(places, '0'))
}

/** As the wire writes it. */
export const toDecimal = (units: number, places: number): number => units / 10 ** places
