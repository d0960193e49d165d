import { type Reckoning, toDecimal } from '../../../domain/quotes/money.ts'
import { moneyText } from '../../../domain/quotes/words.ts'
import { html, type Node } from '../../pages/html.ts'
import { fill } from '../../pages/words.ts'
import { useLanguage } from '../ui/lang.ts'
import { isCurrency } from './quote-draft.ts'
import type { QuoteListWords } from './quote-words.ts'

interface QuoteSumsProps {
  readonly sums: Reckoning
  readonly currency: string
  readonly w: QuoteListWords
}

/** What it all comes to. */
export const QuoteSums = ({ sums, currency, w }: QuoteSumsProps): Node => {
  const lang = useLanguage()
  const money = (cents: number) => (isCurrency(currency) ? moneyText(lang, cents, currency) : '–')
  const rate = (tax: number) =>
    new Intl.NumberFormat(lang, { style: 'percent', maximumFractionDigits: 2 }).format(toDecimal(tax, 4))
  return html`<dl class="quote-sums">
    <dt>${w.subtotal}</dt><dd>${money(sums.subtotalCents)}</dd>
    ${sums.discountCents > 0 && html`<dt>${w.discountSum}</dt><dd>−${money(sums.discountCents)}</dd>`}
    ${sums.taxes.map(({ tax, baseCents, taxCents }) => html`<dt>${fill(w.taxOn, { rate: rate(tax), base: money(baseCents) })}</dt><dd>${money(taxCents)}</dd>`)}
    <dt class="total">${w.total}</dt><dd class="total">${money(sums.totalCents)}</dd>
  </dl>`
}
